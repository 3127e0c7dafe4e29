// Heat maps: from × to counts, or a table whose rows and columns are the map.
#include "base/dict.h"
#include "base/utf8.h"
#include "plot/draw.h"

#include <math.h>
#include <stdio.h>

enum { MOST_SIDE = 30 };

struct heat {
    struct picture *c;
    struct arena arena;
    size_t rows, columns;
    struct str *row_name, *column_name;
    double *value;    // rows × columns, NaN where there is none
    struct str *text; // of each cell, for people
    struct str row_axis, column_axis;
    size_t cut; // rows or columns that do not fit the map
};

static void allocate(struct heat *h)
{
    size_t cells = h->rows * h->columns;
    h->value = arena_array(&h->arena, cells, double);
    h->text = arena_array(&h->arena, cells, struct str);
    for (size_t i = 0; i < cells; i++)
        h->value[i] = NAN;
}

static void put(struct heat *h, size_t row, size_t column, size_t table_row, size_t table_column)
{
    const struct table *t = h->c->t;
    size_t at = row * h->columns + column;
    struct buf text = {0};
    if (!plot_cell_value(t, table_row, table_column, &h->value[at]))
        return;
    cell_pretty(&text, &t->column.p[table_column], table_cell(t, table_row, table_column), NULL);
    h->text[at] = arena_str(&h->arena, buf_str(&text));
    buf_free(&text);
}

static uint32_t place(struct dict *names, const struct table *t, size_t row, size_t column)
{
    const struct cell *cell = table_cell(t, row, column);
    struct str name = cell->missing || cell->text.n == 0 ? STR("(none)") : cell->text;
    return dict_add(names, name) - 1;
}

// from, to, value: one row a cell. Both sides show the same names in one order, so that what stays
// in its place is the diagonal.
static bool long_form(struct heat *h, size_t from, size_t to, struct diag *d)
{
    static const char *const prefer[] = {"count", "switches", "share", "n", NULL};
    const struct table *t = h->c->t;
    size_t value = plot_value_column(h->c, prefer, d);
    if (value == SIZE_MAX)
        return false;
    struct dict names;
    dict_init(&names);
    for (size_t row = 0; row < table_rows(t); row++)
        place(&names, t, row, from);
    for (size_t row = 0; row < table_rows(t); row++)
        place(&names, t, row, to);
    size_t side = names.count - 1;
    h->rows = h->columns = side < MOST_SIDE ? side : MOST_SIDE;
    h->cut = side - h->rows;
    h->row_name = h->column_name = arena_array(&h->arena, h->rows, struct str);
    for (size_t i = 0; i < h->rows; i++)
        h->row_name[i] = arena_str(&h->arena, dict_get(&names, (uint32_t)i + 1));
    allocate(h);
    for (size_t row = 0; row < table_rows(t); row++) {
        size_t y = place(&names, t, row, from), x = place(&names, t, row, to);
        if (y < h->rows && x < h->columns)
            put(h, y, x, row, value);
    }
    h->row_axis = STR("from");
    h->column_axis = STR("to");
    dict_free(&names);
    return true;
}

// The first text names the row, each column of numbers is one of the map.
static bool wide_form(struct heat *h, struct diag *d)
{
    const struct table *t = h->c->t;
    size_t *column = arena_array(&h->arena, t->column.n, size_t), name = SIZE_MAX;
    for (size_t i = 0; i < t->column.n; i++) {
        if (plot_column_numeric(&t->column.p[i]) && h->columns < MOST_SIDE)
            column[h->columns++] = i;
        else if (plot_column_numeric(&t->column.p[i]))
            h->cut++;
        else if (name == SIZE_MAX)
            name = i;
    }
    if (h->columns == 0)
        return diag_set(d, FAULT_USAGE,
                        "a heat map needs columns from, to and a number, or a text and numbers");
    h->rows = table_rows(t) < MOST_SIDE ? table_rows(t) : MOST_SIDE;
    h->cut += table_rows(t) - h->rows;
    h->row_name = arena_array(&h->arena, h->rows, struct str);
    h->column_name = arena_array(&h->arena, h->columns, struct str);
    for (size_t i = 0; i < h->columns; i++) {
        const struct table_column *c = &t->column.p[column[i]];
        h->column_name[i] = c->title.n ? c->title : c->name;
    }
    allocate(h);
    for (size_t row = 0; row < h->rows; row++) {
        h->row_name[row] = plot_row_label(&h->arena, h->c, row);
        for (size_t i = 0; i < h->columns; i++)
            put(h, row, i, row, column[i]);
    }
    if (name != SIZE_MAX)
        h->row_axis = t->column.p[name].title.n ? t->column.p[name].title : t->column.p[name].name;
    return true;
}

