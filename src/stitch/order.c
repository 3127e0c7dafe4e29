// The order of journeys: rows are dealt out by customer, then sorted where they need it.
#include "stitch/order.h"

#include "base/mem.h"
#include "base/par.h"
#include "stitch/sort.h"

#include <stdlib.h>

int order_compare(const struct order_keys *keys, uint32_t a, uint32_t b)
{
    if (keys->time[a] != keys->time[b])
        return keys->time[a] < keys->time[b] ? -1 : 1;
    for (size_t i = 0; i < 2; i++) {
        if (!keys->code[i])
            continue;
        uint32_t x = keys->rank[i][keys->code[i][a]], y = keys->rank[i][keys->code[i][b]];
        if (x != y)
            return x < y ? -1 : 1;
    }
    if (keys->line && keys->line[a] != keys->line[b])
        return keys->line[a] < keys->line[b] ? -1 : 1;
    int tie = keys->tie ? keys->tie(keys->context, a, b) : 0;
    return tie ? tie : (a > b) - (a < b);
}

static int compare(const void *context, uint32_t a, uint32_t b)
{
    return order_compare(context, a, b);
}

static bool sorted(const struct order_keys *keys, const uint32_t *row, size_t n)
{
    const int64_t *time = keys->time;
    for (size_t i = 1; i < n; i++)
        if (time[row[i - 1]] >= time[row[i]] && order_compare(keys, row[i - 1], row[i]) > 0)
            return false;
    return true;
}

struct sorting {
    const struct order_keys *keys;
    uint32_t *order;
    const uint64_t *offset;
    uint32_t customers;
    size_t n;
};

enum { CUSTOMERS_A_PART = 1 << 14 };

// Customers of a part, and in the last part the rows without one.
static void sort_part(void *context, size_t part)
{
    const struct sorting *s = context;
    uint32_t from = (uint32_t)part * CUSTOMERS_A_PART;
    uint32_t to =
        s->customers - from < CUSTOMERS_A_PART ? s->customers + 1 : from + CUSTOMERS_A_PART;
    for (uint32_t c = from; c < to; c++) {
        uint32_t *row = s->order + s->offset[c];
        uint64_t end = c < s->customers ? s->offset[c + 1] : s->n;
        size_t rows = (size_t)(end - s->offset[c]);
        if (!sorted(s->keys, row, rows))
            sort_by(row, rows, compare, s->keys);
    }
}

size_t order_rows(const uint32_t *customer, size_t rows, uint32_t customers,
                  const struct order_keys *keys, uint32_t *order, uint64_t *offset)
{
    // at[c] is where the next row of customer c goes; the last place is for those without one.
    uint64_t *at = mem_zero(((size_t)customers + 2) * sizeof *at);
    for (size_t i = 0; i < rows; i++)
        if (customer[i] != ORDER_DROP)
            at[customer[i] == ORDER_NO_CUSTOMER ? customers + 1 : customer[i]]++;
    offset[0] = 0;
    for (uint32_t c = 1; c <= customers; c++)
        offset[c] = offset[c - 1] + at[c];
    size_t n = (size_t)(offset[customers] + at[(size_t)customers + 1]);
    memcpy(at, offset, ((size_t)customers + 1) * sizeof *at);
    for (size_t i = 0; i < rows; i++)
        if (customer[i] != ORDER_DROP)
            order[at[customer[i] == ORDER_NO_CUSTOMER ? customers : customer[i] - 1]++] =
                (uint32_t)i;
    free(at);
    struct sorting s = {keys, order, offset, customers, n};
    par_run(par_cores(), customers / CUSTOMERS_A_PART + 1, sort_part, &s);
    return n;
}
