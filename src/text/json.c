// JSON records: one a line, elements of arrays, or values one after another.
#include "text/json_records.h"

#include "base/mem.h"

#include <stdlib.h>

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

static void resume_json(struct reader *r, const struct seam *seam)
{
    struct json_records *s = r->state;
    s->in_array = seam->in_array;
    s->in_line = seam->in_line;
    s->indent = seam->indent;
}

// What a value that stands here may hang on.
static void carry(struct reader *r)
{
    const struct json_records *s = r->state;
    r->carried = (struct seam){.in_array = s->in_array, .in_line = s->in_line, .indent = s->indent};
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
        int c = json_peek(r, 0, d);
        if (c == PEEK_FAILED)
            return READER_FAILED;
        if (c == PEEK_END) {
            carry(r);
            r->lines += s->in_line || s->indent; // the last line has no end
            s->in_line = false;
            s->indent = 0;
            return READER_END;
        }
        if (c == (s->in_array ? ']' : '['))
            s->in_array = !s->in_array;
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',') {
            carry(r);
            return READER_RECORD;
        }
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
        r->met_end |= *result == JSON_MORE && w->eof;
        if (*result != JSON_MORE || have > r->longest || w->eof)
            return true;
        if (!window_more(w, d))
            return false;
    }
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
        return json_reject(r, record, w->p[w->pos] ? RECORD_BAD_JSON : RECORD_NUL, 1, d);
    if (!read_here(r, &result, d))
        return READER_FAILED;
    size_t length = (size_t)(j->p - j->begin);
    if (length > r->longest)
        return json_reject(r, record, RECORD_TOO_LONG, 0, d);
    uint32_t column = 0;
    enum record_fault fault = text_fault(r, length, &column);
    if (result != JSON_FINE) {
        bool nul = !fault && j->p < j->end && *j->p == '\0';
        column = fault ? column : (uint32_t)length + 1;
        return json_reject(r, record,
                           fault ? fault
                           : nul ? RECORD_NUL
                                 : RECORD_BAD_JSON,
                           column, d);
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

const struct format json_format = {open_json, next_json, close_json, NULL, resume_json};
