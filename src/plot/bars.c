// Bars and funnels: one bar a row, its label on the left, its numbers at the end.
#include "base/utf8.h"
#include "plot/draw.h"

#include <math.h>
#include <stdio.h>

enum { MOST_ROWS = 60, LEAST_BANDS = 4 }; // fewer bars than that leave room below

// What stands at the end of a row's bar.
struct bars {
    struct picture *c;
    struct arena arena;
    size_t rows, value, share, top, of; // columns: SIZE_MAX where there is none
    bool funnel;
    struct str *label, *text;
    double *length; // NaN: missing
    double low, high;
    size_t label_cells, text_cells;
};

// The share that belongs to a count.
static size_t share_column(const struct table *t, size_t value)
{
    static const char *const known[] = {"share_of_first", "share_first", "share", NULL};
    for (const char *const *name = known; *name; name++) {
        size_t at = table_find(t, *name);
        if (at != SIZE_MAX && at != value && t->column.p[value].type == CELL_COUNT)
            return at;
    }
    return SIZE_MAX;
}

static void add_cell(struct bars *b, struct buf *text, const char *before, size_t row,
                     size_t column, const char *after)
{
    const struct table *t = b->c->t;
    if (column == SIZE_MAX || table_cell(t, row, column)->missing)
        return;
    buf_add(text, str_of(before));
    cell_pretty(text, &t->column.p[column], table_cell(t, row, column), NULL);
    buf_add(text, str_of(after));
}

