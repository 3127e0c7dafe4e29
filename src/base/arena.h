// Memory that is freed all at once: one arena for each lifetime (run, screen).
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_block;

// All zeros is an empty arena. Built with sanitizers, each allocation is its own malloc, so that
// overruns and use after free are seen.
struct arena {
    struct arena_block *blocks;
};

void *arena_alloc(struct arena *a, size_t n);        // zeroed, aligned for anything; never NULL
struct str arena_str(struct arena *a, struct str s); // a copy, NUL-terminated too
struct str arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void arena_free(struct arena *a); // everything at once; back to all zeros

#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, count, T) ((T *)arena_alloc((a), (count) * sizeof(T)))

#endif
