// JSON records: one a line, elements of arrays, or values one after another.
#include "text/json_value.h"

#include "base/mem.h"

#include <stdlib.h>

struct json_records {
    struct json json;
    struct json_node root;
    struct arena arena; // of the tree
    bool in_array;
    bool in_line;  // something of the line is done
    size_t indent; // blanks before the first thing of the line
};

static bool open_json(struct reader *r, const struct record_spec *spec, struct diag *d)
{
    struct json_records *s = r->state = mem_zero(sizeof *s);
    reader_take_names(r, spec);
    s->json.fields = &r->fields;
    s->json.line_end = r->line_end;
    for (size_t i = 0; i < spec->name_count; i++)
        if (!json_path_add(&s->root, &s->arena, r->names.list.p[i], i, d))
            return false;
    return true;
}

static void close_json(void *state)
{
    struct json_records *s = state;
    if (!s)
        return;
    json_free(&s->json);
    json_path_free(&s->root);
    arena_free(&s->arena);
    free(s);
}

enum { PEEK_END = -1, PEEK_FAILED = -2 };

// The byte that stands `at` bytes behind the window's position.
static int peek(struct reader *r, size_t at, struct diag *d)
{
    struct window *w = &r->window;
    while (w->end - w->pos <= at) {
        if (w->eof)
            return PEEK_END;
        if (!window_more(w, d))
            return PEEK_FAILED;
    }
    return (unsigned char)w->p[w->pos + at];
}

// Pass one byte between values.
static void pass(struct reader *r, char c)
{
    struct json_records *s = r->state;
    bool blank = c == ' ' || c == '\t' || c == '\r';
    if (c == r->line_end) {
        r->lines++;
        s->in_line = false;
        s->indent = 0;
    } else if (blank && !s->in_line) {
        s->indent++;
    } else {
        s->in_line = true;
    }
    window_skip(&r->window, 1);
}

// Go on to the next value. Commas and brackets of arrays around the records are passed; they are
// not held to their grammar, so that what is left of a broken array can be read.
static enum reader_result find_value(struct reader *r, struct diag *d)
{
    struct json_records *s = r->state;
    for (;;) {
        int c = peek(r, 0, d);
        if (c == PEEK_FAILED)
            return READER_FAILED;
        if (c == PEEK_END) {
            r->lines += s->in_line || s->indent; // the last line has no end
            s->in_line = false;
            s->indent = 0;
            return READER_END;
        }
        if (c == (s->in_array ? ']' : '['))
            s->in_array = !s->in_array;
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',')
            return READER_RECORD;
        pass(r, (char)c);
    }
}

// Read the value at the window's position. Whether it is read does not depend on the blocks: no
// more than one byte above the limit is ever looked at.
static bool read_here(struct reader *r, enum json_result *result, struct diag *d)
{
    struct json_records *s = r->state;
    struct window *w = &r->window;
    struct json *j = &s->json;
    for (;;) {
        size_t have = w->end - w->pos;
        j->begin = j->p = w->p + w->pos;
        j->end = j->begin + (have > r->longest ? r->longest + 1 : have);
        *result = json_read(j, &s->root, r->names.list.n);
        if (*result != JSON_MORE || have > r->longest || w->eof)
            return true;
        if (!window_more(w, d))
            return false;
    }
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
    for (int c; (c = peek(r, 0, d)) >= 0 && c != r->line_end;) {
        bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
        if (s->in_array && !string && depth == 0 && (c == ',' || c == ']'))
            return true;
        drop(r, record, 1);
        if (string && c == '\\' && peek(r, 0, d) >= 0 && peek(r, 0, d) != r->line_end)
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
    return peek(r, 0, d) != PEEK_FAILED;
}

// How far the next line is indented; the window's position is the end of this one. *c: what then
// stands there, a line end for a blank line.
static size_t next_indent(struct reader *r, int *c, struct diag *d)
{
    size_t at = 1;
    while ((*c = peek(r, at, d)) == ' ' || *c == '\t' || (*c == '\r' && r->line_end != '\r')) {
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
    for (int c = peek(r, 0, d); c == r->line_end; c = peek(r, 0, d)) {
        size_t next = next_indent(r, &c, d);
        if (next == indent && c == close) {
            drop(r, record, next + 2);
            break;
        }
        if (next <= indent || c < 0 || c == r->line_end)
            break;
        drop(r, record, next + 1);
        for (c = peek(r, 0, d); c >= 0 && c != r->line_end; c = peek(r, 0, d))
            drop(r, record, 1);
    }
    return peek(r, 0, d) != PEEK_FAILED;
}

static enum reader_result reject(struct reader *r, struct record *record, enum record_fault fault,
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

static enum reader_result next_json(struct reader *r, struct record *record, struct diag *d)
{
    struct json_records *s = r->state;
    struct window *w = &r->window;
    struct json *j = &s->json;
    enum json_result result;
    enum reader_result found = find_value(r, d);
    if (found != READER_RECORD)
        return found;
    if (w->p[w->pos] != '{' && w->p[w->pos] != '[')
        return reject(r, record, w->p[w->pos] ? RECORD_BAD_JSON : RECORD_NUL, 1, d);
    if (!read_here(r, &result, d))
        return READER_FAILED;
    size_t length = (size_t)(j->p - j->begin);
    if (length > r->longest)
        return reject(r, record, RECORD_TOO_LONG, 0, d);
    uint32_t column = 0;
    enum record_fault fault = text_fault(r, length, &column);
    if (result != JSON_FINE) {
        bool nul = !fault && j->p < j->end && *j->p == '\0';
        column = fault ? column : (uint32_t)length + 1;
        return reject(r, record, fault ? fault : nul ? RECORD_NUL : RECORD_BAD_JSON, column, d);
    }
    if (!fault && j->nul) {
        fault = RECORD_NUL;
        column = (uint32_t)(j->nul - j->begin - 1);
    }
    record_take(r, record, length, length, j->line_ends);
    record->lines = j->line_ends + 1;
    record->fields = fault ? 0 : r->names.list.n;
    record->fault = fault;
    record->column = column;
    s->in_line = true;
    return READER_RECORD;
}

const struct format json_format = {open_json, next_json, close_json};
