// The acts of a unit, with what consistency asks of each: channel, event, stage, information.
#ifndef METRIC_ACTS_H
#define METRIC_ACTS_H

#include "base/vec.h"
#include "metric/direction.h"
#include "metric/unit.h"

struct query;

struct act {
    int64_t time;
    uint64_t row;            // of the frame
    uint32_t channel, event; // codes
    uint32_t rank;           // of the stage: its index + 1; 0: of no stage
    bool information;
};

// What is looked up once for all units.
struct acts_plan {
    struct units *units;
    const struct study *study;
    const int64_t *time;
    const struct column *channel, *event;
    struct direction direction;
    struct query *stages;      // NULL: the study has none
    struct query *information; // NULL: nothing is declared
    int64_t since, until;      // of a unit's first act
    int64_t gap;               // that cuts journeys for ping-pong
};

// Open the units of a question and what their acts need. False fills d.
bool acts_plan_open(struct acts_plan *p, struct journeys *j, const struct ask *ask, struct diag *d);
void acts_plan_close(struct acts_plan *p);

static inline struct str acts_channel(const struct acts_plan *p, uint32_t code)
{
    return names_get(p->channel->names, code);
}

static inline struct str acts_event(const struct acts_plan *p, uint32_t code)
{
    return names_get(p->event->names, code);
}

bool acts_is_act(const struct acts_plan *p, uint64_t row);

// The index of a rank's stage in the study is rank − 1; its name, "" for rank 0.
struct str acts_stage(const struct acts_plan *p, uint32_t rank);

// The acts of one unit at a time, memory reused. All zeros is empty.
struct acts {
    VEC(struct act) act;
    VEC(uint64_t) stage; // masks of all rows of the unit
    VEC(uint64_t) information;
    VEC(uint32_t) first; // by code of event: 1 + the first information act, 0 between units
    VEC(uint64_t) seen;  // by code of channel: the last journey that was in it
    uint64_t journey;
};

// Whether the unit's first act lies in since … until. A unit without an act does only if both are
// open.
bool acts_in_period(const struct acts_plan *p, const struct unit *unit);

// Read the acts of a unit. False: it lies outside since … until, or has no act.
bool acts_read(struct acts *a, const struct acts_plan *p, const struct unit *unit);
void acts_free(struct acts *a);

// The rank of row i of the unit that acts_read read last (all rows, not only acts).
uint32_t acts_rank(const struct acts *a, size_t i);

#endif
