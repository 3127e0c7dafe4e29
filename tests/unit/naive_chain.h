// The naive reference for chains of steps: try everything, keep the best. For tests only.
#ifndef TESTS_NAIVE_CHAIN_H
#define TESTS_NAIVE_CHAIN_H

#include "metric/funnel_chain.h"
#include "text/time.h"

struct naive {
    const struct chain_rules *rules;
    const struct hit *hit;
    size_t n;
    struct chain now, best;
    int64_t anchor; // the latest of all chains of the best level
    unsigned used;  // touchpoints of the chain so far, as bits
};

// The order of chains, as wend-metrics(7) states it: level, length, end, then the earlier steps.
static bool better(const struct chain *a, const struct chain *b)
{
    size_t last = a->level - 1;
    if (a->level != b->level)
        return a->level > b->level;
    if (a->time[last] - a->time[0] != b->time[last] - b->time[0])
        return a->time[last] - a->time[0] < b->time[last] - b->time[0];
    if (a->time[last] != b->time[last])
        return a->time[last] < b->time[last];
    for (size_t k = 0; k <= last; k++)
        if (a->time[k] != b->time[k])
            return a->time[k] < b->time[k];
    for (size_t k = 0; k <= last; k++)
        if (a->at[k] != b->at[k])
            return a->at[k] < b->at[k];
    return false;
}

// Every way to give the steps different touchpoints in order of time.
static void try_all(struct naive *s)
{
    const struct chain_rules *r = s->rules;
    size_t k = s->now.level;
    if (k > s->best.level || (k && k == s->best.level && s->now.time[0] > s->anchor))
        s->anchor = s->now.time[0];
    if (k && better(&s->now, &s->best))
        s->best = s->now;
    for (size_t i = 0; i < s->n && k < r->steps; i++) {
        int64_t t = s->hit[i].time;
        bool fits =
            k == 0 ? (r->since == TIME_NONE || t >= r->since) &&
                         (r->until == TIME_NONE || t < r->until)
                   : t >= s->now.time[k - 1] && (r->window < 0 || t - s->now.time[0] <= r->window);
        if (!fits || s->used >> i & 1 || !(s->hit[i].mask >> k & 1))
            continue;
        s->now.time[k] = t;
        s->now.at[k] = i;
        s->now.level = k + 1;
        s->used |= 1u << i;
        try_all(s);
        s->used &= ~(1u << i);
        s->now.level = k;
    }
}

static bool naive_pending(const struct naive *s)
{
    return s->rules->window >= 0 && s->best.level > 0 && s->best.level < s->rules->steps &&
           s->anchor + s->rules->window > s->rules->now;
}

#endif
