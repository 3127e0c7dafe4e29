// Allocation that cannot fail.
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void mem_exhausted(void)
{
    fputs("wend: out of memory\n", stderr);
    exit(3);
}

void *mem_resize(void *old, size_t n)
{
    void *p = realloc(old, n ? n : 1);
    if (!p)
        mem_exhausted();
    return p;
}

void *mem_alloc(size_t n)
{
    return mem_resize(NULL, n);
}

void *mem_zero(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p)
        mem_exhausted();
    return p;
}

void *mem_resize_array(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        mem_exhausted();
    return mem_resize(old, count * size);
}

void *mem_array(size_t count, size_t size)
{
    return mem_resize_array(NULL, count, size);
}
