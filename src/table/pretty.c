// Aligned text for people. Lines never exceed the width: titles wrap, texts are cut with a ~, and
// what still does not fit goes below in further blocks that repeat the first columns.
#include "base/escape.h"
#include "base/utf8.h"
#include "table/layout.h"
#include "table/writers.h"

#include <stdlib.h>

enum { GAP = 2, LEAST_TEXT = 10 };

// The table as texts that are safe for a terminal, and the widths of its columns.
struct sheet {
    const struct table *t;
    const struct table_look *look;
    struct arena arena;
    size_t rows, columns, keys; // keys: repeated in every block
    struct str *cell, *title;
    size_t *content, *width; // cells: of the widest cell, and as laid out
};

static struct str safe(struct sheet *s, struct str text)
{
    struct buf out = {0};
    escape_terminal(&out, text);
    struct str copy = arena_str(&s->arena, buf_str(&out));
    buf_free(&out);
    return copy;
}

// What names a row: the columns up to the first texts, if those stand near the front.
static size_t leading_keys(const struct table *t)
{
    size_t first = 0, n = t->column.n;
    while (first < n && t->column.p[first].type != CELL_TEXT)
        first++;
    if (first > 1 || first + 1 >= n)
        return n ? 1 : 0;
    size_t keys = first;
    while (keys < n && keys < first + 2 && t->column.p[keys].type == CELL_TEXT)
        keys++;
    return keys < n ? keys : first + 1;
}

static void sheet_fill(struct sheet *s)
{
    struct zone *zone = look_zone(s->look);
    struct buf text = {0};
    s->cell = arena_array(&s->arena, s->rows * s->columns + 1, struct str);
    s->title = arena_array(&s->arena, s->columns + 1, struct str);
    s->content = arena_array(&s->arena, s->columns + 1, size_t);
    s->width = arena_array(&s->arena, s->columns + 1, size_t);
    for (size_t i = 0; i < s->columns; i++) {
        const struct table_column *c = &s->t->column.p[i];
        s->title[i] = safe(s, column_title(c));
        for (size_t row = 0; row < s->rows; row++) {
            buf_clear(&text);
            cell_people(&text, c->type, table_cell(s->t, row, i), zone);
            struct str cell = safe(s, buf_str(&text));
            size_t cells = utf8_width(cell);
            s->cell[row * s->columns + i] = cell;
            s->content[i] = cells > s->content[i] ? cells : s->content[i];
        }
    }
    s->keys = leading_keys(s->t);
    buf_free(&text);
    zone_close(zone);
}

static size_t longest_word(struct str title)
{
    size_t longest = 0;
    while (title.p) {
        size_t cells = utf8_width(str_cut(&title, ' '));
        longest = cells > longest ? cells : longest;
    }
    return longest;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t total(const struct sheet *s)
{
    size_t sum = 0;
    for (size_t i = 0; i < s->columns; i++)
        sum += s->width[i] + (i ? GAP : 0);
    return sum;
}

// The widest text column above `least` cells, or SIZE_MAX.
static size_t widest_text(const struct sheet *s, size_t least)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < s->columns; i++)
        if (s->t->column.p[i].type == CELL_TEXT && s->width[i] > least &&
            (found == SIZE_MAX || s->width[i] > s->width[found]))
            found = i;
    return found;
}

// Widths that fit look->width if that is possible, narrowing titles first, then texts.
static void sheet_measure(struct sheet *s)
{
    size_t limit = s->look->width, column;
    for (size_t i = 0; i < s->columns; i++)
        s->width[i] = larger(s->content[i], utf8_width(s->title[i]));
    if (!limit || total(s) <= limit)
        return;
    for (size_t i = 0; i < s->columns; i++)
        s->width[i] = larger(s->content[i], longest_word(s->title[i]));
    while (total(s) > limit && (column = widest_text(s, LEAST_TEXT)) != SIZE_MAX)
        s->width[column]--;
    if (total(s) <= limit)
        return;
    // Several blocks: give the texts back what a block can hold.
    size_t half = larger(limit / 2, 1);
    for (size_t i = 0; i < s->columns; i++) {
        size_t want = larger(s->content[i], longest_word(s->title[i]));
        bool text = s->t->column.p[i].type == CELL_TEXT;
        size_t most = i < s->keys ? larger((limit / 2 - 1) / s->keys, 1) : text ? half : limit;
        s->width[i] = want < most ? want : most;
    }
}

// One line without blanks at its end, cut at the limit.
static void line_end(struct sheet *s, struct buf *out, struct buf *line, const char *style)
{
    struct str text = buf_str(line);
    if (s->look->width)
        text = utf8_clip(text, s->look->width);
    while (text.n && text.p[text.n - 1] == ' ')
        text.n--;
    if (style && s->look->color && text.n)
        buf_printf(out, "%s%.*s\x1b[0m", style, STR_ARG(text));
    else
        buf_add(out, text);
    buf_add_byte(out, '\n');
    buf_clear(line);
}

