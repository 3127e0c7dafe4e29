// What some bytes were, in short: their number and a hash of 128 bits.
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

struct digest {
    uint64_t n, low, high; // all zeros: of no bytes
};

struct digest digest_of(struct str bytes);

static inline bool digest_eq(struct digest a, struct digest b)
{
    return a.n == b.n && a.low == b.low && a.high == b.high;
}

#endif
