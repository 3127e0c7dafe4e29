// Touchpoints before the first purchase.
#include "metric/acts.h"
#include "stat/stat.h"

#include <math.h>
#include <stdlib.h>

struct part {
    struct acts acts;
    VEC(int64_t) before;
};

struct work {
    const struct acts_plan *plan;
    uint32_t purchase; // rank
    struct part *part;
};

static void visit(void *context, size_t part, const struct unit *unit)
{
    struct work *w = context;
    struct part *p = &w->part[part];
    if (!acts_read(&p->acts, w->plan, unit))
        return;
    for (size_t i = 0; i < p->acts.act.n; i++)
        if (p->acts.act.p[i].rank == w->purchase) {
            vec_push(&p->before, (int64_t)i);
            return;
        }
}

static uint32_t rank_of(const struct study *study, struct str name)
{
    for (size_t i = 0; study && i < study->stage_count; i++)
        if (str_eq(study->stages[i].name, name))
            return (uint32_t)i + 1;
    return 0;
}

static void collect(struct work *w, struct table *t)
{
    VEC(int64_t) all = {0};
    double sum = 0;
    size_t parts = units_parts(w->plan->units);
    w->part = mem_zero(parts * sizeof *w->part);
    units_each(w->plan->units, visit, w);
    for (size_t i = 0; i < parts; i++) {
        for (vec_each(int64_t, n, &w->part[i].before)) {
            vec_push(&all, *n);
            sum += (double)*n;
        }
        acts_free(&w->part[i].acts);
        vec_free(&w->part[i].before);
    }
    free(w->part);
    sort_i64(all.p, all.n);
    table_count(t, (int64_t)all.n);
    table_number(t, sum / (double)all.n);
    table_number(t, quantile_sorted_i64(all.p, all.n, .5));
    t->n = all.n;
    vec_free(&all);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct acts_plan plan;
    if (!acts_plan_open(&plan, j, ask, d))
        return false;
    struct work w = {.plan = &plan, .purchase = rank_of(j->study, STR("purchase"))};
    table_column(t, "n", "buyers", CELL_COUNT);
    table_column(t, "mean", "mean", CELL_NUMBER);
    table_column(t, "median", "median", CELL_NUMBER);
    t->unit = STR("buyers");
    if (w.purchase) {
        collect(&w, t);
    } else {
        table_count(t, 0);
        table_missing(t);
        table_missing(t);
        table_note(t, "the study has no stage named purchase");
    }
    acts_plan_close(&plan);
    return true;
}

const struct metric metric_purchase = {
    .name = "purchase",
    .title = "Touchpoints before the first purchase",
    .definition = "Acts of a customer before the first act of the stage named purchase, whatever "
                  "its channel; over those who bought. Median: R type 7.",
    .run = run,
    .cells = cells_parts,
};
