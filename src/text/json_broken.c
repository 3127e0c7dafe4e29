// JSON that is broken: how much of the text goes with it.
#include "text/json_records.h"

int json_peek(struct reader *r, size_t at, struct diag *d)
{
    struct window *w = &r->window;
    while (w->end - w->pos <= at) {
        if (w->eof) {
            r->met_end = true;
            return PEEK_END;
        }
        if (!window_more(w, d))
            return PEEK_FAILED;
    }
    return (unsigned char)w->p[w->pos + at];
}

// Drop bytes, of which the record shows the first.
static void drop(struct reader *r, struct record *record, size_t n)
{
    struct json_records *s = r->state;
    struct window *w = &r->window;
    for (size_t i = 0; i < n; i++)
        if (w->p[w->pos + i] == r->line_end) {
            r->lines++;
            record->lines++;
        }
    size_t room = RAW_SHOWN - r->long_raw.n;
    buf_add(&r->long_raw, (struct str){w->p + w->pos, n < room ? n : room});
    window_skip(w, n);
    s->in_line = true;
}

// Drop the rest of the line, or within an array a value that closes before. *open: it does not.
static bool drop_line(struct reader *r, struct record *record, bool *open, struct diag *d)
{
    struct json_records *s = r->state;
    size_t depth = 0;
    bool string = false, nested = false;
    for (int c; (c = json_peek(r, 0, d)) >= 0 && c != r->line_end;) {
        bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
        if (s->in_array && !string && depth == 0 && (c == ',' || c == ']'))
            return true;
        drop(r, record, 1);
        if (string && c == '\\' && json_peek(r, 0, d) >= 0 && json_peek(r, 0, d) != r->line_end)
            drop(r, record, 1);
        if (c == '"')
            string = !string;
        nested = nested || opens;
        depth += !string && opens;
        depth -= !string && closes && depth;
        if (s->in_array && nested && closes && !string && depth == 0)
            return true;
    }
    *open = nested && (depth > 0 || string);
    return json_peek(r, 0, d) != PEEK_FAILED;
}

// How far the next line is indented; the window's position is the end of this one. *c: what then
// stands there, a line end for a blank line.
static size_t next_indent(struct reader *r, int *c, struct diag *d)
{
    size_t at = 1;
    while ((*c = json_peek(r, at, d)) == ' ' || *c == '\t' || (*c == '\r' && r->line_end != '\r')) {
        if (++at > r->longest)
            break;
    }
    return at - 1;
}

// A broken value of several lines takes those with it that are indented more than the one it begins
// on, and the bracket that closes it. So a line of JSON lines takes no other.
static bool drop_within(struct reader *r, struct record *record, size_t indent, int close,
                        struct diag *d)
{
    for (int c = json_peek(r, 0, d); c == r->line_end; c = json_peek(r, 0, d)) {
        size_t next = next_indent(r, &c, d);
        if (next == indent && c == close) {
            drop(r, record, next + 2);
            break;
        }
        if (next <= indent || c < 0 || c == r->line_end)
            break;
        drop(r, record, next + 1);
        for (c = json_peek(r, 0, d); c >= 0 && c != r->line_end; c = json_peek(r, 0, d))
            drop(r, record, 1);
    }
    return json_peek(r, 0, d) != PEEK_FAILED;
}

enum reader_result json_reject(struct reader *r, struct record *record, enum record_fault fault,
                               size_t column, struct diag *d)
{
    struct json_records *s = r->state;
    struct window *w = &r->window;
    size_t indent = s->indent;
    int close = w->p[w->pos] == '{' ? '}' : ']';
    bool open = false;
    *record = (struct record){.line = r->lines + 1,
                              .lines = 1,
                              .offset = w->offset,
                              .fault = fault,
                              .column = (uint32_t)column};
    buf_clear(&r->long_raw);
    if (!drop_line(r, record, &open, d) || (open && !drop_within(r, record, indent, close, d)))
        return READER_FAILED;
    record->raw = buf_str(&r->long_raw);
    if (record->raw.n && record->raw.p[record->raw.n - 1] == '\r')
        record->raw.n--;
    return READER_RECORD;
}
