// Which columns of a table a plot draws.
#include "base/mem.h"
#include "base/suggest.h"
#include "plot/draw.h"

bool plot_column_numeric(const struct table_column *column)
{
    return column->type != CELL_TEXT && column->type != CELL_TIME;
}

bool plot_cell_value(const struct table *t, size_t row, size_t column, double *out)
{
    const struct cell *cell = table_cell(t, row, column);
    enum cell_type type = t->column.p[column].type;
    if (cell->missing || type == CELL_TEXT)
        return false;
    *out = type == CELL_NUMBER || type == CELL_SHARE ? cell->number
           : type == CELL_COUNT                      ? (double)cell->count
                                                     : (double)cell->count / 1e6;
    return true;
}

static size_t named(const struct picture *c, struct diag *d)
{
    const struct table *t = c->t;
    struct str *names = mem_array(t->column.n, sizeof *names);
    size_t numeric = 0, found = SIZE_MAX;
    for (size_t i = 0; i < t->column.n; i++) {
        if (!plot_column_numeric(&t->column.p[i]))
            continue;
        names[numeric++] = t->column.p[i].name;
        if (str_eq(t->column.p[i].name, c->look->value))
            found = i;
    }
    if (found == SIZE_MAX) {
        diag_set(d, FAULT_USAGE, "no column of numbers is named %.*s", STR_ARG(c->look->value));
        suggest_diag(d, c->look->value, names, numeric);
    }
    free(names);
    return found;
}

// Numbers that tell rows apart and measure nothing.
static bool ordinal(struct str name)
{
    return str_eq(name, STR("step")) || str_eq(name, STR("seq")) || str_eq(name, STR("rank")) ||
           str_eq(name, STR("line")) || str_eq(name, STR("row"));
}

size_t plot_value_column(const struct picture *c, const char *const *prefer, struct diag *d)
{
    const struct table *t = c->t;
    if (c->look->value.n)
        return named(c, d);
    for (; *prefer; prefer++) {
        size_t at = table_find(t, *prefer);
        if (at != SIZE_MAX && plot_column_numeric(&t->column.p[at]))
            return at;
    }
    for (size_t i = 0; i < t->column.n; i++)
        if (plot_column_numeric(&t->column.p[i]) && !ordinal(t->column.p[i].name))
            return i;
    diag_set(d, FAULT_USAGE, "no column of numbers to draw");
    return SIZE_MAX;
}

struct str plot_row_label(struct arena *a, const struct picture *c, size_t row)
{
    struct buf text = {0};
    for (size_t i = 0; i < c->t->column.n; i++) {
        const struct table_column *column = &c->t->column.p[i];
        const struct cell *cell = table_cell(c->t, row, i);
        if ((column->type != CELL_TEXT && column->type != CELL_TIME) || cell->missing)
            continue;
        if ((column->type == CELL_TEXT && cell->text.n == 0) || str_eq(column->name, STR("note")))
            continue;
        if (text.n)
            buf_add(&text, STR(", "));
        cell_pretty(&text, column, cell, c->t->zone.n ? c->t->zone.p : NULL);
    }
    if (text.n == 0)
        buf_printf(&text, "%zu", row + 1);
    struct str label = arena_str(a, buf_str(&text));
    buf_free(&text);
    return label;
}

// The first text column when there are two at least, or SIZE_MAX.
static size_t group_column(const struct table *t)
{
    size_t first = SIZE_MAX, texts = 0;
    for (size_t i = 0; i < t->column.n; i++) {
        if (t->column.p[i].type != CELL_TEXT)
            continue;
        first = first == SIZE_MAX ? i : first;
        texts++;
    }
    return texts > 1 ? first : SIZE_MAX;
}

size_t plot_row_group(const struct picture *c, size_t row)
{
    size_t column = group_column(c->t), group = 0;
    if (column == SIZE_MAX)
        return 0;
    // Rows of a group stand together, so that a change of the text is a change of group.
    for (size_t i = 1; i <= row; i++) {
        const struct cell *a = table_cell(c->t, i - 1, column), *b = table_cell(c->t, i, column);
        group += a->missing != b->missing || (!a->missing && !str_eq(a->text, b->text));
    }
    return group;
}

const char *plot_color(size_t i)
{
    static const char *const palette[] = {"#0072B2", "#E69F00", "#009E73", "#D55E00",
                                          "#CC79A7", "#56B4E9", "#000000", "#F0E442"};
    return palette[i % (sizeof palette / sizeof palette[0])];
}
