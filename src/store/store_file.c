// Writing a store's file: blocks of sections side by side, then the directory, then the header.
#include "store/store_file.h"

#include "base/par.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

static void add(struct store_file *f, const char *kind, struct str column, size_t count,
                uint32_t size)
{
    struct store_section s = {.entry = {.length = (uint64_t)count * size, .size = size}};
    buf_printf(&s.name, "%s", kind);
    buf_add(&s.name, column);
    s.entry.name_length = (uint32_t)s.name.n;
    vec_push(&f->section, s);
}

void store_file_add(struct store_file *f, const char *kind, struct str column, const void *bytes,
                    size_t count, uint32_t size)
{
    add(f, kind, column, count, size);
    f->section.p[f->section.n - 1].bytes = count ? bytes : "";
}

void store_file_make(struct store_file *f, const char *kind, struct str column,
                     void (*fill)(const void *context, size_t from, size_t n, void *out),
                     const void *context, size_t count, uint32_t size)
{
    add(f, kind, column, count, size);
    f->section.p[f->section.n - 1].fill = fill;
    f->section.p[f->section.n - 1].context = context;
}

struct block {
    struct store_section *section;
    size_t at, n; // bytes of the section
};

struct work {
    int fd;
    VEC(struct block) block;
    uint64_t *sum;
    atomic_int error; // the first errno
};

static bool put(struct work *w, const void *p, size_t n, uint64_t at)
{
    const char *from = p;
    while (n && !atomic_load(&w->error)) {
        ssize_t done = pwrite(w->fd, from, n, (off_t)at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            int none = 0;
            atomic_compare_exchange_strong(&w->error, &none, errno);
            break;
        }
        from += done;
        at += (uint64_t)done;
        n -= (size_t)done;
    }
    return !atomic_load(&w->error);
}

static void write_block(void *context, size_t i)
{
    struct work *w = context;
    const struct block *b = &w->block.p[i];
    const struct store_section *s = b->section;
    void *made = NULL;
    const char *bytes = s->bytes ? (const char *)s->bytes + b->at : NULL;
    if (!bytes) {
        made = mem_alloc(b->n);
        s->fill(s->context, b->at / s->entry.size, b->n / s->entry.size, made);
        bytes = made;
    }
    w->sum[i] = store_checksum_block(bytes, b->n);
    put(w, bytes, b->n, s->entry.offset + b->at);
    free(made);
}

static uint64_t aligned(uint64_t at, uint64_t to)
{
    return (at + to - 1) / to * to;
}

// Places and blocks of all sections; returns where the directory begins.
static uint64_t lay_out(struct store_file *f, struct work *w)
{
    uint64_t at = sizeof(struct store_header);
    for (vec_each(struct store_section, s, &f->section)) {
        s->entry.offset = at = aligned(at, STORE_ALIGN);
        s->first_block = w->block.n;
        for (size_t from = 0; from < s->entry.length; from += STORE_BLOCK) {
            size_t left = (size_t)s->entry.length - from;
            vec_push(&w->block, (struct block){s, from, left < STORE_BLOCK ? left : STORE_BLOCK});
        }
        at += s->entry.length;
    }
    return aligned(at, STORE_ALIGN);
}

static void write_directory(struct store_file *f, struct work *w, uint64_t at)
{
    struct buf text = {0};
    for (vec_each(struct store_section, s, &f->section)) {
        size_t blocks = store_blocks(s->entry.length);
        s->entry.checksum = blocks ? store_checksum_join(w->sum + s->first_block, blocks)
                                   : store_checksum_block("", 0);
        buf_add(&text, (struct str){(const char *)&s->entry, sizeof s->entry});
        buf_add(&text, buf_str(&s->name));
        buf_add_bytes(&text, '\0', (8 - text.n % 8) % 8);
    }
    struct store_header h = {.version = STORE_VERSION,
                             .order = STORE_ORDER,
                             .directory = at,
                             .directory_length = text.n,
                             .file_length = at + text.n,
                             .directory_checksum = store_checksum(text.p, text.n)};
    memcpy(h.magic, STORE_MAGIC, sizeof h.magic);
    h.checksum = store_checksum_block(&h, offsetof(struct store_header, checksum));
    if (put(w, text.p, text.n, at))
        put(w, &h, sizeof h, 0);
    buf_free(&text);
}

bool store_file_write(struct store_file *f, int fd)
{
    struct work w = {.fd = fd};
    uint64_t directory = lay_out(f, &w);
    w.sum = mem_array(w.block.n, sizeof *w.sum);
    par_run(par_cores(), w.block.n, write_block, &w);
    write_directory(f, &w, directory);
    vec_free(&w.block);
    free(w.sum);
    errno = atomic_load(&w.error);
    return errno == 0;
}

void store_file_free(struct store_file *f)
{
    for (vec_each(struct store_section, s, &f->section))
        buf_free(&s->name);
    vec_free(&f->section);
}
