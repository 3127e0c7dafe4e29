// Markdown: a pipe table for people, with nothing in it that markup could take for its own.
#include "base/escape.h"
#include "table/layout.h"
#include "table/writers.h"

static bool word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c < 0;
}

// Whether the byte at i of s could be markup where it stands. An underscore inside a word is none.
static bool markup(struct str s, size_t i)
{
    char c = s.p[i];
    if (c == '_')
        return !(i && i + 1 < s.n && word_byte(s.p[i - 1]) && word_byte(s.p[i + 1]));
    if (i == 0 && (c == '#' || c == '+' || c == '-' || c == '='))
        return true;
    return c && strchr("\\`*[]<>|~&!", c) != NULL;
}

static void escape_markdown(struct buf *out, struct str s)
{
    struct buf safe = {0};
    escape_terminal(&safe, s);
    struct str text = buf_str(&safe);
    for (size_t i = 0; i < text.n; i++) {
        if (markup(text, i))
            buf_add_byte(out, '\\');
        buf_add_byte(out, text.p[i]);
    }
    buf_free(&safe);
}

static void paragraph(struct buf *out, struct str s)
{
    if (s.n == 0)
        return;
    buf_add_byte(out, '\n');
    escape_markdown(out, s);
    buf_add_byte(out, '\n');
}

static void grid(struct buf *out, const struct table *t, const struct zone *zone)
{
    struct buf cell = {0};
    buf_add_byte(out, '|');
    for (size_t i = 0; i < t->column.n; i++) {
        buf_add_byte(out, ' ');
        escape_markdown(out, column_title(&t->column.p[i]));
        buf_add(out, STR(" |"));
    }
    buf_add(out, STR("\n|"));
    for (size_t i = 0; i < t->column.n; i++)
        buf_add(out, column_right(&t->column.p[i]) ? STR("---:|") : STR("---|"));
    buf_add_byte(out, '\n');
    for (size_t row = 0; row < table_rows(t); row++) {
        buf_add_byte(out, '|');
        for (size_t i = 0; i < t->column.n; i++) {
            buf_clear(&cell);
            cell_people(&cell, t->column.p[i].type, table_cell(t, row, i), zone);
            buf_add_byte(out, ' ');
            escape_markdown(out, buf_str(&cell));
            buf_add(out, STR(" |"));
        }
        buf_add_byte(out, '\n');
    }
    buf_free(&cell);
}

void write_markdown(struct buf *out, const struct table *t, const struct table_look *look)
{
    struct zone *zone = look_zone(look);
    if (t->title.n) {
        buf_add(out, STR("### "));
        escape_markdown(out, t->title);
        buf_add(out, STR("\n\n"));
    }
    grid(out, t, zone);
    if (look->verbose) {
        struct buf about = {0};
        layout_about(&about, t, look->zone);
        paragraph(out, t->definition);
        paragraph(out, buf_str(&about));
        buf_free(&about);
    }
    for (size_t i = 0; i < t->note.n; i++)
        paragraph(out, t->note.p[i]);
    zone_close(zone);
}
