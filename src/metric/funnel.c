// The funnel: how many units get how far, how fast, by what breakdown.
#include "base/par.h"
#include "metric/funnel_ask.h"
#include "metric/funnel_tally.h"
#include "query/names.h"
#include "stat/stat.h"
#include "text/time.h"

#include <math.h>

enum { TOP_DEFAULT = 10 };

struct funnel {
    struct funnel_ask ask;
    bool open;
    struct str by_name;      // of the breakdown's field; empty: no breakdown
    const struct column *by; // NULL: none, or nobody has the field
    struct share {
        struct funnel_scratch scratch;
        struct funnel_tally tally;
    } * share;
    size_t shares;
};

static uint32_t value_at(const struct funnel *f, const struct unit *unit, size_t i)
{
    return f->by ? f->by->code[unit_row(unit, i)] : 0;
}

static void count_closed(const struct funnel *f, struct share *s, const struct unit *unit)
{
    struct chain chain;
    chain_find(&f->ask.rules, &s->scratch.chain, &chain);
    if (chain.level == 0)
        return;
    struct funnel_group *g = funnel_tally_group(&s->tally, value_at(f, unit, chain.at[0]));
    g->ended[chain.level - 1]++;
    g->pending[chain.level - 1] += chain.pending;
    for (size_t k = 1; k < chain.level; k++)
        vec_push(&g->gap[k].v, chain.time[k] - chain.time[k - 1]);
    if (chain.level == f->ask.rules.steps)
        vec_push(&g->whole.v, chain.time[chain.level - 1] - chain.time[0]);
}

// Each step by itself; the value of a breakdown is that of the first touchpoint that matches any.
static void count_open(const struct funnel *f, struct share *s, const struct unit *unit)
{
    const struct chain_rules *r = &f->ask.rules;
    uint64_t have = 0;
    size_t at = 0;
    for (size_t i = 0; i < s->scratch.chain.hit.n; i++) {
        const struct hit *hit = &s->scratch.chain.hit.p[i];
        if ((r->since != TIME_NONE && hit->time < r->since) ||
            (r->until != TIME_NONE && hit->time >= r->until))
            continue;
        at = have ? at : hit->at;
        have |= hit->mask;
    }
    if (!have)
        return;
    struct funnel_group *g = funnel_tally_group(&s->tally, value_at(f, unit, at));
    for (size_t k = 0; k < r->steps; k++) {
        uint64_t has = have >> k & 1;
        g->ended[k] += has;
        g->first[k] += has & have & 1;
        g->previous[k] += k ? has & have >> (k - 1) & 1 : 0;
    }
}

static void count(void *context, size_t part, const struct unit *unit)
{
    struct funnel *f = context;
    struct share *s = &f->share[part];
    s->tally.units++;
    funnel_hits(&f->ask, &s->scratch, unit);
    if (s->scratch.chain.hit.n == 0)
        return;
    if (f->open)
        count_open(f, s, unit);
    else
        count_closed(f, s, unit);
}

// ---- the table

static void declare(struct table *t, bool by)
{
    if (by)
        table_column(t, "by", "by", CELL_TEXT);
    table_column(t, "step", "#", CELL_COUNT);
    table_column(t, "label", "step", CELL_TEXT);
    table_column(t, "reached", "reached", CELL_COUNT);
    table_column(t, "share_first", "of first", CELL_SHARE);
    table_column(t, "share_first_low", "low", CELL_SHARE);
    table_column(t, "share_first_high", "high", CELL_SHARE);
    table_column(t, "share_previous", "of previous", CELL_SHARE);
    table_column(t, "share_previous_low", "low", CELL_SHARE);
    table_column(t, "share_previous_high", "high", CELL_SHARE);
    table_column(t, "lost", "lost", CELL_COUNT);
    table_column(t, "pending", "pending", CELL_COUNT);
    table_column(t, "median_seconds", "median time", CELL_DURATION);
}

