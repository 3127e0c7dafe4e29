// Records of an export: opening, names, the reasons why a record is none.
#include "text/reader.h"

#include "base/mem.h"

#include <stdlib.h>

enum { BLOCK = 256 * 1024, LONGEST = 1024 * 1024 };

static const struct {
    const char *code, *text;
} faults[] = {
    [RECORD_FINE] = {"fine", "nothing is wrong"},
    [RECORD_UNCLOSED_QUOTE] = {"unclosed-quote", "a quote is never closed"},
    [RECORD_STRAY_QUOTE] = {"stray-quote", "text after a closing quote, or a quote within text"},
    [RECORD_FIELD_COUNT] = {"field-count", "not as many fields as the header"},
    [RECORD_NO_MATCH] = {"no-match", "the pattern does not match"},
    [RECORD_TOO_LONG] = {"too-long", "the record is too long"},
    [RECORD_NUL] = {"nul", "a NUL byte"},
    [RECORD_BAD_TEXT] = {"bad-text", "not valid in the encoding"},
    [RECORD_BAD_JSON] = {"bad-json", "not a JSON object"},
    [RECORD_PATTERN_LIMIT] = {"pattern-limit", "matching the pattern costs too much here"},
};

const char *record_fault_code(enum record_fault fault)
{
    return faults[fault].code;
}

const char *record_fault_text(enum record_fault fault)
{
    return faults[fault].text;
}

enum reader_result reader_next(struct reader *r, struct record *record, struct diag *d)
{
    r->met_end = false;
    enum reader_result result = r->format->next(r, record, d);
    record->open = r->met_end;
    return result;
}

// Old spreadsheets end lines by CR alone. A file is one of those if it has a CR and no LF as far as
// a record may reach; with an LF, a CR on its own is a byte like any other.
static bool find_line_end(struct reader *r, struct diag *d)
{
    struct window *w = &r->window;
    size_t seen = 0;
    for (bool cr = false;;) {
        size_t limit = w->end < r->longest ? w->end : r->longest;
        if (memchr(w->p + seen, '\n', limit - seen))
            return true;
        cr = cr || memchr(w->p + seen, '\r', limit - seen);
        seen = limit;
        if (w->eof || limit == r->longest) {
            r->line_end = cr ? '\r' : '\n';
            return true;
        }
        if (!window_more(w, d))
            return false;
    }
}

void reader_name(struct reader *r, struct str name)
{
    vec_push(&r->names.list, arena_str(&r->names_arena, name));
}

void reader_take_names(struct reader *r, const struct record_spec *spec)
{
    for (size_t i = 0; i < spec->name_count; i++)
        reader_name(r, spec->names[i]);
}

static const struct format *format_of(const struct record_spec *spec)
{
    switch (spec->format) {
    case RECORD_PATTERN:
        return &pattern_format;
    case RECORD_JSON:
        return &json_format;
    case RECORD_W3C:
        return &w3c_format;
    case RECORD_PAIRS:
        return &pairs_format;
    case RECORD_DELIMITED:
        break;
    }
    return spec->table.n || spec->table_number ? &table_format : &delimited_format;
}

static struct reader *make(const struct record_spec *spec)
{
    struct reader *r = mem_zero(sizeof *r);
    r->format = format_of(spec);
    r->longest = spec->longest ? spec->longest : LONGEST;
    r->line_end = '\n';
    r->comment = spec->comment;
    r->lenient = spec->lenient;
    r->plain = spec->plain;
    return r;
}

struct reader *reader_open(struct input *in, const struct record_spec *spec, struct diag *d)
{
    struct reader *r = make(spec);
    window_init(&r->window, in, spec->block ? spec->block : BLOCK);
    if (find_line_end(r, d) && lines_pass(r, spec->skip, d) && r->format->open(r, spec, d))
        return r;
    reader_close(r);
    return NULL;
}

struct reader *reader_open_text(const struct record_spec *spec, char *p, size_t n, struct diag *d)
{
    struct reader *r = make(spec);
    r->window = (struct window){.p = p, .end = n, .eof = true};
    bool good = r->format->open(r, spec, d);
    r->window.p = NULL;
    if (good)
        return r;
    reader_close(r);
    return NULL;
}

void reader_close(struct reader *r)
{
    if (!r)
        return;
    r->format->close(r->state);
    window_free(&r->window);
    vec_free(&r->fields.list);
    vec_free(&r->names.list);
    arena_free(&r->names_arena);
    buf_free(&r->long_raw);
    buf_free(&r->header);
    quoted_close(r->quoted);
    free(r);
}

const struct str *reader_names(struct reader *r, size_t *count)
{
    *count = r->names.list.n;
    return r->names.list.p;
}

const char *reader_guess(const struct reader *r)
{
    return r->window.in ? input_guess(r->window.in) : NULL;
}

uint64_t reader_lines(const struct reader *r)
{
    return r->lines;
}

uint64_t reader_skipped(const struct reader *r)
{
    return r->skipped;
}
