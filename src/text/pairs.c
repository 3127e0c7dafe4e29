// Lines of key=value pairs, and logfmt.
#include "text/json_scan.h"
#include "text/reader.h"

#include "base/mem.h"

#include <stdlib.h>

struct pairs {
    char gap; // between pairs; ' ' stands for blanks
    struct buf text;
};

static bool open_pairs(struct reader *r, const struct record_spec *spec, struct diag *d)
{
    (void)d;
    struct pairs *s = r->state = mem_zero(sizeof *s);
    s->gap = spec->delimiter ? spec->delimiter : ' ';
    reader_take_names(r, spec);
    return true;
}

static void close_pairs(void *state)
{
    struct pairs *s = state;
    if (!s)
        return;
    buf_free(&s->text);
    free(s);
}

static bool is_gap(const struct pairs *s, char c)
{
    return c == s->gap || (s->gap == ' ' && c == '\t');
}

static size_t pass_gap(const struct pairs *s, struct str line, size_t at)
{
    while (at < line.n && (is_gap(s, line.p[at]) || line.p[at] == ' ' || line.p[at] == '\t'))
        at++;
    return at;
}

static void set_field(struct reader *r, struct str key, struct str value)
{
    for (size_t i = 0; i < r->names.list.n; i++)
        if (str_eq(r->names.list.p[i], key)) {
            r->fields.list.p[i] = value;
            return;
        }
}

// Read the quoted value at *at and go behind it; a backslash escapes as in JSON.
static enum record_fault read_quoted(struct pairs *s, struct str line, size_t *at,
                                     struct str *value)
{
    size_t from = *at + 1, end = from;
    bool escaped = false;
    for (; end < line.n && line.p[end] != '"'; end++)
        if (line.p[end] == '\\') {
            escaped = true;
            end++;
        }
    if (end >= line.n)
        return RECORD_UNCLOSED_QUOTE;
    *value = str_slice(line, from, end);
    *at = end + 1;
    if (*at < line.n && !is_gap(s, line.p[*at]))
        return RECORD_STRAY_QUOTE;
    if (escaped) {
        size_t begin = s->text.n;
        json_unescape(&s->text, *value);
        *value = (struct str){s->text.p + begin, s->text.n - begin};
    }
    return RECORD_FINE;
}

static struct str read_plain(const struct pairs *s, struct str line, size_t *at)
{
    size_t from = *at;
    while (*at < line.n && !is_gap(s, line.p[*at]))
        ++*at;
    struct str value = str_slice(line, from, *at);
    return s->gap == ' ' ? value : str_trim(value);
}

// Words that are no pairs are passed over, as the time and level before the pairs often are.
static enum record_fault split(struct reader *r, struct str line, uint32_t *column)
{
    struct pairs *s = r->state;
    size_t found = 0;
    buf_clear(&s->text);
    buf_reserve(&s->text, line.n + 1); // escapes get shorter: it does not move
    for (size_t at = pass_gap(s, line, 0); at < line.n; at = pass_gap(s, line, at)) {
        size_t from = at;
        while (at < line.n && line.p[at] != '=' && !is_gap(s, line.p[at]))
            at++;
        if (at == line.n || line.p[at] != '=')
            continue;
        struct str key = str_slice(line, from, at++), value;
        if (at < line.n && line.p[at] == '"') {
            size_t quote = at;
            enum record_fault fault = read_quoted(s, line, &at, &value);
            if (fault) {
                *column = (uint32_t)(fault == RECORD_STRAY_QUOTE ? at : quote) + 1;
                return fault;
            }
        } else {
            value = read_plain(s, line, &at);
        }
        found += key.n > 0;
        set_field(r, s->gap == ' ' ? key : str_trim(key), value);
    }
    return found ? RECORD_FINE : RECORD_NO_MATCH;
}

static enum reader_result next_pairs(struct reader *r, struct record *record, struct diag *d)
{
    struct line line;
    enum reader_result result = line_next(r, &line, record, d);
    if (result != READER_RECORD || line.too_long)
        return result;
    uint32_t column = 0;
    size_t names = r->names.list.n;
    vec_reserve(&r->fields.list, names);
    r->fields.list.n = names;
    for (size_t i = 0; i < names; i++)
        r->fields.list.p[i] = STR("");
    enum record_fault fault = text_fault(r, line.length, &column);
    if (!fault)
        fault = split(r, (struct str){r->window.p + r->window.pos, line.length}, &column);
    record_take(r, record, line.length, line.size, 1);
    record->fields = fault ? 0 : names;
    record->fault = fault;
    record->column = column;
    return READER_RECORD;
}

const struct format pairs_format = {open_pairs, next_pairs, close_pairs, NULL, NULL};
