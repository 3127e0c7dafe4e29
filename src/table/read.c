// Reading a table back: TSV, whose types follow from the names of the output contract.
#include "base/dict.h"
#include "base/escape.h"
#include "table/writers.h"

#include <stdlib.h>

// The type that a column's name promises; CELL_TEXT when it promises none.
static enum cell_type type_of_name(struct str name)
{
    static const struct str counts[] = {
        {"n", 1},        {"step", 4},  {"count", 5},        {"reached", 7}, {"lost", 4},
        {"pending", 7},  {"rows", 4},  {"customers", 9},    {"units", 5},   {"switches", 8},
        {"journeys", 8}, {"cases", 5}, {"touchpoints", 11}, {"line", 4},
    };
    if (str_eq(name, STR("time")) || str_ends(name, STR("_time")))
        return CELL_TIME;
    if (str_ends(name, STR("_seconds")) || str_eq(name, STR("seconds")))
        return CELL_DURATION;
    if (str_starts(name, STR("share_")) || str_ends(name, STR("_share")) ||
        str_eq(name, STR("share")))
        return CELL_SHARE;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (str_eq(name, counts[i]))
            return CELL_COUNT;
    return CELL_TEXT;
}

// A number and no name made of digits: 007 and 13800138000123456 stay texts.
static bool plain_number(struct str s, double *out)
{
    size_t digits = s.n && s.p[0] == '-' ? 1 : 0;
    if (s.n > 15 + digits || (s.n && s.p[0] == '+'))
        return false;
    if (s.n > digits + 1 && s.p[digits] == '0' && s.p[digits + 1] != '.' && s.p[digits + 1] != 'e')
        return false;
    return str_to_double(s, out);
}

static bool parse(struct str s, enum cell_type type, struct cell *cell)
{
    *cell = (struct cell){.missing = s.n == 0};
    if (s.n == 0)
        return true;
    switch (type) {
    case CELL_TEXT:
        cell->text = s;
        return true;
    case CELL_COUNT:
        return str_to_i64(s, &cell->count);
    case CELL_NUMBER:
        return plain_number(s, &cell->number);
    case CELL_SHARE:
        return str_to_double(s, &cell->number);
    case CELL_DURATION:
        return seconds_parse(s, &cell->count);
    case CELL_TIME:
        return time_parse_utc(s, &cell->count);
    }
    return false;
}

// Whether every cell of a column of texts is of the type, and one is not empty.
static bool column_is(const struct table *t, size_t column, enum cell_type type)
{
    struct cell cell;
    bool any = false;
    for (size_t row = 0; row < table_rows(t); row++) {
        const struct cell *old = table_cell(t, row, column);
        if (!old->missing && !parse(old->text, type, &cell))
            return false;
        any = any || !old->missing;
    }
    return any;
}

// Gives a column of texts the type that its name promises, if its cells keep the promise; one
// without a promise becomes numbers if all its cells are.
static void column_type(struct table *t, size_t column)
{
    struct table_column *c = &t->column.p[column];
    enum cell_type type = type_of_name(c->name);
    bool empty = table_rows(t) == 0;
    if (type == CELL_TEXT || !(empty || column_is(t, column, type)))
        type = empty ? CELL_TEXT : CELL_NUMBER;
    if (type == CELL_TEXT || !(empty || column_is(t, column, type)))
        return;
    c->type = type;
    for (size_t row = 0; row < table_rows(t); row++) {
        struct cell *cell = &t->cell.p[row * t->column.n + column];
        struct cell typed = {.missing = true};
        if (!cell->missing)
            parse(cell->text, type, &typed);
        *cell = typed;
    }
}

static struct str unescaped(struct table *t, struct str s)
{
    struct buf out = {0};
    unescape_tsv(&out, s);
    struct str copy = arena_str(&t->arena, buf_str(&out));
    buf_free(&out);
    return copy;
}

static struct str next_line(struct str *rest)
{
    struct str line = str_cut(rest, '\n');
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

static bool read_header(struct table *t, struct str header, struct str name, struct diag *d)
{
    struct dict seen;
    bool good = true;
    dict_init(&seen);
    while (good && header.p) {
        struct str title = unescaped(t, str_cut(&header, '\t'));
        uint32_t known = seen.count;
        vec_push(&t->column, (struct table_column){title, STR(""), CELL_TEXT});
        if (title.n == 0 || memchr(title.p, 0, title.n))
            good = diag_at(d, FAULT_USAGE, name, 1, 0, "column %zu has no name", t->column.n);
        else if (dict_add(&seen, title) < known)
            good =
                diag_at(d, FAULT_USAGE, name, 1, 0, "two columns are named %.*s", STR_ARG(title));
    }
    dict_free(&seen);
    return good;
}

bool read_tsv(struct table *t, struct str text, struct str name, struct diag *d)
{
    struct str rest = text, header = next_line(&rest);
    if (!read_header(t, header, name, d))
        return false;
    for (uint64_t number = 2; rest.p && rest.n; number++) {
        struct str line = next_line(&rest);
        size_t fields = 0;
        while (line.p) {
            struct str field = unescaped(t, str_cut(&line, '\t'));
            if (fields++ < t->column.n)
                vec_push(&t->cell, (struct cell){.missing = field.n == 0, .text = field});
        }
        if (fields != t->column.n)
            return diag_at(d, FAULT_USAGE, name, number, 0,
                           "%zu fields, but the header has %zu; a table is TSV with a header, or "
                           "what -o json writes",
                           fields, t->column.n);
    }
    for (size_t i = 0; i < t->column.n; i++)
        column_type(t, i);
    return true;
}

bool table_read(struct table *t, struct str text, struct str name, struct diag *d)
{
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_slice(text, 3, text.n);
    struct str trimmed = str_trim(text);
    if (trimmed.n == 0)
        return diag_set(d, FAULT_USAGE,
                        "%.*s: empty; a table is TSV with a header, or what -o json writes",
                        STR_ARG(name));
    if (trimmed.p[0] == '{')
        return read_json(t, text, name, d);
    return read_tsv(t, text, name, d);
}
