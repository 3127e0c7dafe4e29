// The rows of a store as touchpoints again, so that others can be added to them.
#include "store/store.h"

#include "base/mem.h"
#include "store/stream.h"

#include <stdlib.h>

// What stitching finds anew.
static bool is_found(struct str name)
{
    return str_eq(name, STR("customer")) || str_eq(name, STR("live")) ||
           str_starts(name, STR("case."));
}

static void copy_column(const struct column *from, size_t rows, struct touchpoint_column *to)
{
    for (uint32_t code = 1; code < from->names.count; code++)
        dict_add(&to->dict, names_get(from->names, code)); // the same code: they are distinct
    memcpy(to->code.p, from->code, rows * sizeof *to->code.p);
}

static bool copy_rows(struct journeys *j, struct touchpoints *t, struct diag *d)
{
    struct frame *f = &j->frame;
    for (size_t i = 0; i < f->columns; i++)
        if (!is_found(f->column[i].name))
            touchpoints_column(t, f->column[i].name);
    for (size_t row = 0; row < f->rows; row++)
        touchpoints_row(t, f->time[row], frame_line(f, row));
    for (size_t i = 0; i < f->columns; i++) {
        struct str name = f->column[i].name;
        if (is_found(name))
            continue;
        const struct column *column = frame_column(f, name, d);
        if (!column)
            return false;
        if (f->rows)
            copy_column(column, f->rows, &t->column.p[touchpoints_column(t, name)]);
    }
    return true;
}

bool store_load(const char *path, const struct study *study, struct touchpoints *t,
                struct store_past *past, struct diag *d)
{
    struct journeys *j = store_open(path, d);
    if (!j)
        return false;
    bool stitched, good = str_eq(j->study->text, study->text) ||
                          diag_at(d, FAULT_USAGE, str_of(path), 0, 0,
                                  "made with another study than %.*s is now: stitch all anew",
                                  STR_ARG(study->file));
    good = good && store_past(j, past, d) && copy_rows(j, t, d) &&
           (past->waiting.n == 0 || stream_read_text(past->waiting, str_of(path), t, &stitched, d));
    if (good) {
        past->waiting = STR("");
        past->ledger = arena_str(&t->names, past->ledger);
    }
    journeys_close(j);
    return good;
}

static int compare_lines(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_cmp(*x, *y);
}

// The header, then the lines of the rows, sorted.
void store_waiting(const struct frame *f, const uint32_t *row, size_t n, struct buf *stream)
{
    if (n == 0)
        return;
    char *text = NULL;
    size_t bytes = 0;
    FILE *memory = open_memstream(&text, &bytes);
    bool good = memory != NULL;
    if (memory) {
        stream_write_header(memory, f, false);
        stream_write_rows(memory, f, row, n, false);
        good = fclose(memory) == 0;
    }
    if (!good)
        mem_exhausted();
    struct str rest = {text, bytes}, header = str_cut(&rest, '\n');
    struct str *line = mem_array(n, sizeof *line);
    for (size_t i = 0; i < n; i++)
        line[i] = str_cut(&rest, '\n');
    qsort(line, n, sizeof *line, compare_lines);
    buf_add(stream, header);
    buf_add_byte(stream, '\n');
    for (size_t i = 0; i < n; i++) {
        buf_add(stream, line[i]);
        buf_add_byte(stream, '\n');
    }
    free(line);
    free(text);
}
