// One customer's journey, row by row, with gaps, switches, breaks and where each row comes from.
#include "metric/crossing.h"
#include "metric/find_id.h"
#include "metric/session.h"
#include "query/query.h"
#include "text/time.h"

#include <stdlib.h>

enum { IDS_MOST = 20 };

enum { MARK_SESSION = 1, MARK_SWITCH = 2, MARK_BREAK = 4 };

struct timeline {
    struct journeys *j;
    struct table *t;
    struct acts_plan plan;
    struct session_rules sessions;
    struct unit unit;
    VEC(uint64_t) row;
    struct acts acts;
    struct crossings crossings;
    VEC(unsigned) mark;                 // by act
    VEC(const struct column *) told;    // columns that make up the attributes
    VEC(const struct column *) ids;     // of persons and devices
    const struct column *source, *file; // NULL: unknown
};

static bool is_transaction(const struct study *study, struct str name)
{
    const struct study_namespace *n = study ? study_namespace(study, name) : NULL;
    return n && n->transaction;
}

// Sort the frame's columns into attributes and ids. Case keys and transaction numbers are told
// with the attributes. False fills d.
static bool find_columns(struct timeline *l, struct diag *d)
{
    static const struct str fixed[] = {{"channel", 7}, {"event", 5},     {"customer", 8},
                                       {"live", 4},    {"direction", 9}, {"source", 6},
                                       {"file", 4},    {"seq", 3}};
    struct frame *f = &l->j->frame;
    for (size_t i = 0; i < f->columns; i++) {
        struct str name = f->column[i].name;
        bool skip = false, id = str_starts(name, STR("id."));
        for (size_t k = 0; k < sizeof fixed / sizeof *fixed; k++)
            skip = skip || str_eq(name, fixed[k]);
        if (skip)
            continue;
        const struct column *c = frame_column(f, name, d);
        if (!c)
            return false;
        if (id && !is_transaction(l->plan.study, str_slice(name, 3, name.n)))
            vec_push(&l->ids, c);
        else
            vec_push(&l->told, c);
    }
    *d = (struct diag){0};
    l->source = frame_column_if(f, STR("source"), d);
    if (d->fault == FAULT_NONE)
        l->file = frame_column_if(f, STR("file"), d);
    return d->fault == FAULT_NONE;
}

// The rows of the customer that --where, --since and --until leave.
static bool find_rows(struct timeline *l, const struct ask *ask, size_t customer, struct diag *d)
{
    uint64_t from = l->j->offset[customer];
    size_t n = (size_t)(l->j->offset[customer + 1] - from);
    VEC(uint64_t) mask = {0};
    struct query *where = NULL;
    if (ask->where.n) {
        where = query_predicate(ask->where, &l->j->frame, l->j->study, ask->allow_unknown, d);
        if (!where) {
            ask_fault(d, "--where");
            return false;
        }
        vec_reserve(&mask, n);
        query_match(where, NULL, from, n, mask.p);
    }
    for (size_t i = 0; i < n; i++) {
        int64_t time = l->j->frame.time[from + i];
        if ((!where || mask.p[i]) && (ask->since == TIME_NONE || time >= ask->since) &&
            (ask->until == TIME_NONE || time < ask->until))
            vec_push(&l->row, from + i);
    }
    vec_free(&mask);
    query_free(where);
    l->unit = (struct unit){.customer = customer, .row = l->row.p, .n = l->row.n};
    return true;
}

static void find_marks(struct timeline *l)
{
    if (l->unit.n)
        acts_read(&l->acts, &l->plan, &l->unit);
    crossings_find(&l->crossings, &l->acts, &l->plan);
    struct session at = {0};
    for (vec_each(const struct act, act, &l->acts.act))
        vec_push(&l->mark, session_act(&l->sessions, &at, act->row) ? MARK_SESSION : 0);
    for (vec_each(struct crossing, x, &l->crossings.item)) {
        l->mark.p[x->at] |= MARK_SWITCH;
        if (x->broken)
            l->mark.p[x->repeat] |= MARK_BREAK;
    }
}

static struct str mark_text(unsigned mark)
{
    static const struct str text[] = {
        {"", 0},      {"session", 7},        {"switch", 6},        {"session switch", 14},
        {"break", 5}, {"session break", 13}, {"switch break", 12}, {"session switch break", 20},
    };
    return text[mark];
}

static struct str short_name(struct str name)
{
    if (str_starts(name, STR("id.")))
        return str_slice(name, 3, name.n);
    return str_starts(name, STR("case.")) ? str_slice(name, 5, name.n) : name;
}

static void attributes(struct timeline *l, uint64_t row, struct buf *out)
{
    buf_clear(out);
    for (vec_each(const struct column *, c, &l->told)) {
        struct str value = column_get(*c, row);
        if (value.n == 0)
            continue;
        if (out->n)
            buf_add(out, STR(", "));
        buf_add(out, short_name((*c)->name));
        buf_add_byte(out, '=');
        buf_add(out, value);
    }
}

static void text_or_missing(struct table *t, const struct column *c, uint64_t row)
{
    if (c && c->code[row])
        table_text(t, column_get(c, row));
    else
        table_missing(t);
}

