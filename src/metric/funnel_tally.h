// Counting units by the step they reach, in total or by the values of a field.
#ifndef METRIC_FUNNEL_TALLY_H
#define METRIC_FUNNEL_TALLY_H

#include "base/vec.h"
#include "query/query.h"

struct gaps { // µs
    VEC(int64_t) v;
};

// The counts of one group of units. Arrays are by step, from 0.
struct tally_group {
    uint32_t value;     // code of the breakdown's field
    uint64_t *ended;    // closed: units whose level is k + 1; open: units with step k
    uint64_t *pending;  // of these
    uint64_t *previous; // open: units with step k and the one before
    uint64_t *first;    // open: units with step k and the first
    struct gaps *gap;   // from step k − 1 to step k
    struct gaps whole;  // from the first to the last step
};

// One for each share of the units. All zeros but `steps` and `values` to begin with.
struct tally {
    size_t steps;
    uint32_t values; // codes of the breakdown's field, 1 when there is none
    uint64_t units;
    uint32_t *place; // by code: index into group + 1; NULL until needed
    VEC(struct tally_group) group;
};

void tally_free(struct tally *t);

// The group of a value, made if new. Valid until the next call.
struct tally_group *tally_group(struct tally *t, uint32_t value);

// Add the counts of *from to a group.
void tally_add(struct tally_group *g, const struct tally_group *from, size_t steps);

// Add all of *from to *t.
void tally_merge(struct tally *t, const struct tally *from);

// Closed: how many reached step k (from 0). Open: how many have it.
uint64_t tally_reached(const struct tally_group *g, size_t steps, size_t k, bool open);

// A group of its own, outside of any tally.
void tally_group_init(struct tally_group *g, size_t steps);
void tally_group_free(struct tally_group *g, size_t steps);

#endif
