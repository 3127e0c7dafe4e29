// A source that reads only what is new.
#include "ingest/state_source.h"

static struct seen_key key_at(const char *p)
{
    struct seen_key key;
    memcpy(&key.low, p, sizeof key.low);
    memcpy(&key.high, p + sizeof key.low, sizeof key.high);
    return key;
}

static void add_seen(void *context, const char *keys, size_t count)
{
    struct source *s = context;
    for (size_t i = 0; i < count; i++) {
        struct seen_key key = key_at(keys + i * sizeof key);
        if (key.low || key.high)
            seen_add_key(&s->seen[key.high & (s->shards - 1)], key);
    }
}

static void add_event(void *context, const char *keys, size_t count)
{
    struct source *s = context;
    for (size_t i = 0; i < count; i++) {
        struct event_key event;
        memcpy(&event, keys + i * sizeof event, sizeof event);
        if ((event.id.low || event.id.high) && (event.said.low || event.said.high))
            repeats_add(&s->repeats[event.id.high & (s->shards - 1)], &event,
                        s->declared->duplicate_window);
    }
}

bool resume_keys(struct source *s, struct diag *d)
{
    _Static_assert(sizeof(struct seen_key) == 16 && sizeof(struct event_key) == 40, "on disk");
    switch (s->declared->duplicates) {
    case DUPLICATES_EXACT:
        return state_keys(s->state, 0, sizeof(struct seen_key), add_seen, s, d);
    case DUPLICATES_ID:
        return state_keys(s->state, 0, sizeof(struct event_key), add_event, s, d);
    case DUPLICATES_NONE:
        break;
    }
    return true;
}

static void add_once(void *context, const char *keys, size_t count)
{
    struct source *s = context;
    for (size_t i = 0; i < count; i++) {
        struct seen_key key = key_at(keys + i * sizeof key);
        if (key.low || key.high)
            seen_add_key(&s->once, key);
    }
}

bool resume_once(struct source *s)
{
    return s->declared->once_per.n == 0 || s->place.offset == 0 ||
           state_keys(s->state, s->place.now.id, sizeof(struct seen_key), add_once, s, &s->diag);
}

void resume_once_turn(struct source *s)
{
    for (size_t i = 0; i < s->used; i++) {
        const struct part *p = &s->part[i];
        for (size_t k = 0; k < p->once.n; k++)
            if (!p->further.p[k] && (p->once.p[k].low || p->once.p[k].high))
                state_add_key(s->state, s->place.now.id, &p->once.p[k], sizeof p->once.p[k]);
    }
}

void resume_turn(struct source *s)
{
    for (size_t i = 0; i < s->used; i++) {
        const struct part *p = &s->part[i];
        for (size_t k = 0; k < p->keys.n; k++)
            if (!p->again.p[k] && (p->keys.p[k].low || p->keys.p[k].high))
                state_add_key(s->state, 0, &p->keys.p[k], sizeof p->keys.p[k]);
        for (vec_each(const struct event_key, event, &p->events)) // those that are kept
            state_add_key(s->state, 0, event, sizeof *event);
    }
}

bool resume_file(struct source *s, const struct plan_file *file)
{
    struct state_place *place = &s->place;
    struct state_entry entry = {.name = file->name,
                                .path = file->path,
                                .encoding = s->declared->encoding,
                                .duplicates = s->declared->duplicates != DUPLICATES_NONE};
    if (!state_enter(s->state, &entry, s->reader, place, &s->diag))
        return false;
    for (size_t i = 0; i < s->parts; i++)
        s->part[i].hold = place->hold;
    s->behind_n = 0;
    bool pass = place->offset && place->passable && reader_can_pass(s->reader, &s->spec);
    place->back = place->offset && !pass;
    if (!place->skip && pass && !reader_pass(s->reader, place->offset, place->lines, &s->diag))
        return false;
    s->end = (struct state_end){.offset = place->offset ? place->offset : reader_offset(s->reader),
                                .lines = place->offset ? place->lines : reader_lines(s->reader),
                                .last = place->last,
                                .latest = place->latest,
                                .passable = place->passable};
    return true;
}

void resume_taken(struct source *s)
{
    s->end.offset = reader_offset(s->reader);
    s->end.lines = reader_lines(s->reader);
    s->end.passable = reader_can_pass(s->reader, &s->spec);
}

// The bytes of a line that memory could not hold are not all there: what is behind it counts.
void resume_moved(struct source *s, size_t n)
{
    const struct memory *m = &s->memory;
    s->end.offset = m->offset + n + m->dropped;
    s->end.lines = m->lines;
    s->end.passable = reader_can_pass(s->reader, &s->spec) && !m->seam.in_array;
    if (m->dropped) {
        s->behind_n = 0;
        return;
    }
    size_t fresh = n < STATE_HEAD ? n : STATE_HEAD;
    size_t keep = STATE_HEAD - fresh < s->behind_n ? STATE_HEAD - fresh : s->behind_n;
    memmove(s->behind, s->behind + s->behind_n - keep, keep);
    memcpy(s->behind + keep, m->p + n - fresh, fresh);
    s->behind_n = keep + fresh;
}

void resume_skip(struct source *s)
{
    state_leave(s->state, &s->place, &s->end);
    reader_close(s->reader);
    s->reader = NULL;
    s->place.skip = false;
}

static bool is_blank(const char *p, size_t n)
{
    return str_trim((struct str){p, n}).n == 0;
}

void resume_end(struct source *s)
{
    struct state_end *end = &s->end;
    if (s->divided) {
        end->behind = (struct str){s->behind, s->behind_n};
        s->held = s->place.hold && !is_blank(s->memory.p, s->memory.n);
    } else {
        uint64_t from = s->place.offset ? s->place.offset : s->place.now.start;
        uint64_t n = end->offset - from;
        end->behind =
            reader_behind(s->reader, end->offset, n < STATE_HEAD ? (size_t)n : (size_t)STATE_HEAD);
    }
    end->last = s->last;
    end->latest = s->latest;
    state_leave(s->state, &s->place, end);
    if (s->held)
        state_note(s->state,
                   "%.*s:%llu: the last record has no end yet, and waits for it (--settled 0 reads "
                   "it as it is)",
                   STR_ARG(s->file->file), (unsigned long long)end->lines + 1);
    s->held = false;
    s->file->lines = end->lines - s->place.lines;
    if (s->file->lines == 0 && s->file->read == 0) // nothing new: no line of the ledger
        s->files.n--;
}
