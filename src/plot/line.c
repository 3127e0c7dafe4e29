// Lines over time: the first column is the time, each column of numbers like the first a line.
#include "base/utf8.h"
#include "plot/draw.h"

#include <math.h>
#include <stdio.h>

enum { MOST_LINES = 8 };

struct lines {
    struct picture *c;
    size_t time, rows;
    size_t column[MOST_LINES], n, left_out;
    double factor;      // from values to the axis
    const char *suffix; // of the axis: " %", " h"
    double low, high, first, last;
};

static bool choose(struct lines *l, struct diag *d)
{
    const struct table *t = l->c->t;
    for (l->time = 0; l->time < t->column.n; l->time++)
        if (t->column.p[l->time].type == CELL_TIME)
            break;
    if (l->time == t->column.n)
        return diag_set(d, FAULT_USAGE, "a line needs a column of times");
    static const char *const none[] = {NULL};
    size_t first = plot_value_column(l->c, none, d);
    if (first == SIZE_MAX)
        return false;
    l->column[l->n++] = first;
    for (size_t i = 0; i < t->column.n && !l->c->look->value.n; i++) {
        if (i == first || t->column.p[i].type != t->column.p[first].type)
            continue;
        if (l->n < MOST_LINES)
            l->column[l->n++] = i;
        else
            l->left_out++;
    }
    return true;
}

static void extent(struct lines *l)
{
    const struct table *t = l->c->t;
    l->first = l->low = INFINITY;
    l->last = l->high = -INFINITY;
    for (size_t row = 0; row < l->rows; row++) {
        const struct cell *when = table_cell(t, row, l->time);
        if (when->missing)
            continue;
        l->first = fmin(l->first, (double)when->count / 1e6);
        l->last = fmax(l->last, (double)when->count / 1e6);
        for (size_t i = 0; i < l->n; i++) {
            double v;
            if (plot_cell_value(t, row, l->column[i], &v)) {
                l->low = fmin(l->low, v);
                l->high = fmax(l->high, v);
            }
        }
    }
    l->low = fmin(l->low, 0);
    l->high = l->high > l->low ? l->high : l->low + 1;
    if (!(l->last > l->first)) { // one point, or none
        l->first = isfinite(l->first) ? l->first - 43200 : 0;
        l->last = l->first + 86400;
    }
    enum cell_type type = t->column.p[l->column[0]].type;
    l->factor = type == CELL_SHARE ? 100 : 1;
    l->suffix = type == CELL_SHARE ? " %%" : "";
    if (type == CELL_DURATION) {
        double unit = l->high >= 2 * 86400 ? 86400
                      : l->high >= 7200    ? 3600
                      : l->high >= 120     ? 60
                                           : 1;
        l->factor = 1 / unit;
        l->suffix = unit == 86400 ? " d" : unit == 3600 ? " h" : unit == 60 ? " min" : " s";
    }
}

static void numbers(const struct lines *l)
{
    const struct table *t = l->c->t;
    buf_add(l->c->out, STR("$lines << ENDOFLINES\n"));
    for (size_t row = 0; row < l->rows; row++) {
        const struct cell *when = table_cell(t, row, l->time);
        if (when->missing)
            continue;
        buf_printf(l->c->out, "%.6f", (double)when->count / 1e6);
        for (size_t i = 0; i < l->n; i++) {
            double v;
            if (plot_cell_value(t, row, l->column[i], &v))
                buf_printf(l->c->out, " %.9g", v * l->factor);
            else
                buf_add(l->c->out, STR(" NaN"));
        }
        buf_add_byte(l->c->out, '\n');
    }
    buf_add(l->c->out, STR("ENDOFLINES\n"));
}

// Marks at times of the table, about six: every row has its own when there are few.
static void time_axis(const struct lines *l)
{
    enum { MARKS = 7 };
    double at[MARKS + 1];
    size_t n = 0, step = (l->rows + MARKS - 2) / (l->c->dumb ? 2 : MARKS - 1);
    for (size_t row = 0; row < l->rows && n < MARKS; row += step ? step : 1) {
        const struct cell *when = table_cell(l->c->t, row, l->time);
        if (!when->missing)
            at[n++] = (double)when->count / 1e6;
    }
    // Dates alone when they tell the marks apart.
    picture_times(l->c, at, n, l->last - l->first >= 5 * 86400 ? 10 : 16);
}

bool picture_line(struct picture *c, struct diag *d)
{
    struct lines l = {.c = c, .rows = table_rows(c->t)};
    if (!choose(&l, d))
        return false;
    extent(&l);
    picture_begin(c, 0);
    size_t widest = 0;
    for (size_t i = 0; i < l.n; i++) {
        const struct table_column *column = &c->t->column.p[l.column[i]];
        size_t cells = utf8_width(column->title.n ? column->title : column->name);
        widest = cells > widest ? cells : widest;
    }
    c->left += 9 * c->letter;
    c->bottom += c->line * 1.6;
    c->top += c->line * (l.n > 1 ? (double)(l.n + 1) / 2 * 1.1 : 0.3);
    c->right += c->dumb ? 8 : 50;
    picture_margins(c);
    numbers(&l);
    time_axis(&l);
    buf_printf(c->out,
               "set border 3 linecolor rgb \"#888888\"\nset ytics nomirror noenhanced format "
               "\"%%g%s\"\n%s"
               "set xrange [%.6f:%.6f]\nset yrange [%.9g:%.9g]\n",
               l.suffix, c->dumb ? "" : "set grid ytics linetype 1 linecolor rgb \"#E5E5E5\"\n",
               l.first, l.last, l.low * l.factor, (l.high + (l.high - l.low) * 0.05) * l.factor);
    if (l.n > 1)
        buf_add(c->out, STR("set key at graph 0,1 left bottom Left reverse horizontal maxcols 2 "
                            "noenhanced\n"));
    buf_add(c->out, STR("plot "));
    for (size_t i = 0; i < l.n; i++) {
        const struct table_column *column = &c->t->column.p[l.column[i]];
        buf_printf(c->out,
                   "%s$lines using 1:%zu with linespoints linewidth 2 pointtype 7 "
                   "pointsize 0.6 linecolor rgb \"%s\" title ",
                   i ? ", " : "", i + 2, plot_color(i));
        plot_quote(c->out, column->title.n ? column->title : column->name, false);
        buf_add(c->out, STR(" noenhanced"));
    }
    buf_add_byte(c->out, '\n');
    return true;
}
