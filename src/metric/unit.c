// Customers, their cases or sessions, or groups of customers as lists of rows, shared out over
// threads.
#include "metric/unit.h"

#include "metric/find_id.h"
#include "metric/session.h"
#include "metric/unit_group.h"

#include "base/par.h"
#include "base/vec.h"
#include "query/query.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>

struct units {
    const struct journeys *j;
    struct query *where;      // NULL: all rows
    const struct column *key; // NULL: customers, unless `none`
    bool none;                // the case is declared, and nobody has one
    bool sessions;
    struct session_rules rules; // with sessions
    const struct column *group; // NULL: units are within customers
    struct unit_groups groups;
    bool ranges;
    struct str noun;
    struct arena arena;
    unsigned threads;
    size_t parts;
};

void ask_fault(struct diag *d, const char *option)
{
    char message[sizeof d->message];
    memcpy(message, d->message, sizeof message);
    snprintf(d->message, sizeof d->message, "%s: ", option);
    diag_more(d, "%s", message);
}

// The column of a case: the one that stitching made, else the key that the study names, else any
// field.
static bool find_key(struct units *u, struct journeys *j, struct str name, struct diag *d)
{
    struct diag none = {0};
    const struct study_case *declared = j->study ? study_case(j->study, name) : NULL;
    struct str made = arena_printf(&u->arena, "case.%.*s", STR_ARG(name));
    u->key = frame_column_if(&j->frame, made, &none);
    if (!u->key && declared && none.fault == FAULT_NONE)
        u->key = frame_column_if(&j->frame, declared->key, &none);
    if (none.fault != FAULT_NONE) {
        *d = none;
        return false;
    }
    u->none = !u->key && declared;
    if (!u->key && !declared)
        u->key = frame_column(&j->frame, name, d);
    u->noun = arena_printf(&u->arena, "cases of %.*s", STR_ARG(name));
    return u->key || u->none;
}

static bool find_groups(struct units *u, struct journeys *j, struct diag *d)
{
    struct diag none = {0};
    u->noun = STR("groups");
    u->group = frame_column_if(&j->frame, STR("group"), &none);
    if (u->group) {
        unit_groups_open(&u->groups, j, u->group);
        return true;
    }
    if (none.fault != FAULT_NONE) {
        *d = none;
        return false;
    }
    return diag_set(d, FAULT_USAGE,
                    "--unit group: these journeys have no groups; name their namespaces in the "
                    "study: identity { group = {…} }");
}

static bool find_unit(struct units *u, struct journeys *j, struct str unit, struct diag *d)
{
    u->noun = STR("customers");
    if (unit.n == 0 || str_eq(unit, STR("customer")))
        return true;
    if (str_starts(unit, STR("case:")) && unit.n > 5) {
        if (find_key(u, j, str_slice(unit, 5, unit.n), d))
            return true;
        ask_fault(d, "--unit");
        return false;
    }
    if (str_eq(unit, STR("session"))) {
        u->noun = STR("sessions");
        u->sessions = true;
        return session_rules_open(&u->rules, j, d);
    }
    if (str_eq(unit, STR("group")))
        return find_groups(u, j, d);
    return diag_set(d, FAULT_USAGE,
                    "--unit %.*s: not a unit; valid: customer, session, group, case:KEY",
                    STR_ARG(unit));
}

struct units *units_open(struct journeys *j, const struct ask *ask, struct diag *d)
{
    struct units *u = mem_zero(sizeof *u);
    u->j = j;
    u->threads = ask->threads ? ask->threads : 1;
    u->parts = u->threads == 1 ? 1 : (size_t)u->threads * 8;
    if (!find_unit(u, j, ask->unit, d)) {
        units_close(u);
        return NULL;
    }
    if (ask->where.n) {
        u->where = query_predicate(ask->where, &j->frame, j->study, ask->allow_unknown, d);
        if (!u->where) {
            ask_fault(d, "--where");
            units_close(u);
            return NULL;
        }
    }
    return u;
}

