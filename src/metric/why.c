// Why ids are one person: which customer an id belongs to, and the rows and link files that tie it.
#include "metric/ties.h"

#include "base/suggest.h"
#include "metric/find_id.h"
#include "metric/metric.h"
#include "text/time.h"

#include <stdlib.h>

struct why {
    struct journeys *j;
    struct table *t;
    struct id_columns ids;
    const struct column *channel, *event, *file; // NULL: unknown
    struct ties links;                           // of link files only
    bool found;
};

static struct str customer_name(const struct why *w, size_t customer)
{
    return names_get(w->j->customer, (uint32_t)customer + 1);
}

static void columns(struct table *t)
{
    table_column(t, "id", "id", CELL_TEXT);
    table_column(t, "with", "is tied to", CELL_TEXT);
    table_column(t, "evidence", "by", CELL_TEXT);
    table_column(t, "file", "file", CELL_TEXT);
    table_column(t, "line", "line", CELL_COUNT);
    table_column(t, "time", "time", CELL_TIME);
    table_column(t, "channel", "channel", CELL_TEXT);
    table_column(t, "event", "event", CELL_TEXT);
    table_column(t, "customer", "customer", CELL_TEXT);
}

static void cell_of(struct table *t, const struct column *c, uint64_t row)
{
    if (c && c->code[row])
        table_text(t, column_get(c, row));
    else
        table_missing(t);
}

static void place(struct why *w, struct str file, uint64_t line)
{
    if (file.n)
        table_text(w->t, file);
    else
        table_missing(w->t);
    if (line)
        table_count(w->t, (int64_t)line);
    else
        table_missing(w->t);
}

// One hop of a chain. tie NULL: evidence alone.
static void hop(struct why *w, struct str id, struct str with, const char *evidence,
                const struct tie *tie, size_t customer)
{
    const struct frame *f = &w->j->frame;
    bool row = tie && tie->row != TIE_NO_ROW;
    table_text(w->t, id);
    table_text(w->t, with);
    table_text(w->t, str_of(evidence));
    if (row)
        place(w, w->file ? column_get(w->file, tie->row) : STR(""), frame_line(f, tie->row));
    else
        place(w, tie ? tie->file : STR(""), tie ? tie->line : 0);
    if (row) {
        table_count(w->t, f->time[tie->row]);
        cell_of(w->t, w->channel, tie->row);
        cell_of(w->t, w->event, tie->row);
    } else {
        table_missing(w->t);
        table_missing(w->t);
        table_missing(w->t);
    }
    table_text(w->t, customer_name(w, customer));
}

// The chain from an id to the customer's name, over rows of the customer and link files.
static void explain(struct why *w, struct str space, struct str value, size_t customer)
{
    struct ties ties;
    struct tie_path path = {0};
    struct str name = customer_name(w, customer);
    w->found = true;
    ties_init(&ties);
    ties_add_rows(&ties, &w->ids, w->j->offset[customer], w->j->offset[customer + 1]);
    for (vec_each(struct tie, x, &w->links.tie)) {
        struct tie copy = *x;
        copy.a = dict_add(&ties.ids, dict_get(&w->links.ids, x->a));
        copy.b = dict_add(&ties.ids, dict_get(&w->links.ids, x->b));
        vec_push(&ties.tie, copy);
    }
    uint32_t at = ties_id(&ties, space, value), goal = dict_add(&ties.ids, name);
    if (at == goal) {
        hop(w, name, name, "it is the customer's name", NULL, customer);
    } else if (ties_path(&ties, at, goal, &path)) {
        for (vec_each(size_t, i, &path.tie)) {
            const struct tie *x = &ties.tie.p[*i];
            uint32_t next = x->a == at ? x->b : x->a;
            hop(w, dict_get(&ties.ids, at), dict_get(&ties.ids, next),
                x->row == TIE_NO_ROW ? "link file" : "row", x, customer);
            at = next;
        }
    } else {
        hop(w, dict_get(&ties.ids, at), name, "rows of the customer alone", NULL, customer);
    }
    vec_free(&path.tie);
    ties_free(&ties);
}

// Every customer that has a row with this code; rows without a customer are noted.
static void explain_rows(struct why *w, const struct column *c, uint32_t code, size_t top)
{
    const struct journeys *j = w->j;
    struct str space = id_column_space(c), value = names_get(c->names, code);
    uint64_t rows = 0, attributed = j->offset[j->customers];
    size_t customers = 0;
    for (uint64_t row = 0; row < attributed; row++) {
        if (c->code[row] != code)
            continue;
        size_t customer = find_id_owner(j, row);
        if (top == 0 || customers < top)
            explain(w, space, value, customer);
        customers++;
        for (; row < j->offset[customer + 1]; row++)
            rows += c->code[row] == code;
        row--; // the loop goes on with the next customer's first row
    }
    if (customers)
        table_note(w->t, "%.*s:%.*s stands on %llu rows of %zu customer%s", STR_ARG(space),
                   STR_ARG(value), (unsigned long long)rows, customers, customers == 1 ? "" : "s");
}

