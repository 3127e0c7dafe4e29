// Intervals and quantiles against published figures and hand counts.
#include "unit.h"

#include "stat/stat.h"

#include <math.h>
#include <stdlib.h>

static void assert_near(double actual, double expected, double within)
{
    if (!(fabs(actual - expected) <= within))
        fail_msg("%.10g, expected %.10g", actual, expected);
}

// Newcombe 1998 (Statistics in Medicine 17), table I: Wilson's method without correction.
static void wilson_published(void **state)
{
    (void)state;
    static const struct {
        uint64_t k, n;
        double low, high;
    } figures[] = {
        {81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct interval w = wilson(figures[i].k, figures[i].n, .95);
        assert_near(w.low, figures[i].low, 5e-5);
        assert_near(w.high, figures[i].high, 5e-5);
    }
    assert_true(isnan(wilson(0, 0, .95).low));
    assert_true(wilson(7, 7, .95).high == 1);
}

// quantile(c(1, 2, 4, 8), c(.25, .5, .9)) in R: place 0.75, 1.5 and 2.7 between the order
// statistics, by hand 1.75, 3, 6.8.
static void quantiles(void **state)
{
    (void)state;
    const double d[] = {1, 2, 4, 8};
    const int64_t i[] = {1, 2, 4, 8};
    static const double p[] = {0, .25, .5, .9, 1}, expected[] = {1, 1.75, 3, 6.8, 8};
    for (size_t k = 0; k < 5; k++) {
        assert_near(quantile_sorted(d, 4, p[k]), expected[k], 1e-12);
        assert_near(quantile_sorted_i64(i, 4, p[k]), expected[k], 1e-12);
    }
    assert_true(isnan(quantile_sorted_i64(i, 0, .5)));
    const int64_t wide[] = {INT64_MIN, INT64_MAX};
    assert_near(quantile_sorted_i64(wide, 2, .5), 0, 1);
}

// Small inputs and large ones go different ways: both must sort, negatives too.
static void sorting(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 5, 1023, 1024, 5000};
    uint64_t seed = 1;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s];
        int64_t *v = malloc((n + 1) * sizeof *v);
        uint64_t sum = 0, after = 0;
        for (size_t i = 0; i < n; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            v[i] = (int64_t)(i % 7 ? seed : seed >> 50);
            sum += (uint64_t)v[i];
        }
        sort_i64(v, n);
        for (size_t i = 0; i < n; i++) {
            after += (uint64_t)v[i];
            assert_true(i == 0 || v[i - 1] <= v[i]);
        }
        assert_true(sum == after);
        free(v);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_published),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(sorting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
