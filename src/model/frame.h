// Touchpoints in columns, read-only: what predicates, metrics and writers see.
#ifndef MODEL_FRAME_H
#define MODEL_FRAME_H

#include "base/diag.h"
#include "base/dict.h"

// One column: a code for each row, and what the codes mean. Code 0 is missing.
// Names of columns: channel event customer live direction source file, seq, id.NAMESPACE,
// case.NAME, and attributes under their own names.
struct column {
    struct str name;
    struct names names;
    const uint32_t *code; // rows of them
    bool ready;           // names and code are set (and, in a store, verified)
};

struct frame {
    size_t rows;
    const int64_t *time; // µs UTC
    // Physical line in the source file, 0: not known; in either width, or neither. frame_line.
    const uint64_t *line;
    const uint32_t *line32;
    struct column *column;
    size_t columns;
    // Makes a column ready on first use (a store verifies its checksum here); NULL: all are ready.
    bool (*prepare)(void *context, struct column *column, struct diag *d);
    void *context;
};

// The column of that name; a name without one stands for id.NAME, then case.NAME. NULL fills d:
// FAULT_USAGE with a suggestion and the valid names, or FAULT_IO when it is damaged. Not safe for
// several threads: look columns up first, then share the result.
const struct column *frame_column(struct frame *f, struct str name, struct diag *d);

// As frame_column, but an absent column is no fault: NULL with d->fault FAULT_NONE.
const struct column *frame_column_if(struct frame *f, struct str name, struct diag *d);

static inline uint64_t frame_line(const struct frame *f, size_t row)
{
    return f->line32 ? f->line32[row] : f->line ? f->line[row] : 0;
}

static inline struct str column_get(const struct column *c, size_t row)
{
    return names_get(c->names, c->code[row]);
}

#endif
