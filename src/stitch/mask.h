// Masking: touchpoints with tokens for their ids, and without the personal data of their texts.
#ifndef STITCH_MASK_H
#define STITCH_MASK_H

#include "base/key.h"
#include "base/vec.h"
#include "model/frame.h"
#include "model/study.h"
#include "text/personal.h"

enum mask_how { MASK_NOT, MASK_TOKEN, MASK_CUSTOMER, MASK_TEXT };

enum { MASK_IDS = PERSONAL_KINDS, MASK_FINDS }; // what is found in texts: ids, beside the kinds

// What became of a column.
struct mask_count {
    struct str column;
    enum mask_how how;
    uint64_t values;            // distinct ones, without the missing
    uint64_t masked;            // of them
    uint64_t refused;           // ids that their namespace does not accept: left empty
    uint64_t found[MASK_FINDS]; // in texts: places in distinct values
};

struct masked {
    struct frame frame; // rows as in the original; all columns are ready
    VEC(struct mask_count) count;
    struct masked_column {
        struct dict dict;
        uint32_t *code; // NULL: the original's are used
    } * column;
};

// How a column is masked. study may be NULL: namespaces are then known by name only.
enum mask_how mask_how(const struct study *study, struct str column, struct str *space);

// The namespace that an id column's values are in: the study's, or what its name says.
struct study_namespace mask_space(const struct study *study, struct str name);

// "member:880001" → "member" and "880001"; a name without namespace is all value.
void mask_split(struct str customer, struct str *space, struct str *value);

// Mask all columns of f, which must be ready and stay until mask_free. The same id gives the same
// token wherever it stands: token = key_token of "mask", the namespace and the normal form, in a
// form that the namespace accepts. False fills d: a namespace that accepts no token, or two ids
// with one token.
bool mask_frame(const struct frame *f, const struct study *study, const struct key *key,
                struct masked *out, struct diag *d);
void mask_free(struct masked *m);

// Where a raw id is left.
struct mask_leak {
    struct str column, space; // of the masked rows; of the id
    size_t row;               // the first
    uint64_t rows;
};

struct mask_leaks {
    struct arena arena;
    VEC(struct mask_leak) leak;
    uint64_t ids, shorter; // searched for; of them too short to be looked for in texts
};

// Look for every id of raw, as it is written and in its normal form, in all columns of masked.
void mask_verify(const struct frame *raw, const struct frame *masked, const struct study *study,
                 struct mask_leaks *out);
void mask_leaks_free(struct mask_leaks *l);

#endif
