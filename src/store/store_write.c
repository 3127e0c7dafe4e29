// Writing a store: what its sections are.
#include "store/store.h"

#include "base/mem.h"
#include "base/par.h"
#include "store/encode.h"
#include "store/place.h"
#include "store/store_file.h"

#include <stdlib.h>

_Static_assert(offsetof(struct store_past, refused) == 8, "two numbers in a row");

struct writer {
    const struct frame *frame;
    struct encode_rows rows;
    struct encoded *column;
    const struct column **source; // of each
    size_t columns;
    uint64_t *offset;
    struct store_shape shape;
    struct store_file file;
};

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

// Columns in the order of a stream's, so that readers of either see the same.
static void choose_columns(struct writer *w)
{
    w->source = mem_array(w->frame->columns, sizeof *w->source);
    for (int group = 0; group < 4; group++)
        for (size_t i = 0; i < w->frame->columns; i++)
            if (group_of(w->frame->column[i].name) == group)
                w->source[w->columns++] = &w->frame->column[i];
    w->column = mem_zero(w->columns * sizeof *w->column);
}

static const struct column *customer_column(const struct writer *w)
{
    for (size_t i = 0; i < w->columns; i++)
        if (str_eq(w->source[i]->name, STR("customer")))
            return w->source[i];
    return NULL; // never: all touchpoints have one
}

// Customers by number, in bytewise order of their names, and where the rows of each begin.
static void find_customers(struct writer *w)
{
    struct encode_rows *r = &w->rows;
    const struct column *who = customer_column(w);
    uint32_t codes = who->names.count;
    uint64_t *count = mem_zero((size_t)codes * sizeof *count);
    uint32_t *number = mem_zero((size_t)codes * sizeof *number);
    for (size_t i = 0; i < r->n; i++)
        count[who->code[r->whole ? i : r->order[i]]]++;
    for (uint32_t code = 0; code < codes; code++)
        number[code] = count[code] != 0;
    struct canon_values values = canon_values(who->names, number);
    r->who = who->code;
    r->number = number;
    r->codes = codes;
    r->customers = values.names.count - 1;
    canon_values_free(&values);
    w->offset = mem_zero(((size_t)r->customers + 1) * sizeof *w->offset);
    for (uint32_t code = 1; code < codes; code++)
        if (number[code])
            w->offset[number[code]] = count[code];
    for (uint32_t c = 1; c <= r->customers; c++)
        w->offset[c] += w->offset[c - 1];
    free(count);
    w->shape = (struct store_shape){r->n, r->customers};
}

static void encode(void *context, size_t i)
{
    struct writer *w = context;
    w->column[i] = encode_column(w->source[i], &w->rows);
}

static void fill_times(const void *context, size_t from, size_t n, void *out)
{
    const struct writer *w = context;
    const uint32_t *order = w->rows.order + from;
    int64_t *time = out;
    for (size_t i = 0; i < n; i++)
        time[i] = w->frame->time[order[i]];
}

static void fill_lines(const void *context, size_t from, size_t n, void *out)
{
    const struct writer *w = context;
    const uint32_t *order = w->rows.order + from;
    uint64_t *line = out;
    for (size_t i = 0; i < n; i++)
        line[i] = frame_line(w->frame, order[i]);
}

static void fill_short_lines(const void *context, size_t from, size_t n, void *out)
{
    const struct writer *w = context;
    const uint32_t *order = w->rows.order + from;
    uint32_t *line = out;
    for (size_t i = 0; i < n; i++)
        line[i] = (uint32_t)frame_line(w->frame, order[i]);
}

// Lines are written in as few bytes as they need, not at all where none is known.
static void add_lines(struct writer *w)
{
    uint64_t all = 0;
    for (size_t i = 0; i < w->rows.n; i++)
        all |= frame_line(w->frame, w->rows.whole ? i : w->rows.order[i]);
    bool wide = all > UINT32_MAX;
    store_file_make(&w->file, "line", STR(""), wide ? fill_lines : fill_short_lines, w,
                    all ? w->rows.n : 0, wide ? 8 : 4);
}

static void add_column(struct writer *w, struct encoded *e)
{
    struct str name = e->column->name;
    const struct names *names = &e->values.names;
    store_file_add(&w->file, "start ", name, names->start, (size_t)names->count + 1, 8);
    store_file_add(&w->file, "bytes ", name, names->bytes, (size_t)names->start[names->count], 1);
    if (e->each)
        store_file_add(&w->file, "each ", name, e->each, e->runs, sizeof *e->each);
    else
        store_file_make(&w->file, "code ", name, encode_codes, e, w->rows.n, e->size);
}

static void add_rows(struct writer *w)
{
    store_file_add(&w->file, "shape", STR(""), &w->shape, 2, 8);
    store_file_add(&w->file, "offset", STR(""), w->offset, (size_t)w->shape.customers + 1, 8);
    store_file_make(&w->file, "time", STR(""), fill_times, w, w->rows.n, 8);
    add_lines(w);
    for (size_t i = 0; i < w->columns; i++)
        add_column(w, &w->column[i]);
}

static void add_text(struct writer *w, const char *name, struct str text)
{
    store_file_add(&w->file, name, STR(""), text.p, text.n, 1);
}

static void release(struct writer *w)
{
    for (size_t i = 0; i < w->columns; i++)
        encode_free(&w->column[i]);
    free(w->column);
    free(w->source);
    free(w->offset);
    free((void *)w->rows.number);
    store_file_free(&w->file);
}

bool store_write_to(struct outfile *out, const char *path, const struct frame *f,
                    const uint32_t *order, size_t n, const struct study *study,
                    const struct store_past *past, struct str stitch_summary, struct diag *d)
{
    struct writer w = {.frame = f, .rows = {.order = order, .n = n, .whole = n == f->rows}};
    struct buf place = {0};
    place_relative(&place, path, study->file);
    choose_columns(&w);
    find_customers(&w);
    par_run(par_cores(), w.columns, encode, &w);
    add_text(&w, "study", study->text);
    add_text(&w, "study-file", buf_str(&place));
    add_rows(&w);
    add_text(&w, "ledger", past->ledger);
    add_text(&w, "waiting", past->waiting);
    store_file_add(&w.file, "past", STR(""), &past->gone, 2, 8);
    add_text(&w, "stitch", stitch_summary);
    bool good =
        store_file_write(&w.file, fileno(out->file)) || diag_errno(d, str_of(path), "write");
    release(&w);
    buf_free(&place);
    if (good)
        return outfile_commit(out, d);
    outfile_discard(out);
    return false;
}

bool store_reserve(struct outfile *out, const char *path, struct diag *d)
{
    return store_machine(d) && outfile_open_alone(out, path, d);
}

bool store_write(const char *path, const struct frame *f, const uint32_t *order, size_t n,
                 const struct study *study, struct str ledger, struct str stitch_summary,
                 struct diag *d)
{
    struct outfile out;
    struct store_past past = {.waiting = STR(""), .ledger = ledger};
    return store_reserve(&out, path, d) &&
           store_write_to(&out, path, f, order, n, study, &past, stitch_summary, d);
}
