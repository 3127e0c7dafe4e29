// The list of metrics, and running one.
#include "metric/metric.h"

#include "metric/unit.h"
#include "text/time.h"

extern const struct metric metric_funnel;
extern const struct metric metric_dropoff;
extern const struct metric metric_consistency, metric_switches, metric_matrix, metric_facts,
    metric_cases, metric_breaks, metric_channels, metric_purchase;
extern const struct metric metric_customers, metric_timeline, metric_why, metric_quality,
    metric_why_pair, metric_ids;

const struct metric *const metrics[] = {
    &metric_funnel,
    &metric_dropoff,
    &metric_consistency,
    &metric_switches,
    &metric_matrix,
    &metric_facts,
    &metric_cases,
    &metric_breaks,
    &metric_channels,
    &metric_purchase,
    &metric_customers,
    &metric_timeline,
    &metric_why,
    &metric_quality,
    &metric_why_pair,
    &metric_ids,
    NULL,
};

const struct metric *metric_find(struct str name)
{
    for (const struct metric *const *m = metrics; *m; m++)
        if (str_eq(str_of((*m)->name), name))
            return *m;
    return NULL;
}

void ask_init(struct ask *a)
{
    *a = (struct ask){
        .steps = STR(""),
        .where = STR(""),
        .since = TIME_NONE,
        .until = TIME_NONE,
        .unit = STR("customer"),
        .by = STR(""),
        .window = -1,
        .customer = STR(""),
        .other = STR(""),
        .gap = -1,
        .now = TIME_NONE,
    };
}

bool metric_run(const struct metric *m, struct journeys *j, const struct ask *ask, struct table *t,
                struct diag *d)
{
    t->metric = arena_str(&t->arena, str_of(m->name));
    t->title = arena_str(&t->arena, str_of(m->title));
    t->definition = arena_str(&t->arena, str_of(m->definition));
    t->zone = arena_str(&t->arena, j->study ? j->study->timezone : STR("UTC"));
    t->source = arena_str(&t->arena, j->origin);
    journeys_period(j, &t->since, &t->until);
    struct ask known = *ask;
    if (known.now == TIME_NONE)
        known.now = t->until;
    if (ask->min_cell && (!m->cells || ask->list))
        return diag_set(d, FAULT_USAGE, "--min-cell: the %s table lists single customers or facts",
                        ask->list ? "--list" : m->name);
    return m->run(j, &known, t, d) &&
           (!ask->min_cell || cells_withhold(t, ask->min_cell, m->cells, d));
}
