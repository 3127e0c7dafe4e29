// Delimited records: their extent by RFC 4180; those without a quote are split here.
#include "text/reader.h"

#include <stdio.h>

// What a record was found to be. Lengths are from the window's position.
struct extent {
    size_t length, size;
    uint64_t lines;
    enum record_fault fault;
    uint32_t column;
};

// Walks over the fields of a record that has quotes.
struct walk {
    struct reader *r;
    struct line first, line; // the record's first line, the one being read
    size_t begin, at;        // of that line, of what comes next; from the window's position
    size_t open;             // of the quote that is open
    uint64_t lines;
};

static const char *byte_at(const struct walk *walk, size_t at)
{
    return walk->r->window.p + walk->r->window.pos + at;
}

static size_t line_stop(const struct walk *walk)
{
    return walk->begin + walk->line.length;
}

// A fault found on a later line means that a quote of the first line was never closed: only that
// line is the record, and what follows has its own chance.
static void fail(struct walk *walk, size_t at, size_t open_first, struct extent *extent)
{
    bool first = walk->lines == 1;
    *extent = (struct extent){.length = walk->first.length,
                              .size = walk->first.size,
                              .lines = 1,
                              .fault = first ? RECORD_STRAY_QUOTE : RECORD_UNCLOSED_QUOTE,
                              .column = (uint32_t)((first ? at : open_first) + 1)};
}

// Pass over a field that does not begin with a quote. False: a quote stands in it.
static bool pass_plain(struct walk *walk, bool *last)
{
    size_t stop = line_stop(walk);
    const char *from = byte_at(walk, walk->at);
    const char *end = memchr(from, walk->r->delimiter, stop - walk->at);
    size_t n = end ? (size_t)(end - from) : stop - walk->at;
    const char *quote = memchr(from, '"', n);
    walk->at += quote ? (size_t)(quote - from) : end ? n + 1 : n;
    *last = !end;
    return !quote;
}

enum passed { PASSED, PASSED_LAST, STRAY, LINE_ENDS };

// Pass over the rest of a quoted field as far as its line goes.
static enum passed pass_quoted(struct walk *walk)
{
    size_t stop = line_stop(walk);
    for (;;) {
        const char *from = byte_at(walk, walk->at);
        const char *quote = walk->at < stop ? memchr(from, '"', stop - walk->at) : NULL;
        if (!quote)
            return LINE_ENDS;
        walk->at += (size_t)(quote - from) + 1;
        if (walk->at == stop)
            return PASSED_LAST;
        char next = *byte_at(walk, walk->at);
        if (next != '"' && next != walk->r->delimiter)
            return STRAY;
        walk->at++;
        if (next != '"')
            return PASSED;
    }
}

// Go on to the line that follows. False: there is none, or the record gets too long.
static bool next_line(struct walk *walk, enum reader_result *result, struct diag *d)
{
    walk->begin += walk->line.size;
    walk->at = walk->begin;
    *result = line_find(walk->r, walk->begin, &walk->line, d);
    walk->lines++;
    return *result == READER_RECORD && !walk->line.too_long;
}

// Find where the record that begins with `line` ends.
static enum reader_result find_extent(struct reader *r, const struct line *line,
                                      struct extent *extent, struct diag *d)
{
    struct walk walk = {.r = r, .first = *line, .line = *line, .lines = 1};
    size_t open_first = 0;
    enum reader_result result = READER_RECORD;
    for (bool last = false; !last;) {
        if (walk.at == line_stop(&walk)) // an empty last field
            break;
        if (*byte_at(&walk, walk.at) != '"') {
            if (pass_plain(&walk, &last))
                continue;
            fail(&walk, walk.at, open_first, extent);
            return READER_RECORD;
        }
        if (walk.lines == 1)
            open_first = walk.at;
        walk.at++;
        enum passed passed;
        while ((passed = pass_quoted(&walk)) == LINE_ENDS)
            if (!next_line(&walk, &result, d)) {
                fail(&walk, 0, open_first, extent);
                return result == READER_FAILED ? READER_FAILED : READER_RECORD;
            }
        if (passed == STRAY) {
            fail(&walk, walk.at, open_first, extent);
            return READER_RECORD;
        }
        last = passed == PASSED_LAST;
    }
    *extent = (struct extent){
        .length = line_stop(&walk), .size = walk.begin + walk.line.size, .lines = walk.lines};
    return READER_RECORD;
}

