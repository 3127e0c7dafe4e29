// Several tables in one delimited file: the one that is wanted, wherever it stands.
#include "text/columns.h"

#include "base/mem.h"

#include <stdlib.h>

struct tables {
    struct columns columns;
    char *name;            // a field of the wanted one's header, or NULL
    size_t wanted, number; // else its number; the number of the one at hand, 0 before the first
    bool first, inside;    // the next record is the first of its table; the table is the wanted one
};

// A row of blanks and delimiters stands between tables where a spreadsheet wrote them.
static bool is_empty(const struct reader *r)
{
    for (size_t i = 0; i < r->fields.list.n; i++)
        if (str_trim(r->fields.list.p[i]).n)
            return false;
    return true;
}

static bool is_header(const struct tables *s, const struct reader *r)
{
    if (!s->name)
        return s->first && s->number == s->wanted;
    for (size_t i = 0; i < r->fields.list.n; i++)
        if (str_eq(str_trim(r->fields.list.p[i]), str_of(s->name)))
            return true;
    return false;
}

static void take_header(struct tables *s, struct reader *r)
{
    columns_begin(&s->columns);
    for (size_t i = 0; i < r->fields.list.n; i++)
        columns_add(&s->columns, r, str_trim(r->fields.list.p[i]));
    columns_end(&s->columns, r);
    s->inside = true;
}

static void next_number(struct tables *s)
{
    s->number += !s->first;
    s->first = true;
    s->inside = false;
}

// Read one record; *header if it is the one that names the fields of the wanted table.
static enum reader_result read_one(struct reader *r, struct record *record, bool *header,
                                   struct diag *d)
{
    struct tables *s = r->state;
    uint64_t lines = r->lines, skipped = r->skipped;
    enum reader_result result = delimited_next(r, record, d);
    if (result != READER_RECORD)
        return result;
    if (s->number == 0 || record->line - 1 - lines > r->skipped - skipped) // blank lines
        next_number(s);
    *header = false;
    if (!record->fault && is_empty(r)) {
        next_number(s);
        return READER_RECORD;
    }
    *header = !s->inside && !record->fault && is_header(s, r);
    s->first = false;
    if (*header) {
        take_header(s, r);
        reader_keep_header(r, record->offset);
    }
    return READER_RECORD;
}

static enum reader_result next_table(struct reader *r, struct record *record, struct diag *d)
{
    struct tables *s = r->state;
    bool header;
    for (;;) {
        enum reader_result result = read_one(r, record, &header, d);
        if (result != READER_RECORD)
            return result;
        if (s->inside && !header)
            break;
        r->skipped += header ? 0 : record->lines;
    }
    if (record->fault)
        return READER_RECORD;
    r->expected = s->columns.place.n;
    if (!fields_fit(r))
        record->fault = RECORD_FIELD_COUNT;
    r->expected = 0;
    const struct fields *fields = record->fault ? &r->fields : columns_order(&s->columns, r);
    record->field = fields->list.p;
    record->fields = fields->list.n;
    return READER_RECORD;
}

// Go on to the header of the wanted table.
static bool find_table(struct reader *r, struct diag *d)
{
    struct tables *s = r->state;
    struct record record;
    bool header = false;
    while (!header) {
        enum reader_result result = read_one(r, &record, &header, d);
        if (result == READER_FAILED)
            return false;
        if (result == READER_END && s->number == 0)
            return true;
        struct str file = input_name(r->window.in);
        if (result == READER_END && s->name)
            return diag_at(d, FAULT_IO, file, 0, 0, "no table has a field %s", s->name);
        if (result == READER_END)
            return diag_at(d, FAULT_IO, file, 0, 0, "there is no table %zu", s->wanted);
        r->skipped += header ? 0 : record.lines;
    }
    return true;
}

static bool open_table(struct reader *r, const struct record_spec *spec, struct diag *d)
{
    struct tables *s = r->state = mem_zero(sizeof *s);
    s->name = spec->table.n ? str_dup(spec->table) : NULL;
    s->wanted = spec->table_number;
    r->delimiter = spec->delimiter;
    r->quoted = quoted_open(spec->delimiter);
    return find_table(r, d);
}

static void close_table(void *state)
{
    struct tables *s = state;
    if (!s)
        return;
    columns_free(&s->columns);
    free(s->name);
    free(s);
}

const struct format table_format = {open_table, next_table, close_table, NULL, NULL};
