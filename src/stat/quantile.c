// Quantiles of sorted values, R type 7, and the sorting they need.
#include "stat/stat.h"

#include "base/mem.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double quantile_sorted(const double *sorted, size_t n, double p)
{
    return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, p) : NAN;
}

double quantile_sorted_i64(const int64_t *sorted, size_t n, double p)
{
    if (n == 0)
        return NAN;
    double place = (double)(n - 1) * p, below = floor(place);
    size_t i = (size_t)below;
    if (i + 1 >= n)
        return (double)sorted[n - 1];
    // The difference of two neighbours may not fit 64 bits.
    return (double)sorted[i] + (place - below) * ((double)sorted[i + 1] - (double)sorted[i]);
}

void sort_double(double *values, size_t n)
{
    if (n > 1)
        gsl_sort(values, 1, n);
}

static int compare_i64(const void *a, const void *b)
{
    int64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

// Bytes from the lowest; a byte that all values share needs no pass. The top byte is flipped at
// its sign bit, so that negative values come first.
static void sort_radix(int64_t *values, size_t n)
{
    uint64_t *from = mem_array(n, sizeof *from), *to = mem_array(n, sizeof *to);
    for (size_t i = 0; i < n; i++)
        from[i] = (uint64_t)values[i] ^ (UINT64_C(1) << 63);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t place[256] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++)
            place[from[i] >> shift & 255]++;
        if (place[from[0] >> shift & 255] == n)
            continue;
        for (size_t b = 0; b < 256; b++) {
            size_t count = place[b];
            place[b] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[place[from[i] >> shift & 255]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; i < n; i++)
        values[i] = (int64_t)(from[i] ^ (UINT64_C(1) << 63));
    free(from);
    free(to);
}

void sort_i64(int64_t *values, size_t n)
{
    if (n < 2) // there may be no array at all
        return;
    if (n < 1024)
        qsort(values, n, sizeof *values, compare_i64);
    else
        sort_radix(values, n);
}
