// Switches between channels: from, to, how many, how many broken, how long they take.
#include "metric/crossing_list.h"
#include "stat/stat.h"

#include <math.h>
#include <stdlib.h>

static void row(struct table *t, const struct acts_plan *p, const struct crossing_list *l,
                const struct crossing_group *g)
{
    size_t n = g->end - g->first;
    int64_t broken = 0, progressed = 0, *gap = mem_array(n, sizeof *gap);
    for (size_t i = 0; i < n; i++) {
        const struct crossing_entry *x = &l->item.p[g->first + i];
        gap[i] = x->gap;
        broken += x->broken;
        progressed += x->progressed;
    }
    sort_i64(gap, n);
    table_text(t, acts_channel(p, g->head->from));
    table_text(t, acts_channel(p, g->head->to));
    table_count(t, (int64_t)n);
    table_number(t, (double)n / (double)l->item.n);
    if (p->information)
        table_count(t, broken);
    else
        table_missing(t);
    if (p->stages)
        table_count(t, progressed);
    else
        table_missing(t);
    table_count(t, llround(quantile_sorted_i64(gap, n, .5)));
    free(gap);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct acts_plan plan;
    struct crossing_list list;
    struct crossing_groups groups;
    if (!acts_plan_open(&plan, j, ask, d))
        return false;
    table_column(t, "from", "from", CELL_TEXT);
    table_column(t, "to", "to", CELL_TEXT);
    table_column(t, "count", "switches", CELL_COUNT);
    table_column(t, "share", "share", CELL_SHARE);
    table_column(t, "broken", "broken", CELL_COUNT);
    table_column(t, "progressed", "progressed", CELL_COUNT);
    table_column(t, "median_seconds", "median gap", CELL_DURATION);
    crossing_list_make(&list, &plan);
    crossing_group_by(&groups, &list, &plan, false);
    for (vec_each(struct crossing_group, g, &groups.group))
        row(t, &plan, &list, g);
    if (ask->top)
        table_head(t, ask->top);
    if (!plan.information)
        table_note(t, "broken is not known: the study declares no information acts");
    t->n = list.item.n;
    t->unit = STR("switches");
    crossing_groups_free(&groups);
    crossing_list_free(&list);
    acts_plan_close(&plan);
    return true;
}

const struct metric metric_switches = {
    .name = "switches",
    .title = "Switches between channels",
    .definition = "Two consecutive acts of a customer (or case) in different channels. share: of "
                  "all switches. broken: before progress, information is given again. progressed: "
                  "the act after the switch passes the highest stage so far.",
    .run = run,
    .cells = cells_parts,
};
