// JSON: the whole table with what it means, or its rows alone, one a line.
#include "base/escape.h"
#include "table/writers.h"

#include <inttypes.h>

static void value(struct buf *out, const struct table_column *column, const struct cell *cell)
{
    struct buf text = {0};
    if (cell->missing) {
        buf_add(out, STR("null"));
    } else if (column->type == CELL_TEXT || column->type == CELL_TIME) {
        cell_plain(&text, column, cell);
        escape_json(out, buf_str(&text));
    } else {
        cell_plain(out, column, cell);
    }
    buf_free(&text);
}

static void row_object(struct buf *out, const struct table *t, size_t row)
{
    buf_add_byte(out, '{');
    for (size_t i = 0; i < t->column.n; i++) {
        if (i)
            buf_add(out, STR(", "));
        escape_json(out, t->column.p[i].name);
        buf_add(out, STR(": "));
        value(out, &t->column.p[i], table_cell(t, row, i));
    }
    buf_add_byte(out, '}');
}

static void text_member(struct buf *out, const char *name, struct str s)
{
    buf_printf(out, "  \"%s\": ", name);
    escape_json(out, s);
    buf_add(out, STR(",\n"));
}

static void instant(struct buf *out, int64_t utc)
{
    if (utc == TIME_NONE) {
        buf_add(out, STR("null"));
        return;
    }
    buf_add_byte(out, '"');
    time_format_utc(out, utc);
    buf_add_byte(out, '"');
}

static void about(struct buf *out, const struct table *t)
{
    text_member(out, "metric", t->metric);
    text_member(out, "title", t->title);
    text_member(out, "definition", t->definition);
    buf_printf(out, "  \"n\": %" PRIu64 ",\n", t->n);
    text_member(out, "unit", t->unit);
    buf_add(out, STR("  \"period\": {\"since\": "));
    instant(out, t->since);
    buf_add(out, STR(", \"until\": "));
    instant(out, t->until);
    buf_add(out, STR("},\n"));
    text_member(out, "zone", t->zone);
    text_member(out, "source", t->source);
    buf_add(out, STR("  \"notes\": ["));
    for (size_t i = 0; i < t->note.n; i++) {
        buf_add(out, i ? STR(", ") : STR(""));
        escape_json(out, t->note.p[i]);
    }
    buf_add(out, STR("],\n"));
}

void write_json(struct buf *out, const struct table *t)
{
    buf_add(out, STR("{\n"));
    about(out, t);
    buf_add(out, STR("  \"columns\": ["));
    for (size_t i = 0; i < t->column.n; i++) {
        const struct table_column *c = &t->column.p[i];
        buf_add(out, i ? STR(",\n    {\"name\": ") : STR("\n    {\"name\": "));
        escape_json(out, c->name);
        buf_add(out, STR(", \"title\": "));
        escape_json(out, c->title);
        buf_printf(out, ", \"type\": \"%s\"}", cell_type_names[c->type].p);
    }
    buf_add(out, t->column.n ? STR("\n  ],\n  \"rows\": [") : STR("],\n  \"rows\": ["));
    size_t rows = table_rows(t);
    for (size_t row = 0; row < rows; row++) {
        buf_add(out, row ? STR(",\n    ") : STR("\n    "));
        row_object(out, t, row);
    }
    buf_add(out, rows ? STR("\n  ]\n}\n") : STR("]\n}\n"));
}

void write_jsonl(struct buf *out, const struct table *t)
{
    for (size_t row = 0; row < table_rows(t); row++) {
        row_object(out, t, row);
        buf_add_byte(out, '\n');
    }
}
