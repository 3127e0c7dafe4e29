// Whether withheld counts follow from the equations all the same.
#include "metric/cells_known.h"

#include <math.h>

// The equations in what is withheld, a row each, reduced.
struct system {
    double *at; // rows × columns
    size_t rows, columns;
    size_t *column_of, *count_of; // by count, by column
};

static struct system system_open(const struct cells *c)
{
    struct system s = {.rows = c->equations};
    s.column_of = mem_array(c->count.n, sizeof *s.column_of);
    s.count_of = mem_array(c->count.n, sizeof *s.count_of);
    for (size_t i = 0; i < c->count.n; i++)
        if (c->count.p[i].hidden) {
            s.column_of[i] = s.columns;
            s.count_of[s.columns++] = i;
        }
    s.at = mem_zero((s.rows * s.columns + 1) * sizeof *s.at);
    for (vec_each(const struct term, x, &c->term))
        if (c->count.p[x->count].hidden)
            s.at[x->equation * s.columns + s.column_of[x->count]] += x->sign;
    return s;
}

static void subtract(struct system *s, size_t from, size_t row, double factor)
{
    for (size_t k = 0; k < s->columns; k++)
        s->at[from * s->columns + k] -= factor * s->at[row * s->columns + k];
}

static void swap_rows(struct system *s, size_t a, size_t b)
{
    for (size_t k = 0; k < s->columns; k++) {
        double kept = s->at[a * s->columns + k];
        s->at[a * s->columns + k] = s->at[b * s->columns + k];
        s->at[b * s->columns + k] = kept;
    }
}

// Gauss and Jordan, with the largest pivot.
static void reduce(struct system *s)
{
    size_t done = 0;
    for (size_t k = 0; k < s->columns && done < s->rows; k++) {
        size_t best = done;
        for (size_t i = done + 1; i < s->rows; i++)
            if (fabs(s->at[i * s->columns + k]) > fabs(s->at[best * s->columns + k]))
                best = i;
        double pivot = s->at[best * s->columns + k];
        if (fabs(pivot) < 1e-9)
            continue;
        swap_rows(s, best, done);
        for (size_t i = 0; i < s->columns; i++)
            s->at[done * s->columns + i] /= pivot;
        for (size_t i = 0; i < s->rows; i++)
            if (i != done && fabs(s->at[i * s->columns + k]) > 1e-12)
                subtract(s, i, done, s->at[i * s->columns + k]);
        done++;
    }
}

// A row with one count left tells it. Returns a small one that is told, or CELL_NONE.
static size_t told(const struct cells *c, const struct system *s)
{
    for (size_t i = 0; i < s->rows; i++) {
        size_t only = CELL_NONE, terms = 0;
        for (size_t k = 0; k < s->columns; k++)
            if (fabs(s->at[i * s->columns + k]) > 1e-9) {
                only = s->count_of[k];
                terms++;
            }
        if (terms == 1 && c->count.p[only].small)
            return only;
    }
    return CELL_NONE;
}

static size_t told_by_system(const struct cells *c)
{
    struct system s = system_open(c);
    reduce(&s);
    size_t found = told(c, &s);
    free(s.at);
    free(s.column_of);
    free(s.count_of);
    return found;
}

// ---- bounds

struct bounds {
    double *low, *high;   // of each count
    double *least, *most; // of each equation: of the sum of its withheld terms
    double *sum;          // that this sum has
};

static void sum_up(const struct cells *c, struct bounds *b)
{
    for (size_t e = 0; e < c->equations; e++)
        b->least[e] = b->most[e] = 0;
    for (vec_each(const struct term, x, &c->term)) {
        if (!c->count.p[x->count].hidden)
            continue;
        double low = x->sign * b->low[x->count], high = x->sign * b->high[x->count];
        b->least[x->equation] += low < high ? low : high;
        b->most[x->equation] += low < high ? high : low;
    }
}

// What is left for a term when all others of its equation are as small or as large as they can be.
static bool tighten(const struct cells *c, struct bounds *b)
{
    bool changed = false;
    for (vec_each(const struct term, x, &c->term)) {
        if (!c->count.p[x->count].hidden)
            continue;
        double low = x->sign * b->low[x->count], high = x->sign * b->high[x->count];
        double from = low < high ? low : high, to = low < high ? high : low;
        double sum = b->sum[x->equation];
        double most = sum - (b->least[x->equation] - from);
        double least = sum - (b->most[x->equation] - to);
        double above = x->sign > 0 ? most : -least, below = x->sign > 0 ? least : -most;
        if (above < b->high[x->count] - .5) {
            b->high[x->count] = above;
            changed = true;
        }
        if (below > b->low[x->count] + .5) {
            b->low[x->count] = below;
            changed = true;
        }
        if (changed)
            return true; // the sums are to be made anew
    }
    return false;
}

static size_t told_by_bounds(const struct cells *c)
{
    enum { ROUNDS = 10000 };
    size_t n = c->count.n, found = CELL_NONE;
    struct bounds b = {.low = mem_zero(n * sizeof(double)),
                       .high = mem_array(n, sizeof(double)),
                       .least = mem_array(c->equations, sizeof(double)),
                       .most = mem_array(c->equations, sizeof(double)),
                       .sum = mem_zero(c->equations * sizeof(double))};
    for (size_t i = 0; i < n; i++)
        b.high[i] = (double)c->t->n + (double)c->count.p[i].value;
    for (vec_each(const struct term, x, &c->term))
        if (c->count.p[x->count].hidden)
            b.sum[x->equation] += x->sign * (double)c->count.p[x->count].value;
    for (int round = 0; round < ROUNDS; round++) {
        sum_up(c, &b);
        if (!tighten(c, &b))
            break;
    }
    for (size_t i = 0; i < n && found == CELL_NONE; i++)
        if (c->count.p[i].small && b.high[i] - b.low[i] < .5)
            found = i;
    free(b.low);
    free(b.high);
    free(b.least);
    free(b.most);
    free(b.sum);
    return found;
}

size_t cells_told(const struct cells *c)
{
    size_t found = told_by_system(c);
    return found == CELL_NONE ? told_by_bounds(c) : found;
}
