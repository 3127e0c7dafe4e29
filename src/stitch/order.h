// The order of journeys: rows by customer, and each customer's rows in their total order.
#ifndef STITCH_ORDER_H
#define STITCH_ORDER_H

#include <stddef.h>
#include <stdint.h>

enum { ORDER_NO_CUSTOMER = 0 };
#define ORDER_DROP UINT32_MAX // a row that is left out

// What orders the rows of one customer: time, then the ranks of two dictionary columns, then the
// line, then tie, then the index. code or line NULL: that key does not exist.
struct order_keys {
    const int64_t *time;
    const uint32_t *code[2];
    const uint32_t *rank[2]; // by code
    const uint64_t *line;
    int (*tie)(const void *context, uint32_t a, uint32_t b); // NULL: none
    const void *context;
};

// customer[row]: 1 … customers, ORDER_NO_CUSTOMER, or ORDER_DROP. Fills order with the rows that
// stay, grouped by customer, those without one last; customer c has the places offset[c] …
// offset[c+1]−1 (offset: customers + 1). Returns how many rows stay.
size_t order_rows(const uint32_t *customer, size_t rows, uint32_t customers,
                  const struct order_keys *keys, uint32_t *order, uint64_t *offset);

// As order_rows orders two rows of one customer: negative, zero (the same row), positive.
int order_compare(const struct order_keys *keys, uint32_t a, uint32_t b);

#endif
