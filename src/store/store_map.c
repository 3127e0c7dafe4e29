// A store's file in memory: header and directory verified, sections on demand.
#include "store/store_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool damaged_at(const struct store_map *m, struct str section, uint64_t offset,
                       struct diag *d)
{
    return diag_at(d, FAULT_IO, str_of(m->path), 0, 0,
                   "section '%.*s' damaged at offset %llu: rebuild it with wend stitch",
                   STR_ARG(section), (unsigned long long)offset);
}

// A section that is not there is a damage of the directory.
bool store_damaged(const struct store_map *m, struct str section, struct diag *d)
{
    const struct mapped_section *s = store_section(m, "", section);
    return damaged_at(m, section, s ? s->entry.offset : m->directory, d);
}

static bool map_file(struct store_map *m, struct diag *d)
{
    struct stat about;
    int fd = open(m->path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fstat(fd, &about) == 0;
    if (good) {
        m->size = (size_t)about.st_size;
        void *p = m->size ? mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
        good = p != MAP_FAILED;
        m->base = good ? p : NULL;
    }
    if (!good)
        diag_errno(d, str_of(m->path), "open");
    if (fd >= 0)
        close(fd);
    return good;
}

static bool read_header(struct store_map *m, struct store_header *h, struct diag *d)
{
    if (m->size < sizeof *h)
        return damaged_at(m, STR("header"), m->size, d);
    memcpy(h, m->base, sizeof *h);
    if (h->checksum != store_checksum(h, offsetof(struct store_header, checksum)) ||
        memcmp(h->magic, STORE_MAGIC, sizeof h->magic) != 0 || h->order != STORE_ORDER)
        return damaged_at(m, STR("header"), 0, d);
    if (h->version != STORE_VERSION)
        return diag_at(d, FAULT_IO, str_of(m->path), 0, 0,
                       "store of version %u, this wend reads version %d: rebuild it with "
                       "wend stitch",
                       h->version, STORE_VERSION);
    if (h->file_length != m->size || h->directory > m->size || h->directory % 8 ||
        h->directory_length > m->size - h->directory ||
        h->directory_checksum !=
            store_checksum(m->base + h->directory, (size_t)h->directory_length))
        return damaged_at(m, STR("directory"), h->directory, d);
    return true;
}

static bool is_size(uint32_t size)
{
    return size == 1 || size == 2 || size == 4 || size == 8;
}

static bool read_directory(struct store_map *m, const struct store_header *h, struct diag *d)
{
    m->directory = h->directory;
    uint64_t at = h->directory, end = h->directory + h->directory_length;
    while (at < end) {
        struct mapped_section s;
        if (end - at < sizeof s.entry)
            return damaged_at(m, STR("directory"), at, d);
        memcpy(&s.entry, m->base + at, sizeof s.entry);
        at += sizeof s.entry;
        uint64_t padded = ((uint64_t)s.entry.name_length + 7) / 8 * 8;
        if (padded > end - at || s.entry.offset % STORE_ALIGN || !is_size(s.entry.size) ||
            s.entry.length % s.entry.size || s.entry.offset > m->size ||
            s.entry.length > m->size - s.entry.offset)
            return damaged_at(m, STR("directory"), at, d);
        s.name = (struct str){m->base + at, (size_t)s.entry.name_length};
        vec_push(&m->section, s);
        at += padded;
    }
    return true;
}

const struct mapped_section *store_section(const struct store_map *m, const char *kind,
                                           struct str column)
{
    size_t n = strlen(kind);
    for (vec_each(const struct mapped_section, s, &m->section))
        if (str_starts(s->name, str_of(kind)) && str_eq(str_slice(s->name, n, s->name.n), column))
            return s;
    return NULL;
}

const void *store_bytes(const struct store_map *m, const struct mapped_section *s)
{
    return m->base + s->entry.offset;
}

bool store_verify_section(const struct store_map *m, const struct mapped_section *s, struct diag *d)
{
    if (store_checksum(store_bytes(m, s), (size_t)s->entry.length) == s->entry.checksum)
        return true;
    return store_damaged(m, s->name, d);
}

const void *store_take(const struct store_map *m, const char *name, uint64_t length, struct diag *d)
{
    const struct mapped_section *s = store_section(m, name, STR(""));
    if (!s || (length != UINT64_MAX && s->entry.length != length)) {
        store_damaged(m, str_of(name), d);
        return NULL;
    }
    return store_verify_section(m, s, d) ? store_bytes(m, s) : NULL;
}

bool store_take_text(const struct store_map *m, const char *name, struct str *text, struct diag *d)
{
    text->p = store_take(m, name, UINT64_MAX, d);
    text->n = text->p ? (size_t)store_section(m, name, STR(""))->entry.length : 0;
    return text->p != NULL;
}

bool store_map_open(struct store_map *m, const char *path, struct diag *d)
{
    struct store_header h = {0};
    *m = (struct store_map){.path = str_dup(str_of(path))};
    return store_machine(d) && map_file(m, d) && read_header(m, &h, d) && read_directory(m, &h, d);
}

void store_map_close(struct store_map *m)
{
    if (m->base)
        munmap((void *)m->base, m->size);
    vec_free(&m->section);
    free(m->path);
    *m = (struct store_map){0};
}
