// Where a file goes on: it is known by what stands behind its header, and right before the place.
#include "ingest/state_place.h"

#include <sys/stat.h>

static bool same_inode(const struct state_file *a, const struct state_file *b)
{
    return a->device == b->device && a->inode == b->inode;
}

static bool same_head(const struct state_file *old, const struct state_place *place)
{
    return old->head.n && old->head.n <= place->head.n &&
           digest_eq(old->header, place->now.header) &&
           digest_eq(old->head, digest_of(str_slice(place->head, 0, (size_t)old->head.n)));
}

// The bytes before a place of a file that cannot be sought in: all before them are read.
static size_t read_up_to(const struct state_entry *entry, uint64_t offset, size_t n, char *into)
{
    struct input *in = input_open(entry->path.p, entry->encoding, NULL);
    uint64_t passed = 0;
    size_t got = 0;
    if (in && input_pass(in, offset - n, &passed, NULL) && passed == offset - n)
        for (ptrdiff_t more = 1; got < n && more > 0; got += more > 0 ? (size_t)more : 0)
            more = input_read(in, into + got, n - got, NULL);
    input_close(in);
    return got;
}

// Whether the file still has what was read of it: the bytes before the place are there.
static bool has_tail(const struct state_entry *entry, const struct reader *reader,
                     const struct state_file *old, struct state_place *place)
{
    size_t n = (size_t)old->tail.n, got;
    bool same = same_inode(old, &place->now);
    if (reader_seekable(reader)) {
        if (!reader_look(reader, old->offset, n, place->bytes[1]))
            return false;
        got = n;
    } else {
        if (same && old->size == place->now.size && old->modified == place->now.modified)
            n = 0;
        else if (n == 0)
            return false;
        got = n ? read_up_to(entry, old->offset, n, place->bytes[1]) : 0;
    }
    place->tail = (struct str){place->bytes[1], got};
    return n == 0 ? same : digest_eq(old->tail, digest_of(place->tail));
}

// The file that this one goes on from, the one read furthest; its own inode comes first. Another
// of this run is it only if it has the inode: files may be alike.
static struct state_file *find(struct state_source *s, const struct state_entry *entry,
                               const struct reader *reader, struct state_place *place)
{
    struct state_file *best = NULL, *tried = NULL;
    bool best_same = false;
    for (size_t i = 0; i < s->now.n + s->before.n; i++) {
        bool this_run = i < s->now.n;
        struct state_file *old = this_run ? &s->now.p[i] : &s->before.p[i - s->now.n];
        bool same = same_inode(old, &place->now);
        if ((this_run && !same) || !same_head(old, place))
            continue;
        if (best && (best_same != same ? best_same : best->offset >= old->offset))
            continue;
        tried = old;
        if (!has_tail(entry, reader, old, place))
            continue;
        best = old;
        best_same = same;
    }
    if (best && best != tried &&
        !has_tail(entry, reader, best, place)) // place has the bytes of the other
        best = NULL;
    return best;
}

// The file begins as one that was read, and is another behind that.
static bool is_changed(struct state_source *s, const struct state_entry *entry,
                       const struct state_place *place, struct diag *d)
{
    for (vec_each(struct state_file, old, &s->before)) {
        bool same = same_inode(old, &place->now);
        if (!same && !str_eq(old->name, entry->name))
            continue;
        if (!same_head(old, place)) {
            old->displaced = same ? entry->name : old->displaced;
            continue;
        }
        if (!entry->duplicates)
            return !diag_at(d, FAULT_IO, entry->name, old->lines + 1, 0,
                            "the file was changed before this line, up to which it was read, and "
                            "with duplicates = \"none\" its rows would come again; put it back, "
                            "or begin anew with --restart");
        old->met = true;
        state_note(s,
                   "%.*s was changed before line %llu, up to which it was read: it is read again, "
                   "and rows that come again are duplicates",
                   STR_ARG(entry->name), (unsigned long long)old->lines + 1);
        return false;
    }
    return false;
}

