// A table on a screen: which columns fit, and drawing them.
#include "tui/list.h"

enum {
    MARGIN = 2,    // the sign of the selected row, and a blank
    GAP = 2,       // between columns
    FLOOR = 8,     // a text is not squeezed below
    BAR_LEAST = 6, // a bar goes rather than be shorter
    BAR_MOST = 30,
    SAMPLE = 500, // rows that are measured for the widths
};

// What is drawn this time: columns left to right with their widths.
struct layout {
    size_t shown[LIST_COLUMNS_MAX]; // index into list.shown
    unsigned width[LIST_COLUMNS_MAX], natural[LIST_COLUMNS_MAX];
    size_t count;
};

static void cell_text(const struct list *l, const struct list_shown *shown, size_t row,
                      struct buf *out)
{
    if (shown->wish->text)
        shown->wish->text(out, l->table, row, shown->column);
    else
        cell_pretty(out, &l->table->column.p[shown->column],
                    table_cell(l->table, row, shown->column), l->zone);
}

static struct str title(const struct list *l, const struct list_shown *shown)
{
    return shown->wish->title ? str_of(shown->wish->title)
                              : l->table->column.p[shown->column].title;
}

static unsigned natural_width(const struct list *l, const struct list_shown *shown)
{
    if (shown->wish->show == LIST_BAR)
        return BAR_MOST;
    bool sorted = l->sort < l->shown_count && shown == &l->shown[l->sort];
    unsigned width = canvas_width(title(l, shown)) + (sorted ? 2 : 0);
    struct buf text = {0};
    // The rows on the screen and the first ones: a bounded look at a table of any length.
    for (size_t i = 0; i < l->row.n && i < SAMPLE + l->page; i++) {
        size_t at = i < SAMPLE ? i : l->top + i - SAMPLE;
        if (at >= l->row.n)
            break;
        buf_clear(&text);
        cell_text(l, shown, l->row.p[at], &text);
        unsigned cells = canvas_width(buf_str(&text));
        width = cells > width ? cells : width;
    }
    buf_free(&text);
    return shown->wish->most && width > shown->wish->most ? shown->wish->most : width;
}

static bool is_text(const struct list *l, const struct list_shown *shown)
{
    return shown->wish->text || l->table->column.p[shown->column].type == CELL_TEXT;
}

static unsigned least(const struct list *l, const struct list_shown *shown, unsigned natural)
{
    if (shown->wish->show == LIST_BAR)
        return BAR_LEAST;
    unsigned floor = shown->wish->least ? shown->wish->least : FLOOR;
    return is_text(l, shown) && natural > floor ? floor : natural;
}

static unsigned total(const struct layout *out)
{
    unsigned sum = MARGIN;
    for (size_t i = 0; i < out->count; i++)
        sum += out->width[i] + (i > 0 ? GAP : 0);
    return sum;
}

static void drop_at(struct layout *out, size_t at)
{
    out->count--;
    for (size_t i = at; i < out->count; i++) {
        out->shown[i] = out->shown[i + 1];
        out->width[i] = out->width[i + 1];
        out->natural[i] = out->natural[i + 1];
    }
}

// A bar is not worth a cut text: it goes when the others would not be whole beside it.
static void drop_bars(const struct list *l, struct layout *out, unsigned columns)
{
    unsigned sum = total(out);
    for (size_t i = 0; i < out->count; i++)
        if (l->shown[out->shown[i]].wish->show != LIST_BAR)
            sum += out->natural[i] - out->width[i];
    for (size_t i = out->count; sum > columns && i-- > 0;)
        if (l->shown[out->shown[i]].wish->show == LIST_BAR) {
            sum -= out->width[i] + GAP;
            drop_at(out, i);
        }
}

// Drop the least wanted column; false when all that is left must stay.
static bool drop_one(const struct list *l, struct layout *out)
{
    size_t worst = SIZE_MAX;
    unsigned char rank = 0;
    for (size_t i = 0; i < out->count; i++)
        if (l->shown[out->shown[i]].wish->drop >= rank && l->shown[out->shown[i]].wish->drop > 0) {
            rank = l->shown[out->shown[i]].wish->drop;
            worst = i;
        }
    if (worst == SIZE_MAX)
        return false;
    drop_at(out, worst);
    return true;
}