// A share with its interval. Those of an open funnel need not be parts of the whole: `nested`.
static void add_share(struct table *t, uint64_t k, uint64_t n, bool nested, bool show)
{
    struct interval w = nested ? wilson(k, n, .95) : (struct interval){NAN, NAN};
    table_number(t, n && show ? (double)k / (double)n : NAN);
    table_number(t, w.low);
    table_number(t, w.high);
}

static void add_median(struct table *t, const struct funnel_gaps *gaps) // sorted
{
    if (gaps->v.n)
        table_count(t, (int64_t)llround(quantile_sorted_i64(gaps->v.p, gaps->v.n, .5)));
    else
        table_missing(t);
}

static void add_step(struct table *t, const struct funnel *f, struct funnel_group *g, size_t k)
{
    size_t steps = f->ask.rules.steps;
    uint64_t reached = funnel_tally_reached(g, steps, k, f->open);
    uint64_t first = funnel_tally_reached(g, steps, 0, f->open);
    uint64_t previous = k ? funnel_tally_reached(g, steps, k - 1, f->open) : 0;
    bool in_first = !f->open || g->first[k] == reached;
    bool in_previous = k && (!f->open || g->previous[k] == reached);
    table_count(t, (int64_t)k + 1);
    table_text(t, query_label(f->ask.query, k));
    table_count(t, (int64_t)reached);
    add_share(t, reached, first, in_first, true);
    add_share(t, reached, previous, in_previous, in_previous);
    if (f->open) {
        table_missing(t);
        table_missing(t);
        table_missing(t);
        return;
    }
    bool last = k + 1 == steps;
    table_count(t, last ? 0 : (int64_t)(g->ended[k] - g->pending[k]));
    table_count(t, (int64_t)g->pending[k]);
    add_median(t, &g->gap[k]);
}

static void add_group(struct table *t, const struct funnel *f, struct funnel_group *g,
                      struct str name)
{
    for (size_t k = 0; k < f->ask.rules.steps; k++) {
        if (f->by_name.n)
            table_text(t, name);
        add_step(t, f, g, k);
    }
}

// ---- breakdown

struct ranked {
    struct funnel_group *group;
    uint64_t size;
    struct str name;
};

static int by_size(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return str_cmp(x->name, y->name);
}

static struct ranked *rank(const struct funnel *f, struct funnel_tally *all)
{
    size_t steps = f->ask.rules.steps;
    struct ranked *r = mem_array(all->group.n, sizeof *r);
    for (size_t i = 0; i < all->group.n; i++) {
        struct funnel_group *g = &all->group.p[i];
        r[i] = (struct ranked){g, funnel_tally_reached(g, steps, 0, f->open),
                               g->value ? names_get(f->by->names, g->value) : STR("(none)")};
    }
    qsort(r, all->group.n, sizeof *r, by_size);
    return r;
}

static void add_breakdown(struct table *t, const struct funnel *f, struct funnel_tally *all,
                          size_t top)
{
    size_t steps = f->ask.rules.steps;
    struct ranked *r = rank(f, all);
    size_t shown = all->group.n > top ? top : all->group.n;
    for (size_t i = 0; i < shown; i++)
        add_group(t, f, r[i].group, r[i].name);
    if (shown < all->group.n) {
        struct funnel_group other;
        funnel_group_init(&other, steps);
        for (size_t i = shown; i < all->group.n; i++)
            funnel_tally_add(&other, r[i].group, steps);
        for (size_t k = 0; k < steps; k++)
            sort_i64(other.gap[k].v.p, other.gap[k].v.n);
        add_group(t, f, &other, STR("Other"));
        funnel_group_free(&other, steps);
        table_note(t, "Other: %zu further values", all->group.n - shown);
    }
    free(r);
}

// ---- running

