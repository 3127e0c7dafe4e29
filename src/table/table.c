// Building a table, and the choice of its output format.
#include "table/table.h"

#include "table/writers.h"

#include <math.h>

void table_init(struct table *t, const char *metric)
{
    *t = (struct table){.title = STR(""),
                        .definition = STR(""),
                        .zone = STR(""),
                        .source = STR(""),
                        .unit = STR(""),
                        .since = TIME_NONE,
                        .until = TIME_NONE};
    t->metric = arena_str(&t->arena, str_of(metric));
}

void table_free(struct table *t)
{
    vec_free(&t->note);
    vec_free(&t->column);
    vec_free(&t->cell);
    arena_free(&t->arena);
    *t = (struct table){0};
}

size_t table_rows(const struct table *t)
{
    return t->column.n ? t->cell.n / t->column.n : 0;
}

void table_column(struct table *t, const char *name, const char *title, enum cell_type type)
{
    table_column_of(t, &(struct table_column){str_of(name), str_of(title), type});
}

void table_column_of(struct table *t, const struct table_column *column)
{
    struct table_column c = {arena_str(&t->arena, column->name),
                             arena_str(&t->arena, column->title), column->type};
    vec_push(&t->column, c);
}

void table_text(struct table *t, struct str s)
{
    vec_push(&t->cell, (struct cell){.text = arena_str(&t->arena, s)});
}

void table_count(struct table *t, int64_t v)
{
    vec_push(&t->cell, (struct cell){.count = v});
}

void table_number(struct table *t, double v)
{
    vec_push(&t->cell, (struct cell){.missing = !isfinite(v), .number = v});
}

void table_missing(struct table *t)
{
    vec_push(&t->cell, (struct cell){.missing = true});
}

void table_note(struct table *t, const char *format, ...)
{
    struct buf text = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    vec_push(&t->note, arena_str(&t->arena, buf_str(&text)));
    buf_free(&text);
}

size_t table_find(const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->column.n; i++)
        if (str_eq(t->column.p[i].name, str_of(name)))
            return i;
    return SIZE_MAX;
}

void table_head(struct table *t, size_t n)
{
    if (n < table_rows(t))
        t->cell.n = n * t->column.n;
}

// In the order of enum table_format.
const struct str table_format_names[] = {
    {"pretty", 6}, {"tsv", 3}, {"csv", 3},  {"json", 4},
    {"jsonl", 5},  {"md", 2},  {"html", 4}, {"openmetrics", 11},
};
const size_t table_format_count = sizeof table_format_names / sizeof table_format_names[0];

bool table_format_of(struct str name, enum table_format *format)
{
    for (size_t i = 0; i < table_format_count; i++)
        if (str_eq(name, table_format_names[i])) {
            *format = (enum table_format)i;
            return true;
        }
    return false;
}

void table_write(struct buf *out, const struct table *t, enum table_format format,
                 const struct table_look *look)
{
    static const struct table_look plain = {0};
    if (!look)
        look = &plain;
    switch (format) {
    case TABLE_PRETTY:
        write_pretty(out, t, look);
        break;
    case TABLE_TSV:
        write_tsv(out, t);
        break;
    case TABLE_CSV:
        write_csv(out, t);
        break;
    case TABLE_JSON:
        write_json(out, t);
        break;
    case TABLE_JSONL:
        write_jsonl(out, t);
        break;
    case TABLE_MARKDOWN:
        write_markdown(out, t, look);
        break;
    case TABLE_HTML:
        write_html(out, t, look);
        break;
    case TABLE_OPENMETRICS:
        write_openmetrics(out, t);
        break;
    }
}
