// What funnel and drop-off share: the question made ready, and a unit's chain.
#ifndef METRIC_FUNNEL_ASK_H
#define METRIC_FUNNEL_ASK_H

#include "metric/funnel_chain.h"
#include "metric/unit.h"

struct funnel_ask {
    struct units *units;
    struct query *query;
    struct chain_rules rules;
    const int64_t *time; // of the frame's rows
};

// False fills d; *f is then released.
bool funnel_ask_open(struct journeys *j, const struct ask *ask, struct funnel_ask *f,
                     struct diag *d);
void funnel_ask_close(struct funnel_ask *f);

// What one share of the units reuses; all zeros to begin with.
struct funnel_scratch {
    VEC(uint64_t) mask;
    struct chain_scratch chain;
};

void funnel_scratch_free(struct funnel_scratch *s);

// The touchpoints of a unit that match steps, into s->chain.hit.
void funnel_hits(const struct funnel_ask *f, struct funnel_scratch *s, const struct unit *unit);

// The notes that both have: window, pending, what belongs to nobody.
void funnel_notes(struct table *t, const struct journeys *j, const struct funnel_ask *f,
                  uint64_t pending);

#endif
