// A table on a screen: which rows and columns, selection and scrolling.
#include "tui/list.h"

static bool has_values(const struct table *t, size_t column, bool quiet)
{
    size_t rows = table_rows(t);
    for (size_t row = 0; row < rows; row++) {
        const struct cell *cell = table_cell(t, row, column);
        if (!cell->missing && !(quiet && cell->count == 0))
            return true;
    }
    return rows == 0;
}

static void show(struct list *l, const struct list_column *wish)
{
    size_t column = table_find(l->table, wish->name);
    if (column != SIZE_MAX && has_values(l->table, column, wish->quiet) &&
        l->shown_count < LIST_COLUMNS_MAX)
        l->shown[l->shown_count++] = (struct list_shown){wish, column};
}

static void move_to(struct list *l, size_t row)
{
    l->selected = l->row.n == 0 ? 0 : row < l->row.n ? row : l->row.n - 1;
}

void list_open(struct list *l, const struct table *t, const struct list_column *columns,
               const char *zone,
               bool (*keep)(const void *context, const struct table *t, size_t row),
               const void *context)
{
    l->table = t;
    l->zone = zone;
    l->shown_count = 0;
    l->left = 0;
    l->sort = LIST_UNSORTED;
    l->descending = false;
    for (const struct list_column *wish = columns; wish->name; wish++)
        show(l, wish);
    l->row.n = 0;
    for (size_t row = 0; row < table_rows(t); row++)
        if (!keep || keep(context, t, row))
            vec_push(&l->row, row);
    move_to(l, l->selected);
}

void list_free(struct list *l)
{
    vec_free(&l->row);
}

size_t list_selected(const struct list *l)
{
    return l->selected < l->row.n ? l->row.p[l->selected] : SIZE_MAX;
}

struct str list_text(const struct list *l, const char *column)
{
    size_t row = list_selected(l), at = l->table ? table_find(l->table, column) : SIZE_MAX;
    if (row == SIZE_MAX || at == SIZE_MAX || l->table->column.p[at].type != CELL_TEXT)
        return STR("");
    const struct cell *cell = table_cell(l->table, row, at);
    return cell->missing ? STR("") : cell->text;
}

// ---- sorting -------------------------------------------------------------------------------

struct sort_key {
    const struct cell *cell;
    size_t row;
    enum cell_type type;
    bool descending;
};

static int compare_cells(const struct sort_key *a, const struct sort_key *b)
{
    switch (a->type) {
    case CELL_TEXT:
        return str_cmp(a->cell->text, b->cell->text);
    case CELL_NUMBER:
    case CELL_SHARE:
        return (a->cell->number > b->cell->number) - (a->cell->number < b->cell->number);
    case CELL_COUNT:
    case CELL_DURATION:
    case CELL_TIME:
        break;
    }
    return (a->cell->count > b->cell->count) - (a->cell->count < b->cell->count);
}

