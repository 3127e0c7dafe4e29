// Writing a store: sections one after the other, then the directory, then the header.
#include "store/store.h"

#include "base/outfile.h"
#include "base/par.h"
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

static void add_summed(struct writer *w, const char *kind, struct str column, const void *p,
                       size_t n, uint64_t checksum)
{
    struct section s = {0};
    buf_printf(&s.name, "%s", kind);
    buf_add(&s.name, column);
    pad(w, STORE_ALIGN);
    s.entry = (struct store_entry){w->at, n, checksum, s.name.n};
    vec_push(&w->section, s);
    write_bytes(w, p, n);
}

static void add_section(struct writer *w, const char *kind, struct str column, const void *p,
                        size_t n)
{
    add_summed(w, kind, column, p, n, store_checksum(p, n));
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

// A column being made ready for writing.
struct job {
    const struct column *column;
    struct canon canon;
    size_t starts, codes; // bytes; where no row has a value the codes are not written
    uint64_t checksum[3];
};

struct jobs {
    struct job *job;
    size_t n;
    const uint32_t *order;
    size_t rows;
};

static void make_ready(void *context, size_t part)
{
    const struct jobs *jobs = context;
    struct job *job = &jobs->job[part];
    struct canon *c = &job->canon;
    *c = canon_make(job->column->names, job->column->code, jobs->order, jobs->rows);
    job->starts = ((size_t)c->count + 1) * sizeof *c->start;
    job->codes = c->count > 1 ? jobs->rows * sizeof *c->code : 0;
    job->checksum[0] = store_checksum(c->start, job->starts);
    job->checksum[1] = store_checksum(c->bytes, (size_t)c->start[c->count]);
    job->checksum[2] = store_checksum(c->code, job->codes);
}

static void write_ready(struct writer *w, struct job *job)
{
    struct canon *c = &job->canon;
    struct str name = job->column->name;
    add_summed(w, "start ", name, c->start, job->starts, job->checksum[0]);
    add_summed(w, "bytes ", name, c->bytes, (size_t)c->start[c->count], job->checksum[1]);
    add_summed(w, "code ", name, c->code, job->codes, job->checksum[2]);
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

// False: the file cannot be gone back in, as a pipe.
static bool write_directory(struct writer *w)
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
    buf_free(&text);
    if (fseek(w->file, 0, SEEK_SET) != 0)
        return false;
    fwrite(&h, 1, sizeof h, w->file);
    return true;
}

// Columns in the order of a stream's, so that readers of either see the same. As many at a time as
// there are processors: each takes memory for all its rows. Returns the count of customers.
static uint32_t add_columns(struct writer *w, const struct frame *f, const uint32_t *order,
                            size_t n)
{
    struct jobs all = {.job = mem_zero(f->columns * sizeof *all.job), .order = order, .rows = n};
    for (int group = 0; group < 4; group++)
        for (size_t i = 0; i < f->columns; i++)
            if (group_of(f->column[i].name) == group)
                all.job[all.n++].column = &f->column[i];
    uint32_t customers = 0;
    size_t cores = par_cores();
    for (size_t from = 0; from < all.n; from += cores) {
        struct jobs some = all;
        some.job += from;
        some.n = all.n - from < cores ? all.n - from : cores;
        par_run((unsigned)cores, some.n, make_ready, &some);
        for (size_t i = 0; i < some.n; i++) {
            if (str_eq(some.job[i].column->name, STR("customer")))
                customers = some.job[i].canon.count - 1;
            write_ready(w, &some.job[i]);
            canon_free(&some.job[i].canon);
        }
    }
    free(all.job);
    return customers;
}

static void write_sections(struct writer *w, const char *path, const struct frame *f,
                           const uint32_t *order, size_t n, const struct study *study)
{
    struct buf place = {0};
    place_relative(&place, path, study->file);
    add_text(w, "study", study->text);
    add_text(w, "study-file", buf_str(&place));
    buf_free(&place);
    add_rows(w, f, order, n);
    uint32_t customers = add_columns(w, f, order, n);
    for (size_t i = 0; i < f->columns; i++)
        if (str_eq(f->column[i].name, STR("customer")))
            add_offsets(w, &f->column[i], order, n, customers);
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
    bool good = write_directory(&w) || diag_errno(d, str_of(path), "write");
    for (vec_each(struct section, s, &w.section))
        buf_free(&s->name);
    vec_free(&w.section);
    if (good)
        return outfile_commit(&out, d);
    outfile_discard(&out);
    return false;
}
