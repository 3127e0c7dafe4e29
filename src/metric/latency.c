// Hand-over latency: are gaps at a switch longer than gaps within a channel?
#include "metric/survey.h"

#include <math.h>
#include <stdlib.h>

struct gap {
    int64_t gap;
    uint32_t customer; // index in the survey
    bool at_switch;
};

struct gaps {
    const struct gap *item; // sorted by gap
    size_t n;
};

static int by_gap(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;
    return (x->gap > y->gap) - (x->gap < y->gap);
}

// One pass over the sorted gaps. weight NULL: each customer once.
static double superiority(void *context, const uint32_t *weight)
{
    const struct gaps *g = context;
    double below = 0, others = 0, halves = 0; // below: gaps at switches that are smaller
    for (size_t i = 0, end; i < g->n; i = end) {
        double at_switch = 0, within = 0;
        for (end = i; end < g->n && g->item[end].gap == g->item[i].gap; end++) {
            double w = weight ? weight[g->item[end].customer] : 1;
            *(g->item[end].at_switch ? &at_switch : &within) += w;
        }
        halves += (2 * below + at_switch) * within;
        below += at_switch;
        others += within;
    }
    return below > 0 && others > 0 ? fmin(1, halves / (below * others)) : NAN;
}

static struct interval interval_of(const struct survey *s)
{
    size_t n = s->switch_gap.n + s->other_gap.n, at = 0, within = 0;
    struct gap *item = mem_array(n, sizeof *item);
    struct gaps g = {item, n};
    n = 0;
    for (size_t c = 0; c < s->customer.n; c++) {
        for (size_t i = 0; i < s->customer.p[c].switch_gaps; i++)
            item[n++] = (struct gap){s->switch_gap.p[at++], (uint32_t)c, true};
        for (size_t i = 0; i < s->customer.p[c].other_gaps; i++)
            item[n++] = (struct gap){s->other_gap.p[within++], (uint32_t)c, false};
    }
    qsort(item, n, sizeof *item, by_gap);
    struct interval result = bootstrap(s->customer.n, superiority, &g);
    free(item);
    return result;
}

static int64_t *sorted(const int64_t *value, size_t n)
{
    int64_t *copy = mem_array(n, sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = value[i];
    sort_i64(copy, n);
    return copy;
}

struct latency survey_latency(const struct survey *s)
{
    struct latency l = {.value = NAN, .low = NAN, .high = NAN};
    size_t n = s->switch_gap.n, m = s->other_gap.n;
    if (n == 0 || m == 0)
        return l;
    int64_t *at = sorted(s->switch_gap.p, n), *within = sorted(s->other_gap.p, m);
    // For each gap within: how many at a switch are smaller, how many are not larger.
    for (size_t i = 0, less = 0, most = 0; i < m; i++) {
        while (less < n && at[less] < within[i])
            less++;
        while (most < n && at[most] <= within[i])
            most++;
        l.halves += less + most;
    }
    l.pairs = (uint64_t)n * m;
    l.value = fmin(1, (double)l.halves / (double)l.pairs);
    if (n + m <= LATENCY_INTERVAL_MOST && s->customer.n <= LATENCY_INTERVAL_MOST) {
        struct interval i = interval_of(s);
        l.low = i.low;
        l.high = i.high;
    }
    free(at);
    free(within);
    return l;
}