// Missing cells come last either way; equal ones keep the table's order.
static int compare_keys(const void *x, const void *y)
{
    const struct sort_key *a = x, *b = y;
    int order = 0;
    if (a->cell->missing || b->cell->missing)
        order = (int)a->cell->missing - (int)b->cell->missing;
    else if ((order = compare_cells(a, b)) != 0 && a->descending)
        order = -order;
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static int compare_rows(const void *x, const void *y)
{
    const size_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static void sort_rows(struct list *l)
{
    if (l->sort == LIST_UNSORTED) {
        if (l->row.n > 0)
            qsort(l->row.p, l->row.n, sizeof *l->row.p, compare_rows);
        return;
    }
    size_t column = l->shown[l->sort].column;
    struct sort_key *key = mem_array(l->row.n, sizeof *key);
    for (size_t i = 0; i < l->row.n; i++)
        key[i] = (struct sort_key){table_cell(l->table, l->row.p[i], column), l->row.p[i],
                                   l->table->column.p[column].type, l->descending};
    qsort(key, l->row.n, sizeof *key, compare_keys);
    for (size_t i = 0; i < l->row.n; i++)
        l->row.p[i] = key[i].row;
    free(key);
}

static void say_sorted(const struct list *l, struct buf *message)
{
    if (l->sort == LIST_UNSORTED) {
        buf_printf(message, "in the order of the table");
        return;
    }
    struct str name = l->table->column.p[l->shown[l->sort].column].name;
    buf_printf(message, "sorted by %.*s, %s first", STR_ARG(name),
               l->descending ? "largest" : "smallest");
}

// The position before the first column is the table's own order. A bar shows the column beside it.
static void sort_move(struct list *l, bool right)
{
    do {
        if (right)
            l->sort = l->sort == LIST_UNSORTED       ? 0
                      : l->sort + 1 < l->shown_count ? l->sort + 1
                                                     : LIST_UNSORTED;
        else
            l->sort = l->sort == LIST_UNSORTED ? l->shown_count - 1
                      : l->sort > 0            ? l->sort - 1
                                               : LIST_UNSORTED;
    } while (l->sort != LIST_UNSORTED && l->shown[l->sort].wish->show == LIST_BAR);
}

static void sort_action(struct list *l, enum action action, struct buf *message)
{
    if (l->shown_count == 0)
        return;
    size_t row = list_selected(l);
    if (action != ACTION_SORT_TURN)
        sort_move(l, action == ACTION_SORT_RIGHT);
    else if (l->sort == LIST_UNSORTED)
        l->sort = 0;
    else
        l->descending = !l->descending;
    sort_rows(l);
    for (size_t i = 0; i < l->row.n; i++) // the same row stays selected
        if (l->row.p[i] == row)
            l->selected = i;
    say_sorted(l, message);
}

bool list_action(struct list *l, enum action action, struct buf *message)
{
    size_t page = l->page > 1 ? l->page - 1 : 1;
    switch (action) {
    case ACTION_UP:
        move_to(l, l->selected > 0 ? l->selected - 1 : 0);
        return true;
    case ACTION_DOWN:
        move_to(l, l->selected + 1);
        return true;
    case ACTION_PAGE_UP:
        move_to(l, l->selected > page ? l->selected - page : 0);
        return true;
    case ACTION_PAGE_DOWN:
        move_to(l, l->selected + page);
        return true;
    case ACTION_FIRST:
        move_to(l, 0);
        return true;
    case ACTION_LAST:
        move_to(l, SIZE_MAX);
        return true;
    case ACTION_LEFT:
        l->left -= l->left > 0;
        return true;
    case ACTION_RIGHT:
        l->left += l->left + 2 < l->shown_count;
        return true;
    case ACTION_SORT_LEFT:
    case ACTION_SORT_RIGHT:
    case ACTION_SORT_TURN:
        sort_action(l, action, message);
        return true;
    default:
        return false;
    }
}

// ---- search --------------------------------------------------------------------------------

static bool contains(struct str s, struct str text)
{
    for (size_t i = 0; i + text.n <= s.n; i++)
        if (str_eq_nocase(str_slice(s, i, i + text.n), text))
            return true;
    return false;
}

static bool row_has(const struct list *l, size_t row, struct str text, struct buf *scratch)
{
    for (size_t i = 0; i < l->shown_count; i++) {
        const struct list_shown *shown = &l->shown[i];
        if (shown->wish->show == LIST_BAR)
            continue;
        buf_clear(scratch);
        if (shown->wish->text)
            shown->wish->text(scratch, l->table, row, shown->column);
        else
            cell_pretty(scratch, &l->table->column.p[shown->column],
                        table_cell(l->table, row, shown->column), l->zone);
        if (contains(buf_str(scratch), text))
            return true;
    }
    return false;
}

bool list_search(struct list *l, struct str text, bool backwards)
{
    struct buf scratch = {0};
    bool found = false;
    for (size_t i = 1; i <= l->row.n && !found; i++) {
        size_t at = (l->selected + (backwards ? l->row.n - i : i)) % l->row.n;
        found = row_has(l, l->row.p[at], text, &scratch);
        if (found)
            l->selected = at;
    }
    buf_free(&scratch);
    return found;
}

void list_copy(const struct list *l, struct table *out)
{
    const struct table *t = l->table;
    for (size_t i = 0; i < t->column.n; i++)
        table_column_of(out, &t->column.p[i]);
    out->metric = arena_str(&out->arena, t->metric);
    out->title = arena_str(&out->arena, t->title);
    out->definition = arena_str(&out->arena, t->definition);
    out->zone = arena_str(&out->arena, t->zone);
    out->source = arena_str(&out->arena, t->source);
    out->unit = arena_str(&out->arena, t->unit);
    out->n = t->n;
    out->since = t->since;
    out->until = t->until;
    for (size_t i = 0; i < l->row.n; i++)
        for (size_t k = 0; k < t->column.n; k++) {
            const struct cell *cell = table_cell(t, l->row.p[i], k);
            enum cell_type type = t->column.p[k].type;
            if (cell->missing)
                table_missing(out);
            else if (type == CELL_TEXT)
                table_text(out, cell->text);
            else if (type == CELL_NUMBER || type == CELL_SHARE)
                table_number(out, cell->number);
            else
                table_count(out, cell->count);
        }
}
