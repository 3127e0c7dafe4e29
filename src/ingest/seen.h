// Which records a source has had already.
#ifndef INGEST_SEEN_H
#define INGEST_SEEN_H

#include "base/buf.h"

// Kept from run to run: who changes what a key is made of, here or in repeats.h, changes the magic
// number of state_keys.c, too.
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

// The key of these fields, never all zeros. scratch holds them as one text meanwhile.
struct seen_key seen_key(struct buf *scratch, const struct str *field, size_t fields);

// The same of a delimited record: most stand in it as they are, and are hashed there.
struct seen_key seen_key_delimited(struct buf *scratch, const struct str *field, size_t fields,
                                   char delimiter);

// Add a key. False: it was there before.
bool seen_add_key(struct seen *s, struct seen_key key);

// Add the record of these fields. False: one with the same fields was there before.
bool seen_add(struct seen *s, const struct str *field, size_t fields);

// Bring the place of a key that will be added soon into the cache.
void seen_prefetch(const struct seen *s, struct seen_key key);
void seen_free(struct seen *s);

#endif
