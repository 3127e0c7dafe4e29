// Small counts: which cells of a table are withheld so that none of them can be told, not even
// from sums and differences.
//
// What is known of a table is written as equations between its counts: a chain of steps, the parts
// of a whole. A count from 1 to least − 1 is withheld, and as many others with it as it takes:
// every equation with a withheld one has two or more whose sum is at least `least`, and no small
// count follows from all equations together (Gauss). Zeros are shown. Method:
// complementary cell suppression, Willenborg & de Waal, Elements of Statistical Disclosure Control
// (2001), ch. 6, without the optimum.
#ifndef METRIC_CELLS_H
#define METRIC_CELLS_H

#include "base/diag.h"
#include "table/table.h"

#define CELL_NONE SIZE_MAX

struct cells;

// A count of the table; CELL_NONE when there is none (a missing cell, an absent column). Cells that
// repeat a count are one count: cells_same.
size_t cells_count(struct cells *c, size_t row, const char *column);
void cells_same(struct cells *c, size_t count, size_t row, const char *column);

// A count that is not in the table. shown: it can be seen elsewhere unless it is withheld here.
size_t cells_other(struct cells *c, int64_t value, bool shown);

// Begin an equation (sum of terms = something that is known) and add a term; CELL_NONE adds none.
void cells_equation(struct cells *c);
void cells_term(struct cells *c, size_t count, int sign);

// Another cell of a row that gives a count away: it is withheld when the count is.
void cells_derived(struct cells *c, size_t row, const char *column, size_t count);

// How a metric's table is made of counts: fills c. See metric.h.
typedef void cells_describe(const struct table *t, struct cells *c);

cells_describe cells_funnel, cells_dropoff, cells_parts, cells_matrix, cells_shares;

// Withhold what must be withheld of *t, and say how much in a note. False fills d (FAULT_CHECK):
// the table speaks of fewer than `least` units.
bool cells_withhold(struct table *t, size_t least, cells_describe *describe, struct diag *d);

#endif
