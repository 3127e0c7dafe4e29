// Touchpoints of equal time: a bipartite matching of steps and touchpoints.
#include "metric/funnel_tie.h"

enum { FREE = 255, FIXED = 254 }; // values of taken[] that are no step

static void reset(struct chain_scratch *s, size_t n)
{
    vec_reserve(&s->taken, n);
    vec_reserve(&s->seen, n);
    memset(s->taken.p, FREE, n);
}

// Give step a touchpoint, moving earlier steps to others where that helps. At most as deep as
// there are steps.
static bool seat(struct chain_scratch *s, const struct hit *hit, size_t n, size_t step)
{
    for (size_t i = 0; i < n; i++) {
        if (!(hit[i].mask >> step & 1) || s->seen.p[i] || s->taken.p[i] == FIXED)
            continue;
        s->seen.p[i] = true;
        if (s->taken.p[i] == FREE || seat(s, hit, n, s->taken.p[i])) {
            s->taken.p[i] = (uint8_t)step;
            return true;
        }
    }
    return false;
}

static bool add(struct chain_scratch *s, const struct hit *hit, size_t n, size_t step)
{
    memset(s->seen.p, 0, n * sizeof *s->seen.p);
    return seat(s, hit, n, step);
}

static void leave(struct chain_scratch *s, size_t n, size_t step)
{
    for (size_t i = 0; i < n; i++)
        if (s->taken.p[i] == step)
            s->taken.p[i] = FREE;
}

void tie_reach(struct chain_scratch *s, const struct hit *hit, size_t n, size_t steps,
               size_t *reach)
{
    size_t end = 0;
    reset(s, n);
    for (size_t k = 0; k < steps; k++) {
        if (end < k)
            end = k;
        while (end < steps && add(s, hit, n, end))
            end++;
        reach[k] = end;
        leave(s, n, k);
    }
}

size_t tie_reach_from(struct chain_scratch *s, const struct hit *hit, size_t n, size_t from,
                      size_t most)
{
    size_t end = from;
    reset(s, n);
    while (end < most && add(s, hit, n, end))
        end++;
    return end;
}

// Whether steps from … to−1 can be seated beside those that are fixed.
static bool fits(struct chain_scratch *s, const struct hit *hit, size_t n, size_t from, size_t to)
{
    for (size_t i = 0; i < n; i++)
        if (s->taken.p[i] != FIXED)
            s->taken.p[i] = FREE;
    for (size_t k = from; k < to; k++)
        if (!add(s, hit, n, k))
            return false;
    return true;
}

void tie_assign(struct chain_scratch *s, const struct hit *hit, size_t n, size_t from, size_t to,
                size_t *place)
{
    reset(s, n);
    for (size_t k = from; k < to; k++) {
        for (size_t i = 0; i < n; i++) {
            if (!(hit[i].mask >> k & 1) || s->taken.p[i] == FIXED)
                continue;
            s->taken.p[i] = FIXED;
            if (fits(s, hit, n, k + 1, to)) {
                place[k] = i;
                break;
            }
            s->taken.p[i] = FREE;
        }
    }
}
