// Mapping a store. Nothing in the file is believed: every place is checked against its length,
// every section against its checksum and its limits before it is first used.
#include "store/store.h"

#include "base/vec.h"
#include "store/layout.h"
#include "store/owner.h"
#include "store/place.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct mapped_section {
    struct str name; // in the mapping
    struct store_entry entry;
};

struct mapped_column { // sections of a column
    const struct mapped_section *start, *bytes, *code;
};

struct store_owner {
    struct owner owner;
    char *path;
    const char *base; // the mapping
    size_t size;
    VEC(struct mapped_section) section;
    VEC(struct mapped_column) column;
    struct store_shape shape;
};

static bool damaged(const struct store_owner *o, struct str section, uint64_t offset,
                    struct diag *d)
{
    return diag_at(d, FAULT_IO, str_of(o->path), 0, 0,
                   "section '%.*s' damaged at offset %llu: rebuild it with wend stitch",
                   STR_ARG(section), (unsigned long long)offset);
}

static bool map_file(struct store_owner *o, struct diag *d)
{
    struct stat about;
    int fd = open(o->path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fstat(fd, &about) == 0;
    if (good) {
        o->size = (size_t)about.st_size;
        void *p = o->size ? mmap(NULL, o->size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
        good = p != MAP_FAILED;
        o->base = good ? p : NULL;
    }
    if (!good)
        diag_errno(d, str_of(o->path), "open");
    if (fd >= 0)
        close(fd);
    return good;
}

static bool read_header(struct store_owner *o, struct store_header *h, struct diag *d)
{
    if (o->size < sizeof *h)
        return damaged(o, STR("header"), o->size, d);
    memcpy(h, o->base, sizeof *h);
    if (h->checksum != store_checksum(h, offsetof(struct store_header, checksum)) ||
        memcmp(h->magic, STORE_MAGIC, sizeof h->magic) != 0 || h->order != STORE_ORDER)
        return damaged(o, STR("header"), 0, d);
    if (h->version != STORE_VERSION)
        return diag_at(d, FAULT_IO, str_of(o->path), 0, 0,
                       "store of version %u, this wend reads version %d: rebuild it with "
                       "wend stitch",
                       h->version, STORE_VERSION);
    if (h->file_length != o->size || h->directory > o->size || h->directory % 8 ||
        h->directory_length > o->size - h->directory ||
        h->directory_checksum !=
            store_checksum(o->base + h->directory, (size_t)h->directory_length))
        return damaged(o, STR("directory"), h->directory, d);
    return true;
}

static bool read_directory(struct store_owner *o, const struct store_header *h, struct diag *d)
{
    uint64_t at = h->directory, end = h->directory + h->directory_length;
    while (at < end) {
        struct mapped_section s;
        if (end - at < sizeof s.entry)
            return damaged(o, STR("directory"), at, d);
        memcpy(&s.entry, o->base + at, sizeof s.entry);
        at += sizeof s.entry;
        uint64_t padded = (s.entry.name_length + 7) / 8 * 8;
        if (s.entry.name_length > end - at || padded > end - at || s.entry.offset % STORE_ALIGN ||
            s.entry.offset > o->size || s.entry.length > o->size - s.entry.offset)
            return damaged(o, STR("directory"), at, d);
        s.name = (struct str){o->base + at, (size_t)s.entry.name_length};
        vec_push(&o->section, s);
        at += padded;
    }
    return true;
}

static const struct mapped_section *find(const struct store_owner *o, const char *kind,
                                         struct str column)
{
    size_t n = strlen(kind);
    for (vec_each(const struct mapped_section, s, &o->section))
        if (str_starts(s->name, str_of(kind)) && str_eq(str_slice(s->name, n, s->name.n), column))
            return s;
    return NULL;
}

static const void *bytes_of(const struct store_owner *o, const struct mapped_section *s)
{
    return o->base + s->entry.offset;
}

static bool verify(const struct store_owner *o, const struct mapped_section *s, struct diag *d)
{
    if (store_checksum(bytes_of(o, s), (size_t)s->entry.length) == s->entry.checksum)
        return true;
    return damaged(o, s->name, s->entry.offset, d);
}

// A verified section of a given length (UINT64_MAX: any). NULL fills d.
static const void *take(const struct store_owner *o, const char *name, uint64_t length,
                        struct diag *d)
{
    const struct mapped_section *s = find(o, name, STR(""));
    if (!s) {
        damaged(o, str_of(name), 0, d);
        return NULL;
    }
    if (length != UINT64_MAX && s->entry.length != length) {
        damaged(o, s->name, s->entry.offset, d);
        return NULL;
    }
    return verify(o, s, d) ? bytes_of(o, s) : NULL;
}

static bool take_text(const struct store_owner *o, const char *name, struct str *text,
                      struct diag *d)
{
    text->p = take(o, name, UINT64_MAX, d);
    text->n = text->p ? (size_t)find(o, name, STR(""))->entry.length : 0;
    return text->p != NULL;
}

// The first code that its dictionary does not have, or n.
static size_t check_codes(const uint32_t *code, size_t n, uint32_t count)
{
    enum { RUN = 4096 };
    for (size_t from = 0; from < n; from += RUN) {
        size_t to = n - from < RUN ? n : from + RUN;
        uint32_t largest = 0;
        for (size_t i = from; i < to; i++)
            largest = code[i] > largest ? code[i] : largest;
        if (largest >= count)
            return from;
    }
    return n;
}

static bool check_starts(const uint64_t *start, size_t n, uint64_t end)
{
    bool good = start[0] == 0 && start[1] == 0 && start[n - 1] == end;
    for (size_t i = 1; i < n; i++)
        good = good && start[i - 1] <= start[i];
    return good;
}

static bool prepare_column(struct store_owner *o, const struct mapped_column *m, struct column *c,
                           struct diag *d)
{
    uint64_t starts = m->start->entry.length / sizeof *c->names.start;
    if (!verify(o, m->start, d) || !verify(o, m->bytes, d) || !verify(o, m->code, d))
        return false;
    const uint64_t *start = bytes_of(o, m->start);
    if (m->start->entry.length % sizeof *start || starts < 2 || starts - 1 >= UINT32_MAX ||
        !check_starts(start, (size_t)starts, m->bytes->entry.length))
        return damaged(o, m->start->name, m->start->entry.offset, d);
    const uint32_t *code = bytes_of(o, m->code);
    size_t rows = (size_t)o->shape.rows;
    if (starts == 2 && m->code->entry.length == 0) // missing in all rows
        code = owner_missing(&o->owner, rows);
    else if (m->code->entry.length != o->shape.rows * sizeof *code ||
             check_codes(code, rows, (uint32_t)starts - 1) != rows)
        return damaged(o, m->code->name, m->code->entry.offset, d);
    c->names = (struct names){(uint32_t)starts - 1, start, bytes_of(o, m->bytes)};
    c->code = code;
    return true;
}

static bool prepare(void *context, struct column *column, struct diag *d)
{
    struct journeys *j = context;
    struct store_owner *o = j->owner;
    return prepare_column(o, &o->column.p[column - j->frame.column], column, d);
}

static bool find_columns(struct store_owner *o, struct journeys *j, struct diag *d)
{
    j->frame.column = mem_zero(o->section.n * sizeof *j->frame.column);
    for (vec_each(const struct mapped_section, s, &o->section)) {
        if (!str_starts(s->name, STR("code ")))
            continue;
        struct str name = str_slice(s->name, 5, s->name.n);
        struct mapped_column m = {find(o, "start ", name), find(o, "bytes ", name), s};
        if (!m.start || !m.bytes)
            return damaged(o, s->name, s->entry.offset, d);
        vec_push(&o->column, m);
        j->frame.column[j->frame.columns++].name = name;
    }
    return true;
}

// The offsets rise, end within the rows, and the column customer agrees with them.
static bool check_customers(const struct store_owner *o, const struct journeys *j,
                            const struct column *who, struct diag *d)
{
    uint64_t customers = o->shape.customers;
    bool good = j->offset[0] == 0 && j->offset[customers] <= o->shape.rows &&
                who->names.count == customers + 1;
    for (uint64_t c = 0; good && c < customers; c++)
        good = j->offset[c] <= j->offset[c + 1];
    if (!good)
        return damaged(o, STR("offset"), find(o, "offset", STR(""))->entry.offset, d);
    return true;
}

static bool read_rows(struct store_owner *o, struct journeys *j, struct diag *d)
{
    const struct store_shape *shape = take(o, "shape", sizeof *shape, d);
    if (!shape)
        return false;
    o->shape = *shape;
    if (shape->rows > o->size / 8 || shape->customers > o->size / 8 || shape->rows >= UINT32_MAX ||
        shape->customers >= UINT32_MAX - 1)
        return damaged(o, STR("shape"), find(o, "shape", STR(""))->entry.offset, d);
    j->frame.rows = (size_t)shape->rows;
    j->customers = (size_t)shape->customers;
    j->frame.time = take(o, "time", shape->rows * 8, d);
    j->frame.line = j->frame.time ? take(o, "line", shape->rows * 8, d) : NULL;
    j->offset = j->frame.line ? take(o, "offset", (shape->customers + 1) * 8, d) : NULL;
    if (!j->offset || !find_columns(o, j, d))
        return false;
    const struct column *who = frame_column_if(&j->frame, STR("customer"), d);
    if (!who)
        return d->fault == FAULT_NONE ? damaged(o, STR("code customer"), 0, d) : false;
    j->customer = who->names;
    return check_customers(o, j, who, d);
}

static bool read_study(struct store_owner *o, struct journeys *j, struct diag *d)
{
    struct str text, file;
    struct buf path = {0};
    if (!take_text(o, "study", &text, d) || !take_text(o, "study-file", &file, d))
        return false;
    place_resolve(&path, o->path, file);
    j->study = study_parse(text, buf_str(&path), d);
    buf_free(&path);
    return j->study != NULL;
}

static void release(struct journeys *j)
{
    struct store_owner *o = j->owner;
    if (o->base)
        munmap((void *)o->base, o->size);
    vec_free(&o->section);
    vec_free(&o->column);
    free(o->path);
    free(o);
}

struct journeys *store_open(const char *path, struct diag *d)
{
    struct store_owner *o = mem_zero(sizeof *o);
    struct journeys *j = mem_zero(sizeof *j);
    struct store_header h;
    o->owner.free = release;
    o->path = str_dup(str_of(path));
    j->owner = o;
    j->origin = str_of(o->path);
    j->frame.prepare = prepare;
    j->frame.context = j;
    if (store_machine(d) && map_file(o, d) && read_header(o, &h, d) && read_directory(o, &h, d) &&
        read_rows(o, j, d) && take_text(o, "ledger", &j->ledger, d) &&
        take_text(o, "stitch", &j->stitch_summary, d) && read_study(o, j, d))
        return j;
    journeys_close(j);
    return NULL;
}

bool store_verify(const char *path, struct diag *d)
{
    struct journeys *j = store_open(path, d);
    if (!j)
        return false;
    struct store_owner *o = j->owner;
    bool good = true;
    for (vec_each(const struct mapped_section, s, &o->section))
        good = good && verify(o, s, d);
    for (size_t i = 0; good && i < o->column.n; i++)
        good = prepare_column(o, &o->column.p[i], &j->frame.column[i], d);
    journeys_close(j);
    return good;
}
