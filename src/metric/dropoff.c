// Drop-off: who was lost where, and what they did next. Adds up to the funnel's lost.
#include "metric/dropoff_lost.h"
#include "stat/stat.h"
#include "text/time.h"

#include <math.h>

enum { TOP_DEFAULT = 5 };

// What the lost of a step are counted by.
enum what { WHAT_ALL, WHAT_NEXT, WHAT_EXIT, WHAT_EXIT_CHANNEL, WHAT_ENDING, WHATS };

static const struct str what_names[WHATS] = {
    {"all", 3}, {"next", 4}, {"exit", 4}, {"exit_channel", 12}, {"ending", 6}};

#define NOTHING UINT64_MAX // key of "no act followed"
#define NO_TIME INT64_MIN

struct item { // one of the lost, for one kind of count
    uint64_t key;
    int64_t gap; // from the step to the act in question
};

struct value { // what several of the lost have in common
    struct str name;
    uint64_t count;
    size_t from, to; // items
};

static struct item item_of(const struct lost *lost, enum what what)
{
    const struct lost_act *act = what == WHAT_NEXT ? &lost->next : &lost->last;
    struct item item = {.key = 0, .gap = act->time - lost->step_time};
    switch (what) {
    case WHAT_NEXT:
        if (!lost->has_next)
            return (struct item){NOTHING, NO_TIME};
        item.key = (uint64_t)act->channel << 32 | act->event;
        break;
    case WHAT_EXIT:
        item.key = (uint64_t)act->channel << 32 | act->event;
        break;
    case WHAT_EXIT_CHANNEL:
        item.key = act->channel;
        break;
    case WHAT_ENDING:
        item.key = lost->ending;
        break;
    default:
        break;
    }
    return item;
}

static struct str name_of(const struct column *column, uint32_t code)
{
    return code ? names_get(column->names, code) : STR("(none)");
}

static struct str act_name(const struct dropoff *o, uint32_t channel, uint32_t event,
                           struct arena *a)
{
    return arena_printf(a, "%.*s:%.*s", STR_ARG(name_of(o->channel, channel)),
                        STR_ARG(name_of(o->event, event)));
}

static struct str value_name(const struct dropoff *o, enum what what, uint64_t key, struct arena *a)
{
    static const struct str endings[] = {
        [ENDING_SINGLE] = {"single act", 10},
        [ENDING_SWITCH] = {"at a switch", 11},
        [ENDING_WITHIN] = {"within a channel", 16},
    };
    if (key == NOTHING)
        return STR("(nothing)");
    if (what == WHAT_ALL)
        return STR("");
    if (what == WHAT_ENDING)
        return endings[key];
    if (what == WHAT_EXIT_CHANNEL)
        return name_of(o->channel, (uint32_t)key);
    return act_name(o, (uint32_t)(key >> 32), (uint32_t)key, a);
}

static int by_key(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->gap > y->gap) - (x->gap < y->gap);
}

static int by_count(const void *a, const void *b)
{
    const struct value *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return str_cmp(x->name, y->name);
}

struct report {
    const struct dropoff *o;
    struct table *t;
    size_t top;
    VEC(struct item) item;
    VEC(struct value) value;
    VEC(int64_t) gap;
};

static void add_row(struct report *r, size_t step, enum what what, struct str name, uint64_t count)
{
    const struct dropoff *o = r->o;
    struct table *t = r->t;
    uint64_t reached = 0, lost = o->ended[step - 1] - o->pending[step - 1];
    for (size_t k = step - 1; k < o->ask.rules.steps; k++)
        reached += o->ended[k];
    table_count(t, (int64_t)step);
    table_text(t, query_label(o->ask.query, step - 1));
    table_count(t, (int64_t)reached);
    table_count(t, (int64_t)lost);
    table_count(t, (int64_t)o->pending[step - 1]);
    table_text(t, what_names[what]);
    table_text(t, name);
    table_count(t, (int64_t)count);
    table_number(t, lost ? (double)count / (double)lost : NAN);
    sort_i64(r->gap.p, r->gap.n);
    if (r->gap.n)
        table_count(t, (int64_t)llround(quantile_sorted_i64(r->gap.p, r->gap.n, .5)));
    else
        table_missing(t);
    r->gap.n = 0;
}

static void take_gaps(struct report *r, const struct value *v)
{
    for (size_t i = v->from; i < v->to; i++)
        if (r->item.p[i].gap != NO_TIME)
            vec_push(&r->gap, r->item.p[i].gap);
}

static void collect(struct report *r, size_t step, enum what what, struct arena *a)
{
    r->item.n = r->value.n = 0;
    for (vec_each(struct lost, lost, &r->o->lost.v))
        if (lost->step == step)
            vec_push(&r->item, item_of(lost, what));
    if (r->item.n == 0)
        return;
    qsort(r->item.p, r->item.n, sizeof *r->item.p, by_key);
    for (size_t from = 0, to; from < r->item.n; from = to) {
        uint64_t key = r->item.p[from].key;
        for (to = from + 1; to < r->item.n && r->item.p[to].key == key; to++)
            continue;
        vec_push(&r->value, (struct value){value_name(r->o, what, key, a), to - from, from, to});
    }
    qsort(r->value.p, r->value.n, sizeof *r->value.p, by_count);
}

