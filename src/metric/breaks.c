// Breaks: switches after which information is given again, the most frequent first.
#include "metric/crossing_list.h"

// Entries of a group are sorted by customer.
static int64_t customers_of(const struct crossing_list *l, const struct crossing_group *g)
{
    int64_t n = 1;
    for (size_t i = g->first + 1; i < g->end; i++)
        n += l->item.p[i].customer != l->item.p[i - 1].customer;
    return n;
}

// How many switches, broken or not, are between the group's channels: they surround it in the list.
static size_t switches_of(const struct crossing_list *l, const struct crossing_group *g)
{
    const struct crossing_entry *item = l->item.p;
    size_t from = g->first, to = g->end;
    while (from > 0 && item[from - 1].from == g->head->from && item[from - 1].to == g->head->to)
        from--;
    while (to < l->item.n && item[to].from == g->head->from && item[to].to == g->head->to)
        to++;
    return to - from;
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
    table_column(t, "event", "given again", CELL_TEXT);
    table_column(t, "count", "breaks", CELL_COUNT);
    table_column(t, "share", "share of these switches", CELL_SHARE);
    table_column(t, "customers", "customers", CELL_COUNT);
    crossing_list_make(&list, &plan);
    crossing_group_by(&groups, &list, &plan, true);
    for (vec_each(struct crossing_group, g, &groups.group)) {
        if (ask->top && table_rows(t) == ask->top)
            break;
        table_text(t, acts_channel(&plan, g->head->from));
        table_text(t, acts_channel(&plan, g->head->to));
        table_text(t, acts_event(&plan, g->head->repeat));
        table_count(t, (int64_t)(g->end - g->first));
        table_number(t, (double)(g->end - g->first) / (double)switches_of(&list, g));
        table_count(t, customers_of(&list, g));
    }
    if (!plan.information)
        table_note(t, "no break can be seen: the study declares no information acts");
    t->n = list.item.n;
    t->unit = STR("switches");
    crossing_groups_free(&groups);
    crossing_list_free(&list);
    acts_plan_close(&plan);
    return true;
}

const struct metric metric_breaks = {
    .name = "breaks",
    .title = "Breaks: switches after which information is given again",
    .definition = "A switch is broken when, before progress to a higher stage, an information act "
                  "is done again that the customer (or case) had already done before the switch. "
                  "share: of the switches between the same two channels.",
    .run = run,
    .cells = cells_parts,
};
