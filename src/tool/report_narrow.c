// The narrow form of a section's table: the columns that a page has room for, repeats left out.
#include "tool/report.h"

void report_keep(struct table *t, const char *names)
{
    VEC(struct table_column) column = {0};
    VEC(struct cell) cell = {0};
    VEC(size_t) from = {0};
    struct str rest = str_of(names);
    while (rest.p) {
        struct str name = str_cut(&rest, ',');
        for (size_t i = 0; i < t->column.n; i++)
            if (str_eq(t->column.p[i].name, name)) {
                vec_push(&from, i);
                vec_push(&column, t->column.p[i]);
            }
    }
    for (size_t row = 0; row < table_rows(t); row++)
        for (size_t i = 0; i < from.n; i++)
            vec_push(&cell, *table_cell(t, row, from.p[i]));
    vec_free(&from);
    free(t->column.p);
    free(t->cell.p);
    t->column.p = column.p;
    t->column.n = column.n;
    t->column.capacity = column.capacity;
    t->cell.p = cell.p;
    t->cell.n = cell.n;
    t->cell.capacity = cell.capacity;
}

// Blanks what a row's leading columns share with the row above. Upwards, so that each is still
// compared with what it was.
static void blank_repeats(struct table *t, size_t grouped)
{
    for (size_t row = table_rows(t); row-- > 1;) {
        bool same = true;
        for (size_t i = 0; same && i < grouped && i < t->column.n; i++) {
            struct buf above = {0}, here = {0};
            cell_plain(&above, &t->column.p[i], table_cell(t, row - 1, i));
            cell_plain(&here, &t->column.p[i], table_cell(t, row, i));
            same = str_eq(buf_str(&above), buf_str(&here));
            buf_free(&above);
            buf_free(&here);
        }
        for (size_t i = 0; same && i < grouped && i < t->column.n; i++)
            // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there are rows
            t->cell.p[row * t->column.n + i] = (struct cell){.missing = true};
    }
}

void report_narrow(const struct report_section *s, struct table *t)
{
    *t = s->table; // texts stay with the section
    t->column.p = mem_array(s->table.column.n, sizeof *t->column.p);
    t->cell.p = mem_array(s->table.cell.n, sizeof *t->cell.p);
    t->column.capacity = t->column.n;
    t->cell.capacity = t->cell.n;
    if (t->column.n)
        memcpy(t->column.p, s->table.column.p, t->column.n * sizeof *t->column.p);
    if (t->cell.n)
        memcpy(t->cell.p, s->table.cell.p, t->cell.n * sizeof *t->cell.p);
    if (s->columns)
        report_keep(t, s->columns);
    blank_repeats(t, s->grouped);
}

void report_narrow_free(struct table *t)
{
    free(t->column.p);
    free(t->cell.p);
}
