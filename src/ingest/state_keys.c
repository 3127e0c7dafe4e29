// What duplicates are known by, run after run: blocks of keys, each with its source and checksum.
#include "ingest/state.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define MAGIC UINT64_C(0x317379656b646e77) // "wndkeys1"

struct block_head {
    uint64_t magic, source, count, check;
    uint32_t size, zero;
};

enum { AT_ONCE = 1 << 20 }; // bytes

static char *keys_path(const struct state *s)
{
    struct buf path = {0};
    buf_printf(&path, "%s.keys", s->path);
    return path.p;
}

static bool damaged(const struct state *s, struct diag *d)
{
    return diag_at(d, FAULT_IO, str_of(s->keys.path), 0, 0,
                   "it does not go with %s; put both back, or begin anew with --restart", s->path);
}

static bool read_at(const struct state *s, uint64_t at, void *into, size_t n, struct diag *d)
{
    for (size_t done = 0; done < n;) {
        ssize_t got =
            pread(fileno(s->keys.file), (char *)into + done, n - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return diag_errno(d, str_of(s->keys.path), "read");
        if (got == 0)
            return damaged(s, d);
        done += (size_t)got;
    }
    return true;
}

static bool find_blocks(struct state *s, struct diag *d)
{
    uint64_t end = s->keys.mark.length;
    for (uint64_t at = 0; at < end;) {
        struct block_head head;
        if (end - at < sizeof head)
            return damaged(s, d);
        if (!read_at(s, at, &head, sizeof head, d))
            return false;
        at += sizeof head;
        if (head.magic != MAGIC || head.size == 0 || head.count > (end - at) / head.size)
            return damaged(s, d);
        vec_push(&s->block, (struct state_block){.source = head.source,
                                                 .at = at,
                                                 .count = head.count,
                                                 .check = head.check,
                                                 .size = head.size});
        at += head.count * head.size;
    }
    return true;
}

bool state_open_keys(struct state *s, struct diag *d)
{
    char *path = keys_path(s);
    bool good = growing_open(&s->keys, path, &s->keys_mark, d);
    free(path);
    if (!good)
        return false;
    // The keys of rows that were read must not be missing: the rows would come again.
    if (s->keys_mark.length != s->keys.mark.length)
        return damaged(s, d);
    return find_blocks(s, d);
}

static uint64_t source_hash(struct str name, uint64_t id)
{
    return XXH3_64bits_withSeed(name.p, name.n, id);
}

bool state_keys(const struct state_source *source, uint64_t id, uint32_t size,
                void (*visit)(void *context, const char *keys, size_t count), void *context,
                struct diag *d)
{
    const struct state *s = source->state;
    uint64_t hash = source_hash(source->name, id);
    size_t room = AT_ONCE / size * size;
    char *bytes = mem_alloc(room);
    XXH3_state_t *check = XXH3_createState();
    bool good = true;
    for (size_t i = 0; good && i < s->block.n; i++) {
        const struct state_block *b = &s->block.p[i];
        if (b->source != hash || b->size != size)
            continue;
        XXH3_64bits_reset(check);
        for (uint64_t done = 0, all = b->count * size; good && done < all;) {
            size_t n = all - done < room ? (size_t)(all - done) : room;
            good = read_at(s, b->at + done, bytes, n, d);
            if (!good)
                break;
            XXH3_64bits_update(check, bytes, n);
            visit(context, bytes, n / size);
            done += n;
        }
        if (good && XXH3_64bits_digest(check) != b->check)
            good = damaged(s, d);
    }
    XXH3_freeState(check);
    free(bytes);
    return good;
}

void state_add_key(struct state_source *s, uint64_t id, const void *key, uint32_t size)
{
    size_t i = s->added.n;
    while (i > 0 && (s->added.p[i - 1].id != id || s->added.p[i - 1].size != size))
        i--;
    if (i == 0) {
        vec_push(&s->added, (struct state_added){.id = id, .size = size});
        i = s->added.n;
    }
    buf_add(&s->added.p[i - 1].keys, (struct str){key, size});
}

bool state_add_keys(struct state *s, struct diag *d)
{
    for (vec_each(struct state_source *const, source, &s->source))
        for (vec_each(const struct state_added, added, &(*source)->added)) {
            const struct buf *keys = &added->keys;
            struct block_head head = {.magic = MAGIC,
                                      .source = source_hash((*source)->name, added->id),
                                      .count = keys->n / added->size,
                                      .check = XXH3_64bits(keys->p, keys->n),
                                      .size = added->size};
            fwrite(&head, sizeof head, 1, s->keys.file);
            fwrite(keys->p, 1, keys->n, s->keys.file);
        }
    return growing_finish(&s->keys, d);
}
