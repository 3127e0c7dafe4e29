// Sorting codes by the texts that they stand for, and rows by any rule.
#ifndef STITCH_SORT_H
#define STITCH_SORT_H

#include "base/dict.h"

// Sort n codes of names by their texts, bytewise.
void sort_codes(struct names names, uint32_t *code, size_t n);

// Sort n items by a rule (as of qsort), stable.
void sort_by(uint32_t *item, size_t n, int (*compare)(const void *context, uint32_t a, uint32_t b),
             const void *context);

#endif
