// The stream's writer: wend-stream(5).
#include "store/stream.h"

#include "base/escape.h"
#include "text/time.h"

// The places of a line. The named ones come first, in this order; COLUMN is any other.
enum place { PLACE_TIME, PLACE_SEQ, PLACE_LINE, PLACE_COLUMN };

enum { BLOCK = 2048 }; // rows

struct layout {
    VEC(struct {
        enum place place;
        struct str name;
        const struct column *column;
        bool plain;     // no value of it needs an escape
        uint32_t *code; // of the rows of a block
    })
    field;
    const struct column *customer;
};

static const struct column *column_named(const struct frame *f, struct str name)
{
    for (size_t i = 0; i < f->columns; i++)
        if (str_eq(f->column[i].name, name))
            return &f->column[i];
    return NULL;
}

static bool has_values(const struct frame *f, const struct column *c)
{
    for (size_t i = 0; c && i < f->rows; i++)
        if (c->code[i])
            return true;
    return false;
}

static bool has_lines(const struct frame *f)
{
    for (size_t i = 0; i < f->rows; i++)
        if (frame_line(f, i))
            return true;
    return false;
}

static bool is_fixed(struct str name)
{
    static const char *const names[] = {"time",      "channel", "event",  "customer", "live",
                                        "direction", "seq",     "source", "file",     "line"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_of(names[i])))
            return true;
    return false;
}

static bool is_plain(const struct names *names)
{
    size_t n = (size_t)names->start[names->count];
    for (const char *c = "\t\n\r\\"; *c; c++)
        if (n && memchr(names->bytes, *c, n))
            return false;
    return true;
}

static void add(struct layout *l, enum place place, struct str name, const struct column *column)
{
    vec_reserve(&l->field, l->field.n + 1);
    size_t i = l->field.n++;
    l->field.p[i].place = place;
    l->field.p[i].name = name;
    l->field.p[i].column = column;
    l->field.p[i].plain = column && is_plain(&column->names);
    l->field.p[i].code = column ? mem_array(BLOCK, sizeof(uint32_t)) : NULL;
}

static void release(struct layout *l)
{
    for (size_t i = 0; i < l->field.n; i++)
        free(l->field.p[i].code);
    vec_free(&l->field);
}

static void add_fixed(struct layout *l, const struct frame *f, struct str name, bool always)
{
    const struct column *column = column_named(f, name);
    if (always || has_values(f, column))
        add(l, PLACE_COLUMN, name, column);
}

// Columns whose names start with one of the prefixes, or (other) with none of them.
static void add_others(struct layout *l, const struct frame *f, const char *prefix)
{
    for (size_t i = 0; i < f->columns; i++) {
        struct str name = f->column[i].name;
        bool id = str_starts(name, STR("id.")), kase = str_starts(name, STR("case."));
        bool wanted = prefix ? str_starts(name, str_of(prefix)) : !id && !kase;
        if (wanted && !is_fixed(name))
            add(l, PLACE_COLUMN, name, &f->column[i]);
    }
}

static struct layout lay_out(const struct frame *f, bool stitched)
{
    struct layout l = {.customer = column_named(f, STR("customer"))};
    add(&l, PLACE_TIME, STR("time"), NULL);
    add_fixed(&l, f, STR("channel"), true);
    add_fixed(&l, f, STR("event"), true);
    if (stitched)
        add_fixed(&l, f, STR("customer"), true);
    if (stitched)
        add_fixed(&l, f, STR("live"), false);
    add_fixed(&l, f, STR("direction"), !stitched);
    if (stitched)
        add(&l, PLACE_SEQ, STR("seq"), NULL);
    add_fixed(&l, f, STR("source"), !stitched);
    add_fixed(&l, f, STR("file"), !stitched);
    if (!stitched || has_lines(f))
        add(&l, PLACE_LINE, STR("line"), NULL);
    add_others(&l, f, "id.");
    if (stitched)
        add_others(&l, f, "case.");
    add_others(&l, f, NULL);
    return l;
}

void stream_write_header(FILE *out, const struct frame *f, bool stitched)
{
    struct layout l = lay_out(f, stitched);
    struct buf text = {0};
    for (size_t i = 0; i < l.field.n; i++) {
        if (i)
            buf_add_byte(&text, '\t');
        escape_tsv(&text, l.field.p[i].name);
    }
    buf_add_byte(&text, '\n');
    fwrite(text.p, 1, text.n, out);
    buf_free(&text);
    release(&l);
}

static void add_number(struct buf *out, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + v % 10);
    while (v /= 10);
    buf_add(out, (struct str){digits + at, sizeof digits - at});
}

static void add_row(struct buf *text, const struct layout *l, const struct frame *f, size_t row,
                    size_t i, uint64_t seq)
{
    for (size_t k = 0; k < l->field.n; k++) {
        const struct column *column = l->field.p[k].column;
        uint32_t code = column ? l->field.p[k].code[i] : 0;
        if (k)
            buf_add_byte(text, '\t');
        switch (l->field.p[k].place) {
        case PLACE_TIME:
            time_format_utc(text, f->time[row]);
            break;
        case PLACE_SEQ:
            add_number(text, seq);
            break;
        case PLACE_LINE:
            if (frame_line(f, row))
                add_number(text, frame_line(f, row));
            break;
        case PLACE_COLUMN:
            if (code && l->field.p[k].plain)
                buf_add(text, names_get(column->names, code));
            else if (code)
                escape_tsv(text, names_get(column->names, code));
            break;
        }
    }
    buf_add_byte(text, '\n');
}

// Rows are scattered over the columns: fetching a block column by column waits far less.
static void gather(const struct layout *l, const struct frame *f, const uint32_t *order,
                   size_t from, size_t n)
{
    for (size_t k = 0; k < l->field.n; k++) {
        const struct column *column = l->field.p[k].column;
        for (size_t i = 0; column && i < n; i++)
            l->field.p[k].code[i] = column->code[order ? order[from + i] : from + i];
    }
    for (size_t i = 0; order && i < n; i++) {
        __builtin_prefetch(&f->time[order[from + i]]);
        if (f->line)
            __builtin_prefetch(&f->line[order[from + i]]);
    }
}

// out: NULL, and the rows stay in *text; else they go there block by block.
static void put_rows(FILE *out, struct buf *text, const struct frame *f, const uint32_t *order,
                     size_t n, bool stitched)
{
    struct layout l = lay_out(f, stitched);
    uint32_t customer = 0;
    uint64_t seq = 0;
    for (size_t from = 0; from < n; from += BLOCK) {
        size_t rows = n - from < BLOCK ? n - from : BLOCK;
        gather(&l, f, order, from, rows);
        for (size_t i = 0; i < rows; i++) {
            size_t row = order ? order[from + i] : from + i;
            uint32_t now = l.customer ? l.customer->code[row] : 0;
            seq = now == customer ? seq + 1 : 1;
            customer = now;
            add_row(text, &l, f, row, i, seq);
        }
        if (out) {
            fwrite(text->p, 1, text->n, out);
            buf_clear(text);
        }
    }
    release(&l);
}

void stream_add_rows(struct buf *out, const struct frame *f, const uint32_t *order, size_t n,
                     bool stitched)
{
    put_rows(NULL, out, f, order, n, stitched);
}

void stream_write_rows(FILE *out, const struct frame *f, const uint32_t *order, size_t n,
                       bool stitched)
{
    struct buf text = {0};
    put_rows(out, &text, f, order, n, stitched);
    buf_free(&text);
}
