// Lines by patterns: the named groups of the one that matches are the fields.
#include "text/reader.h"
#include "text/regex.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

struct pattern {
    struct regex *regex;
    size_t *place; // of its groups among the names
};

struct patterns {
    VEC(struct pattern) list;
    size_t last; // the one that matched last
    struct regex *continuation;
    struct buf text; // lines that were joined
};

// The place of a name among the reader's, added if it is new.
static size_t name_place(struct reader *r, struct str name)
{
    for (size_t i = 0; i < r->names.list.n; i++)
        if (str_eq(r->names.list.p[i], name))
            return i;
    reader_name(r, name);
    return r->names.list.n - 1;
}

static bool add_pattern(struct reader *r, const struct record_spec *spec, struct str pattern,
                        struct diag *d)
{
    struct patterns *s = r->state;
    struct regex *x = regex_open(spec->define, pattern, spec->continuation.n > 0, d);
    if (!x)
        return false;
    size_t count = regex_count(x);
    vec_push(&s->list, (struct pattern){.regex = x, .place = mem_array(count, sizeof(size_t))});
    if (count == 0)
        return diag_set(d, FAULT_USAGE,
                        "pattern: no group has a name; write (?<name>…) for each field");
    for (size_t i = 0; i < count; i++)
        s->list.p[s->list.n - 1].place[i] = name_place(r, regex_name(x, i));
    return true;
}

static bool open_patterns(struct reader *r, const struct record_spec *spec, struct diag *d)
{
    struct patterns *s = r->state = mem_zero(sizeof *s);
    bool good = add_pattern(r, spec, spec->pattern, d);
    for (size_t i = 0; good && i < spec->more_count; i++)
        good = add_pattern(r, spec, spec->more[i], d);
    if (good && spec->continuation.n) {
        s->continuation = regex_open(spec->define, spec->continuation, false, d);
        good = s->continuation != NULL;
    }
    return good;
}

static void close_patterns(void *state)
{
    struct patterns *s = state;
    if (!s)
        return;
    for (vec_each(struct pattern, pattern, &s->list)) {
        regex_close(pattern->regex);
        free(pattern->place);
    }
    vec_free(&s->list);
    regex_close(s->continuation);
    buf_free(&s->text);
    free(s);
}

static void set_fields(struct reader *r, const struct pattern *pattern, struct str text)
{
    size_t names = r->names.list.n, groups = regex_count(pattern->regex);
    vec_reserve(&r->fields.list, names);
    r->fields.list.n = names;
    for (size_t i = 0; i < names; i++)
        r->fields.list.p[i] = STR("");
    for (size_t i = 0; i < groups; i++) {
        struct str group = regex_group(pattern->regex, text, i);
        if (group.n) // of groups that share a name (?J), the one that is set
            r->fields.list.p[pattern->place[i]] = group;
    }
}

static enum record_fault split(struct reader *r, struct str text)
{
    struct patterns *s = r->state;
    enum record_fault fault = RECORD_NO_MATCH;
    for (size_t i = 0; i < s->list.n; i++) {
        // The last hit first, then the others in their order.
        size_t at = i == 0 ? s->last : i <= s->last ? i - 1 : i;
        enum regex_result result = regex_match(s->list.p[at].regex, text);
        if (result == REGEX_HIT) {
            s->last = at;
            set_fields(r, &s->list.p[at], text);
            return RECORD_FINE;
        }
        if (result == REGEX_LIMIT)
            fault = RECORD_PATTERN_LIMIT;
    }
    return fault;
}

// A record of one line or more. Lengths are from the window's position.
struct joined {
    size_t length, size;
    uint64_t lines;
};

// Join the lines that continue the first one into the state's text. Those that are not text, or
// would make the record too long, have their own chance.
static enum reader_result join(struct reader *r, struct joined *joined, struct diag *d)
{
    struct patterns *s = r->state;
    const struct window *w = &r->window;
    buf_clear(&s->text);
    for (struct line line;;) {
        enum reader_result result = line_find(r, joined->size, &line, d);
        if (result != READER_RECORD || line.too_long)
            return result == READER_FAILED ? result : READER_RECORD;
        struct str text = {w->p + w->pos + joined->size, line.length};
        if (utf8_check(text) < text.n || regex_match(s->continuation, text) != REGEX_HIT)
            return READER_RECORD;
        if (joined->lines == 1)
            buf_add(&s->text, (struct str){w->p + w->pos, joined->length});
        buf_add_byte(&s->text, '\n');
        buf_add(&s->text, text);
        joined->length = joined->size + line.length;
        joined->size += line.size;
        joined->lines++;
    }
}

static void resume_patterns(struct reader *r, const struct seam *seam)
{
    struct patterns *s = r->state;
    s->last = seam->pattern;
}

static enum reader_result next_pattern(struct reader *r, struct record *record, struct diag *d)
{
    struct patterns *s = r->state;
    r->carried.pattern = s->last;
    struct line line;
    enum reader_result result = line_next(r, &line, record, d);
    if (result != READER_RECORD || line.too_long)
        return result;
    struct joined joined = {line.length, line.size, 1};
    if (s->continuation && join(r, &joined, d) != READER_RECORD)
        return READER_FAILED;
    struct str text = {r->window.p + r->window.pos, joined.length};
    uint32_t column = 0;
    enum record_fault fault = text_fault(r, joined.length, &column);
    if (!fault)
        fault = split(r, joined.lines > 1 ? buf_str(&s->text) : text);
    record_take(r, record, joined.length, joined.size, joined.lines);
    record->fields = fault ? 0 : r->fields.list.n;
    record->fault = fault;
    record->column = column;
    return READER_RECORD;
}

const struct format pattern_format = {open_patterns, next_pattern, close_patterns, NULL,
                                      resume_patterns};
