// Which records a source has had already.
#ifndef INGEST_SEEN_H
#define INGEST_SEEN_H

#include "base/buf.h"

struct seen_key {
    uint64_t low, high;
};

// A set of 128-bit hashes of records; at 10^9 records the chance of any collision is below 10^-20.
// All zeros is an empty set.
struct seen {
    struct seen_key *slot; // both halves 0: free
    size_t slots, count;
    struct buf text; // a record's fields as one text
};

// Add the record of these fields. False: one with the same fields was there before.
bool seen_add(struct seen *s, const struct str *field, size_t fields);
void seen_free(struct seen *s);

#endif
