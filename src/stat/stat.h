// Intervals, tests and quantiles, thin over GSL.
#ifndef STAT_STAT_H
#define STAT_STAT_H

#include <stddef.h>
#include <stdint.h>

struct interval {
    double low, high;
};

// Wilson score interval of k successes in n trials (Wilson 1927, JASA 22), no continuity
// correction; level 0.95 for 95 %. n = 0: NaN.
struct interval wilson(uint64_t k, uint64_t n, double level);

// Quantile of sorted values, R type 7 (Hyndman & Fan 1996). n = 0: NaN.
double quantile_sorted(const double *sorted, size_t n, double p);
double quantile_sorted_i64(const int64_t *sorted, size_t n, double p);
void sort_i64(int64_t *values, size_t n);
void sort_double(double *values, size_t n);

#endif
