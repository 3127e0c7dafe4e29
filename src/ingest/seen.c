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
    struct seen_key *slot = mem_zero(slots * sizeof *slot);
    for (size_t i = 0; i < s->slots; i++)
        if (s->slot[i].low || s->slot[i].high)
            *find(slot, slots, s->slot[i]) = s->slot[i];
    free(s->slot);
    s->slot = slot;
    s->slots = slots;
}

// Each field behind its length, so that a|bc and ab|c differ.
struct seen_key seen_key(struct buf *scratch, const struct str *field, size_t fields)
{
    size_t all = fields * sizeof(size_t);
    for (size_t i = 0; i < fields; i++)
        all += field[i].n;
    buf_clear(scratch);
    buf_reserve(scratch, all);
    char *at = scratch->p;
    for (size_t i = 0; i < fields; i++) {
        memcpy(at, &field[i].n, sizeof field[i].n);
        at += sizeof field[i].n;
        if (field[i].n)
            memcpy(at, field[i].p, field[i].n);
        at += field[i].n;
    }
    XXH128_hash_t hash = XXH3_128bits(scratch->p, all);
    if (hash.low64 == 0 && hash.high64 == 0)
        hash.low64 = 1;
    return (struct seen_key){hash.low64, hash.high64};
}

// How many of the fields, from the first on, stand in one text with a byte between each two, which
// is the delimiter then: a field in quotes has more around it.
static size_t run_of(const struct str *field, size_t fields, struct str *text)
{
    size_t n = 1;
    while (n < fields && field[n].p == field[n - 1].p + field[n - 1].n + 1)
        n++;
    *text = (struct str){field->p, (size_t)(field[n - 1].p - field->p) + field[n - 1].n};
    return n;
}

static bool has_within(struct str field, char delimiter)
{
    return str_find(field, delimiter, 0) != SIZE_MAX;
}

// The fields with delimiters between them, and the lengths of those that have one within. Returns
// how many these are.
static size_t join(struct buf *out, const struct str *field, size_t fields, char delimiter)
{
    size_t all = 0, within = 0;
    for (size_t i = 0; i < fields; i++)
        all += field[i].n + 1;
    buf_clear(out);
    buf_reserve(out, all);
    struct str text;
    for (size_t i = 0, n; i < fields; i += n) {
        n = run_of(field + i, fields - i, &text);
        if (i)
            out->p[out->n++] = delimiter;
        if (text.n)
            memcpy(out->p + out->n, text.p, text.n);
        out->n += text.n;
        within += n == 1 && has_within(text, delimiter);
    }
    for (size_t i = 0; within && i < fields; i++)
        if (has_within(field[i], delimiter)) {
            buf_add(out, (struct str){(const char *)&i, sizeof i});
            buf_add(out, (struct str){(const char *)&field[i].n, sizeof field[i].n});
        }
    return within;
}

// How many fields there are, and how many have a delimiter within, is part of the key.
struct seen_key seen_key_delimited(struct buf *scratch, const struct str *field, size_t fields,
                                   char delimiter)
{
    struct str text = {0};
    uint64_t within = 0;
    if (fields == 0 || run_of(field, fields, &text) < fields) {
        within = join(scratch, field, fields, delimiter);
        text = buf_str(scratch);
    }
    XXH128_hash_t hash = XXH3_128bits_withSeed(text.p, text.n, fields | within << 32);
    if (hash.low64 == 0 && hash.high64 == 0)
        hash.low64 = 1;
    return (struct seen_key){hash.low64, hash.high64};
}

bool seen_add(struct seen *s, const struct str *field, size_t fields)
{
    return seen_add_key(s, seen_key(&s->text, field, fields));
}

void seen_prefetch(const struct seen *s, struct seen_key key)
{
    if (s->slots)
        __builtin_prefetch(&s->slot[(size_t)key.low & (s->slots - 1)], 1);
}

bool seen_add_key(struct seen *s, struct seen_key key)
{
    if ((s->count + 1) * 4 > s->slots * 3)
        grow(s);
    struct seen_key *slot = find(s->slot, s->slots, key);
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
