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

static struct interval drawn_interval(const struct survey *s)
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

// How many of n sorted values are below v, or at most v.
static size_t count_below(const int64_t *value, size_t n, int64_t v, bool or_equal)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (value[middle] < v || (or_equal && value[middle] == v))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// What drawing again tends to when there are many: value ± 1.96 standard errors, from the influence
// of each customer on the two-sample statistic (Efron & Tibshirani 1993, 21.3; van der Vaart 1998,
// Asymptotic Statistics, 12.2). at and within: the gaps, sorted.
static struct interval large_interval(const struct survey *s, const int64_t *at,
                                      const int64_t *within, double value)
{
    size_t n = s->switch_gap.n, m = s->other_gap.n, i = 0, k = 0;
    double sum = 0, customers = (double)s->customer.n;
    if (s->customer.n < 2)
        return (struct interval){NAN, NAN};
    for (vec_each(struct survey_customer, c, &s->customer)) {
        double influence = 0;
        for (size_t end = i + c->switch_gaps; i < end; i++) {
            int64_t gap = s->switch_gap.p[i];
            size_t not_larger = count_below(within, m, gap, true);
            size_t halves = 2 * (m - not_larger) + not_larger - count_below(within, m, gap, false);
            influence += ((double)halves / (double)m - value) / (double)n;
        }
        for (size_t end = k + c->other_gaps; k < end; k++) {
            int64_t gap = s->other_gap.p[k];
            size_t halves = count_below(at, n, gap, false) + count_below(at, n, gap, true);
            influence += ((double)halves / (double)n - value) / (double)m;
        }
        sum += influence * influence;
    }
    double error = 1.959963984540054 * sqrt(sum * customers / (customers - 1));
    return (struct interval){fmax(0, fmin(1, value - error)), fmin(1, value + error)};
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
    bool small = n + m <= LATENCY_DRAWN_MOST && s->customer.n <= LATENCY_DRAWN_MOST;
    struct interval interval =
        small ? drawn_interval(s)
              : large_interval(s, at, within, (double)l.halves / (double)l.pairs);
    l.low = interval.low;
    l.high = interval.high;
    free(at);
    free(within);
    return l;
}
