// A column in its canonical form: rows in order, dictionary sorted and without unused values, so
// that equal journeys are equal bytes wherever they come from.
#ifndef STORE_CANON_H
#define STORE_CANON_H

#include "base/dict.h"

// Value 0 is the missing one. All is owned; canon_free.
struct canon {
    uint32_t count;
    uint64_t *start; // count + 1
    char *bytes;
    uint32_t *code;
};

// The rows order[0..n) (NULL: 0 … n−1) of a column.
struct canon canon_make(struct names names, const uint32_t *code, const uint32_t *order, size_t n);
void canon_free(struct canon *c);

static inline struct names canon_names(const struct canon *c)
{
    return (struct names){c->count, c->start, c->bytes};
}

#endif
