// Names of columns that change within a file. For w3c.c and table.c only.
#ifndef TEXT_COLUMNS_H
#define TEXT_COLUMNS_H

#include "text/reader.h"

// Where the columns of the file stand among the reader's names.
struct columns {
    VEC(size_t) place;
    bool same; // each at its own place, and there are no other names
    struct fields ordered;
};

// Take the columns of a header, in their order; new names are added behind the reader's. Of columns
// with one name the first is the first of that name.
void columns_begin(struct columns *c);
void columns_add(struct columns *c, struct reader *r, struct str name);
void columns_end(struct columns *c, struct reader *r);

// The fields of the reader, as many as there are columns, in the order of the names.
const struct fields *columns_order(struct columns *c, struct reader *r);

void columns_free(struct columns *c);

#endif