bool fields_fit(struct reader *r)
{
    size_t count = r->fields.list.n;
    if (r->expected == 0 || count == r->expected)
        return true;
    if (!r->lenient)
        return false;
    for (size_t i = r->expected; i < count; i++)
        if (r->fields.list.p[i].n)
            return false;
    while (r->fields.list.n < r->expected)
        vec_push(&r->fields.list, STR(""));
    r->fields.list.n = r->expected;
    return true;
}

enum reader_result delimited_next(struct reader *r, struct record *record, struct diag *d)
{
    struct line line;
    struct window *w = &r->window;
    enum reader_result result = line_next(r, &line, record, d);
    if (result != READER_RECORD || line.too_long)
        return result;
    struct extent extent = {.length = line.length, .size = line.size, .lines = 1};
    // Nearly all lines of most files: what marks have passed over already needs no call.
    if (window_is_clean(w, w->pos + line.length) &&
        (r->plain || w->quote.at >= w->pos + line.length)) {
        split_plain(&r->fields, w->p + w->pos, line.length, r->delimiter);
        if (r->fields.list.n != r->expected && !fields_fit(r))
            extent.fault = RECORD_FIELD_COUNT;
        record_take(r, record, line.length, line.size, 1);
        record->fields = r->fields.list.n;
        record->fault = extent.fault;
        return READER_RECORD;
    }
    if (r->plain || window_find(w, &w->quote, '"', w->pos + line.length) == w->pos + line.length) {
        split_plain(&r->fields, w->p + w->pos, line.length, r->delimiter);
    } else if (!split_lined(&r->fields, w->p + w->pos, line.length, r->delimiter)) {
        if (find_extent(r, &line, &extent, d) != READER_RECORD)
            return READER_FAILED;
        struct str whole = {w->p + w->pos, extent.length};
        if (!extent.fault && !quoted_split(r->quoted, whole, &r->fields))
            extent.fault = RECORD_STRAY_QUOTE;
    }
    if (!extent.fault)
        extent.fault = text_fault(r, extent.length, &extent.column);
    if (extent.fault)
        r->fields.list.n = 0;
    else if (!fields_fit(r))
        extent.fault = RECORD_FIELD_COUNT;
    record_take(r, record, extent.length, extent.size, extent.lines);
    record->fields = r->fields.list.n;
    record->fault = extent.fault;
    record->column = extent.column;
    return READER_RECORD;
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
    const char *guess = record.fault == RECORD_BAD_TEXT ? reader_guess(r) : NULL;
    if (record.fault)
        return diag_at(d, FAULT_IO, input_name(r->window.in), record.line, record.column,
                       "%s: %s; %s%s%s",
                       header ? "the header cannot be read" : "the first record cannot be read",
                       record_fault_text(record.fault),
                       guess ? "it looks like encoding = \"" : "check the source's encoding, ",
                       guess ? guess : "delimiter and format", guess ? "\"" : "");
    for (size_t i = 0; i < record.fields; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        reader_name(r, header ? str_trim(record.field[i]) : str_of(number));
    }
    reader_keep_header(r, record.offset);
    if (!header)
        put_back(r, &record);
    return true;
}

static bool open_delimited(struct reader *r, const struct record_spec *spec, struct diag *d)
{
    r->delimiter = spec->delimiter;
    r->quoted = quoted_open(spec->delimiter);
    if (!spec->header && spec->name_count)
        reader_take_names(r, spec);
    else if (!name_fields(r, spec->header, d))
        return false;
    r->expected = r->names.list.n;
    return true;
}

static void close_delimited(void *state)
{
    (void)state;
}

const struct format delimited_format = {open_delimited, delimited_next, close_delimited, NULL,
                                        NULL};
