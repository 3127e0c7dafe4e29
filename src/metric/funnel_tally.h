// Counting units by the step they reach, in total or by the values of a field.
#ifndef METRIC_FUNNEL_TALLY_H
#define METRIC_FUNNEL_TALLY_H

#include "base/vec.h"
#include "query/query.h"

struct funnel_gaps { // µs
    VEC(int64_t) v;
};

// The counts of one group of units. Arrays are by step, from 0.
struct funnel_group {
    uint32_t value;           // code of the breakdown's field
    uint64_t *ended;          // closed: units whose level is k + 1; open: units with step k
    uint64_t *pending;        // of these
    uint64_t *previous;       // open: units with step k and the one before
    uint64_t *first;          // open: units with step k and the first
    struct funnel_gaps *gap;  // from step k − 1 to step k
    struct funnel_gaps whole; // from the first to the last step
};

// One for each share of the units. All zeros but `steps` and `values` to begin with.
struct funnel_tally {
    size_t steps;
    uint32_t values; // codes of the breakdown's field, 1 when there is none
    uint64_t units;
    uint32_t *place; // by code: index into group + 1; NULL until needed
    VEC(struct funnel_group) group;
};

void funnel_tally_free(struct funnel_tally *t);

// The group of a value, made if new. Valid until the next call.
struct funnel_group *funnel_tally_group(struct funnel_tally *t, uint32_t value);

// Add the counts of *from to a group.
void funnel_tally_add(struct funnel_group *g, const struct funnel_group *from, size_t steps);

// Add all of *from to *t.
void funnel_tally_merge(struct funnel_tally *t, const struct funnel_tally *from);

// Closed: how many reached step k (from 0). Open: how many have it.
uint64_t funnel_tally_reached(const struct funnel_group *g, size_t steps, size_t k, bool open);

// A group of its own, outside of any tally.
void funnel_group_init(struct funnel_group *g, size_t steps);
void funnel_group_free(struct funnel_group *g, size_t steps);

#endif
