// The columns of a mapped store, made ready for a frame when they are asked for.
#ifndef STORE_STORE_COLUMNS_H
#define STORE_STORE_COLUMNS_H

#include "model/frame.h"
#include "store/store_map.h"

struct store_column {
    const struct mapped_section *start, *bytes, *code;
    bool runs;      // code has one for each customer, or one for all rows
    uint32_t *made; // codes of rows, where the file has them in another form
};

struct store_columns {
    VEC(struct store_column) column;
    struct store_shape shape;
    const uint64_t *offset; // verified
};

// Find all; names (allocated by the caller, as many as there are sections) gets theirs.
bool store_columns_find(struct store_columns *s, const struct store_map *m, struct column *names,
                        struct diag *d);
void store_columns_free(struct store_columns *s);

// Verify the values of column i, with their limits.
bool store_column_names(struct store_columns *s, const struct store_map *m, size_t i,
                        struct names *names, struct diag *d);

// Verify values and codes, and make a code for each row.
bool store_column_prepare(struct store_columns *s, const struct store_map *m, size_t i,
                          struct column *column, struct diag *d);

#endif
