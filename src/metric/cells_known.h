// The counts of a table and the equations between them. Private to cells.c and cells_told.c.
#ifndef METRIC_CELLS_KNOWN_H
#define METRIC_CELLS_KNOWN_H

#include "base/vec.h"
#include "metric/cells.h"

struct count {
    int64_t value;
    bool small, hidden, apart; // apart: not in the table, nor shown elsewhere
};

struct term {
    size_t equation, count;
    int sign;
};

struct derived {
    size_t cell, count;
};

struct cells {
    struct table *t;
    int64_t least;
    VEC(struct count) count;
    VEC(struct term) term;
    VEC(struct derived) derived; // cells of the table and the counts that they show or give away
    size_t equations;
};

// A small count that all equations together tell, or CELL_NONE: as the solution of a linear system,
// or because no count is negative.
size_t cells_told(const struct cells *c);

#endif
