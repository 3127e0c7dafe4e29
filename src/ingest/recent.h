// The codes of short values that come again and again, such as names of events: found by two words
// instead of a look-up in a dictionary.
#ifndef INGEST_RECENT_H
#define INGEST_RECENT_H

#include "base/str.h"

enum { RECENT_BITS = 5, RECENT_LONGEST = 16 };

// A value of up to 16 bytes: its length and the words at its ends, which may overlap, settle it.
struct recent_value {
    uint64_t head, tail;
    uint32_t n, code; // n 0: none
};

// All zeros is empty.
struct recent {
    struct recent_value value[1 << RECENT_BITS];
};

// The place of a value, filled but for its code; or NULL: it is too long, or nothing. *known: it is
// there, with its code.
static inline struct recent_value *recent_find(struct recent *r, struct str s, bool *known)
{
    uint64_t head, tail;
    *known = false;
    if (s.n == 0 || s.n > RECENT_LONGEST)
        return NULL;
    if (s.n >= 8) {
        memcpy(&head, s.p, sizeof head);
        memcpy(&tail, s.p + s.n - sizeof tail, sizeof tail);
    } else if (s.n >= 4) {
        uint32_t first, last;
        memcpy(&first, s.p, sizeof first);
        memcpy(&last, s.p + s.n - sizeof last, sizeof last);
        head = first;
        tail = last;
    } else {
        head = (unsigned char)s.p[0] | (uint64_t)(unsigned char)s.p[s.n / 2] << 8;
        tail = (unsigned char)s.p[s.n - 1];
    }
    uint64_t mixed = (head ^ (tail << 1) ^ s.n) * UINT64_C(0x9E3779B97F4A7C15);
    struct recent_value *v = &r->value[mixed >> (64 - RECENT_BITS)];
    *known = v->n == s.n && v->head == head && v->tail == tail;
    if (!*known)
        *v = (struct recent_value){head, tail, (uint32_t)s.n, 0};
    return v;
}

#endif
