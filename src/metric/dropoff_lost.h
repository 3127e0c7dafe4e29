// Finding the lost: units that came to a step and not to the next, and what they did instead.
#ifndef METRIC_DROPOFF_LOST_H
#define METRIC_DROPOFF_LOST_H

#include "metric/direction.h"
#include "metric/funnel_ask.h"

struct lost_act { // where and what, as codes of the frame's columns
    uint32_t channel, event;
    int64_t time;
};

enum ending { ENDING_SINGLE, ENDING_SWITCH, ENDING_WITHIN }; // the last act against the one before

struct lost {
    size_t customer;
    uint32_t key; // of the case, if units are cases
    size_t step;  // reached, from 1
    int64_t step_time;
    bool has_next;
    struct lost_act next; // the first act after the step
    struct lost_act last; // the last act after the step, or the step's own touchpoint
    enum ending ending;
};

struct lost_list {
    VEC(struct lost) v;
};

struct dropoff {
    struct funnel_ask ask;
    const struct column *channel, *event;
    struct direction direction;
    uint64_t units;
    uint64_t ended[QUERY_STEPS_MAX], pending[QUERY_STEPS_MAX]; // by level − 1
    struct lost_list lost;                                     // in order of customers
};

// Count and collect. False fills d. The caller frees with dropoff_free in any case.
bool dropoff_find(struct journeys *j, const struct ask *ask, struct dropoff *o, struct diag *d);
void dropoff_free(struct dropoff *o);

#endif
