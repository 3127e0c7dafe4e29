// Channel switches of a unit, and what became of each.
#ifndef METRIC_CROSSING_H
#define METRIC_CROSSING_H

#include "metric/acts.h"

// A switch: act[at − 1] and act[at] are in different channels.
struct crossing {
    size_t at;
    bool progressed; // act[at] passes the highest stage so far
    bool broken;     // before progress, information is given again
    size_t repeat;   // broken: the act that does so
};

struct crossings {
    VEC(struct crossing) item; // in order
    VEC(size_t) open;          // scratch
};

// Fill c with the switches of a. Rules: wend-metrics(7), CONSISTENCY.
void crossings_find(struct crossings *c, struct acts *a, const struct acts_plan *p);
void crossings_free(struct crossings *c);

// Journeys are cut where two acts are p->gap or more apart. Of those with a switch, how many come
// back to a channel that they had left.
struct ping_pong {
    uint64_t switched, returned;
};
struct ping_pong ping_pong_count(struct acts *a, const struct acts_plan *p);

#endif
