// Units of analysis: customers, the cases of a key, sessions or groups, as lists of rows after
// --where.
#ifndef METRIC_UNIT_H
#define METRIC_UNIT_H

#include "metric/metric.h"
#include "store/journeys.h"

struct unit {
    size_t customer;     // of a group: that of its first row
    uint32_t key;        // code of the case's key or the group in unit_key's column; 0 for others
    const uint64_t *row; // n rows of the frame, in order
    size_t n;
    uint64_t first; // with units_ranges: row may be NULL, the rows are first … first+n−1
};

static inline uint64_t unit_row(const struct unit *u, size_t i)
{
    return u->row ? u->row[i] : u->first + i;
}

struct units; // a prepared question: compiled --where, --unit

// NULL fills d: unknown unit, column, or bad predicate.
struct units *units_open(struct journeys *j, const struct ask *ask, struct diag *d);
void units_close(struct units *u);
struct str units_noun(const struct units *u); // "customers", "cases of order"

// The column that unit.key is a code of; NULL when units are customers.
const struct column *units_key(const struct units *u);

// Permit units whose rows are contiguous to come with row NULL: nothing is copied for them.
void units_ranges(struct units *u);

// Call visit for every unit that has a row, customers in order, in `parts` contiguous shares of the
// customers, on up to ask->threads threads. part tells which share calls, so that each keeps its
// own accumulator (units_parts of them), merged afterwards in order.
size_t units_parts(const struct units *u);
void units_each(const struct units *u,
                void (*visit)(void *context, size_t part, const struct unit *unit), void *context);

// The first and the last touchpoint of all, TIME_NONE when there is none.
void journeys_period(const struct journeys *j, int64_t *first, int64_t *last);

// The rows that belong to no customer.
static inline uint64_t journeys_unattributed(const struct journeys *j)
{
    return j->frame.rows - j->offset[j->customers];
}

// Say in front of d's message which option or argument it is about: "--where: …".
void ask_fault(struct diag *d, const char *option);

#endif