// Give the spare cells to the columns that are narrower than they would like, the most wanted
// first; bars take what is left.
static void widen(const struct list *l, struct layout *out, unsigned spare)
{
    while (spare > 0) {
        size_t best = SIZE_MAX;
        unsigned rank = 0;
        for (size_t i = 0; i < out->count; i++) {
            const struct list_column *wish = l->shown[out->shown[i]].wish;
            unsigned own = wish->drop + (wish->show == LIST_BAR ? 256u : 0u);
            if (out->width[i] < out->natural[i] && (best == SIZE_MAX || own < rank)) {
                best = i;
                rank = own;
            }
        }
        if (best == SIZE_MAX)
            return;
        out->width[best]++;
        spare--;
    }
}

static void fit(const struct list *l, unsigned columns, struct layout *out)
{
    out->count = 0;
    for (size_t i = 0; i < l->shown_count; i++) {
        if (i > 0 && i <= l->left)
            continue;
        out->shown[out->count] = i;
        out->natural[out->count] = natural_width(l, &l->shown[i]);
        out->width[out->count] = least(l, &l->shown[i], out->natural[out->count]);
        out->count++;
    }
    while (total(out) > columns && drop_one(l, out))
        ;
    drop_bars(l, out, columns);
    unsigned used = total(out);
    if (used < columns)
        widen(l, out, columns - used);
}

static void draw_title(const struct list *l, struct canvas *c, unsigned line, unsigned column,
                       unsigned width, const struct list_shown *shown)
{
    bool sorted = l->sort < l->shown_count && shown == &l->shown[l->sort];
    unsigned room = sorted && width > 2 ? width - 2 : width;
    struct str text = title(l, shown);
    unsigned used = canvas_width(text);
    used = used < room ? used : room;
    if (!is_text(l, shown))
        column += room - used;
    canvas_write(c, line, column, used, ROLE_HEAD, text);
    if (sorted)
        canvas_write(c, line, column + used + 1, 1, ROLE_HEAD,
                     c->plain ? (l->descending ? STR("v") : STR("^"))
                              : (l->descending ? STR("↓") : STR("↑")));
}

static void draw_head(const struct list *l, struct canvas *c, unsigned line,
                      const struct layout *layout)
{
    unsigned column = MARGIN;
    canvas_paint(c, line, 0, c->columns, ROLE_HEAD);
    for (size_t i = 0; i < layout->count; i++) {
        const struct list_shown *shown = &l->shown[layout->shown[i]];
        if (shown->wish->show != LIST_BAR)
            draw_title(l, c, line, column, layout->width[i], shown);
        column += layout->width[i] + GAP;
    }
}

static void draw_cell(const struct list *l, struct canvas *c, unsigned line, unsigned column,
                      unsigned width, const struct list_shown *shown, size_t row)
{
    enum role role = shown->wish->role ? shown->wish->role(l->table, row) : ROLE_TEXT;
    const struct cell *cell = table_cell(l->table, row, shown->column);
    if (shown->wish->show == LIST_BAR) {
        if (!cell->missing)
            canvas_bar(c, line, column, width, ROLE_BAR, cell->number);
        return;
    }
    struct buf text = {0};
    cell_text(l, shown, row, &text);
    if (is_text(l, shown))
        canvas_write(c, line, column, width, role, buf_str(&text));
    else
        canvas_right(c, line, column, width, role, buf_str(&text));
    buf_free(&text);
}

static void draw_row(const struct list *l, struct canvas *c, unsigned line, size_t at,
                     const struct layout *layout)
{
    unsigned column = MARGIN;
    for (size_t i = 0; i < layout->count && column < c->columns; i++) {
        draw_cell(l, c, line, column, layout->width[i], &l->shown[layout->shown[i]], l->row.p[at]);
        column += layout->width[i] + GAP;
    }
    if (at == l->selected) {
        canvas_write(c, line, 0, 1, ROLE_SELECTED, STR(">"));
        canvas_paint(c, line, 0, c->columns, ROLE_SELECTED);
    }
}

void list_draw(struct list *l, struct canvas *c, unsigned line, unsigned lines)
{
    if (lines < 2)
        return;
    l->page = lines - 1;
    if (l->selected < l->top)
        l->top = l->selected;
    if (l->selected >= l->top + l->page)
        l->top = l->selected - l->page + 1;
    if (l->top + l->page > l->row.n) // after a resize: no empty lines while rows are above
        l->top = l->row.n > l->page ? l->row.n - l->page : 0;
    struct layout layout;
    fit(l, c->columns, &layout);
    draw_head(l, c, line, &layout);
    for (size_t i = 0; i < l->page && l->top + i < l->row.n; i++)
        draw_row(l, c, line + 1 + (unsigned)i, l->top + i, &layout);
}