static void add_kind(struct report *r, size_t step, enum what what)
{
    struct arena a = {0};
    uint64_t other = 0;
    collect(r, step, what, &a);
    for (size_t i = 0; i < r->value.n && i < r->top; i++) {
        take_gaps(r, &r->value.p[i]);
        add_row(r, step, what, r->value.p[i].name, r->value.p[i].count);
    }
    for (size_t i = r->top; i < r->value.n; i++) {
        take_gaps(r, &r->value.p[i]);
        other += r->value.p[i].count;
    }
    if (other)
        add_row(r, step, what, STR("Other"), other);
    else if (what == WHAT_ALL && r->value.n == 0)
        add_row(r, step, what, STR(""), 0);
    arena_free(&a);
}

static void summary(const struct dropoff *o, const struct ask *ask, struct table *t)
{
    table_column(t, "step", "#", CELL_COUNT);
    table_column(t, "label", "step", CELL_TEXT);
    table_column(t, "reached", "reached", CELL_COUNT);
    table_column(t, "lost", "lost", CELL_COUNT);
    table_column(t, "pending", "pending", CELL_COUNT);
    table_column(t, "what", "what", CELL_TEXT);
    table_column(t, "value", "value", CELL_TEXT);
    table_column(t, "count", "count", CELL_COUNT);
    table_column(t, "share", "of lost", CELL_SHARE);
    table_column(t, "median_seconds", "median time", CELL_DURATION);
    struct report r = {.o = o, .t = t, .top = ask->top ? ask->top : TOP_DEFAULT};
    for (size_t step = 1; step < o->ask.rules.steps; step++)
        for (int what = 0; what < WHATS; what++)
            add_kind(&r, step, (enum what)what);
    vec_free(&r.item);
    vec_free(&r.value);
    vec_free(&r.gap);
    if (o->ask.rules.steps == 1)
        table_note(t, "with a single step nobody is lost: name the next one, as in 'A > B'");
    table_note(t,
               "lost: %.*s that reached the step and not the next; the counts of each kind add "
               "up to lost",
               STR_ARG(units_noun(o->ask.units)));
    table_note(t, "next: the first act after the step; exit: the last act, the step itself when "
                  "nothing follows; ending: whether the last act came by a change of channel; "
                  "times are from the step to the act");
}

// The lost of one step, one a row.
static void list(const struct journeys *j, const struct dropoff *o, size_t step, struct table *t)
{
    const struct column *key = units_key(o->ask.units);
    table_column(t, "customer", "customer", CELL_TEXT);
    if (key)
        table_column(t, "case", "case", CELL_TEXT);
    table_column(t, "step_time", "time of step", CELL_TIME);
    table_column(t, "next", "next act", CELL_TEXT);
    table_column(t, "last", "last act", CELL_TEXT);
    table_column(t, "last_time", "time of last act", CELL_TIME);
    struct arena a = {0};
    for (vec_each(struct lost, lost, &o->lost.v)) {
        if (lost->step != step)
            continue;
        table_text(t, names_get(j->customer, (uint32_t)lost->customer + 1));
        if (key)
            table_text(t, names_get(key->names, lost->key));
        table_count(t, lost->step_time);
        table_text(t, lost->has_next ? act_name(o, lost->next.channel, lost->next.event, &a)
                                     : STR("(nothing)"));
        table_text(t, act_name(o, lost->last.channel, lost->last.event, &a));
        table_count(t, lost->last.time);
    }
    arena_free(&a);
}

static bool check_list(const struct dropoff *o, size_t step, struct diag *d)
{
    size_t steps = o->ask.rules.steps;
    if (step < steps)
        return true;
    if (steps == 1)
        return diag_set(d, FAULT_USAGE, "--list: with a single step nobody is lost");
    return diag_set(d, FAULT_USAGE, "--list %zu: valid: 1 to %zu, the steps before the last", step,
                    steps - 1);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct dropoff o;
    bool good = dropoff_find(j, ask, &o, d) && (ask->list == 0 || check_list(&o, ask->list, d));
    if (good) {
        uint64_t pending = 0;
        t->n = o.units;
        t->unit = arena_str(&t->arena, units_noun(o.ask.units));
        if (ask->list)
            list(j, &o, ask->list, t);
        else
            summary(&o, ask, t);
        for (size_t k = 0; k < o.ask.rules.steps; k++)
            pending += o.pending[k];
        funnel_notes(t, j, &o.ask, pending);
    }
    dropoff_free(&o);
    return good;
}

const struct metric metric_dropoff = {
    .name = "dropoff",
    .title = "Drop-off",
    .definition =
        "Units that reached a step of the funnel and not the next, those still pending left out: "
        "their next act, their last act and its channel, and whether it came by a change of "
        "channel.",
    .run = run,
    .cells = cells_dropoff,
};
