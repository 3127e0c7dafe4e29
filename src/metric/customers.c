// The list of customers, those with the most touchpoints first.
#include "metric/acts.h"

#include <stdlib.h>

struct entry {
    size_t customer;
    uint64_t touchpoints, channels, switches, cases;
    int64_t first, last;
};

struct part {
    VEC(uint32_t) key; // scratch: of the cases of a customer
    VEC(struct entry) entry;
};

struct work {
    const struct acts_plan *plan;
    const struct column **case_key;
    size_t case_keys;
    struct part *part;
};

static int by_key(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint64_t distinct(uint32_t *key, size_t n)
{
    uint64_t count = n > 0;
    if (n)
        qsort(key, n, sizeof *key, by_key);
    for (size_t i = 1; i < n; i++)
        count += key[i] != key[i - 1];
    return count;
}

static uint64_t cases_of(const struct work *w, struct part *p, const struct unit *unit)
{
    uint64_t cases = 0;
    for (size_t k = 0; k < w->case_keys; k++) {
        p->key.n = 0;
        for (size_t i = 0; i < unit->n; i++) {
            uint32_t code = w->case_key[k]->code[unit_row(unit, i)];
            if (code)
                vec_push(&p->key, code);
        }
        cases += distinct(p->key.p, p->key.n);
    }
    return cases;
}

static void visit(void *context, size_t part, const struct unit *unit)
{
    struct work *w = context;
    struct part *p = &w->part[part];
    const struct acts_plan *plan = w->plan;
    if (!acts_in_period(plan, unit))
        return;
    struct entry e = {.customer = unit->customer,
                      .touchpoints = unit->n,
                      .first = plan->time[unit_row(unit, 0)],
                      .last = plan->time[unit_row(unit, unit->n - 1)]};
    uint32_t last = 0;
    bool any = false;
    p->key.n = 0;
    for (size_t i = 0; i < unit->n; i++) {
        uint64_t row = unit_row(unit, i);
        if (!acts_is_act(plan, row))
            continue;
        uint32_t channel = plan->channel->code[row];
        if (!any || channel != last)
            vec_push(&p->key, channel);
        e.switches += any && channel != last;
        any = true;
        last = channel;
    }
    e.channels = distinct(p->key.p, p->key.n);
    e.cases = cases_of(w, p, unit);
    vec_push(&p->entry, e);
}

static int by_touchpoints(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->touchpoints != y->touchpoints)
        return x->touchpoints > y->touchpoints ? -1 : 1;
    return (x->customer > y->customer) - (x->customer < y->customer); // customers lie by name
}

// The columns of the study's cases. False fills d.
static bool find_cases(struct work *w, struct journeys *j, struct diag *d)
{
    size_t most = j->study ? j->study->case_count : 0;
    w->case_key = mem_array(most, sizeof *w->case_key);
    for (size_t i = 0; i < most; i++) {
        struct buf name = {0};
        buf_printf(&name, "case.%.*s", STR_ARG(j->study->cases[i].name));
        const struct column *column = frame_column_if(&j->frame, buf_str(&name), d);
        buf_free(&name);
        if (!column && d->fault != FAULT_NONE)
            return false;
        if (column)
            w->case_key[w->case_keys++] = column;
    }
    return true;
}

static void fill(struct work *w, const struct journeys *j, size_t top, struct table *t)
{
    size_t parts = units_parts(w->plan->units);
    VEC(struct entry) all = {0};
    w->part = mem_zero(parts * sizeof *w->part);
    units_each(w->plan->units, visit, w);
    for (size_t i = 0; i < parts; i++) {
        vec_reserve(&all, all.n + w->part[i].entry.n);
        for (vec_each(struct entry, e, &w->part[i].entry))
            all.p[all.n++] = *e;
        vec_free(&w->part[i].key);
        vec_free(&w->part[i].entry);
    }
    free(w->part);
    if (all.n)
        qsort(all.p, all.n, sizeof *all.p, by_touchpoints);
    t->n = all.n;
    for (size_t i = 0; i < all.n && (top == 0 || i < top); i++) {
        const struct entry *e = &all.p[i];
        table_text(t, names_get(j->customer, (uint32_t)e->customer + 1));
        table_count(t, (int64_t)e->touchpoints);
        table_count(t, (int64_t)e->channels);
        table_count(t, (int64_t)e->switches);
        if (w->case_keys)
            table_count(t, (int64_t)e->cases);
        else
            table_missing(t);
        table_count(t, e->first);
        table_count(t, e->last);
    }
    vec_free(&all);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct acts_plan plan;
    struct work w = {.plan = &plan};
    struct ask whole = *ask;
    whole.unit = STR("customer");
    if (!acts_plan_open(&plan, j, &whole, d))
        return false;
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "touchpoints", "touchpoints", CELL_COUNT);
    table_column(t, "channels", "channels", CELL_COUNT);
    table_column(t, "switches", "switches", CELL_COUNT);
    table_column(t, "cases", "cases", CELL_COUNT);
    table_column(t, "first_time", "first", CELL_TIME);
    table_column(t, "last_time", "last", CELL_TIME);
    t->unit = STR("customers");
    bool good = find_cases(&w, j, d);
    if (good)
        fill(&w, j, ask->top, t);
    free(w.case_key);
    acts_plan_close(&plan);
    return good;
}

const struct metric metric_customers = {
    .name = "customers",
    .title = "Customers",
    .definition = "touchpoints: all rows; channels and switches: of acts; cases: distinct keys of "
                  "the study's cases. Those with the most touchpoints come first, then by name.",
    .run = run,
};
