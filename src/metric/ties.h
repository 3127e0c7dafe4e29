// What ties ids to each other: rows that carry both, and lines of link files.
#ifndef METRIC_TIES_H
#define METRIC_TIES_H

#include "base/vec.h"
#include "store/journeys.h"

#define TIE_NO_ROW UINT64_MAX

struct tie {
    uint32_t a, b;   // codes of ids in the dictionary, "namespace:value"
    uint64_t row;    // of the frame, or TIE_NO_ROW:
    struct str file; // the link file
    uint64_t line;
};

struct ties {
    struct dict ids;
    VEC(struct tie) tie;
};

void ties_init(struct ties *t);
void ties_free(struct ties *t);

// The id columns of the frame: id.NAMESPACE. False fills d.
struct id_columns {
    VEC(const struct column *) column;
};
bool id_columns_find(struct id_columns *c, struct frame *f, struct diag *d);
struct str id_column_space(const struct column *c); // NAMESPACE

// Add the pairs of ids on each of the rows from … to−1.
void ties_add_rows(struct ties *t, const struct id_columns *c, uint64_t from, uint64_t to);

// Add the pairs of ids on each line of the study's link files, normalised. A file that cannot be
// read fills d; what was read until then stays.
bool ties_add_links(struct ties *t, struct study *study, struct diag *d);

// The code of NAMESPACE:VALUE, added if new.
uint32_t ties_id(struct ties *t, struct str space, struct str value);

// The shortest chain of ties from one id to another: indexes into t->tie, in order. Ties that were
// added first win. False: there is none. path is emptied first.
struct tie_path {
    VEC(size_t) tie;
};
bool ties_path(const struct ties *t, uint32_t from, uint32_t to, struct tie_path *path);

// The ids that ties lead to, the nearest first, from itself included. Returns how many; room for
// t->ids.count of them.
size_t ties_reached(const struct ties *t, uint32_t from, uint32_t *id);

#endif
