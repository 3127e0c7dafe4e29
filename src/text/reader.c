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
};

const char *record_fault_code(enum record_fault fault)
{
    return faults[fault].code;
}

const char *record_fault_text(enum record_fault fault)
{
    return faults[fault].text;
}

static enum reader_result pattern_next(struct reader *r, struct record *record, struct diag *d)
{
    struct line line;
    enum reader_result result = line_next(r, &line, record, d);
    if (result != READER_RECORD || line.too_long)
        return result;
    struct str text = {r->window.p + r->window.pos, line.length};
    uint32_t column = 0;
    enum record_fault fault = text_fault(r, line.length, &column);
    if (!fault && !regex_split(r->regex, text, &r->fields))
        fault = RECORD_NO_MATCH;
    record_take(r, record, line.length, line.size, 1);
    record->fields = fault ? 0 : r->fields.list.n;
    record->fault = fault;
    record->column = column;
    return READER_RECORD;
}

enum reader_result reader_next(struct reader *r, struct record *record, struct diag *d)
{
    return r->format == RECORD_PATTERN ? pattern_next(r, record, d) : delimited_next(r, record, d);
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

static void add_name(struct reader *r, struct str name)
{
    r->names[r->name_count++] = arena_str(&r->names_arena, name);
}

// Make the record that was just read the next one again.
static void put_back(struct reader *r, const struct record *record)
{
    struct window *w = &r->window;
    w->pos -= w->offset - record->offset;
    w->offset = record->offset;
    w->quote = w->nul = w->high = (struct mark){0};
    r->lines = record->line - 1;
}

// Take the names from the first record. Without a header they are numbers, and the record is read
// again as data.
static bool name_fields(struct reader *r, bool header, struct diag *d)
{
    struct record record;
    enum reader_result result = delimited_next(r, &record, d);
    if (result != READER_RECORD)
        return result == READER_END;
    if (record.fault)
        return diag_at(d, FAULT_IO, input_name(r->window.in), record.line, record.column,
                       "%s: %s; check the source's encoding, delimiter and format",
                       header ? "the header cannot be read" : "the first record cannot be read",
                       record_fault_text(record.fault));
    r->names = arena_array(&r->names_arena, record.fields, struct str);
    for (size_t i = 0; i < record.fields; i++)
        add_name(r,
                 header ? str_trim(record.field[i]) : arena_printf(&r->names_arena, "%zu", i + 1));
    if (!header)
        put_back(r, &record);
    return true;
}

static bool open_pattern(struct reader *r, struct str pattern, struct diag *d)
{
    r->regex = regex_open(pattern, d);
    if (!r->regex)
        return false;
    size_t count = regex_count(r->regex);
    r->names = arena_array(&r->names_arena, count, struct str);
    for (size_t i = 0; i < count; i++)
        add_name(r, regex_name(r->regex, i));
    return true;
}

struct reader *reader_open(struct input *in, const struct record_spec *spec, struct diag *d)
{
    struct reader *r = mem_zero(sizeof *r);
    window_init(&r->window, in, spec->block ? spec->block : BLOCK);
    r->format = spec->format;
    r->longest = spec->longest ? spec->longest : LONGEST;
    r->line_end = '\n';
    bool good = true;
    if (spec->format == RECORD_PATTERN) {
        good = open_pattern(r, spec->pattern, d) && find_line_end(r, d);
    } else {
        r->delimiter = spec->delimiter;
        r->quoted = quoted_open(spec->delimiter);
        good = find_line_end(r, d) && name_fields(r, spec->header, d);
    }
    if (good)
        return r;
    reader_close(r);
    return NULL;
}

void reader_close(struct reader *r)
{
    if (!r)
        return;
    window_free(&r->window);
    vec_free(&r->fields.list);
    arena_free(&r->names_arena);
    buf_free(&r->long_raw);
    quoted_close(r->quoted);
    regex_close(r->regex);
    free(r);
}

const struct str *reader_names(struct reader *r, size_t *count)
{
    *count = r->name_count;
    return r->names;
}

uint64_t reader_lines(const struct reader *r)
{
    return r->lines;
}
