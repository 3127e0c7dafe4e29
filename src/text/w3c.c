// W3C extended logs: #Fields lines name the columns, "-" is empty.
#include "text/columns.h"

#include "base/mem.h"

#include <stdlib.h>

struct w3c {
    struct columns columns;
    struct buf text; // quoted fields, unquoted
};

static bool is_gap(char c)
{
    return c == ' ' || c == '\t';
}

static struct str next_word(struct str *rest)
{
    while (rest->n && is_gap(*rest->p))
        *rest = str_slice(*rest, 1, rest->n);
    size_t n = 0;
    while (n < rest->n && !is_gap(rest->p[n]))
        n++;
    struct str word = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return word;
}

static void take_directive(struct reader *r, struct str line)
{
    struct w3c *s = r->state;
    if (!str_starts(line, STR("#Fields:")))
        return;
    struct str rest = str_slice(line, strlen("#Fields:"), line.n);
    columns_begin(&s->columns);
    for (struct str name = next_word(&rest); name.n; name = next_word(&rest))
        columns_add(&s->columns, r, name);
    columns_end(&s->columns, r);
    buf_clear(&r->header);
    buf_add(&r->header, line);
    r->headers++;
}

// Pass over directives. The line that is then found is a record.
static enum reader_result find_record(struct reader *r, struct line *line, struct record *record,
                                      struct diag *d)
{
    struct window *w = &r->window;
    for (;;) {
        enum reader_result result = line_next(r, line, record, d);
        if (result != READER_RECORD || line->too_long || w->p[w->pos] != '#')
            return result;
        if (r->more && r->met_end) // it may go on
            return READER_END;
        uint32_t column;
        if (!text_fault(r, line->length, &column))
            take_directive(r, (struct str){w->p + w->pos, line->length});
        window_skip(w, line->size);
        r->lines++;
        r->skipped++;
    }
}

// The end of a field that stands in quotes, doubled within, or 0: it only begins like one.
static size_t quoted_end(struct str line, size_t from, char gap)
{
    for (size_t at = from + 1; (at = str_find(line, '"', at)) != SIZE_MAX; at += 2) {
        if (at + 1 < line.n && line.p[at + 1] == '"')
            continue;
        return at + 1 == line.n || line.p[at + 1] == gap ? at + 1 : 0;
    }
    return 0;
}

static struct str unquote(struct w3c *s, struct str quoted)
{
    struct str inside = str_slice(quoted, 1, quoted.n - 1);
    if (str_find(inside, '"', 0) == SIZE_MAX)
        return inside;
    size_t from = s->text.n;
    for (size_t i = 0; i < inside.n; i++) {
        buf_add_byte(&s->text, inside.p[i]);
        i += inside.p[i] == '"';
    }
    return (struct str){s->text.p + from, s->text.n - from};
}

// Fields between tabs if the line has any, else between blanks, of which several are one gap.
static void split(struct reader *r, struct str line)
{
    struct w3c *s = r->state;
    char gap = memchr(line.p, '\t', line.n) ? '\t' : ' ';
    r->fields.list.n = 0;
    buf_clear(&s->text);
    buf_reserve(&s->text, line.n);
    for (size_t at = 0; at <= line.n; at++) {
        while (gap == ' ' && at < line.n && line.p[at] == ' ')
            at++;
        if (gap == ' ' && at == line.n)
            break;
        size_t end = at < line.n && line.p[at] == '"' ? quoted_end(line, at, gap) : 0;
        struct str field;
        if (end) {
            field = unquote(s, str_slice(line, at, end));
        } else {
            const char *found = memchr(line.p + at, gap, line.n - at);
            end = found ? (size_t)(found - line.p) : line.n;
            field = str_slice(line, at, end);
            if (field.n == 1 && *field.p == '-')
                field = STR("");
        }
        vec_push(&r->fields.list, field);
        at = end;
    }
}

static enum reader_result next_w3c(struct reader *r, struct record *record, struct diag *d)
{
    struct w3c *s = r->state;
    struct line line;
    enum reader_result result = find_record(r, &line, record, d);
    if (result != READER_RECORD || line.too_long)
        return result;
    uint32_t column = 0;
    enum record_fault fault = text_fault(r, line.length, &column);
    r->expected = s->columns.place.n;
    r->fields.list.n = 0;
    if (!fault) {
        split(r, (struct str){r->window.p + r->window.pos, line.length});
        if (r->expected == 0 || !fields_fit(r))
            fault = RECORD_FIELD_COUNT;
    }
    record_take(r, record, line.length, line.size, 1);
    const struct fields *fields = fault ? &r->fields : columns_order(&s->columns, r);
    record->field = fields->list.p;
    record->fields = fields->list.n;
    record->fault = fault;
    record->column = column;
    return READER_RECORD;
}

static bool open_w3c(struct reader *r, const struct record_spec *spec, struct diag *d)
{
    (void)spec;
    r->state = mem_zero(sizeof(struct w3c));
    struct line line;
    struct record record;
    // The names are known before the first record. A line that is too long is none, but its place
    // is behind us: it must not come first.
    enum reader_result result = find_record(r, &line, &record, d);
    if (result == READER_RECORD && line.too_long)
        return diag_at(d, FAULT_IO, input_name(r->window.in), record.line, 0,
                       "no #Fields line; the first line is too long");
    return result != READER_FAILED;
}

static void keep_w3c(const struct reader *r, struct seam *seam)
{
    for (vec_each(const struct str, name, &r->names.list)) {
        buf_add(&seam->names, *name);
        buf_add_byte(&seam->names, '\n');
    }
    buf_add(&seam->names, buf_str(&r->header));
}

static void resume_w3c(struct reader *r, const struct seam *seam)
{
    struct w3c *s = r->state;
    struct seam own = {0};
    keep_w3c(r, &own);
    bool same = seam_eq(&own, &(struct seam){.names = seam->names});
    seam_free(&own);
    if (same)
        return;
    r->names.list.n = 0;
    buf_clear(&r->header);
    columns_begin(&s->columns);
    for (struct str rest = buf_str(&seam->names); rest.p;) {
        struct str line = str_cut(&rest, '\n');
        if (rest.p)
            reader_name(r, line);
        else
            take_directive(r, line);
    }
}

static void close_w3c(void *state)
{
    struct w3c *s = state;
    if (!s)
        return;
    columns_free(&s->columns);
    buf_free(&s->text);
    free(s);
}

const struct format w3c_format = {open_w3c, next_w3c, close_w3c, keep_w3c, resume_w3c};
