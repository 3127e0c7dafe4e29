// Interning: text ↔ small codes, in the layout that columns and the store share.
#ifndef BASE_DICT_H
#define BASE_DICT_H

#include "base/str.h"

// A read-only dictionary: value i is bytes[start[i] .. start[i+1]). Value 0 is always the empty
// text and means "missing". Borrowed from a struct dict or from a mapped store.
struct names {
    uint32_t count; // values, including value 0; 0 only for an unset view
    const uint64_t *start;
    const char *bytes;
};

static inline struct str names_get(struct names names, uint32_t code)
{
    return (struct str){names.bytes + names.start[code],
                        (size_t)(names.start[code + 1] - names.start[code])};
}

// The code of s, found by looking at every value; 0: none (s is not empty).
uint32_t names_find(struct names names, struct str s);

#define DICT_NONE UINT32_MAX

// The growing form. Codes are given in order of first appearance and never change. Comparison is
// of the whole bytes; the hash only finds the place. Not safe for two threads at once.
struct dict {
    uint32_t count, start_capacity, slot_count;
    uint64_t *start;
    char *bytes;
    size_t bytes_capacity;
    struct dict_slot *slot;
};

void dict_init(struct dict *d); // holds value 0 (empty) afterwards
void dict_free(struct dict *d);
size_t dict_bytes(const struct dict *d);                // of memory that its values use
uint32_t dict_add(struct dict *d, struct str s);        // the code of s, added if new
uint32_t dict_find(const struct dict *d, struct str s); // the code of s, or DICT_NONE
void dict_clear(struct dict *d);                        // as after dict_init; keeps its memory
struct names dict_names(const struct dict *d);          // borrowed until the next dict_add

static inline struct str dict_get(const struct dict *d, uint32_t code) // until the next dict_add
{
    return (struct str){d->bytes + d->start[code], (size_t)(d->start[code + 1] - d->start[code])};
}

// The same in two steps, for loops that know a text some time before they need its code: the place
// of the hash is fetched meanwhile.
uint32_t dict_hash(struct str s);
uint32_t dict_expect(const struct dict *d, struct str s); // the hash
uint32_t dict_add_hashed(struct dict *d, struct str s, uint32_t hash);
uint32_t dict_find_hashed(const struct dict *d, struct str s, uint32_t hash); // or DICT_NONE

#endif
