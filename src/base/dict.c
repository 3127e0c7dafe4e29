// Interning: open addressing, XXH3, values back to back in one run of bytes.
#include "base/dict.h"

#include "base/mem.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

// Place and length of the value stand in the slot too: a look-up then waits for two far places of
// memory in turn and not for three, and bytes are compared only where hash and length agree.
struct dict_slot {
    uint32_t hash, code; // code 0: free (the empty text needs no slot)
    uint64_t place;      // start << LENGTH_BITS | length, LONG and above as LONG
};

enum { LENGTH_BITS = 16, LONG = (1 << LENGTH_BITS) - 1 };

void dict_init(struct dict *d)
{
    *d = (struct dict){.count = 1, .start_capacity = 8, .slot_count = 16, .bytes_capacity = 64};
    d->start = mem_array(d->start_capacity, sizeof *d->start);
    d->start[0] = d->start[1] = 0;
    d->bytes = mem_alloc(d->bytes_capacity);
    d->slot = mem_zero(d->slot_count * sizeof *d->slot);
}

void dict_free(struct dict *d)
{
    free(d->start);
    free(d->bytes);
    free(d->slot);
    *d = (struct dict){0};
}

void dict_clear(struct dict *d)
{
    if (d->count > 1)
        memset(d->slot, 0, d->slot_count * sizeof *d->slot);
    d->count = 1;
}

size_t dict_bytes(const struct dict *d)
{
    // Half of the slots are free on the whole.
    return (size_t)d->start[d->count] +
           d->count * (sizeof *d->start + 2 * sizeof(struct dict_slot));
}

uint32_t dict_hash(struct str s)
{
    return s.n ? (uint32_t)XXH3_64bits(s.p, s.n) : 0;
}

static uint64_t short_length(size_t n)
{
    return n < LONG ? n : LONG;
}

static bool same_few(const char *a, const char *b, size_t n)
{
    uint32_t x, y, last_x, last_y;
    if (n < 4)
        return a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1];
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    memcpy(&last_x, a + n - 4, sizeof x);
    memcpy(&last_y, b + n - 4, sizeof y);
    return ((x ^ y) | (last_x ^ last_y)) == 0;
}

// Most values are short: words that may overlap, without a call.
static bool same_bytes(const char *a, const char *b, size_t n)
{
    if (n > 32)
        return memcmp(a, b, n) == 0;
    if (n < 8)
        return same_few(a, b, n);
    uint64_t x, y, differ = 0;
    for (size_t i = 0; i + 8 < n; i += 8) {
        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        differ |= x ^ y;
    }
    memcpy(&x, a + n - 8, sizeof x);
    memcpy(&y, b + n - 8, sizeof y);
    return (differ | (x ^ y)) == 0;
}

static bool holds(const struct dict *d, const struct dict_slot *slot, struct str s)
{
    return (slot->place & LONG) == short_length(s.n) &&
           (s.n < LONG || d->start[slot->code + 1] - d->start[slot->code] == s.n) &&
           same_bytes(d->bytes + (slot->place >> LENGTH_BITS), s.p, s.n);
}

// The slot that holds s, or the free slot where it would go.
static struct dict_slot *find_slot(const struct dict *d, struct str s, uint32_t hash)
{
    uint32_t mask = d->slot_count - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        struct dict_slot *slot = &d->slot[i];
        if (slot->code == 0 || (slot->hash == hash && holds(d, slot, s)))
            return slot;
    }
}

uint32_t dict_expect(const struct dict *d, struct str s)
{
    if (s.n == 0)
        return 0;
    uint32_t hash = dict_hash(s);
    __builtin_prefetch(&d->slot[hash & (d->slot_count - 1)]);
    return hash;
}

static void grow_slots(struct dict *d)
{
    struct dict_slot *old = d->slot;
    uint32_t old_count = d->slot_count;
    if (old_count > UINT32_MAX / 2)
        mem_exhausted(); // more values than codes
    d->slot_count = old_count * 2;
    d->slot = mem_zero(d->slot_count * sizeof *d->slot);
    for (uint32_t i = 0; i < old_count; i++) {
        if (old[i].code == 0)
            continue;
        uint32_t at = old[i].hash & (d->slot_count - 1);
        while (d->slot[at].code != 0)
            at = (at + 1) & (d->slot_count - 1);
        d->slot[at] = old[i];
    }
    free(old);
}

uint32_t dict_add(struct dict *d, struct str s)
{
    return s.n ? dict_add_hashed(d, s, dict_hash(s)) : 0;
}

uint32_t dict_add_hashed(struct dict *d, struct str s, uint32_t hash)
{
    if (s.n == 0)
        return 0;
    struct dict_slot *slot = find_slot(d, s, hash);
    if (slot->code)
        return slot->code;
    if ((uint64_t)d->count * 4 > (uint64_t)d->slot_count * 3) {
        grow_slots(d);
        slot = find_slot(d, s, hash);
    }
    if (d->count + 2 > d->start_capacity) {
        d->start_capacity *= 2;
        d->start = mem_resize_array(d->start, d->start_capacity, sizeof *d->start);
    }
    uint64_t from = d->start[d->count];
    if (from + s.n > d->bytes_capacity) {
        d->bytes_capacity = (from + s.n) * 2;
        d->bytes = mem_resize(d->bytes, d->bytes_capacity);
    }
    memcpy(d->bytes + from, s.p, s.n);
    d->start[d->count + 1] = from + s.n;
    *slot = (struct dict_slot){hash, d->count, from << LENGTH_BITS | short_length(s.n)};
    return d->count++;
}

uint32_t names_find(struct names names, struct str s)
{
    for (uint32_t code = 1; code < names.count; code++)
        if (str_eq(names_get(names, code), s))
            return code;
    return 0;
}

uint32_t dict_find(const struct dict *d, struct str s)
{
    return s.n ? dict_find_hashed(d, s, dict_hash(s)) : 0;
}

uint32_t dict_find_hashed(const struct dict *d, struct str s, uint32_t hash)
{
    uint32_t code = s.n ? find_slot(d, s, hash)->code : 0;
    return code || s.n == 0 ? code : DICT_NONE;
}

struct names dict_names(const struct dict *d)
{
    return (struct names){d->count, d->start, d->bytes};
}