// "5  55.6 %, pending 1", or "60.0 %  3 of 5".
static struct str bar_text(struct bars *b, size_t row)
{
    const struct table *t = b->c->t;
    struct buf text = {0};
    if (isnan(b->length[row])) {
        buf_add(&text, STR("n/a"));
    } else {
        add_cell(b, &text, "", row, b->value, "");
        add_cell(b, &text, "   ", row, b->share, "");
        size_t pending = b->funnel ? table_find(t, "pending") : SIZE_MAX;
        double count;
        if (pending != SIZE_MAX && plot_cell_value(t, row, pending, &count) && count > 0)
            add_cell(b, &text, ", pending ", row, pending, "");
    }
    if (b->top != SIZE_MAX && b->of != SIZE_MAX) {
        add_cell(b, &text, "   ", row, b->top, "");
        add_cell(b, &text, " of ", row, b->of, "");
    }
    struct str copy = arena_str(&b->arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

static void prepare(struct bars *b)
{
    const struct table *t = b->c->t;
    b->label = arena_array(&b->arena, b->rows, struct str);
    b->text = arena_array(&b->arena, b->rows, struct str);
    b->length = arena_array(&b->arena, b->rows, double);
    b->share = share_column(t, b->value);
    bool rate = t->column.p[b->value].type == CELL_SHARE;
    b->top = rate ? table_find(t, "numerator") : SIZE_MAX;
    b->of = rate ? table_find(t, "denominator") : SIZE_MAX;
    for (size_t row = 0; row < b->rows; row++) {
        if (!plot_cell_value(t, row, b->value, &b->length[row]))
            b->length[row] = NAN;
        b->low = fmin(b->low, b->length[row]);
        b->high = fmax(b->high, b->length[row]);
        b->label[row] = plot_row_label(&b->arena, b->c, row);
        b->text[row] = bar_text(b, row);
        size_t cells = utf8_width(b->label[row]), text = utf8_width(b->text[row]);
        b->label_cells = cells > b->label_cells ? cells : b->label_cells;
        b->text_cells = text > b->text_cells ? text : b->text_cells;
    }
    if (rate && b->low >= 0 && b->high <= 1)
        b->high = 1; // shares are seen against the whole
    if (b->high == b->low)
        b->high = b->low + 1;
}

static void texts(struct bars *b, double room)
{
    struct picture *c = b->c;
    char x[64], y[32];
    for (size_t row = 0; row < b->rows; row++) {
        snprintf(y, sizeof y, "first %zu", row);
        snprintf(x, sizeof x, "screen %.5f", (c->left - c->letter) / c->width);
        picture_text(c, x, y, plot_clip(&b->arena, b->label[row], room), "right", "front");
        double end = isnan(b->length[row]) ? 0 : fmax(b->length[row], 0);
        snprintf(x, sizeof x, "first %.9g", end);
        picture_text(c, x, y, b->text[row], "left", "front offset character 0.8,0");
    }
}

// Whether rows stand in groups: a colour that changes with every row says nothing.
static bool grouped(const struct bars *b)
{
    for (size_t row = 1; row < b->rows; row++)
        if (plot_row_group(b->c, row) == plot_row_group(b->c, row - 1))
            return true;
    return false;
}

// Rows of numbers only: row, start, end, what the row before reached, colour.
static void numbers(struct bars *b)
{
    struct buf *out = b->c->out;
    buf_add(out, STR("$bars << ENDOFBARS\n"));
    double before = NAN;
    size_t group = SIZE_MAX;
    bool colors = grouped(b);
    for (size_t row = 0; row < b->rows; row++) {
        size_t now = plot_row_group(b->c, row);
        double length = isnan(b->length[row]) ? 0 : b->length[row];
        if (now != group)
            before = length; // a new group's first step
        group = now;
        buf_printf(out, "%zu %.9g %.9g %.9g 0x%s\n", row, fmin(length, 0), fmax(length, 0),
                   fmax(before, length), plot_color(colors ? group : 0) + 1);
        before = length;
    }
    buf_add(out, STR("ENDOFBARS\n"));
}

static struct str title_of(const struct table_column *column)
{
    return column->title.n ? column->title : column->name;
}

// What the bars and the numbers at their ends are, above them.
static void caption(struct bars *b)
{
    struct picture *c = b->c;
    struct str text = title_of(&c->t->column.p[b->value]);
    if (b->share != SIZE_MAX)
        text = arena_printf(&b->arena, "%.*s, %.*s", STR_ARG(text),
                            STR_ARG(title_of(&c->t->column.p[b->share])));
    char y[32];
    snprintf(y, sizeof y, "screen %.5f", 1 - (c->top - c->line * 0.7) / c->height);
    picture_text(c, "graph 0", y, plot_clip(&b->arena, text, 60), "left",
                 c->dumb ? "" : "textcolor rgb \"#555555\"");
}

static bool draw(struct picture *c, bool funnel, struct diag *d)
{
    static const char *const of_funnel[] = {"reached", "count", NULL};
    static const char *const of_bars[] = {"value",       "count",     "share", "reached",
                                          "lost",        "customers", "units", "switches",
                                          "touchpoints", "journeys",  "n",     NULL};
    struct bars b = {.c = c, .funnel = funnel};
    b.value = plot_value_column(c, funnel ? of_funnel : of_bars, d);
    if (b.value == SIZE_MAX)
        return false;
    size_t all = table_rows(c->t);
    b.rows = all < MOST_ROWS ? all : MOST_ROWS;
    prepare(&b);
    double band = c->dumb ? 3 : b.rows > 12 ? 24 : 34;
    picture_begin(c, (double)b.rows * band + (c->dumb ? 10 : 150));
    if (b.rows < all) {
        struct str note = arena_printf(&b.arena, "the first %zu of %zu rows", b.rows, all);
        picture_text(c, "graph 1", "graph 0", note, "right", "");
    }
    double room = fmin((double)b.label_cells, floor(c->width * 0.36 / c->letter));
    c->left += (room + 1) * c->letter;
    c->top += c->line;
    picture_margins(c);
    caption(&b);
    // Room for the numbers after the longest bar.
    double across = c->width - c->left - c->right, text = ((double)b.text_cells + 2) * c->letter;
    double share = fmax(across - text, across * 0.2) / across;
    texts(&b, room);
    numbers(&b);
    buf_printf(c->out, "set xrange [%.9g:%.9g]\nset yrange [%.1f:-0.5]\nset style fill solid 1\n",
               b.low, b.low + (b.high - b.low) / share,
               (double)(b.rows < LEAST_BANDS ? LEAST_BANDS : b.rows) - 0.5);
    double half = c->dumb ? 0.3 : 0.36;
    buf_add(c->out, STR("plot "));
    if (funnel && !c->dumb)
        buf_printf(c->out,
                   "$bars using 4:1:3:4:($1-%.2f):($1+%.2f) with boxxyerror fillstyle solid 1 "
                   "noborder linecolor rgb \"#E8E8E8\" notitle, ",
                   half, half);
    buf_printf(c->out,
               "$bars using 3:1:2:3:($1-%.2f):($1+%.2f):5 with boxxyerror fillstyle solid 1 "
               "noborder linecolor rgb variable notitle\n",
               half, half);
    arena_free(&b.arena);
    return true;
}

bool picture_bars(struct picture *c, struct diag *d)
{
    return draw(c, false, d);
}

bool picture_funnel(struct picture *c, struct diag *d)
{
    return draw(c, true, d);
}
