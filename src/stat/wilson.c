// Wilson score interval.
#include "stat/stat.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

struct interval wilson(uint64_t k, uint64_t n, double level)
{
    if (n == 0)
        return (struct interval){NAN, NAN};
    double z = gsl_cdf_ugaussian_Pinv(0.5 + level / 2), z2 = z * z;
    double trials = (double)n, p = (double)k / trials;
    double scale = 1 / (1 + z2 / trials), centre = p + z2 / (2 * trials);
    double half = z * sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials));
    // The ends are exact at k = 0 and k = n; rounding must not move them.
    return (struct interval){k == 0 ? 0 : scale * (centre - half),
                             k == n ? 1 : scale * (centre + half)};
}