static void add_notes(struct table *t, const struct journeys *j, const struct funnel *f,
                      struct funnel_tally *all)
{
    uint64_t pending = 0;
    struct funnel_gaps whole = {0};
    for (vec_each(struct funnel_group, g, &all->group)) {
        for (size_t k = 0; k < all->steps; k++)
            pending += g->pending[k];
        for (vec_each(int64_t, v, &g->whole.v))
            vec_push(&whole.v, *v);
    }
    if (f->open)
        table_note(t, "open: each step counts by itself, in any order; a share has an interval "
                      "where all who have the step have the one it is a share of");
    else
        table_note(t, "shares are of %.*s that reached the first, or the previous, step",
                   STR_ARG(units_noun(f->ask.units)));
    if (f->by_name.n)
        table_note(t, "by: the value of %.*s at the touchpoint that is %s", STR_ARG(f->by_name),
                   f->open ? "the first to match a step" : "step 1 of the chain");
    if (whole.v.n && all->steps > 2) {
        struct buf text = {0};
        sort_i64(whole.v.p, whole.v.n);
        duration_format(&text, (int64_t)llround(quantile_sorted_i64(whole.v.p, whole.v.n, .5)));
        table_note(t, "first to last step: median %.*s", STR_ARG(buf_str(&text)));
        buf_free(&text);
    }
    vec_free(&whole.v);
    funnel_notes(t, j, &f->ask, pending);
}

// The times of one step in all groups: steps are sorted side by side.
static void sort_step(void *context, size_t k)
{
    struct funnel_tally *all = context;
    for (vec_each(struct funnel_group, g, &all->group))
        sort_i64(g->gap[k].v.p, g->gap[k].v.n);
}

static void fill(struct table *t, struct journeys *j, const struct ask *ask, struct funnel *f)
{
    for (size_t i = 0; i < f->shares; i++)
        f->share[i].tally = (struct funnel_tally){.steps = f->ask.rules.steps,
                                                  .values = f->by ? f->by->names.count : 1};
    units_each(f->ask.units, count, f);
    struct funnel_tally *all = &f->share[0].tally;
    for (size_t i = 1; i < f->shares; i++)
        funnel_tally_merge(all, &f->share[i].tally);
    par_run(ask->threads, all->steps, sort_step, all);
    t->n = all->units;
    t->unit = arena_str(&t->arena, units_noun(f->ask.units));
    declare(t, f->by_name.n);
    if (f->by_name.n)
        add_breakdown(t, f, all, ask->top ? ask->top : TOP_DEFAULT);
    else
        add_group(t, f, funnel_tally_group(all, 0), STR(""));
    add_notes(t, j, f, all);
    for (size_t i = 0; i < f->shares; i++) {
        funnel_tally_free(&f->share[i].tally);
        funnel_scratch_free(&f->share[i].scratch);
    }
}

// A field that the study declares may be absent today.
static bool find_by(struct journeys *j, struct str name, struct funnel *f, struct diag *d)
{
    struct diag absent = {0};
    f->by_name = name;
    if (name.n == 0)
        return true;
    f->by = frame_column_if(&j->frame, name, &absent);
    if (f->by ||
        (absent.fault == FAULT_NONE && (j->frame.rows == 0 || names_study_field(j->study, name))))
        return true;
    frame_column(&j->frame, name, d);
    ask_fault(d, "--by");
    return false;
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct funnel f = {.open = ask->open};
    if (ask->open && ask->window >= 0)
        return diag_set(d, FAULT_USAGE,
                        "--open and --window exclude each other: steps that count by themselves "
                        "have no chain to lie in a window");
    if (!funnel_ask_open(j, ask, &f.ask, d))
        return false;
    bool good = find_by(j, ask->by, &f, d);
    if (good) {
        f.shares = units_parts(f.ask.units);
        f.share = mem_zero(f.shares * sizeof *f.share);
        fill(t, j, ask, &f);
        free(f.share);
    }
    funnel_ask_close(&f.ask);
    return good;
}

const struct metric metric_funnel = {
    .name = "funnel",
    .title = "Funnel",
    .definition =
        "Units that reach each step, steps in order, other touchpoints may lie between; every "
        "touchpoint that matches the first step may begin the chain, the furthest wins; one "
        "touchpoint serves one step. Intervals: Wilson (1927), 95 %. Times: of the chains that "
        "reach a unit's level the shortest, then the earliest.",
    .run = run,
    .cells = cells_funnel,
};
