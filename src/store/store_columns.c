// Columns of a store: verified with the limits of their values, and widened to a code a row.
#include "store/store_columns.h"

#include "base/par.h"

#include <stdatomic.h>
#include <stdlib.h>

static bool add_column(struct store_columns *s, const struct store_map *m,
                       const struct mapped_section *code, bool runs, struct column *names,
                       struct diag *d)
{
    struct str name = str_slice(code->name, 5, code->name.n);
    struct store_column c = {.start = store_section(m, "start ", name),
                             .bytes = store_section(m, "bytes ", name),
                             .code = code,
                             .runs = runs};
    if (!c.start || !c.bytes)
        return store_damaged(m, code->name, d);
    names[s->column.n].name = name;
    vec_push(&s->column, c);
    return true;
}

bool store_columns_find(struct store_columns *s, const struct store_map *m, struct column *names,
                        struct diag *d)
{
    for (vec_each(const struct mapped_section, section, &m->section)) {
        bool runs = str_starts(section->name, STR("each "));
        if ((runs || str_starts(section->name, STR("code "))) &&
            !add_column(s, m, section, runs, names, d))
            return false;
    }
    return true;
}

void store_columns_free(struct store_columns *s)
{
    for (vec_each(struct store_column, c, &s->column))
        free(c->made);
    vec_free(&s->column);
}

static bool check_starts(const uint64_t *start, size_t n, uint64_t end)
{
    bool good = start[0] == 0 && start[1] == 0 && start[n - 1] == end;
    for (size_t i = 1; i < n; i++)
        good &= start[i - 1] <= start[i];
    return good;
}

bool store_column_names(struct store_columns *s, const struct store_map *m, size_t i,
                        struct names *names, struct diag *d)
{
    const struct store_column *c = &s->column.p[i];
    uint64_t starts = c->start->entry.length / sizeof *names->start;
    if (!store_verify_section(m, c->start, d) || !store_verify_section(m, c->bytes, d))
        return false;
    const uint64_t *start = store_bytes(m, c->start);
    if (c->start->entry.size != sizeof *start || starts < 2 || starts - 1 >= UINT32_MAX ||
        !check_starts(start, (size_t)starts, c->bytes->entry.length))
        return store_damaged(m, c->start->name, d);
    *names = (struct names){(uint32_t)starts - 1, start, store_bytes(m, c->bytes)};
    return true;
}

struct widening {
    const struct store_columns *s;
    const struct store_column *c;
    const void *from;
    uint32_t *to; // NULL: only to be checked
    uint32_t count;
    atomic_bool bad;
};

enum { ROWS_A_PART = 1 << 18 };

static uint32_t widen_bytes(const uint8_t *from, uint32_t *to, size_t n)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i];
        largest = to[i] > largest ? to[i] : largest;
    }
    return largest;
}

static uint32_t widen_pairs(const uint16_t *from, uint32_t *to, size_t n)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i];
        largest = to[i] > largest ? to[i] : largest;
    }
    return largest;
}

static uint32_t largest_of(const uint32_t *code, size_t n)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = code[i] > largest ? code[i] : largest;
    return largest;
}

static void widen_part(void *context, size_t part)
{
    struct widening *w = context;
    size_t at = part * ROWS_A_PART, rows = (size_t)w->s->shape.rows;
    size_t n = rows - at < ROWS_A_PART ? rows - at : ROWS_A_PART;
    uint32_t largest = 0;
    switch (w->c->code->entry.size) {
    case 1:
        largest = widen_bytes((const uint8_t *)w->from + at, w->to + at, n);
        break;
    case 2:
        largest = widen_pairs((const uint16_t *)w->from + at, w->to + at, n);
        break;
    default:
        largest = largest_of((const uint32_t *)w->from + at, n);
    }
    if (largest >= w->count)
        atomic_store(&w->bad, true);
}

// The first customer whose rows end behind a row, or the number of customers.
static size_t customer_at(const struct store_columns *s, size_t row)
{
    size_t low = 0, high = (size_t)s->shape.customers;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->offset[middle + 1] > row)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void spread_part(void *context, size_t part)
{
    struct widening *w = context;
    size_t at = part * ROWS_A_PART, rows = (size_t)w->s->shape.rows;
    size_t to = rows - at < ROWS_A_PART ? rows : at + ROWS_A_PART;
    const uint32_t *each = w->from;
    bool one = w->c->code->entry.length == sizeof *each;
    size_t c = one ? 0 : customer_at(w->s, at);
    for (; at < to; c++) {
        bool all = one || c == w->s->shape.customers;
        size_t last = all ? rows : (size_t)w->s->offset[c + 1];
        for (; at < to && at < last; at++)
            w->to[at] = each[c];
    }
}

static bool codes_fit(const struct store_columns *s, const struct store_column *c)
{
    const struct store_entry *e = &c->code->entry;
    if (c->runs)
        return e->size == 4 && (e->length == 4 || e->length / 4 == s->shape.customers + 1);
    return (e->size == 1 || e->size == 2 || e->size == 4) && e->length == s->shape.rows * e->size;
}

static bool make_codes(struct store_columns *s, struct store_column *c, struct widening *w)
{
    size_t rows = (size_t)s->shape.rows, parts = (rows + ROWS_A_PART - 1) / ROWS_A_PART;
    bool wide = !c->runs && c->code->entry.size == 4;
    if (c->runs && largest_of(w->from, (size_t)c->code->entry.length / 4) >= w->count)
        return false;
    if (!wide)
        w->to = c->made = mem_array(rows, sizeof *c->made);
    par_run(par_cores(), parts, c->runs ? spread_part : widen_part, w);
    return !atomic_load(&w->bad);
}

bool store_column_prepare(struct store_columns *s, const struct store_map *m, size_t i,
                          struct column *column, struct diag *d)
{
    struct store_column *c = &s->column.p[i];
    struct names names = {0};
    if (!store_column_names(s, m, i, &names, d) || !store_verify_section(m, c->code, d))
        return false;
    struct widening w = {.s = s, .c = c, .from = store_bytes(m, c->code), .count = names.count};
    free(c->made);
    c->made = NULL;
    if (!codes_fit(s, c) || !make_codes(s, c, &w))
        return store_damaged(m, c->code->name, d);
    column->names = names;
    column->code = c->made ? c->made : w.from;
    return true;
}
