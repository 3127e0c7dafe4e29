// Tab-separated values: a header of names, then rows, with the stream's escapes.
#include "base/escape.h"
#include "table/writers.h"

void write_tsv(struct buf *out, const struct table *t)
{
    struct buf cell = {0};
    for (size_t i = 0; i < t->column.n; i++) {
        if (i)
            buf_add_byte(out, '\t');
        escape_tsv(out, t->column.p[i].name);
    }
    buf_add_byte(out, '\n');
    for (size_t row = 0; row < table_rows(t); row++) {
        for (size_t i = 0; i < t->column.n; i++) {
            if (i)
                buf_add_byte(out, '\t');
            buf_clear(&cell);
            cell_plain(&cell, &t->column.p[i], table_cell(t, row, i));
            escape_tsv(out, buf_str(&cell));
        }
        buf_add_byte(out, '\n');
    }
    buf_free(&cell);
}