void units_close(struct units *u)
{
    if (!u)
        return;
    query_free(u->where);
    session_rules_close(&u->rules);
    unit_groups_close(&u->groups);
    arena_free(&u->arena);
    free(u);
}

struct str units_noun(const struct units *u)
{
    return u->noun;
}

const struct column *units_key(const struct units *u)
{
    return u->group ? u->group : u->key;
}

void units_ranges(struct units *u)
{
    u->ranges = true;
}

size_t units_parts(const struct units *u)
{
    return u->parts;
}

struct keyed {
    uint64_t row, first; // first: of the row's case
    uint32_t key;
};

// What one share of the customers needs, reused from customer to customer.
struct share {
    const struct units *u;
    void (*visit)(void *context, size_t part, const struct unit *unit);
    void *context;
    size_t part;
    VEC(uint64_t) mask;
    VEC(uint64_t) row;
    VEC(struct keyed) keyed;
    VEC(uint32_t) session; // of each of the customer's rows
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_first(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

// The customer's rows that have a key, one visit a key, in order of each key's first row.
static void visit_cases(struct share *s, size_t customer)
{
    const uint32_t *code = s->u->key->code;
    s->keyed.n = 0;
    for (size_t i = 0; i < s->row.n; i++)
        if (code[s->row.p[i]])
            vec_push(&s->keyed, (struct keyed){.row = s->row.p[i], .key = code[s->row.p[i]]});
    if (s->keyed.n == 0)
        return;
    qsort(s->keyed.p, s->keyed.n, sizeof *s->keyed.p, by_key);
    for (size_t i = 0; i < s->keyed.n; i++) {
        bool same = i > 0 && s->keyed.p[i].key == s->keyed.p[i - 1].key;
        s->keyed.p[i].first = same ? s->keyed.p[i - 1].first : s->keyed.p[i].row;
    }
    qsort(s->keyed.p, s->keyed.n, sizeof *s->keyed.p, by_first);
    for (size_t i = 0; i < s->keyed.n; i++)
        s->row.p[i] = s->keyed.p[i].row;
    for (size_t from = 0, to; from < s->keyed.n; from = to) {
        const struct keyed *k = &s->keyed.p[from];
        for (to = from + 1; to < s->keyed.n && s->keyed.p[to].first == k->first; to++)
            continue;
        s->visit(s->context, s->part,
                 &(struct unit){.customer = customer,
                                .key = k->key,
                                .row = s->row.p + from,
                                .n = to - from,
                                .first = k->first});
    }
}

static void collect(struct share *s, uint64_t from, size_t n)
{
    vec_reserve(&s->row, n);
    s->row.n = 0;
    if (!s->u->where) {
        for (size_t i = 0; i < n; i++)
            s->row.p[s->row.n++] = from + i;
        return;
    }
    vec_reserve(&s->mask, n);
    query_match(s->u->where, NULL, from, n, s->mask.p);
    for (size_t i = 0; i < n; i++) {
        s->row.p[s->row.n] = from + i;
        s->row.n += s->mask.p[i] & 1;
    }
}

// The customer's sessions, of the rows that --where leaves. What parts them is seen before.
static void visit_sessions(struct share *s, size_t customer, uint64_t first)
{
    struct session at = {0};
    size_t n = (size_t)(s->u->j->offset[customer + 1] - first), kept = 0;
    vec_reserve(&s->session, n);
    for (size_t i = 0; i < n; i++)
        s->session.p[i] = session_of(&s->u->rules, &at, first + i);
    for (size_t i = 0; i < s->row.n; i++)
        if (s->session.p[s->row.p[i] - first])
            s->row.p[kept++] = s->row.p[i];
    for (size_t from = 0, to; from < kept; from = to) {
        uint32_t number = s->session.p[s->row.p[from] - first];
        for (to = from + 1; to < kept && s->session.p[s->row.p[to] - first] == number; to++)
            continue;
        s->visit(s->context, s->part,
                 &(struct unit){.customer = customer,
                                .row = s->row.p + from,
                                .n = to - from,
                                .first = s->row.p[from]});
    }
}

static void visit_group(struct share *s, size_t group)
{
    const struct unit_groups *g = &s->u->groups;
    const uint64_t *row = g->row + g->offset[group];
    size_t n = (size_t)(g->offset[group + 1] - g->offset[group]);
    vec_reserve(&s->mask, n);
    vec_reserve(&s->row, n);
    s->row.n = 0;
    if (s->u->where && n)
        query_match(s->u->where, row, 0, n, s->mask.p);
    for (size_t i = 0; i < n; i++)
        if (!s->u->where || s->mask.p[i] & 1)
            s->row.p[s->row.n++] = row[i];
    if (s->row.n)
        s->visit(s->context, s->part,
                 &(struct unit){.customer = find_id_owner(s->u->j, s->row.p[0]),
                                .key = (uint32_t)group + 1,
                                .row = s->row.p,
                                .n = s->row.n,
                                .first = s->row.p[0]});
}

static void visit_customer(struct share *s, size_t customer)
{
    uint64_t from = s->u->j->offset[customer];
    size_t n = (size_t)(s->u->j->offset[customer + 1] - from);
    struct unit unit = {.customer = customer, .n = n, .first = from};
    if (!s->u->ranges || s->u->where || s->u->key || s->u->sessions) {
        collect(s, from, n);
        unit.row = s->row.p;
        unit.n = s->row.n;
    }
    if (unit.n == 0)
        return;
    unit.first = unit_row(&unit, 0);
    if (s->u->key)
        visit_cases(s, customer);
    else if (s->u->sessions)
        visit_sessions(s, customer, from);
    else
        s->visit(s->context, s->part, &unit);
}

// The first customer of a share: shares have about equally many rows.
static size_t share_start(const struct units *u, size_t part)
{
    const struct journeys *j = u->j;
    // Of groups or of customers.
    size_t high = u->group ? u->groups.groups : j->customers;
    const uint64_t *offset = u->group ? u->groups.offset : j->offset;
    if (part >= u->parts)
        return high;
    uint64_t rows = offset[high];
    uint64_t want = rows / u->parts * part + rows % u->parts * part / u->parts;
    size_t low = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (offset[middle] < want)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void run_share(void *context, size_t part)
{
    struct share s = *(const struct share *)context;
    s.part = part;
    size_t end = share_start(s.u, part + 1);
    for (size_t c = share_start(s.u, part); c < end; c++) {
        if (s.u->group)
            visit_group(&s, c);
        else
            visit_customer(&s, c);
    }
    vec_free(&s.session);
    vec_free(&s.mask);
    vec_free(&s.row);
    vec_free(&s.keyed);
}

void units_each(const struct units *u,
                void (*visit)(void *context, size_t part, const struct unit *unit), void *context)
{
    struct share s = {.u = u, .visit = visit, .context = context};
    if (!u->none)
        par_run(u->threads, u->parts, run_share, &s);
}

void journeys_period(const struct journeys *j, int64_t *first, int64_t *last)
{
    const int64_t *time = j->frame.time;
    *first = *last = TIME_NONE;
    for (size_t c = 0; c < j->customers; c++) {
        if (j->offset[c] == j->offset[c + 1])
            continue;
        int64_t from = time[j->offset[c]], to = time[j->offset[c + 1] - 1];
        if (*first == TIME_NONE || from < *first)
            *first = from;
        if (*last == TIME_NONE || to > *last)
            *last = to;
    }
    for (uint64_t r = j->offset[j->customers]; r < j->frame.rows; r++) {
        if (*first == TIME_NONE || time[r] < *first)
            *first = time[r];
        if (*last == TIME_NONE || time[r] > *last)
            *last = time[r];
    }
}
