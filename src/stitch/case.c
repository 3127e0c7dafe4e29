// Cases: a row without the key joins its customer's open case, from the case's first keyed row to
// its closing event.
#include "stitch/identity.h"

#include "query/query.h"

struct cases {
    struct identity *id;
    const uint32_t *key; // codes of the key's column
    uint32_t *into;      // codes of case.NAME
    uint32_t *map;       // key code → code of case.NAME
    struct query *close; // NULL: cases never close
    // Of each key: the number (from 1) of the customer that last had it, and whether it is closed.
    uint64_t *owner;
    bool *closed;
    VEC(uint32_t) open; // keys of the customer, the one opened last at the end
    VEC(uint64_t) row;
    VEC(uint64_t) mask;
};

static uint32_t open_case(struct cases *c)
{
    while (c->open.n && c->closed[c->open.p[c->open.n - 1]])
        c->open.n--;
    return c->open.n ? c->open.p[c->open.n - 1] : 0;
}

static void walk_customer(struct cases *c, uint64_t customer, const uint32_t *order, size_t n)
{
    c->row.n = c->mask.n = c->open.n = 0;
    vec_reserve(&c->row, n);
    vec_reserve(&c->mask, n);
    for (size_t i = 0; i < n; i++) {
        c->row.p[i] = order[i];
        c->mask.p[i] = 0;
    }
    if (c->close)
        query_match(c->close, c->row.p, 0, n, c->mask.p);
    for (size_t i = 0; i < n; i++) {
        uint32_t key = c->key[order[i]], own = key;
        if (key && c->owner[key] != customer) {
            c->owner[key] = customer;
            c->closed[key] = false;
            vec_push(&c->open, key);
        } else if (!key) {
            own = open_case(c);
            c->id->result->summary.case_rows += own != 0;
        }
        c->into[order[i]] = c->map[own];
        if (own && c->mask.p[i])
            c->closed[own] = true;
    }
}

static size_t key_column(const struct touchpoints *t, struct str key)
{
    size_t found = NO_COLUMN;
    for (size_t i = 0; i < t->column.n; i++) {
        struct str name = t->column.p[i].name;
        bool id = str_starts(name, STR("id.")) && str_eq(str_slice(name, 3, name.n), key);
        if (id || (found == NO_COLUMN && str_eq(name, key)))
            found = i;
    }
    return found;
}

// The column case.NAME, missing in all rows.
static size_t start_column(struct identity *id, const struct study_case *def)
{
    struct buf name = {0};
    buf_printf(&name, "case.%.*s", STR_ARG(def->name));
    size_t at = touchpoints_column(id->t, buf_str(&name));
    buf_free(&name);
    struct touchpoint_column *c = &id->t->column.p[at];
    dict_free(&c->dict);
    dict_init(&c->dict);
    if (c->code.n)
        memset(c->code.p, 0, c->code.n * sizeof *c->code.p);
    return at;
}

// columns: of the frame that the query borrows; they live as long as it.
static bool compile_close(struct cases *c, const struct study_case *def, struct column *columns,
                          struct diag *d)
{
    struct frame f = touchpoints_frame(c->id->t, columns);
    if (def->close.n == 0)
        return true;
    c->close = query_steps(def->close, &f, c->id->study, true, d);
    if (!c->close)
        diag_more(d, " (case \"%.*s\": close)", STR_ARG(def->name));
    return c->close != NULL;
}

static void walk(struct cases *c, const uint64_t *offset)
{
    const struct stitch_result *result = c->id->result;
    uint64_t customers = result->summary.customers;
    for (uint64_t i = 0; i < customers; i++)
        walk_customer(c, i + 1, result->order.p + offset[i], (size_t)(offset[i + 1] - offset[i]));
    for (size_t i = (size_t)offset[customers]; i < result->order.n; i++)
        c->into[result->order.p[i]] = c->map[c->key[result->order.p[i]]];
}

static bool fill_case(struct identity *id, const struct study_case *def, const uint64_t *offset,
                      struct diag *d)
{
    size_t at = start_column(id, def), key_at = key_column(id->t, def->key);
    if (key_at == NO_COLUMN)
        return true; // no row has a key: there are no cases
    struct touchpoint_column *key = &id->t->column.p[key_at], *into = &id->t->column.p[at];
    struct column *columns = mem_array(id->t->column.n, sizeof *columns);
    struct cases c = {.id = id, .key = key->code.p, .into = into->code.p};
    bool good = compile_close(&c, def, columns, d);
    if (good) {
        c.map = mem_zero(key->dict.count * sizeof *c.map);
        c.owner = mem_zero(key->dict.count * sizeof *c.owner);
        c.closed = mem_zero(key->dict.count);
        for (uint32_t code = 1; code < key->dict.count; code++)
            c.map[code] = dict_add(&into->dict, dict_get(&key->dict, code));
        walk(&c, offset);
    }
    query_free(c.close);
    free(columns);
    free(c.map);
    free(c.owner);
    free(c.closed);
    vec_free(&c.open);
    vec_free(&c.row);
    vec_free(&c.mask);
    return good;
}

bool cases_fill(struct identity *id, const uint64_t *offset, struct diag *d)
{
    for (size_t i = 0; i < id->study->case_count; i++)
        if (!fill_case(id, &id->study->cases[i], offset, d))
            return false;
    return true;
}
