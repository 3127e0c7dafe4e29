// A grid of cells that screens draw on: clipping, wide characters, bars.
#include "tui/canvas.h"

#include "base/escape.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

void canvas_clear(struct canvas *c)
{
    for (size_t i = 0; i < (size_t)c->columns * c->lines; i++)
        c->cell[i] = (struct canvas_cell){.width = 1, .role = ROLE_TEXT};
}

void canvas_init(struct canvas *c, unsigned columns, unsigned lines)
{
    *c = (struct canvas){.columns = columns, .lines = lines};
    c->cell = mem_array((size_t)columns * lines, sizeof *c->cell);
    canvas_clear(c);
}

void canvas_free(struct canvas *c)
{
    free(c->cell);
    *c = (struct canvas){0};
}

static struct canvas_cell *at(struct canvas *c, unsigned line, unsigned column)
{
    return &c->cell[(size_t)line * c->columns + column];
}

// Overwriting one half of a wide character blanks the other.
static void put(struct canvas *c, unsigned line, unsigned column, uint32_t point, unsigned width,
                enum role role)
{
    struct canvas_cell *cell = at(c, line, column);
    if (cell->width == 0 && column > 0)
        cell[-1] = (struct canvas_cell){.width = 1, .role = cell[-1].role};
    unsigned last = column + width - 1;
    struct canvas_cell *end = at(c, line, last);
    if (end->width == 2 && last + 1 < c->columns)
        end[1] = (struct canvas_cell){.width = 1, .role = end[1].role};
    *cell = (struct canvas_cell){
        .point = {point}, .width = (unsigned char)width, .role = (unsigned char)role};
    if (width == 2)
        *end = (struct canvas_cell){.width = 0, .role = (unsigned char)role};
}

static void combine(struct canvas_cell *cell, uint32_t point)
{
    for (unsigned i = 1; i < CANVAS_POINTS; i++)
        if (cell->point[i] == 0) {
            cell->point[i] = point;
            return;
        }
}

// Safe text, at most `cells` cells; returns the cells used.
static unsigned write_points(struct canvas *c, unsigned line, unsigned column, unsigned cells,
                             enum role role, struct str s)
{
    unsigned used = 0, before = 0;
    while (s.n > 0) {
        uint32_t point;
        size_t n = utf8_next(s, &point);
        if (n == 0) // cannot be after escape_terminal; never loop on it
            break;
        s = str_slice(s, n, s.n);
        unsigned width = utf8_cell_width(point);
        if (width == 0) {
            if (used > 0 && !c->ascii)
                combine(at(c, line, column + before), point);
            continue;
        }
        if (used + width > cells)
            break;
        before = used;
        if (c->ascii && point >= 0x80)
            for (unsigned i = 0; i < width; i++)
                put(c, line, column + used++, '?', 1, role);
        else {
            put(c, line, column + used, point, width, role);
            used += width;
        }
    }
    return used;
}

static unsigned room(const struct canvas *c, unsigned line, unsigned column, unsigned cells)
{
    if (line >= c->lines || column >= c->columns)
        return 0;
    return cells < c->columns - column ? cells : c->columns - column;
}

unsigned canvas_write(struct canvas *c, unsigned line, unsigned column, unsigned cells,
                      enum role role, struct str s)
{
    cells = room(c, line, column, cells);
    if (cells == 0)
        return 0;
    // A megabyte in one cell of the table need not be escaped to show eighty of its characters.
    bool longer = s.n > 16 * (size_t)cells + 64;
    if (longer)
        s.n = 16 * (size_t)cells + 64;
    struct buf safe = {0};
    escape_terminal(&safe, s);
    bool fits = !longer && utf8_width(buf_str(&safe)) <= cells;
    unsigned used = write_points(c, line, column, fits ? cells : cells - 1, role, buf_str(&safe));
    if (!fits) {
        // A wide character that did not fit leaves a blank before the mark.
        put(c, line, column + used, c->plain ? '~' : 0x2026, 1, role);
        used++;
    }
    buf_free(&safe);
    return used;
}

// The first part of s that takes at most `cells`, cut behind a blank if there is one.
static size_t line_end(struct str s, unsigned cells)
{
    size_t end = utf8_clip(s, cells).n, blank;
    if (end == s.n)
        return end;
    for (blank = end; blank > 0 && s.p[blank] != ' '; blank--)
        ;
    return blank > 0 ? blank : end > 0 ? end : 1;
}