static void fill(struct timeline *l)
{
    struct table *t = l->t;
    const struct frame *f = &l->j->frame;
    struct buf told = {0};
    size_t act = 0; // acts so far
    for (size_t i = 0; i < l->unit.n; i++) {
        uint64_t row = l->unit.row[i];
        bool is_act = acts_is_act(&l->plan, row);
        table_count(t, (int64_t)i + 1);
        table_count(t, f->time[row]);
        if (act)
            table_count(t, f->time[row] - l->acts.act.p[act - 1].time);
        else
            table_missing(t);
        table_text(t, acts_channel(&l->plan, l->plan.channel->code[row]));
        table_text(t, acts_event(&l->plan, l->plan.event->code[row]));
        table_text(t, acts_stage(&l->plan, acts_rank(&l->acts, i)));
        table_text(t, is_act ? mark_text(l->mark.p[act]) : STR(""));
        attributes(l, row, &told);
        table_text(t, buf_str(&told));
        text_or_missing(t, l->source, row);
        text_or_missing(t, l->file, row);
        if (frame_line(f, row))
            table_count(t, (int64_t)frame_line(f, row));
        else
            table_missing(t);
        act += is_act;
    }
    buf_free(&told);
}

static void note_ids(struct timeline *l)
{
    struct buf out = {0};
    size_t found = 0;
    for (vec_each(const struct column *, c, &l->ids)) {
        bool *seen = mem_zero((*c)->names.count);
        for (size_t i = 0; i < l->unit.n; i++) {
            uint32_t code = (*c)->code[l->unit.row[i]];
            if (code == 0 || seen[code])
                continue;
            seen[code] = true;
            if (found++ < IDS_MOST)
                buf_printf(&out, "%s%.*s:%.*s", out.n ? ", " : "", STR_ARG(short_name((*c)->name)),
                           STR_ARG(names_get((*c)->names, code)));
        }
        free(seen);
    }
    if (found > IDS_MOST)
        buf_printf(&out, " and %zu more", found - IDS_MOST);
    if (found)
        table_note(l->t, "ids on these rows: %s", out.p);
    buf_free(&out);
}

static void note_seen(struct timeline *l)
{
    struct zone *zone = zone_open(l->t->zone, NULL);
    struct buf out = {0};
    if (l->unit.n) {
        buf_printf(&out, "%zu touchpoints from ", l->unit.n);
        time_format_local(&out, l->j->frame.time[l->unit.row[0]], zone);
        buf_add(&out, STR(" to "));
        time_format_local(&out, l->j->frame.time[l->unit.row[l->unit.n - 1]], zone);
        table_note(l->t, "%s (%.*s)", out.p, STR_ARG(zone ? zone_name(zone) : STR("UTC")));
    }
    buf_free(&out);
    zone_close(zone);
}

static void columns(struct table *t)
{
    table_column(t, "seq", "#", CELL_COUNT);
    table_column(t, "time", "time", CELL_TIME);
    table_column(t, "gap_seconds", "gap", CELL_DURATION);
    table_column(t, "channel", "channel", CELL_TEXT);
    table_column(t, "event", "event", CELL_TEXT);
    table_column(t, "stage", "stage", CELL_TEXT);
    table_column(t, "mark", "mark", CELL_TEXT);
    table_column(t, "attributes", "attributes", CELL_TEXT);
    table_column(t, "source", "source", CELL_TEXT);
    table_column(t, "file", "file", CELL_TEXT);
    table_column(t, "line", "line", CELL_COUNT);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct timeline l = {.j = j, .t = t};
    struct ask plain = *ask;
    size_t customer;
    plain.where = STR("");
    plain.unit = STR("customer");
    plain.since = plain.until = TIME_NONE;
    if (!find_id(j, ask->customer, &customer, d))
        return false;
    bool good = acts_plan_open(&l.plan, j, &plain, d) && session_rules_open(&l.sessions, j, d) &&
                find_columns(&l, d) && find_rows(&l, ask, customer, d);
    if (good) {
        struct str name = names_get(j->customer, (uint32_t)customer + 1);
        t->title = arena_printf(&t->arena, "Journey of %.*s", STR_ARG(name));
        t->n = l.row.n;
        t->unit = STR("touchpoints");
        t->since = l.row.n ? j->frame.time[l.row.p[0]] : TIME_NONE;
        t->until = l.row.n ? j->frame.time[l.row.p[l.row.n - 1]] : TIME_NONE;
        columns(t);
        find_marks(&l);
        fill(&l);
        note_ids(&l);
        note_seen(&l);
        if (ask->top)
            table_head(t, ask->top);
    }
    vec_free(&l.row);
    vec_free(&l.mark);
    vec_free(&l.told);
    vec_free(&l.ids);
    acts_free(&l.acts);
    crossings_free(&l.crossings);
    acts_plan_close(&l.plan);
    session_rules_close(&l.sessions);
    return good;
}

const struct metric metric_timeline = {
    .name = "timeline",
    .title = "Journey",
    .definition = "All touchpoints of a customer in order. gap: since the act before. session: the "
                  "first act after a gap of 30 min, or as the study's sessions say. switch: in "
                  "another channel than the "
                  "act before. break: information is given again after a switch, before progress.",
    .run = run,
};
