// Interning: open addressing, XXH3, values back to back in one run of bytes.
#include "base/dict.h"

#include "base/mem.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

// The place of the value stands in the slot too: a look-up then waits for two far places of memory
// in turn and not for three.
struct dict_slot {
    uint32_t hash, code; // code 0: free (the empty text needs no slot)
    uint64_t start;
};

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

static uint32_t hash_of(struct str s)
{
    return (uint32_t)XXH3_64bits(s.p, s.n);
}

static bool holds(const struct dict *d, const struct dict_slot *slot, struct str s)
{
    return d->start[slot->code + 1] - slot->start == s.n &&
           memcmp(d->bytes + slot->start, s.p, s.n) == 0;
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

void dict_expect(const struct dict *d, struct str s)
{
    if (s.n)
        __builtin_prefetch(&d->slot[hash_of(s) & (d->slot_count - 1)]);
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
    if (s.n == 0)
        return 0;
    uint32_t hash = hash_of(s);
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
    *slot = (struct dict_slot){hash, d->count, from};
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
    if (s.n == 0)
        return 0;
    uint32_t code = find_slot(d, s, hash_of(s))->code;
    return code ? code : DICT_NONE;
}

struct names dict_names(const struct dict *d)
{
    return (struct names){d->count, d->start, d->bytes};
}
