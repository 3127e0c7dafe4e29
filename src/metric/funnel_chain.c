// Finding a unit's chain: dynamic programming over the times at which steps match.
#include "metric/funnel_chain.h"

#include "metric/funnel_tie.h"
#include "text/time.h"

// For each number of steps: the latest anchor (time of step 1) of a chain that long, and the
// shortest such chain, of equally short ones the first to end. A later anchor can do whatever an
// earlier one can, so one a level is enough.
struct search {
    const struct chain_rules *rules;
    int64_t anchor[QUERY_STEPS_MAX + 1];
    int64_t from[QUERY_STEPS_MAX + 1], to[QUERY_STEPS_MAX + 1];
    size_t level;
};

void chain_scratch_free(struct chain_scratch *s)
{
    vec_free(&s->hit);
    vec_free(&s->taken);
    vec_free(&s->seen);
}

static bool may_start(const struct chain_rules *r, int64_t time)
{
    return (r->since == TIME_NONE || time >= r->since) &&
           (r->until == TIME_NONE || time < r->until);
}

// A chain from an anchor has come to `level` steps at a time.
static inline void reach(struct search *s, size_t level, int64_t anchor, int64_t time)
{
    if (level > s->level || time - anchor < s->to[level] - s->from[level]) {
        s->from[level] = anchor;
        s->to[level] = time;
    }
    if (level > s->level) {
        s->level = level;
        s->anchor[level] = anchor;
    } else if (anchor > s->anchor[level]) {
        s->anchor[level] = anchor;
    }
}

static inline bool in_window(const struct chain_rules *r, int64_t anchor, int64_t time)
{
    return r->window < 0 || time - anchor <= r->window;
}

// The highest steps first, so that one touchpoint serves only one.
static inline void advance_one(struct search *s, const struct hit *hit)
{
    uint64_t steps = hit->mask;
    if (s->level < 63)
        steps &= (UINT64_C(2) << s->level) - 1; // the step behind the level at most
    while (steps) {
        unsigned k = 63 - (unsigned)__builtin_clzll(steps);
        steps ^= UINT64_C(1) << k;
        if (k == 0 ? may_start(s->rules, hit->time) : in_window(s->rules, s->anchor[k], hit->time))
            reach(s, k + 1, k == 0 ? hit->time : s->anchor[k], hit->time);
    }
}

// Several touchpoints of one time: from each level before it, as far as they can serve the steps.
static void advance_tie(struct search *s, struct chain_scratch *scratch, const struct hit *hit,
                        size_t n)
{
    size_t steps = s->rules->steps, before = s->level, far[QUERY_STEPS_MAX];
    int64_t anchor[QUERY_STEPS_MAX + 1];
    for (size_t k = 1; k <= before; k++)
        anchor[k] = s->anchor[k];
    tie_reach(scratch, hit, n, steps, far);
    for (size_t k = 0; k <= before && k < steps; k++) {
        int64_t time = hit->time;
        if (k == 0 ? !may_start(s->rules, time) : !in_window(s->rules, anchor[k], time))
            continue;
        for (size_t level = k + 1; level <= far[k]; level++)
            reach(s, level, k == 0 ? time : anchor[k], time);
    }
}

static size_t tie_end(const struct hit *hit, size_t n, size_t from)
{
    size_t to = from + 1;
    while (to < n && hit[to].time == hit[from].time)
        to++;
    return to;
}

// The touchpoints of the chain that begins and ends when the search says: each step as early as it
// can be. That is one and the same chain for all steps, since to be further is never worse.
static void trace(const struct search *s, struct chain_scratch *scratch, struct chain *chain)
{
    const struct hit *hit = scratch->hit.p;
    size_t n = scratch->hit.n, i = 0, high = n, level = s->level, done = 0;
    while (i < high) {
        size_t middle = i + (high - i) / 2;
        if (hit[middle].time < s->from[level])
            i = middle + 1;
        else
            high = middle;
    }
    for (size_t end; i < n && done < level; i = end) {
        size_t reached = done, place[QUERY_STEPS_MAX] = {0};
        end = tie_end(hit, n, i);
        if (end == i + 1)
            reached += hit[i].mask >> done & 1;
        else
            reached = tie_reach_from(scratch, hit + i, end - i, done, level);
        if (reached > done && end > i + 1)
            tie_assign(scratch, hit + i, end - i, done, reached, place);
        for (; done < reached; done++) {
            chain->time[done] = hit[i].time;
            chain->at[done] = hit[i + place[done]].at;
        }
    }
}

void chain_find(const struct chain_rules *rules, struct chain_scratch *scratch, struct chain *chain)
{
    struct search s; // not zeroed: what lies above the level is never read
    s.rules = rules;
    s.level = 0;
    const struct hit *hit = scratch->hit.p;
    size_t n = scratch->hit.n;
    for (size_t i = 0, end; i < n; i = end) {
        end = tie_end(hit, n, i);
        if (end == i + 1)
            advance_one(&s, &hit[i]);
        else
            advance_tie(&s, scratch, &hit[i], end - i);
    }
    chain->level = s.level;
    chain->pending = false;
    if (s.level == 0)
        return;
    chain->pending = rules->window >= 0 && s.level < rules->steps &&
                     rules->now - s.anchor[s.level] < rules->window;
    trace(&s, scratch, chain);
}
