// Units one by one: switches, channels, and what information had to be given again.
#include "metric/crossing.h"

#include <stdlib.h>

struct entry {
    size_t customer;
    uint64_t touchpoints, channels, switches, broken;
    uint32_t key;
    size_t repeat; // of the part's list: where its repeated events start
    size_t repeats;
};

struct part {
    struct acts acts;
    struct crossings crossings;
    VEC(struct entry) entry;
    VEC(uint32_t) repeat; // events
};

struct work {
    const struct acts_plan *plan;
    struct part *part;
};

// How many channels the acts are in.
static uint64_t channels_of(struct acts *a, const struct acts_plan *p)
{
    uint64_t n = 0;
    a->journey++;
    vec_reserve(&a->seen, p->channel->names.count);
    while (a->seen.n < p->channel->names.count)
        a->seen.p[a->seen.n++] = 0;
    for (vec_each(struct act, act, &a->act)) {
        n += a->seen.p[act->channel] != a->journey;
        a->seen.p[act->channel] = a->journey;
    }
    return n;
}

static void add_repeat(struct part *p, struct entry *e, uint32_t event)
{
    for (size_t i = 0; i < e->repeats; i++)
        if (p->repeat.p[e->repeat + i] == event)
            return;
    vec_push(&p->repeat, event);
    e->repeats++;
}

static void visit(void *context, size_t part, const struct unit *unit)
{
    struct work *w = context;
    struct part *p = &w->part[part];
    if (!acts_read(&p->acts, w->plan, unit))
        return;
    crossings_find(&p->crossings, &p->acts, w->plan);
    struct entry e = {.customer = unit->customer,
                      .key = unit->key,
                      .touchpoints = unit->n,
                      .channels = channels_of(&p->acts, w->plan),
                      .switches = p->crossings.item.n,
                      .repeat = p->repeat.n};
    for (vec_each(struct crossing, x, &p->crossings.item)) {
        if (!x->broken)
            continue;
        e.broken++;
        add_repeat(p, &e, p->acts.act.p[x->repeat].event);
    }
    vec_push(&p->entry, e);
}

static void add_row(struct table *t, const struct journeys *j, const struct acts_plan *plan,
                    const struct part *p, const struct entry *e)
{
    const struct column *key = units_key(plan->units);
    struct buf what = {0};
    for (size_t i = 0; i < e->repeats; i++) {
        if (i)
            buf_add(&what, STR(", "));
        buf_add(&what, acts_event(plan, p->repeat.p[e->repeat + i]));
    }
    table_text(t, names_get(j->customer, (uint32_t)e->customer + 1));
    table_text(t, key ? names_get(key->names, e->key) : STR(""));
    table_count(t, (int64_t)e->touchpoints);
    table_count(t, (int64_t)e->channels);
    table_count(t, (int64_t)e->switches);
    if (plan->information)
        table_count(t, (int64_t)e->broken);
    else
        table_missing(t);
    table_text(t, !plan->information ? STR("") : e->broken ? STR("yes") : STR("no"));
    table_text(t, buf_str(&what));
    buf_free(&what);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct acts_plan plan;
    if (!acts_plan_open(&plan, j, ask, d))
        return false;
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "case", "case", CELL_TEXT);
    table_column(t, "touchpoints", "touchpoints", CELL_COUNT);
    table_column(t, "channels", "channels", CELL_COUNT);
    table_column(t, "switches", "switches", CELL_COUNT);
    table_column(t, "broken", "broken", CELL_COUNT);
    table_column(t, "repeated", "repeated information", CELL_TEXT);
    table_column(t, "what", "what", CELL_TEXT);
    size_t parts = units_parts(plan.units);
    struct work w = {.plan = &plan, .part = mem_zero(parts * sizeof *w.part)};
    units_each(plan.units, visit, &w);
    for (size_t i = 0; i < parts; i++) {
        struct part *p = &w.part[i];
        t->n += p->entry.n;
        for (vec_each(struct entry, e, &p->entry))
            if (!ask->top || table_rows(t) < ask->top)
                add_row(t, j, &plan, p, e);
        acts_free(&p->acts);
        crossings_free(&p->crossings);
        vec_free(&p->entry);
        vec_free(&p->repeat);
    }
    free(w.part);
    t->unit = arena_str(&t->arena, units_noun(plan.units));
    acts_plan_close(&plan);
    return true;
}

const struct metric metric_cases = {
    .name = "cases",
    .title = "Customers or cases, with their switches and repeated information",
    .definition = "One row a customer, or a case with --unit case:KEY, in order of customers and "
                  "first touchpoints. channels: of acts. broken: switches after which, before "
                  "progress, information is given again; what: which.",
    .run = run,
};
