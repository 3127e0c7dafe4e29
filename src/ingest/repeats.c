// Which events a source has had already: one table for ids and for what was said under them.
#include "ingest/repeats.h"

#include "base/mem.h"

#include <stdlib.h>

static struct repeat_slot *find(const struct repeats *r, struct seen_key key)
{
    size_t i = (size_t)key.low & (r->slots - 1);
    for (;; i = (i + 1) & (r->slots - 1)) {
        struct repeat_slot *slot = &r->slot[i];
        if ((!slot->key.low && !slot->key.high) ||
            (slot->key.low == key.low && slot->key.high == key.high))
            return slot;
    }
}

static void grow(struct repeats *r)
{
    struct repeats old = *r;
    r->slots = old.slots ? old.slots * 2 : 1024;
    r->slot = mem_zero(r->slots * sizeof *r->slot);
    for (size_t i = 0; i < old.slots; i++)
        if (old.slot[i].key.low || old.slot[i].key.high)
            *find(r, old.slot[i].key) = old.slot[i];
    free(old.slot);
}

static bool is_free(const struct repeat_slot *slot)
{
    return !slot->key.low && !slot->key.high;
}

static bool within(int64_t a, int64_t b, int64_t window)
{
    uint64_t apart = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
    return apart <= (uint64_t)window;
}

enum repeat repeats_add(struct repeats *r, const struct event_key *event, int64_t window)
{
    if ((r->count + 2) * 4 > r->slots * 3)
        grow(r);
    struct repeat_slot *said = find(r, event->said);
    if (!is_free(said) && within(said->time, event->time, window))
        return REPEAT_SAME;
    bool known = !is_free(find(r, event->id)); // before: without an id, both keys are the same
    r->count += is_free(said);
    *said = (struct repeat_slot){event->said, event->time};
    if (known)
        return REPEAT_OTHER;
    struct repeat_slot *id = find(r, event->id);
    r->count += is_free(id);
    *id = (struct repeat_slot){event->id, event->time};
    return REPEAT_NEW;
}

void repeats_free(struct repeats *r)
{
    free(r->slot);
    *r = (struct repeats){0};
}
