// Which records a source has had already: open addressing over XXH3 of 128 bits.
#include "ingest/seen.h"

#include "base/mem.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static struct seen_key *find(struct seen_key *slot, size_t slots, struct seen_key key)
{
    size_t i = (size_t)key.low & (slots - 1);
    while ((slot[i].low || slot[i].high) && (slot[i].low != key.low || slot[i].high != key.high))
        i = (i + 1) & (slots - 1);
    return &slot[i];
}

static void grow(struct seen *s)
{
    size_t slots = s->slots ? s->slots * 2 : 1024;
    struct seen_key *slot = mem_array(slots, sizeof *slot);
    memset(slot, 0, slots * sizeof *slot);
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].low || s->slot[i].high)
            *find(slot, slots, s->slot[i]) = s->slot[i];
    free(s->slot);
    s->slot = slot;
    s->slots = slots;
}

// Each field behind its length, so that a|bc and ab|c differ.
static struct seen_key key_of(struct seen *s, const struct str *field, size_t fields)
{
    size_t all = fields * sizeof(size_t);
    for (size_t i = 0; i < fields; i++)
        all += field[i].n;
    buf_clear(&s->text);
    buf_reserve(&s->text, all);
    char *at = s->text.p;
    for (size_t i = 0; i < fields; i++) {
        memcpy(at, &field[i].n, sizeof field[i].n);
        at += sizeof field[i].n;
        if (field[i].n)
            memcpy(at, field[i].p, field[i].n);
        at += field[i].n;
    }
    XXH128_hash_t hash = XXH3_128bits(s->text.p, all);
    if (hash.low64 == 0 && hash.high64 == 0)
        hash.low64 = 1;
    return (struct seen_key){hash.low64, hash.high64};
}

bool seen_add(struct seen *s, const struct str *field, size_t fields)
{
    if ((s->count + 1) * 4 > s->slots * 3)
        grow(s);
    struct seen_key key = key_of(s, field, fields), *slot = find(s->slot, s->slots, key);
    if (slot->low || slot->high)
        return false;
    *slot = key;
    s->count++;
    return true;
}

void seen_free(struct seen *s)
{
    free(s->slot);
    buf_free(&s->text);
    *s = (struct seen){0};
}