static void identify(struct state_place *place, const struct stat *st, struct reader *reader,
                     const struct state_source *s, const struct state_entry *entry)
{
    struct state_file *now = &place->now;
    now->name = entry->name;
    now->device = st->st_dev;
    now->inode = st->st_ino;
    now->size = (uint64_t)st->st_size;
    now->modified = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
    now->header = digest_of(reader_header(reader));
    now->start = reader_offset(reader);
    now->seen = s->state->now;
    place->hold =
        !reader_packed(reader) && s->state->now - now->modified / 1000 < s->state->settled;
}

static void go_on(struct state_place *place, struct state_file *old, const struct reader *reader)
{
    const struct state_file *now = &place->now;
    old->met = true;
    place->now.id = old->id;
    place->offset = old->offset;
    place->lines = old->lines;
    place->last = old->last;
    place->latest = old->latest;
    place->passable = old->passable;
    place->skip = !reader_seekable(reader) && old->ended && same_inode(old, now) &&
                  old->size == now->size && old->modified == now->modified;
}

bool state_enter(struct state_source *s, const struct state_entry *entry, struct reader *reader,
                 struct state_place *place, struct diag *d)
{
    struct stat st;
    struct str head;
    *place = (struct state_place){.last = INT64_MIN, .latest = INT64_MIN};
    place->tracked =
        !str_eq(entry->path, STR("-")) && reader_status(reader, &st) && S_ISREG(st.st_mode);
    if (!place->tracked)
        return true;
    if (!reader_peek(reader, STATE_HEAD, &head, d))
        return false;
    head.n = head.n < STATE_HEAD ? head.n : STATE_HEAD;
    if (head.n)
        memcpy(place->bytes[0], head.p, head.n);
    place->head = (struct str){place->bytes[0], head.n};
    identify(place, &st, reader, s, entry);
    place->skip = reader_empty(reader);
    if (place->skip) {
        place->tracked = false;
        return true;
    }
    struct state_file *old = find(s, entry, reader, place);
    if (!old) {
        place->now.id = ++s->last_id;
        return !is_changed(s, entry, place, d);
    }
    struct digest tail = old->tail;
    go_on(place, old, reader);
    place->now.tail = tail;
    return true;
}

// The bytes before the end: those read now, and before them those of the run before.
static struct digest tail_at(const struct state_place *place, const struct state_end *end)
{
    if (end->offset == place->offset)
        return place->now.tail;
    uint64_t from = place->offset ? place->offset : place->now.start;
    size_t n = end->behind.n < STATE_HEAD ? end->behind.n : STATE_HEAD;
    if (n >= end->offset - from) { // all that was read now
        size_t fresh = (size_t)(end->offset - from);
        size_t more = STATE_HEAD - fresh < place->tail.n ? STATE_HEAD - fresh : place->tail.n;
        char bytes[STATE_HEAD];
        if (more)
            memcpy(bytes, place->tail.p + place->tail.n - more, more);
        memcpy(bytes + more, end->behind.p + end->behind.n - fresh, fresh);
        return digest_of((struct str){bytes, more + fresh});
    }
    return digest_of(str_slice(end->behind, end->behind.n - n, end->behind.n));
}

void state_leave(struct state_source *s, const struct state_place *place,
                 const struct state_end *end)
{
    struct state_file now = place->now;
    if (!place->tracked || end->offset <= now.start)
        return;
    uint64_t read = end->offset - now.start;
    size_t head = place->head.n < read ? place->head.n : (size_t)read;
    now.name = arena_str(&s->arena, now.name);
    now.head = digest_of(str_slice(place->head, 0, head));
    now.tail = tail_at(place, end);
    now.offset = end->offset;
    now.lines = end->lines;
    now.last = end->last;
    now.latest = end->latest;
    now.passable = end->passable;
    now.ended = !place->hold;
    vec_push(&s->now, now);
}

void state_note_displaced(struct state_source *s)
{
    for (vec_each(const struct state_file, old, &s->before))
        if (!old->met && old->displaced.n)
            state_note(s, "%.*s has other content than what was read up to line %llu",
                       STR_ARG(old->displaced), (unsigned long long)old->lines);
}
