// The summaries that a store keeps, read back.
#include "metric/summary.h"

bool summary_read(struct table *t, const struct journeys *j, struct str tsv, const char *what,
                  struct diag *d)
{
    if (table_read(t, tsv, j->origin, d))
        return true;
    d->fault = FAULT_IO; // the store's own summary, not somebody's input
    diag_more(d, " (the store's %s)", what);
    return false;
}

int64_t summary_count(const struct table *t, size_t row, const char *column)
{
    size_t at = table_find(t, column);
    if (at == SIZE_MAX || t->column.p[at].type == CELL_TEXT)
        return 0;
    const struct cell *cell = table_cell(t, row, at);
    if (cell->missing)
        return 0;
    return t->column.p[at].type == CELL_COUNT ? cell->count : (int64_t)cell->number;
}

long long summary_sum(const struct table *t, const char *column)
{
    long long sum = 0;
    for (size_t row = 0; row < table_rows(t); row++)
        sum += summary_count(t, row, column);
    return sum;
}

struct str summary_text(const struct table *t, size_t row, const char *column)
{
    size_t at = table_find(t, column);
    if (at == SIZE_MAX || t->column.p[at].type != CELL_TEXT || table_cell(t, row, at)->missing)
        return STR("");
    return table_cell(t, row, at)->text;
}

long long summary_measure(const struct table *t, const char *name)
{
    for (size_t row = 0; row < table_rows(t); row++)
        if (str_eq(summary_text(t, row, "measure"), str_of(name)))
            return summary_count(t, row, "count");
    return 0;
}