// Lines of titles: words move to the next line when the column is narrow. Bottom-aligned.
static void sheet_titles(struct sheet *s, struct buf *out, const size_t *show, size_t count)
{
    struct buf *wrapped = mem_array(count, sizeof *wrapped), line = {0};
    size_t height = 0;
    size_t *lines = arena_array(&s->arena, count + 1, size_t);
    for (size_t k = 0; k < count; k++) {
        wrapped[k] = (struct buf){0};
        layout_wrap(&wrapped[k], STR(""), s->title[show[k]], s->width[show[k]]);
        for (size_t i = 0; i < wrapped[k].n; i++)
            lines[k] += wrapped[k].p[i] == '\n';
        height = larger(height, lines[k]);
    }
    struct str *rest = arena_array(&s->arena, count + 1, struct str);
    for (size_t k = 0; k < count; k++)
        rest[k] = buf_str(&wrapped[k]);
    for (size_t row = 0; row < height; row++) {
        for (size_t k = 0; k < count; k++) {
            bool shown = row + lines[k] >= height;
            struct str part = shown ? str_cut(&rest[k], '\n') : STR("");
            buf_add_bytes(&line, ' ', k ? GAP : 0);
            layout_fit(&line, part, s->width[show[k]], column_right(&s->t->column.p[show[k]]));
        }
        line_end(s, out, &line, "\x1b[1m");
    }
    for (size_t k = 0; k < count; k++)
        buf_free(&wrapped[k]);
    free(wrapped);
    if (!s->look->color) {
        for (size_t k = 0; k < count; k++) {
            buf_add_bytes(&line, ' ', k ? GAP : 0);
            buf_add_bytes(&line, '-', s->width[show[k]]);
        }
        line_end(s, out, &line, NULL);
    }
    buf_free(&line);
}

static void sheet_block(struct sheet *s, struct buf *out, const size_t *show, size_t count)
{
    struct buf line = {0};
    sheet_titles(s, out, show, count);
    for (size_t row = 0; row < s->rows; row++) {
        for (size_t k = 0; k < count; k++) {
            buf_add_bytes(&line, ' ', k ? GAP : 0);
            layout_fit(&line, s->cell[row * s->columns + show[k]], s->width[show[k]],
                       column_right(&s->t->column.p[show[k]]));
        }
        line_end(s, out, &line, NULL);
    }
    buf_free(&line);
}

// As many blocks as the width asks for; the key columns stand in each.
static void sheet_blocks(struct sheet *s, struct buf *out)
{
    size_t *show = arena_array(&s->arena, s->columns + 1, size_t);
    size_t limit = s->look->width ? s->look->width : SIZE_MAX, next = 0;
    do {
        size_t count = 0, used = 0;
        for (size_t i = 0; next && i < s->keys; i++) {
            show[count++] = i;
            used += s->width[i] + GAP;
        }
        size_t first = next;
        while (next < s->columns && (next == first || used + s->width[next] <= limit)) {
            used += s->width[next] + GAP;
            show[count++] = next++;
        }
        if (first)
            buf_add_byte(out, '\n');
        sheet_block(s, out, show, count);
    } while (next < s->columns);
}

void write_pretty(struct buf *out, const struct table *t, const struct table_look *look)
{
    struct sheet s = {.t = t, .look = look, .rows = table_rows(t), .columns = t->column.n};
    if (t->title.n) {
        buf_add(out, look->color ? STR("\x1b[1m") : STR(""));
        layout_wrap(out, STR(""), t->title, look->width);
        if (look->color) {
            out->n--; // the style ends before the line does
            buf_add(out, STR("\x1b[0m\n"));
        }
        buf_add_byte(out, '\n');
    }
    if (s.columns) {
        sheet_fill(&s);
        sheet_measure(&s);
        sheet_blocks(&s, out);
    }
    if (s.rows == 0)
        buf_add(out, STR("(no rows)\n"));
    if (look->verbose || t->note.n)
        buf_add_byte(out, '\n');
    for (size_t i = 0; i < t->note.n; i++)
        layout_wrap(out, STR("note: "), t->note.p[i], look->width);
    if (look->verbose) {
        struct buf about = {0};
        layout_about(&about, t, look->zone);
        if (t->definition.n)
            layout_wrap(out, STR("definition: "), t->definition, look->width);
        if (about.n)
            layout_wrap(out, STR(""), buf_str(&about), look->width);
        buf_free(&about);
    }
    arena_free(&s.arena);
}
