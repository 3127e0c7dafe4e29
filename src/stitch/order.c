// The order of journeys: rows are dealt out by customer, then sorted where they need it.
#include "stitch/order.h"

#include "base/mem.h"
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
    for (size_t i = 1; i < n; i++)
        if (order_compare(keys, row[i - 1], row[i]) > 0)
            return false;
    return true;
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
    for (uint32_t c = 0; c <= customers; c++) {
        uint64_t to = c < customers ? offset[c + 1] : n;
        if (!sorted(keys, order + offset[c], (size_t)(to - offset[c])))
            sort_by(order + offset[c], (size_t)(to - offset[c]), compare, keys);
    }
    return n;
}
