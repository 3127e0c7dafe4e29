// How a column is written: its values in canonical form, and codes in as few bytes as they need.
#ifndef STORE_ENCODE_H
#define STORE_ENCODE_H

#include "model/frame.h"
#include "store/canon.h"

// The rows to be written, and whose they are.
struct encode_rows {
    const uint32_t *order;
    size_t n;
    bool whole;             // they are all rows of the frame: what needs no order goes without it
    const uint32_t *who;    // codes of the column customer
    const uint32_t *number; // of each such code: its customer, from 1 in bytewise order; 0: none
    uint32_t codes;         // how many
    uint32_t customers;
};

struct encoded {
    const struct column *column;
    const struct encode_rows *rows;
    struct canon_values values;
    uint32_t *map;  // from the column's codes to those of values
    uint32_t *each; // codes that hold for runs of rows, or NULL: every row has its own
    size_t runs;    // 1: all rows; else each customer, and the rows without one
    uint32_t size;  // bytes of a code
};

struct encoded encode_column(const struct column *column, const struct encode_rows *rows);
void encode_free(struct encoded *e);

// The codes of rows from … from+n−1 of the order, e.size bytes each.
void encode_codes(const void *encoded, size_t from, size_t n, void *out);

#endif
