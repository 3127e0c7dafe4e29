// A growable run of bytes for building text.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>

// All zeros is an empty buffer. p is NUL-terminated whenever it is not NULL.
struct buf {
    char *p;
    size_t n, capacity;
};

void buf_reserve(struct buf *b, size_t more); // room for that many more bytes
void buf_add(struct buf *b, struct str s);
void buf_add_byte(struct buf *b, char c);
void buf_add_bytes(struct buf *b, char c, size_t count); // c, count times
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static inline void buf_clear(struct buf *b) // empty, keeps the memory
{
    b->n = 0;
}

static inline struct str buf_str(const struct buf *b) // borrowed until the next change
{
    return (struct str){b->p ? b->p : "", b->n};
}

void buf_free(struct buf *b); // back to all zeros

#endif
