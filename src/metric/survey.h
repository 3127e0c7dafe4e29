// What the scorecard counts: one tally a unit, summed up over all of them.
#ifndef METRIC_SURVEY_H
#define METRIC_SURVEY_H

#include "metric/crossing.h"
#include "stat/bootstrap.h"

// The shares that have a numerator and a denominator in every customer.
enum survey_share {
    SURVEY_PROGRESS,  // switches that progressed ÷ switches
    SURVEY_BROKEN,    // broken switches ÷ switches
    SURVEY_WHOLE,     // units with a switch and no broken one ÷ units with a switch
    SURVEY_RETURNING, // journeys that return to a left channel ÷ journeys with a switch
    SURVEY_SHARES
};

struct survey_customer {
    size_t customer;
    struct tally share[SURVEY_SHARES];
    size_t switch_gaps, other_gaps; // of them in the lists below
};

struct survey {
    uint64_t units;
    VEC(struct survey_customer) customer; // those with an act, in order
    VEC(int64_t) switch_gap;              // µs between the two acts of a switch
    VEC(int64_t) other_gap;               // between two acts in one channel
};

void survey_run(struct survey *s, const struct acts_plan *p);
void survey_free(struct survey *s);

// The sum of a share over all customers, and its bootstrap interval over customers.
struct tally survey_sum(const struct survey *s, enum survey_share share);
struct interval survey_interval(const struct survey *s, enum survey_share share);

// Hand-over latency: min(1, 2·P(gap at switch < gap within) + P(=)) over all pairs of a gap at a
// switch and a gap within a channel. pairs 0: NaN.
struct latency {
    double value, low, high; // low, high NaN: fewer than two customers
    uint64_t halves, pairs;  // 2·(pairs less) + (pairs equal)
};
// Of more gaps or customers than this the interval is computed from influences and not drawn.
enum { LATENCY_DRAWN_MOST = 50000 };
struct latency survey_latency(const struct survey *s);

#endif