unsigned canvas_wrap(struct canvas *c, unsigned line, unsigned lines, unsigned column,
                     enum role role, struct str s)
{
    struct buf safe = {0};
    unsigned cells = c->columns > column + 2 ? c->columns - column - 1 : 1, used = 0;
    escape_terminal(&safe, s);
    for (struct str rest = buf_str(&safe); rest.n > 0; used++) {
        size_t end = line_end(rest, cells);
        if (used < lines)
            canvas_write(c, line + used, column, cells, role, str_slice(rest, 0, end));
        while (end < rest.n && rest.p[end] == ' ')
            end++;
        rest = str_slice(rest, end, rest.n);
    }
    buf_free(&safe);
    return used;
}

unsigned canvas_width(struct str s)
{
    struct buf safe = {0};
    if (s.n > 4096)
        s.n = 4096;
    escape_terminal(&safe, s);
    size_t width = utf8_width(buf_str(&safe));
    buf_free(&safe);
    return (unsigned)width;
}

void canvas_right(struct canvas *c, unsigned line, unsigned column, unsigned cells, enum role role,
                  struct str s)
{
    unsigned width = canvas_width(s);
    unsigned blank = width < cells ? cells - width : 0;
    canvas_write(c, line, column + blank, cells - blank, role, s);
}

void canvas_bar(struct canvas *c, unsigned line, unsigned column, unsigned cells, enum role role,
                double share)
{
    cells = room(c, line, column, cells);
    if (cells == 0 || !(share > 0))
        return;
    if (share > 1)
        share = 1;
    unsigned eighths = (unsigned)(share * cells * 8 + 0.5);
    if (eighths == 0) // what is there must be seen
        eighths = 1;
    if (c->plain)
        eighths = (eighths + 7) / 8 * 8;
    for (unsigned i = 0; i < eighths / 8; i++)
        put(c, line, column + i, c->plain ? '#' : 0x2588, 1, role);
    if (eighths % 8) // U+258F is one eighth … U+2589 seven
        put(c, line, column + eighths / 8, 0x2590 - eighths % 8, 1, role);
}

void canvas_paint(struct canvas *c, unsigned line, unsigned column, unsigned cells, enum role role)
{
    cells = room(c, line, column, cells);
    for (unsigned i = 0; i < cells; i++)
        at(c, line, column + i)->role = (unsigned char)role;
}

void canvas_point(struct buf *out, uint32_t point)
{
    if (point < 0x80) {
        buf_add_byte(out, (char)point);
    } else if (point < 0x800) {
        buf_add_byte(out, (char)(0xC0 | point >> 6));
        buf_add_byte(out, (char)(0x80 | (point & 0x3F)));
    } else if (point < 0x10000) {
        buf_add_byte(out, (char)(0xE0 | point >> 12));
        buf_add_byte(out, (char)(0x80 | (point >> 6 & 0x3F)));
        buf_add_byte(out, (char)(0x80 | (point & 0x3F)));
    } else {
        buf_add_byte(out, (char)(0xF0 | point >> 18));
        buf_add_byte(out, (char)(0x80 | (point >> 12 & 0x3F)));
        buf_add_byte(out, (char)(0x80 | (point >> 6 & 0x3F)));
        buf_add_byte(out, (char)(0x80 | (point & 0x3F)));
    }
}

void canvas_cell_text(const struct canvas_cell *cell, struct buf *out)
{
    if (cell->width == 0)
        return;
    if (cell->point[0] == 0) {
        buf_add_byte(out, ' ');
        return;
    }
    for (unsigned i = 0; i < CANVAS_POINTS && cell->point[i]; i++)
        canvas_point(out, cell->point[i]);
}

void canvas_dump(const struct canvas *c, struct buf *out)
{
    for (unsigned line = 0; line < c->lines; line++) {
        size_t start = out->n;
        for (unsigned column = 0; column < c->columns; column++)
            canvas_cell_text(canvas_at(c, line, column), out);
        while (out->n > start && out->p[out->n - 1] == ' ')
            out->n--;
        buf_add_byte(out, '\n');
    }
}
