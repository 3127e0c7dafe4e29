// Percentile bootstrap over clusters.
#include "stat/bootstrap.h"

#include "base/mem.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 20240301 };

// A generator that is the same everywhere, whatever GSL_RNG_TYPE says. tau² (L'Ecuyer 1999).
static gsl_rng *generator(void)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    gsl_rng_set(rng, SEED);
    return rng;
}

static struct interval percentiles(double *value, size_t n)
{
    if (n == 0)
        return (struct interval){NAN, NAN};
    sort_double(value, n);
    return (struct interval){quantile_sorted(value, n, .025), quantile_sorted(value, n, .975)};
}

static int by_tally(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return (x->k > y->k) - (x->k < y->k);
}

// Distinct tallies first, in order; how often each occurs. Returns how many there are.
static size_t group(struct tally *tally, size_t clusters, double *often)
{
    size_t groups = 0;
    qsort(tally, clusters, sizeof *tally, by_tally);
    for (size_t i = 0; i < clusters; i++) {
        if (groups && by_tally(&tally[groups - 1], &tally[i]) == 0) {
            often[groups - 1]++;
            continue;
        }
        tally[groups] = tally[i];
        often[groups++] = 1;
    }
    return groups;
}

struct interval bootstrap_share(struct tally *tally, size_t clusters)
{
    if (clusters < 2 || clusters > UINT32_MAX)
        return (struct interval){NAN, NAN};
    double *often = mem_array(clusters, sizeof *often), value[BOOTSTRAP_ROUNDS];
    size_t groups = group(tally, clusters, often);
    unsigned *drawn = mem_array(groups, sizeof *drawn);
    size_t rounds = 0;
    gsl_rng *rng = generator();
    for (size_t b = 0; b < BOOTSTRAP_ROUNDS; b++) {
        double k = 0, n = 0;
        gsl_ran_multinomial(rng, groups, (unsigned)clusters, often, drawn);
        for (size_t g = 0; g < groups; g++) {
            k += (double)drawn[g] * (double)tally[g].k;
            n += (double)drawn[g] * (double)tally[g].n;
        }
        if (n > 0)
            value[rounds++] = k / n;
    }
    gsl_rng_free(rng);
    free(drawn);
    free(often);
    return percentiles(value, rounds);
}

struct interval bootstrap(size_t clusters,
                          double (*statistic)(void *context, const uint32_t *weight), void *context)
{
    if (clusters < 2 || clusters > UINT32_MAX)
        return (struct interval){NAN, NAN};
    uint32_t *weight = mem_array(clusters, sizeof *weight);
    double value[BOOTSTRAP_ROUNDS];
    size_t rounds = 0;
    gsl_rng *rng = generator();
    for (size_t b = 0; b < BOOTSTRAP_ROUNDS; b++) {
        memset(weight, 0, clusters * sizeof *weight);
        for (size_t i = 0; i < clusters; i++)
            weight[gsl_rng_uniform_int(rng, clusters)]++;
        double v = statistic(context, weight);
        if (!isnan(v))
            value[rounds++] = v;
    }
    gsl_rng_free(rng);
    free(weight);
    return percentiles(value, rounds);
}
