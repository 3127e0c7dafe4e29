// Columns for a store: what is the same in all rows, or in all rows of a customer, is written once.
#include "store/encode.h"

#include "base/mem.h"

#include <stdlib.h>

#define UNSEEN UINT32_MAX

static size_t row_at(const struct encode_rows *r, size_t i)
{
    return r->whole ? i : r->order[i];
}

static bool all_same(const struct encode_rows *r, const uint32_t *code)
{
    enum { RUN = 1024 };
    for (size_t from = 0; from < r->n; from += RUN) {
        size_t to = r->n - from < RUN ? r->n : from + RUN;
        uint32_t first = code[row_at(r, 0)], differ = 0;
        for (size_t i = from; i < to; i++)
            differ |= code[row_at(r, i)] ^ first;
        if (differ)
            return false;
    }
    return true;
}

// Mark the codes in use. Returns the code of each customer's rows, or NULL if one has several.
static uint32_t *find_runs(const struct encode_rows *r, const uint32_t *code, uint32_t *map)
{
    size_t i = 0;
    uint32_t *each = mem_array(r->codes, sizeof *each);
    memset(each, 0xff, r->codes * sizeof *each);
    for (; i < r->n; i++) {
        size_t row = row_at(r, i);
        uint32_t *known = &each[r->who[row]];
        if (*known == UNSEEN)
            *known = code[row];
        else if (*known != code[row])
            break;
        map[code[row]] = 1;
    }
    if (i == r->n)
        return each;
    free(each);
    for (; i < r->n; i++)
        map[code[row_at(r, i)]] = 1;
    return NULL;
}

// From codes of the column customer to the order of a store, in which nobody's rows are last.
static void order_runs(struct encoded *e)
{
    uint32_t *each = mem_zero(e->runs * sizeof *each);
    for (uint32_t who = 0; who < e->rows->codes; who++)
        if (e->each[who] != UNSEEN)
            each[who ? e->rows->number[who] - 1 : e->runs - 1] = e->map[e->each[who]];
    free(e->each);
    e->each = each;
}

static void one_run(struct encoded *e, uint32_t code)
{
    free(e->each);
    e->runs = 1;
    e->each = mem_alloc(sizeof *e->each);
    e->each[0] = e->map[code];
}

struct encoded encode_column(const struct column *column, const struct encode_rows *r)
{
    const uint32_t *code = column->code;
    struct encoded e = {.column = column, .rows = r};
    e.map = mem_zero(((size_t)column->names.count + 1) * sizeof *e.map);
    bool same = all_same(r, code);
    if (same && r->n)
        e.map[code[row_at(r, 0)]] = 1;
    else if (!same)
        e.each = find_runs(r, code, e.map);
    e.values = canon_values(column->names, e.map);
    uint32_t count = e.values.names.count;
    e.size = count <= 1 << 8 ? 1 : count <= 1 << 16 ? 2 : 4;
    e.runs = (size_t)r->customers + 1;
    if (same)
        one_run(&e, r->n ? code[row_at(r, 0)] : 0);
    else if (e.each && e.runs * sizeof *e.each < r->n * e.size)
        order_runs(&e);
    else {
        free(e.each);
        e.each = NULL;
    }
    return e;
}

void encode_free(struct encoded *e)
{
    canon_values_free(&e->values);
    free(e->map);
    free(e->each);
    *e = (struct encoded){0};
}

void encode_codes(const void *encoded, size_t from, size_t n, void *out)
{
    const struct encoded *e = encoded;
    const uint32_t *order = e->rows->order + from, *code = e->column->code, *map = e->map;
    uint8_t *byte = out;
    uint16_t *two = out;
    uint32_t *four = out;
    switch (e->size) {
    case 1:
        for (size_t i = 0; i < n; i++)
            byte[i] = (uint8_t)map[code[order[i]]];
        break;
    case 2:
        for (size_t i = 0; i < n; i++)
            two[i] = (uint16_t)map[code[order[i]]];
        break;
    default:
        for (size_t i = 0; i < n; i++)
            four[i] = map[code[order[i]]];
    }
}
