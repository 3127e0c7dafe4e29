// Comma-separated values for spreadsheets: RFC 4180 quoting, no formulas, lines end in \n.
#include "base/escape.h"
#include "table/writers.h"

void write_csv(struct buf *out, const struct table *t)
{
    struct buf cell = {0};
    for (size_t i = 0; i < t->column.n; i++) {
        if (i)
            buf_add_byte(out, ',');
        escape_csv(out, t->column.p[i].name);
    }
    buf_add_byte(out, '\n');
    for (size_t row = 0; row < table_rows(t); row++) {
        size_t before = out->n;
        for (size_t i = 0; i < t->column.n; i++) {
            if (i)
                buf_add_byte(out, ',');
            buf_clear(&cell);
            cell_plain(&cell, &t->column.p[i], table_cell(t, row, i));
            escape_csv(out, buf_str(&cell));
        }
        if (out->n == before) // a blank line would be no record to many readers
            buf_add(out, STR("\"\""));
        buf_add_byte(out, '\n');
    }
    buf_free(&cell);
}
