// A growable run of bytes.
#include "base/buf.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

void buf_reserve(struct buf *b, size_t more)
{
    size_t need = b->n + more + 1;
    if (need <= b->capacity)
        return;
    size_t capacity = b->capacity ? b->capacity * 2 : 64;
    if (capacity < need)
        capacity = need;
    b->p = mem_resize(b->p, capacity);
    b->capacity = capacity;
}

void buf_add(struct buf *b, struct str s)
{
    buf_reserve(b, s.n);
    if (s.n)
        memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void buf_add_byte(struct buf *b, char c)
{
    buf_add(b, (struct str){&c, 1});
}

void buf_add_bytes(struct buf *b, char c, size_t count)
{
    buf_reserve(b, count);
    memset(b->p + b->n, c, count);
    b->n += count;
    b->p[b->n] = '\0';
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n > 0) {
        buf_reserve(b, (size_t)n);
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(b, format, args);
    va_end(args);
}

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}
