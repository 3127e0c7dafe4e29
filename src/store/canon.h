// A column in its canonical form: rows in order, dictionary sorted and without unused values, so
// that equal journeys are equal bytes wherever they come from.
#ifndef STORE_CANON_H
#define STORE_CANON_H

#include "base/dict.h"

// Sorted values in use; value 0 is the missing one. canon_values_free.
struct canon_values {
    struct names names; // those it was made from, if they are all in use and sorted
    uint64_t *start;    // else its own
    char *bytes;
};

// map: not 0 for the codes of names that are in use; becomes their codes in the result.
struct canon_values canon_values(struct names names, uint32_t *map);
void canon_values_free(struct canon_values *v);

// Values and codes; all is owned. canon_free.
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
