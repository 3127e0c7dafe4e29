// Writing a store: sections one after the other, then the directory, then the header.
#include "store/store.h"

#include "base/outfile.h"
#include "base/vec.h"
#include "store/canon.h"
#include "store/layout.h"
#include "store/place.h"

struct section {
    struct store_entry entry;
    struct buf name;
};

struct writer {
    FILE *file;
    uint64_t at;
    VEC(struct section) section;
};

static void write_bytes(struct writer *w, const void *p, size_t n)
{
    if (n)
        fwrite(p, 1, n, w->file); // a failure shows when the file is committed
    w->at += n;
}

static void pad(struct writer *w, size_t to)
{
    static const char zeros[STORE_ALIGN];
    write_bytes(w, zeros, (size_t)((to - w->at % to) % to));
}

static void add_section(struct writer *w, const char *kind, struct str column, const void *p,
                        size_t n)
{
    struct section s = {0};
    buf_printf(&s.name, "%s", kind);
    buf_add(&s.name, column);
    pad(w, STORE_ALIGN);
    s.entry = (struct store_entry){w->at, n, store_checksum(p, n), s.name.n};
    vec_push(&w->section, s);
    write_bytes(w, p, n);
}

static void add_text(struct writer *w, const char *name, struct str text)
{
    add_section(w, name, STR(""), text.n ? text.p : "", text.n);
}

static bool is_fixed(struct str name)
{
    static const char *const names[] = {"channel",   "event",  "customer", "live",
                                        "direction", "source", "file"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_of(names[i])))
            return true;
    return false;
}

// Fixed columns, ids, cases, attributes; −1: not kept (the place in the journey says seq).
static int group_of(struct str name)
{
    if (str_eq(name, STR("seq")))
        return -1;
    if (is_fixed(name))
        return 0;
    return str_starts(name, STR("id.")) ? 1 : str_starts(name, STR("case.")) ? 2 : 3;
}

// Returns how many distinct values the column has, beside the missing one. With none, its codes
// would all be 0 and are not written.
static uint32_t add_column(struct writer *w, const struct column *c, const uint32_t *order,
                           size_t n)
{
    struct canon canon = canon_make(c->names, c->code, order, n);
    uint32_t values = canon.count - 1;
    add_section(w, "start ", c->name, canon.start, ((size_t)canon.count + 1) * sizeof *canon.start);
    add_section(w, "bytes ", c->name, canon.bytes, (size_t)canon.start[canon.count]);
    add_section(w, "code ", c->name, canon.code, values ? n * sizeof *canon.code : 0);
    canon_free(&canon);
    return values;
}

static void add_rows(struct writer *w, const struct frame *f, const uint32_t *order, size_t n)
{
    uint64_t *words = mem_array(n, sizeof *words);
    for (size_t i = 0; i < n; i++)
        words[i] = (uint64_t)f->time[order[i]];
    add_section(w, "time", STR(""), words, n * sizeof *words);
    for (size_t i = 0; i < n; i++)
        words[i] = f->line ? f->line[order[i]] : 0;
    add_section(w, "line", STR(""), words, n * sizeof *words);
    free(words);
}

// Where each customer's rows begin. The rows are sorted: a customer is a run of one code.
static void add_offsets(struct writer *w, const struct column *who, const uint32_t *order, size_t n,
                        uint32_t customers)
{
    uint64_t *offset = mem_zero(((size_t)customers + 1) * sizeof *offset);
    uint32_t found = 0;
    size_t i = 0;
    for (; i < n && who->code[order[i]]; i++)
        if (found < customers && (i == 0 || who->code[order[i]] != who->code[order[i - 1]]))
            offset[found++] = i;
    offset[customers] = i;
    add_section(w, "offset", STR(""), offset, ((size_t)customers + 1) * sizeof *offset);
    struct store_shape shape = {n, customers};
    add_section(w, "shape", STR(""), &shape, sizeof shape);
    free(offset);
}

static void write_directory(struct writer *w)
{
    struct buf text = {0};
    pad(w, STORE_ALIGN);
    for (vec_each(struct section, s, &w->section)) {
        buf_add(&text, (struct str){(const char *)&s->entry, sizeof s->entry});
        buf_add(&text, buf_str(&s->name));
        buf_add_bytes(&text, '\0', (8 - text.n % 8) % 8);
    }
    struct store_header h = {.version = STORE_VERSION,
                             .order = STORE_ORDER,
                             .directory = w->at,
                             .directory_length = text.n,
                             .file_length = w->at + text.n,
                             .directory_checksum = store_checksum(text.p, text.n)};
    memcpy(h.magic, STORE_MAGIC, sizeof h.magic);
    h.checksum = store_checksum(&h, offsetof(struct store_header, checksum));
    write_bytes(w, text.p, text.n);
    if (fseek(w->file, 0, SEEK_SET) == 0)
        fwrite(&h, 1, sizeof h, w->file);
    buf_free(&text);
}

static void write_sections(struct writer *w, const char *path, const struct frame *f,
                           const uint32_t *order, size_t n, const struct study *study)
{
    const struct column *who = NULL;
    uint32_t customers = 0;
    struct buf place = {0};
    place_relative(&place, path, study->file);
    add_text(w, "study", study->text);
    add_text(w, "study-file", buf_str(&place));
    buf_free(&place);
    add_rows(w, f, order, n);
    // In the order of a stream's columns, so that readers of either see the same.
    for (int group = 0; group < 4; group++) {
        for (size_t i = 0; i < f->columns; i++) {
            const struct column *c = &f->column[i];
            if (group_of(c->name) != group)
                continue;
            uint32_t values = add_column(w, c, order, n);
            if (str_eq(c->name, STR("customer"))) {
                who = c;
                customers = values;
            }
        }
    }
    if (who)
        add_offsets(w, who, order, n, customers);
}

bool store_write(const char *path, const struct frame *f, const uint32_t *order, size_t n,
                 const struct study *study, struct str ledger, struct str stitch_summary,
                 struct diag *d)
{
    struct outfile out;
    if (!store_machine(d) || !outfile_open(&out, path, d))
        return false;
    struct writer w = {.file = out.file};
    struct store_header blank = {.magic = ""};
    write_bytes(&w, &blank, sizeof blank);
    write_sections(&w, path, f, order, n, study);
    add_text(&w, "ledger", ledger);
    add_text(&w, "stitch", stitch_summary);
    write_directory(&w);
    for (vec_each(struct section, s, &w.section))
        buf_free(&s->name);
    vec_free(&w.section);
    return outfile_commit(&out, d);
}
