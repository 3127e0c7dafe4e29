// Side tables: what the study's join sections read, once for all sources.
#ifndef INGEST_SIDE_H
#define INGEST_SIDE_H

#include "base/dict.h"
#include "base/vec.h"
#include "model/study.h"

struct side_table {
    const struct study_join *said;
    const struct study_namespace *space; // of an id that is looked up: keys are in its form
    struct dict key;                     // its code is the number of the row, from 1
    size_t columns;                      // attributes, then ids
    VEC(struct str) cell;                // by row (from 1) and column
    struct arena texts;
};

struct side_tables {
    struct side_table *table; // as the study declares them; said NULL: not needed here
    size_t count;
};

// Read the tables that the source of that name takes ("" = all sources). False fills d: a file that
// cannot be read (with the study's line), a fault in a file (with its own).
bool side_open(struct side_tables *s, struct study *study, struct str source, struct diag *d);
void side_close(struct side_tables *s);

// The row of a value, 0 if there is none. scratch holds its normal form meanwhile.
uint32_t side_row(const struct side_table *t, struct str value, struct buf *scratch);

static inline struct str side_cell(const struct side_table *t, uint32_t row, size_t column)
{
    return t->cell.p[(size_t)row * t->columns + column];
}

#endif
