// Percentile bootstrap over clusters (customers): B = 1000 rounds, fixed seed, 95 %.
#ifndef STAT_BOOTSTRAP_H
#define STAT_BOOTSTRAP_H

#include "stat/stat.h"

enum { BOOTSTRAP_ROUNDS = 1000 };

struct tally { // what one cluster adds to a share: k of n
    uint64_t k, n;
};

// The interval of Σk ÷ Σn when clusters are drawn with replacement (Efron & Tibshirani 1993, An
// Introduction to the Bootstrap, 13.3). Clusters with n = 0 take part; rounds that draw only such
// are left out. Clusters with equal tallies are drawn together, by one multinomial deviate a round:
// the same distribution, at a cost that does not grow with their number. Sorts tally; so the result
// depends neither on the order of clusters nor on threads. Fewer than two clusters: NaN.
struct interval bootstrap_share(struct tally *tally, size_t clusters);

// The same for any statistic: each round, weight[0 … clusters−1] says how often a cluster is
// drawn. A round whose statistic is NaN is left out. Clusters must come in an order of their own.
struct interval bootstrap(size_t clusters,
                          double (*statistic)(void *context, const uint32_t *weight),
                          void *context);

#endif
