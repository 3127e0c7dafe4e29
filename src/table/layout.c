// Wrapping and clipping by terminal cells.
#include "table/layout.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "text/time.h"

// One line that is not full yet.
struct line {
    struct buf *out;
    size_t width, indent, used; // cells; used counts the indent
    bool empty;                 // no word on it yet
};

static void line_break(struct line *l)
{
    buf_add_byte(l->out, '\n');
    buf_add_bytes(l->out, ' ', l->indent);
    l->used = l->indent;
    l->empty = true;
}

static void line_word(struct line *l, struct str word)
{
    size_t cells = utf8_width(word);
    if (!l->empty && l->width && l->used + 1 + cells > l->width)
        line_break(l);
    if (!l->empty) {
        buf_add_byte(l->out, ' ');
        l->used++;
    }
    while (l->width && l->used + cells > l->width) { // longer than a line
        size_t room = l->width > l->used ? l->width - l->used : 1;
        struct str part = utf8_clip(word, room);
        if (part.n == 0)
            part = str_slice(word, 0, word.n < 4 ? word.n : 4); // a wide letter, one cell left
        buf_add(l->out, part);
        word = str_slice(word, part.n, word.n);
        cells = utf8_width(word);
        if (word.n == 0)
            break;
        line_break(l);
    }
    buf_add(l->out, word);
    l->used += cells;
    l->empty = false;
}

void layout_wrap(struct buf *out, struct str head, struct str text, size_t width)
{
    struct buf safe = {0};
    escape_terminal(&safe, text);
    size_t indent = utf8_width(head);
    if (width && indent * 2 > width)
        indent = 0;
    struct line l = {out, width, indent, utf8_width(head), true};
    buf_add(out, head);
    struct str rest = buf_str(&safe);
    while (rest.p) {
        struct str word = str_cut(&rest, ' ');
        if (word.n)
            line_word(&l, word);
    }
    buf_add_byte(out, '\n');
    buf_free(&safe);
}

void layout_fit(struct buf *out, struct str text, size_t width, bool right)
{
    size_t cells = utf8_width(text);
    bool cut = cells > width;
    if (cut) {
        text = utf8_clip(text, width ? width - 1 : 0);
        cells = utf8_width(text) + (width ? 1 : 0);
    }
    size_t blanks = width > cells ? width - cells : 0;
    if (right)
        buf_add_bytes(out, ' ', blanks);
    buf_add(out, text);
    if (cut && width)
        buf_add_byte(out, '~');
    if (!right)
        buf_add_bytes(out, ' ', blanks);
}

static void day_time(struct buf *out, int64_t utc, const struct zone *zone)
{
    if (utc == TIME_NONE)
        buf_add_byte(out, '?');
    else
        time_format_local(out, utc, zone);
}

void layout_period(struct buf *out, int64_t since, int64_t until, const char *zone)
{
    if (since == TIME_NONE && until == TIME_NONE)
        return;
    struct zone *z = zone ? zone_open(str_of(zone), NULL) : NULL;
    day_time(out, since, z);
    buf_add(out, STR(" to "));
    day_time(out, until, z);
    zone_close(z);
}

void layout_about(struct buf *out, const struct table *t, const char *zone)
{
    if (t->n || t->unit.n) {
        buf_printf(out, "n = %llu", (unsigned long long)t->n);
        if (t->unit.n)
            buf_printf(out, " %.*s", STR_ARG(t->unit));
    }
    if (t->since != TIME_NONE || t->until != TIME_NONE) {
        buf_add(out, out->n ? STR("; period ") : STR("period "));
        layout_period(out, t->since, t->until, zone);
    }
    if (t->zone.n)
        buf_printf(out, "%szone %.*s", out->n ? "; " : "", STR_ARG(t->zone));
    if (t->source.n)
        buf_printf(out, "%ssource %.*s", out->n ? "; " : "", STR_ARG(t->source));
}
