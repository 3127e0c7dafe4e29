// Collecting, sorting and grouping the switches of all units.
#include "metric/crossing_list.h"

#include <stdlib.h>

struct part {
    struct crossing_list list;
    struct acts acts;
    struct crossings crossings;
};

struct work {
    const struct acts_plan *plan;
    struct part *part;
};

static void visit(void *context, size_t part, const struct unit *unit)
{
    struct work *w = context;
    struct part *p = &w->part[part];
    if (!acts_read(&p->acts, w->plan, unit))
        return;
    crossings_find(&p->crossings, &p->acts, w->plan);
    for (vec_each(struct crossing, x, &p->crossings.item)) {
        const struct act *act = &p->acts.act.p[x->at];
        vec_push(&p->list.item, (struct crossing_entry){
                                    .gap = act->time - act[-1].time,
                                    .from = act[-1].channel,
                                    .to = act->channel,
                                    .customer = (uint32_t)unit->customer,
                                    .repeat = x->broken ? p->acts.act.p[x->repeat].event : 0,
                                    .progressed = x->progressed,
                                    .broken = x->broken,
                                });
    }
}

static int by_code(const void *a, const void *b)
{
    const struct crossing_entry *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->broken != y->broken)
        return x->broken ? 1 : -1;
    if (x->repeat != y->repeat)
        return x->repeat < y->repeat ? -1 : 1;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return (x->gap > y->gap) - (x->gap < y->gap);
}

void crossing_list_make(struct crossing_list *l, const struct acts_plan *p)
{
    size_t parts = units_parts(p->units);
    struct work w = {.plan = p, .part = mem_zero(parts * sizeof *w.part)};
    *l = (struct crossing_list){0};
    units_each(p->units, visit, &w);
    for (size_t i = 0; i < parts; i++) {
        struct part *part = &w.part[i];
        vec_reserve(&l->item, l->item.n + part->list.item.n);
        for (vec_each(struct crossing_entry, x, &part->list.item))
            l->item.p[l->item.n++] = *x;
        crossing_list_free(&part->list);
        acts_free(&part->acts);
        crossings_free(&part->crossings);
    }
    free(w.part);
    if (l->item.n)
        qsort(l->item.p, l->item.n, sizeof *l->item.p, by_code);
}

void crossing_list_free(struct crossing_list *l)
{
    vec_free(&l->item);
}

static bool alike(const struct crossing_entry *a, const struct crossing_entry *b, bool breaks)
{
    return a->from == b->from && a->to == b->to &&
           (!breaks || (a->broken == b->broken && a->repeat == b->repeat));
}

// A group with what it is sorted by.
struct ranked {
    struct crossing_group group;
    struct str from, to, repeat;
};

static int by_count(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    size_t n = x->group.end - x->group.first, m = y->group.end - y->group.first;
    if (n != m)
        return n > m ? -1 : 1;
    int order = str_cmp(x->from, y->from);
    if (order == 0)
        order = str_cmp(x->to, y->to);
    return order ? order : str_cmp(x->repeat, y->repeat);
}

void crossing_group_by(struct crossing_groups *g, const struct crossing_list *l,
                       const struct acts_plan *p, bool breaks)
{
    VEC(struct ranked) ranked = {0};
    for (size_t from = 0, to; from < l->item.n; from = to) {
        const struct crossing_entry *head = &l->item.p[from];
        for (to = from + 1; to < l->item.n && alike(head, &l->item.p[to], breaks); to++)
            continue;
        if (!breaks || head->broken)
            vec_push(&ranked, (struct ranked){.group = {from, to, head},
                                              .from = acts_channel(p, head->from),
                                              .to = acts_channel(p, head->to),
                                              .repeat = acts_event(p, head->repeat)});
    }
    if (ranked.n)
        qsort(ranked.p, ranked.n, sizeof *ranked.p, by_count);
    *g = (struct crossing_groups){0};
    for (vec_each(struct ranked, r, &ranked))
        vec_push(&g->group, r->group);
    vec_free(&ranked);
}

void crossing_groups_free(struct crossing_groups *g)
{
    vec_free(&g->group);
}
