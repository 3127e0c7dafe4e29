// Touchpoints as TSV, CSV and JSON lines.
#include "store/export.h"

#include "base/escape.h"
#include "text/time.h"

const struct str export_format_names[EXPORT_FORMATS] = {
    [EXPORT_TSV] = {"tsv", 3},
    [EXPORT_CSV] = {"csv", 3},
    [EXPORT_JSONL] = {"jsonl", 5},
    [EXPORT_SQLITE] = {"sqlite", 6},
};

static void add_place(struct export_fields *f, enum export_place place, const char *name)
{
    vec_push(&f->field, (struct export_field){place, str_of(name), NULL});
}

static bool add_column(struct export_fields *f, struct journeys *j, struct str name, struct diag *d)
{
    const struct column *column = frame_column(&j->frame, name, d);
    if (column)
        vec_push(&f->field, (struct export_field){EXPORT_COLUMN, name, column});
    return column != NULL;
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

// Ids, cases, attributes.
static int group_of(struct str name)
{
    return str_starts(name, STR("id.")) ? 0 : str_starts(name, STR("case.")) ? 1 : 2;
}

// The columns of a stream in its order, whether or not a row has a value.
static bool find_fields(struct export_fields *f, struct journeys *j, struct diag *d)
{
    static const char *const before[] = {"channel", "event", "customer", "live", "direction"};
    static const char *const after[] = {"source", "file"};
    add_place(f, EXPORT_TIME, "time");
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (!add_column(f, j, str_of(before[i]), d))
            return false;
    add_place(f, EXPORT_SEQ, "seq");
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (!add_column(f, j, str_of(after[i]), d))
            return false;
    add_place(f, EXPORT_LINE, "line");
    for (int group = 0; group < 3; group++)
        for (size_t i = 0; i < j->frame.columns; i++) {
            struct str name = j->frame.column[i].name;
            if (!is_fixed(name) && group_of(name) == group && !add_column(f, j, name, d))
                return false;
        }
    return true;
}

struct chooser {
    const struct export_rows *rows;
    const int64_t *time;
    bool (*visit)(void *context, size_t row, uint64_t seq);
    void *context;
    VEC(uint64_t) mask;
};

// The rows first … first+n−1, one unit; seq counts from base + 1.
static bool visit_unit(struct chooser *c, size_t first, size_t n, uint64_t base)
{
    vec_reserve(&c->mask, n);
    if (c->rows->where && n) {
        memset(c->mask.p, 0, n * sizeof *c->mask.p);
        query_match(c->rows->where, NULL, first, n, c->mask.p);
    }
    for (size_t i = 0; i < n; i++) {
        int64_t time = c->time[first + i];
        bool chosen = (!c->rows->where || c->mask.p[i]) &&
                      (c->rows->since == TIME_NONE || time >= c->rows->since) &&
                      (c->rows->until == TIME_NONE || time < c->rows->until);
        if (chosen && !c->visit(c->context, first + i, base + i + 1))
            return false;
    }
    return true;
}

bool export_each(const struct journeys *j, const struct export_rows *rows,
                 bool (*visit)(void *context, size_t row, uint64_t seq), void *context)
{
    struct chooser c = {.rows = rows, .time = j->frame.time, .visit = visit, .context = context};
    bool good = true;
    for (size_t i = 0; good && i < j->customers; i++)
        good = visit_unit(&c, (size_t)j->offset[i], (size_t)(j->offset[i + 1] - j->offset[i]), 0);
    // Nobody's rows are units of their own.
    size_t first = (size_t)j->offset[j->customers];
    for (size_t row = first; good && row < j->frame.rows; row++)
        good = visit_unit(&c, row, 1, row - first);
    vec_free(&c.mask);
    return good;
}

struct text_export {
    const struct journeys *j;
    const struct export_fields *fields;
    enum export_format format;
    FILE *out;
    struct buf text;
};

static void add_text(struct text_export *e, struct str s)
{
    if (e->format == EXPORT_TSV)
        escape_tsv(&e->text, s);
    else if (e->format == EXPORT_CSV)
        escape_csv(&e->text, s);
    else
        escape_json(&e->text, s);
}

static void add_number(struct text_export *e, uint64_t number)
{
    buf_printf(&e->text, "%llu", (unsigned long long)number);
}

static void add_value(struct text_export *e, const struct export_field *f, size_t row, uint64_t seq)
{
    const struct frame *frame = &e->j->frame;
    bool json = e->format == EXPORT_JSONL;
    uint64_t line = f->place == EXPORT_LINE ? frame_line(frame, row) : 0;
    if (f->place == EXPORT_TIME) {
        buf_printf(&e->text, "%s", json ? "\"" : "");
        time_format_utc(&e->text, frame->time[row]);
        buf_printf(&e->text, "%s", json ? "\"" : "");
    } else if (f->place == EXPORT_SEQ) {
        add_number(e, seq);
    } else if (line) {
        add_number(e, line);
    } else if (f->place == EXPORT_COLUMN && f->column->code[row]) {
        add_text(e, column_get(f->column, row));
    } else if (json) {
        buf_add(&e->text, STR("null"));
    }
}

static bool write_text(struct text_export *e)
{
    fwrite(e->text.p, 1, e->text.n, e->out); // a failure shows when the file is committed
    buf_clear(&e->text);
    return !ferror(e->out);
}

static bool add_row(void *context, size_t row, uint64_t seq)
{
    enum { BLOCK = 1 << 16 };
    struct text_export *e = context;
    const char *between = e->format == EXPORT_TSV ? "\t" : ",";
    bool json = e->format == EXPORT_JSONL;
    for (size_t i = 0; i < e->fields->field.n; i++) {
        const struct export_field *f = &e->fields->field.p[i];
        buf_printf(&e->text, "%s", i ? between : json ? "{" : "");
        if (json) {
            escape_json(&e->text, f->name);
            buf_add_byte(&e->text, ':');
        }
        add_value(e, f, row, seq);
    }
    buf_printf(&e->text, "%s\n", json ? "}" : "");
    return e->text.n < BLOCK || write_text(e);
}

static void add_header(struct text_export *e)
{
    for (size_t i = 0; i < e->fields->field.n; i++) {
        if (i)
            buf_add_byte(&e->text, e->format == EXPORT_TSV ? '\t' : ',');
        add_text(e, e->fields->field.p[i].name);
    }
    buf_add_byte(&e->text, '\n');
}

static void export_text(const struct journeys *j, const struct export_rows *rows,
                        const struct export_fields *fields, enum export_format format, FILE *out)
{
    struct text_export e = {.j = j, .fields = fields, .format = format, .out = out};
    if (format != EXPORT_JSONL)
        add_header(&e);
    (void)export_each(j, rows, add_row, &e);
    write_text(&e);
    buf_free(&e.text);
}

bool export_write(struct journeys *j, const struct export_rows *rows, enum export_format format,
                  struct outfile *out, struct diag *d)
{
    struct export_fields fields = {0};
    bool good = find_fields(&fields, j, d);
    if (good && format == EXPORT_SQLITE)
        good = export_sqlite(j, rows, &fields, out, d);
    else if (good)
        export_text(j, rows, &fields, format, out->file);
    vec_free(&fields.field);
    return good;
}
