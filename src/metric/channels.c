// Channels: touchpoints, customers, and how many customers no other channel ever sees.
#include "metric/acts.h"

#include <stdlib.h>

struct use {
    uint64_t touchpoints, customers, alone;
};

struct part {
    struct use *use; // by channel
    uint64_t *seen;  // by channel: 1 + the customer that acted there last
    size_t customer; // whose rows are being read; SIZE_MAX: none yet
    uint32_t only;   // the channel of all its acts so far
    uint64_t acts;   // distinct channels
    uint64_t customers;
};

struct work {
    const struct acts_plan *plan;
    struct part *part;
};

static void end_customer(struct part *p)
{
    if (p->acts == 1)
        p->use[p->only].alone++;
    p->acts = 0;
}

static void visit(void *context, size_t part, const struct unit *unit)
{
    struct work *w = context;
    const struct acts_plan *plan = w->plan;
    struct part *p = &w->part[part];
    size_t count = plan->channel->names.count;
    if (!acts_in_period(plan, unit))
        return;
    if (!p->use) {
        p->use = mem_zero(count * sizeof *p->use);
        p->seen = mem_zero(count * sizeof *p->seen);
        p->customer = SIZE_MAX;
    }
    if (p->customer != unit->customer) { // several units (cases) may be of one customer
        end_customer(p);
        p->customer = unit->customer;
        p->customers++;
    }
    for (size_t i = 0; i < unit->n; i++) {
        uint64_t row = unit_row(unit, i);
        uint32_t channel = plan->channel->code[row];
        p->use[channel].touchpoints++;
        if (!acts_is_act(plan, row) || p->seen[channel] == unit->customer + 1)
            continue;
        p->seen[channel] = unit->customer + 1;
        p->use[channel].customers++;
        p->only = channel;
        p->acts++;
    }
}

struct entry {
    struct str name;
    struct use use;
};

static int by_touchpoints(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->use.touchpoints != y->use.touchpoints)
        return x->use.touchpoints > y->use.touchpoints ? -1 : 1;
    return str_cmp(x->name, y->name);
}

static void fill(struct table *t, const struct acts_plan *plan, const struct use *use)
{
    VEC(struct entry) entry = {0};
    for (uint32_t code = 0; code < plan->channel->names.count; code++)
        if (use[code].touchpoints)
            vec_push(&entry, (struct entry){acts_channel(plan, code), use[code]});
    if (entry.n)
        qsort(entry.p, entry.n, sizeof *entry.p, by_touchpoints);
    for (vec_each(struct entry, e, &entry)) {
        table_text(t, e->name);
        table_count(t, (int64_t)e->use.touchpoints);
        table_count(t, (int64_t)e->use.customers);
        table_count(t, (int64_t)e->use.alone);
        table_number(t, (double)e->use.alone / (double)e->use.customers);
    }
    vec_free(&entry);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct acts_plan plan;
    if (!acts_plan_open(&plan, j, ask, d))
        return false;
    table_column(t, "channel", "channel", CELL_TEXT);
    table_column(t, "touchpoints", "touchpoints", CELL_COUNT);
    table_column(t, "customers", "customers", CELL_COUNT);
    table_column(t, "alone", "in no other", CELL_COUNT);
    table_column(t, "alone_share", "silo index", CELL_SHARE);
    size_t parts = units_parts(plan.units), count = plan.channel->names.count;
    struct work w = {.plan = &plan, .part = mem_zero(parts * sizeof *w.part)};
    struct use *sum = mem_zero(count * sizeof *sum);
    units_each(plan.units, visit, &w);
    for (size_t i = 0; i < parts; i++) {
        struct part *p = &w.part[i];
        end_customer(p);
        t->n += p->customers;
        for (size_t c = 0; p->use && c < count; c++) {
            sum[c].touchpoints += p->use[c].touchpoints;
            sum[c].customers += p->use[c].customers;
            sum[c].alone += p->use[c].alone;
        }
        free(p->use);
        free(p->seen);
    }
    fill(t, &plan, sum);
    free(sum);
    free(w.part);
    if (ask->top)
        table_head(t, ask->top);
    t->unit = STR("customers");
    acts_plan_close(&plan);
    return true;
}

const struct metric metric_channels = {
    .name = "channels",
    .title = "Channels and their customers",
    .definition = "touchpoints: all rows of the channel. customers: with an act in it. in no "
                  "other: of these, with no act in another channel; silo index: their share.",
    .run = run,
    .cells = cells_parts,
};