static bool find_named(const struct why *w, struct str name, size_t *customer)
{
    size_t low = 0, high = w->j->customers;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(customer_name(w, middle), name);
        *customer = middle;
        if (order == 0)
            return true;
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

// An id that is on no row: link files may lead to an id that names a customer.
static void explain_link(struct why *w, struct str space, struct str value)
{
    uint32_t *reached = mem_array(w->links.ids.count, sizeof *reached);
    size_t customer, n = ties_reached(&w->links, ties_id(&w->links, space, value), reached);
    for (size_t i = 0; i < n && !w->found; i++)
        if (find_named(w, dict_get(&w->links.ids, reached[i]), &customer))
            explain(w, space, value, customer);
    free(reached);
}

// Look for the id in every namespace that the text may mean: NAMESPACE:VALUE, or VALUE in all.
static void look(struct why *w, struct str id, size_t top)
{
    struct str rest = id, space = str_cut(&rest, ':');
    struct buf value = {0};
    for (size_t i = 0; i < w->ids.column.n; i++) {
        const struct column *c = w->ids.column.p[i];
        bool named = rest.p && str_eq(space, id_column_space(c));
        find_id_value(w->j->study, id_column_space(c), named ? rest : id, &value);
        uint32_t code = names_find(c->names, buf_str(&value));
        if (code)
            explain_rows(w, c, code, top);
    }
    size_t spaces = w->j->study ? w->j->study->identity.count : 0;
    for (size_t i = 0; i < spaces && !w->found; i++) {
        struct str name = w->j->study->identity.spaces[i].name;
        bool named = rest.p && str_eq(space, name);
        find_id_value(w->j->study, name, named ? rest : id, &value);
        struct buf full = {0};
        buf_printf(&full, "%.*s:%.*s", STR_ARG(name), STR_ARG(buf_str(&value)));
        if (dict_find(&w->links.ids, buf_str(&full)) != DICT_NONE)
            explain_link(w, name, buf_str(&value));
        buf_free(&full);
    }
    buf_free(&value);
}

static bool not_found(const struct why *w, struct str id, struct diag *d)
{
    VEC(struct str) spaces = {0};
    for (size_t i = 0; i < w->ids.column.n; i++)
        vec_push(&spaces, id_column_space(w->ids.column.p[i]));
    diag_set(d, FAULT_USAGE,
             "no row and no link file has the id %.*s; write VALUE or NAMESPACE:VALUE",
             STR_ARG(id));
    struct str rest = id;
    suggest_diag(d, str_cut(&rest, ':'), spaces.p, spaces.n);
    vec_free(&spaces);
    return false;
}

// A column that journeys need not have. False fills d: it is damaged.
static bool find_optional(struct why *w, struct str name, const struct column **column,
                          struct diag *d)
{
    *column = frame_column_if(&w->j->frame, name, d);
    return *column || d->fault == FAULT_NONE;
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct why w = {.j = j, .t = t};
    struct diag link_fault = {0};
    ties_init(&w.links);
    columns(t);
    t->unit = STR("ties");
    bool good = find_optional(&w, STR("channel"), &w.channel, d) &&
                find_optional(&w, STR("event"), &w.event, d) &&
                find_optional(&w, STR("file"), &w.file, d) && id_columns_find(&w.ids, &j->frame, d);
    if (good) {
        // A store is asked where its exports are no longer: rows explain what they can.
        if (j->study && !ties_add_links(&w.links, j->study, &link_fault))
            table_note(t, "link file %s: %s", link_fault.file, link_fault.message);
        look(&w, ask->customer, ask->top);
        good = w.found || not_found(&w, ask->customer, d);
    }
    t->title = arena_printf(&t->arena, "Whose id is %.*s", STR_ARG(ask->customer));
    t->n = table_rows(t);
    ties_free(&w.links);
    vec_free(&w.ids.column);
    return good;
}

const struct metric metric_why = {
    .name = "why",
    .title = "Whose id it is",
    .definition = "The shortest chain of ties from the id to the id that names the customer. A tie "
                  "is a row of the customer that carries both ids (the first such), or a line of "
                  "a link file.",
    .run = run,
};
