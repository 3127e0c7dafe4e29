// Chains of touchpoints that match steps in order: the heart of funnel and drop-off.
//
// A chain of level L is L different touchpoints of a unit, the k-th matching step k, their times
// never decreasing, the last within the window (end inclusive) of the first. Touchpoints of equal
// time have no order among themselves, so they count in step order whatever their rows say.
#ifndef METRIC_FUNNEL_CHAIN_H
#define METRIC_FUNNEL_CHAIN_H

#include "base/vec.h"
#include "query/query.h"

struct chain_rules {
    size_t steps;
    int64_t window;       // µs, −1 = none
    int64_t since, until; // of step 1, half open; TIME_NONE = open
    int64_t now;          // the end of data
};

struct hit { // a touchpoint that matches some step
    int64_t time;
    uint64_t mask;
    size_t at; // its index in the unit
};

// The chain of a unit: of those that reach the unit's level (the highest of all) the shortest, then
// the one that ends first, then the one whose steps come first; among touchpoints of equal time,
// the first rows.
struct chain {
    size_t level;
    bool pending; // the latest chain of that level may still go on after the end of data
    int64_t time[QUERY_STEPS_MAX];
    size_t at[QUERY_STEPS_MAX];
};

// Memory that a search reuses from unit to unit; all zeros to begin with.
struct chain_scratch {
    VEC(struct hit) hit; // of the unit, filled by the caller, in order of time
    VEC(uint8_t) taken;  // by which step, for each touchpoint of a tie
    VEC(bool) seen;
};

void chain_scratch_free(struct chain_scratch *s);

// Find the unit's chain among s->hit. One pass for the level, O(hits · steps), and one over the
// chain's own span for its touchpoints.
void chain_find(const struct chain_rules *rules, struct chain_scratch *s, struct chain *chain);

#endif
