// Memory that is freed all at once.
#include "base/arena.h"

#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef WEND_SANITIZE
enum { BLOCK = 0 }; // every allocation gets a block of its own
#else
enum { BLOCK = 64 * 1024 };
#endif

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

void *arena_alloc(struct arena *a, size_t n)
{
    const size_t align = alignof(max_align_t);
    size_t need = (n + align - 1) / align * align;
    struct arena_block *block = a->blocks;
    if (!block || block->size - block->used < need) {
        size_t size = need > BLOCK ? need : BLOCK;
        block = mem_zero(sizeof *block + size);
        block->size = size;
        block->next = a->blocks;
        a->blocks = block;
    }
    void *p = block->bytes + block->used;
    block->used += need;
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    char *p = arena_alloc(a, (size_t)(n > 0 ? n : 0) + 1);
    if (n > 0)
        vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return (struct str){p, n > 0 ? (size_t)n : 0};
}

void arena_free(struct arena *a)
{
    for (struct arena_block *block = a->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    a->blocks = NULL;
}