// Light to dark blue, even in lightness: readable in grey and for the colour-blind.
static void shade(double t, char text[8])
{
    static const double light[] = {239, 245, 252}, middle[] = {107, 174, 214},
                        dark[] = {8, 48, 107};
    const double *a = t < 0.5 ? light : middle, *b = t < 0.5 ? middle : dark;
    double f = t < 0.5 ? t * 2 : t * 2 - 1;
    unsigned rgb[3];
    for (size_t i = 0; i < 3; i++)
        rgb[i] = (unsigned)lround(a[i] + (b[i] - a[i]) * f) & 0xFF;
    snprintf(text, 8, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
}

static void cells(struct heat *h)
{
    struct picture *c = h->c;
    double high = 0, low = 0;
    for (size_t i = 0; i < h->rows * h->columns; i++) {
        high = fmax(high, h->value[i]); // NaN is left out by fmax
        low = fmin(low, h->value[i]);
    }
    char x[32], y[32], color[8];
    for (size_t i = 0; i < h->rows * h->columns; i++) {
        size_t row = i / h->columns, column = i % h->columns;
        bool missing = isnan(h->value[i]);
        double t = missing || high == low ? 0 : (h->value[i] - low) / (high - low);
        shade(t, color);
        if (!c->dumb)
            buf_printf(c->out,
                       "set object rectangle from %.2f,%.2f to %.2f,%.2f fillcolor rgb \"%s\" "
                       "fillstyle solid 1 noborder\n",
                       (double)column - 0.49, (double)row - 0.47, (double)column + 0.49,
                       (double)row + 0.47, missing ? "#F7F7F7" : color);
        snprintf(x, sizeof x, "%zu", column);
        snprintf(y, sizeof y, "%zu", row);
        picture_text(c, x, y, missing ? STR(".") : h->text[i], "center",
                     c->dumb    ? "front"
                     : t > 0.55 ? "front textcolor rgb \"#FFFFFF\""
                                : "front textcolor rgb \"#222222\"");
    }
}

static size_t widest(const struct str *name, size_t n)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t cells = utf8_width(name[i]);
        most = cells > most ? cells : most;
    }
    return most;
}

static void names(struct heat *h, double room, double column_room, bool turned)
{
    struct picture *c = h->c;
    char x[48], y[48];
    for (size_t i = 0; i < h->rows; i++) {
        snprintf(x, sizeof x, "screen %.5f", (c->left - c->letter) / c->width);
        snprintf(y, sizeof y, "first %zu", i);
        picture_text(c, x, y, plot_clip(&h->arena, h->row_name[i], room), "right", "");
    }
    for (size_t i = 0; i < h->columns; i++) {
        snprintf(x, sizeof x, "first %zu", i);
        snprintf(y, sizeof y, "screen %.5f", 1 - (c->top - c->line * 0.6) / c->height);
        picture_text(c, x, y, plot_clip(&h->arena, h->column_name[i], column_room),
                     turned ? "left" : "center", turned ? "rotate by 45" : "");
    }
}

// "from \ to" in the corner above the names.
static void axes(struct heat *h)
{
    struct picture *c = h->c;
    char x[48], y[48];
    if (!h->row_axis.n)
        return;
    snprintf(x, sizeof x, "screen %.5f", (c->left - c->letter) / c->width);
    snprintf(y, sizeof y, "screen %.5f", 1 - (c->top - c->line * 0.6) / c->height);
    struct str text = h->column_axis.n ? arena_printf(&h->arena, "%.*s / %.*s",
                                                      STR_ARG(h->row_axis), STR_ARG(h->column_axis))
                                       : h->row_axis;
    picture_text(c, x, y, plot_clip(&h->arena, text, 24), "right",
                 c->dumb ? "" : "textcolor rgb \"#555555\"");
}

bool picture_heat(struct picture *c, struct diag *d)
{
    struct heat h = {.c = c};
    size_t from = table_find(c->t, "from"), to = table_find(c->t, "to");
    bool pairs = from != SIZE_MAX && to != SIZE_MAX && c->t->column.p[from].type == CELL_TEXT &&
                 c->t->column.p[to].type == CELL_TEXT;
    if (!(pairs ? long_form(&h, from, to, d) : wide_form(&h, d))) {
        arena_free(&h.arena);
        return false;
    }
    picture_begin(c, (double)h.rows * (c->dumb ? 2 : 36) + (c->dumb ? 6 : 180));
    double corner = h.column_axis.n ? 9 : (double)utf8_width(h.row_axis);
    double room = fmin(fmax((double)widest(h.row_name, h.rows), fmin(corner, 24)),
                       floor(c->width * 0.3 / c->letter));
    c->left += (room + 1) * c->letter;
    double side = (c->width - c->left - c->right) / (double)h.columns / c->letter;
    double longest = (double)widest(h.column_name, h.columns);
    bool turned = !c->dumb && longest > side - 1;
    double column_room = turned ? fmin(longest, 24) : side - 1;
    c->top += c->line * 1.2 + (turned ? column_room * c->letter * 0.72 : 0);
    if (turned)
        c->right += fmin(column_room * c->letter * 0.5, c->width * 0.12);
    picture_margins(c);
    if (h.cut) {
        struct str note = arena_printf(&h.arena, "%zu more names are not shown", h.cut);
        picture_text(c, "graph 1", "graph 0", note, "right", "offset character 0,-0.8");
    }
    cells(&h);
    names(&h, room, column_room, turned);
    axes(&h);
    buf_printf(c->out, "set xrange [-0.5:%.1f]\nset yrange [%.1f:-0.5]\nplot NaN notitle\n",
               (double)h.columns - 0.5, (double)h.rows - 0.5);
    arena_free(&h.arena);
    return true;
}
