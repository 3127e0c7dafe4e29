// A table as a gnuplot program: the kind, the picture, the title.
#include "base/utf8.h"
#include "plot/draw.h"
#include "table/layout.h"

#include <math.h>

const struct str plot_kind_names[] = {
    {"auto", 4}, {"bars", 4}, {"funnel", 6}, {"heat", 4}, {"line", 4}, {"timeline", 8},
};
const size_t plot_kind_count = sizeof plot_kind_names / sizeof plot_kind_names[0];

bool plot_kind_of(struct str name, enum plot_kind *kind)
{
    for (size_t i = 0; i < plot_kind_count; i++)
        if (str_eq(name, plot_kind_names[i])) {
            *kind = (enum plot_kind)i;
            return true;
        }
    return false;
}

static bool is_text(const struct table *t, const char *name)
{
    size_t at = table_find(t, name);
    return at != SIZE_MAX && t->column.p[at].type == CELL_TEXT;
}

// What a table is best drawn as: by its columns, and by its metric where columns leave a choice.
static enum plot_kind choose(const struct table *t)
{
    if (table_find(t, "reached") != SIZE_MAX && !is_text(t, "what")) // a drop-off has both
        return PLOT_FUNNEL;
    if (is_text(t, "from") && (is_text(t, "to") || t->column.n > 2))
        return PLOT_HEAT;
    size_t time = table_find(t, "time");
    if (time != SIZE_MAX && t->column.p[time].type == CELL_TIME && is_text(t, "channel"))
        return PLOT_TIMELINE;
    if (t->column.p[0].type == CELL_TIME)
        return PLOT_LINE;
    return PLOT_BARS;
}

static void terminal(struct picture *c)
{
    struct buf *out = c->out;
    switch (c->look->terminal) {
    case PLOT_SVG:
        buf_printf(out,
                   "set terminal svg size %.0f,%.0f font \"sans-serif,13\" noenhanced "
                   "background rgb \"white\"\n",
                   c->width, c->height);
        break;
    case PLOT_PNG:
        buf_printf(out,
                   "set terminal pngcairo size %.0f,%.0f font \"sans-serif,10\" noenhanced "
                   "background rgb \"white\"\n",
                   c->width, c->height);
        break;
    case PLOT_PDF: // a point of the page for a pixel, at 100 pixels an inch
        buf_printf(out,
                   "set terminal pdfcairo size %.2fin,%.2fin font \"sans-serif,9.5\" "
                   "noenhanced background rgb \"white\"\n",
                   c->width / 100, c->height / 100);
        break;
    case PLOT_DUMB:
        buf_printf(out, "set terminal dumb size %.0f,%.0f noenhanced %s\n", c->width, c->height,
                   c->look->color ? "ansi256" : "mono");
        break;
    case PLOT_WINDOW:
        break;
    }
}

// A line of text at the left edge, its upper edge at y, cut to the picture's width.
static void edge_text(struct picture *c, double y, double size, struct str text, const char *color)
{
    struct arena a = {0};
    size = c->dumb ? 13 : size; // letters of a dumb terminal have one size
    text = plot_clip(&a, text, (c->width - 2 * c->left) / (c->letter * size / 13));
    buf_printf(c->out, "set label ");
    plot_quote(c->out, text, false);
    buf_printf(c->out, " at screen %.5f,%.5f left noenhanced", c->left / c->width,
               1 - (y + c->line / 2) / c->height);
    if (!c->dumb) {
        double scale = c->look->terminal == PLOT_PNG   ? 10.0 / 13
                       : c->look->terminal == PLOT_PDF ? 9.5 / 13
                                                       : 1;
        buf_printf(c->out, " font \",%.1f\" textcolor rgb \"%s\"", size * scale, color);
    }
    buf_add_byte(c->out, '\n');
    arena_free(&a);
}

// Wrapped lines from y on, at most `most`; returns where the next may stand.
static double edge_lines(struct picture *c, double y, double size, struct str text, size_t most,
                         const char *color)
{
    struct buf lines = {0};
    size = c->dumb ? 13 : size;
    double letter = c->letter * size / 13;
    layout_wrap(&lines, STR(""), text, (size_t)((c->width - 2 * c->left) / letter));
    struct str rest = buf_str(&lines);
    for (size_t i = 0; rest.n && i < most; i++) {
        bool last = i + 1 == most;
        struct str line = last ? rest : str_cut(&rest, '\n');
        if (last && line.p[line.n - 1] == '\n')
            line.n--;
        edge_text(c, y, size, line, color);
        y += c->line * size / 13;
        if (last)
            break;
    }
    buf_free(&lines);
    return y;
}

void picture_begin(struct picture *c, double wanted)
{
    const struct table *t = c->t;
    c->width = c->look->width ? c->look->width : c->dumb ? 79 : 900;
    double least = c->dumb ? 24 : 500, most = c->dumb ? 200 : 4000;
    c->height = c->look->height ? c->look->height : fmin(fmax(wanted, least), most);
    buf_add(c->out, STR("reset\nset encoding utf8\n"));
    terminal(c);
    c->left = c->right = c->dumb ? 1 : 20;
    double y = c->dumb ? 0 : 16;
    struct str title = c->look->title.n ? c->look->title : t->title;
    if (title.n)
        y = edge_lines(c, y, 17, title, 2, "#000000") + (c->dumb ? 0 : 2);
    struct buf about = {0};
    layout_about(&about, t, t->zone.n ? t->zone.p : NULL);
    if (about.n)
        y = edge_lines(c, y, 12, buf_str(&about), 2, "#555555");
    buf_free(&about);
    c->top = y + c->line / 2;
    size_t notes = t->note.n < 2 ? t->note.n : 2;
    c->bottom = c->dumb ? 1 : 12;
    for (size_t i = notes; i-- > 0;) {
        c->bottom += c->line;
        edge_text(c, c->height - c->bottom, 12, t->note.p[i], "#555555");
    }
    c->bottom += c->dumb ? 0 : 8;
    buf_add(c->out, STR("unset key\nunset border\nunset xtics\nunset ytics\n"));
}

void picture_margins(struct picture *c)
{
    buf_printf(c->out,
               "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
               "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
               c->left / c->width, 1 - c->right / c->width, 1 - c->top / c->height,
               c->bottom / c->height);
}

void picture_text(struct picture *c, const char *x, const char *y, struct str text,
                  const char *where, const char *more)
{
    buf_add(c->out, STR("set label "));
    plot_quote(c->out, text, false);
    buf_printf(c->out, " at %s,%s %s noenhanced %s\n", x, y, where, more);
}

bool plot_program(struct buf *out, const struct table *t, const struct plot_look *look,
                  struct diag *d)
{
    if (t->column.n == 0 || table_rows(t) == 0)
        return diag_set(d, FAULT_USAGE, "nothing to draw: the table has no rows");
    bool dumb = look->terminal == PLOT_DUMB;
    struct picture c = {.out = out,
                        .t = t,
                        .look = look,
                        .dumb = dumb,
                        .letter = dumb ? 1 : 7.2,
                        .line = dumb ? 1 : 18};
    enum plot_kind kind = look->kind == PLOT_AUTO ? choose(t) : look->kind;
    switch (kind) {
    case PLOT_AUTO:
    case PLOT_BARS:
        return picture_bars(&c, d);
    case PLOT_FUNNEL:
        return picture_funnel(&c, d);
    case PLOT_HEAT:
        return picture_heat(&c, d);
    case PLOT_LINE:
        return picture_line(&c, d);
    case PLOT_TIMELINE:
        return picture_timeline(&c, d);
    }
    return false;
}
