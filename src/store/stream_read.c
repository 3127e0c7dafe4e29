// The stream's reader: blocks of bytes → lines → codes of columns, wend-stream(5).
#include "store/stream.h"

#include "base/escape.h"
#include "text/input.h"
#include "text/time.h"

enum {
    BLOCK = 1 << 18,
    LONGEST = 1 << 28 // bytes of one line
};

// Targets that are no column of the touchpoints.
#define TO_TIME SIZE_MAX
#define TO_LINE (SIZE_MAX - 1)

struct stream {
    struct str name; // for messages
    struct touchpoints *t;
    VEC(size_t) target; // of each field: a column of t, TO_TIME or TO_LINE
    uint64_t line;
    bool stitched;    // a header has had a customer
    struct buf plain; // the unescaped field
};

// At most this much of a bad value goes into a message.
static struct str clip(struct str what)
{
    return (struct str){what.p, what.n > 60 ? 60 : what.n};
}

static struct str unescape(struct stream *s, struct str field)
{
    if (!memchr(field.p, '\\', field.n))
        return field;
    buf_clear(&s->plain);
    unescape_tsv(&s->plain, field);
    return buf_str(&s->plain);
}

static bool read_name(struct stream *s, struct str name, size_t at, struct diag *d)
{
    size_t target;
    if (name.n == 0)
        return diag_at(d, FAULT_USAGE, s->name, s->line, at, "a column has no name");
    if (str_eq(name, STR("time")))
        target = TO_TIME;
    else if (str_eq(name, STR("line")))
        target = TO_LINE;
    else
        target = touchpoints_column(s->t, name);
    for (size_t i = 0; i < s->target.n; i++)
        if (s->target.p[i] == target)
            return diag_at(d, FAULT_USAGE, s->name, s->line, at, "column %.*s stands there twice",
                           STR_ARG(clip(name)));
    s->stitched |= target == TP_CUSTOMER;
    vec_push(&s->target, target);
    return true;
}

static bool is_header(struct str line)
{
    static const char start[] = "time\tchannel\tevent";
    size_t n = sizeof start - 1;
    return str_starts(line, STR("time\tchannel\tevent")) && (line.n == n || line.p[n] == '\t');
}

static bool read_header(struct stream *s, struct str line, struct diag *d)
{
    s->target.n = 0;
    if (!is_header(line))
        return diag_at(d, FAULT_USAGE, s->name, 1, 1,
                       "not a stream: its header must start with time, channel and event, "
                       "separated by tabs; 'wend parse' makes one");
    const char *begin = line.p;
    for (struct str rest = line; rest.p;) {
        size_t at = (size_t)(rest.p - begin) + 1;
        struct str field = str_cut(&rest, '\t');
        if (!read_name(s, unescape(s, field), at, d))
            return false;
    }
    return true;
}

// Values repeat from row to row: the last one is compared before its dictionary is asked.
static uint32_t code_of(struct touchpoint_column *c, struct str value)
{
    if (value.n == 0)
        return 0;
    if (c->code.n > 1) {
        uint32_t last = c->code.p[c->code.n - 2];
        if (str_eq(dict_get(&c->dict, last), value))
            return last;
    }
    return dict_add(&c->dict, value);
}

static bool set_field(struct stream *s, size_t row, size_t target, struct str field, size_t at,
                      struct diag *d)
{
    struct touchpoints *t = s->t;
    if (target == TO_TIME) {
        if (!time_parse_utc(field, &t->time.p[row]))
            return diag_at(d, FAULT_USAGE, s->name, s->line, at,
                           "not a time: '%.*s'; expected the form 2024-03-01T01:00:00Z",
                           STR_ARG(clip(field)));
    } else if (target == TO_LINE) {
        if (field.n && !str_to_u64(field, &t->line.p[row]))
            return diag_at(d, FAULT_USAGE, s->name, s->line, at, "not a line number: '%.*s'",
                           STR_ARG(clip(field)));
    } else {
        struct touchpoint_column *c = &t->column.p[target];
        c->code.p[row] = code_of(c, unescape(s, field));
    }
    return true;
}

static bool field_count(const struct stream *s, struct str line, struct diag *d)
{
    size_t n = 1, at = line.n;
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == '\t' && ++n == s->target.n + 1)
            at = i;
    return diag_at(d, FAULT_USAGE, s->name, s->line, at + 1, "%zu fields, but the header names %zu",
                   n, s->target.n);
}

static bool read_row(struct stream *s, struct str line, struct diag *d)
{
    if (s->t->time.n >= UINT32_MAX - 1)
        return diag_at(d, FAULT_USAGE, s->name, s->line, 0,
                       "more rows than 2^32, the most there can be");
    size_t row = touchpoints_row(s->t, 0, 0);
    const char *p = line.p, *end = line.p + line.n;
    for (size_t i = 0; i < s->target.n; i++) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));
        bool last = i + 1 == s->target.n;
        if (last != !tab)
            return field_count(s, line, d);
        struct str field = {p, (size_t)((tab ? tab : end) - p)};
        if (!set_field(s, row, s->target.p[i], field, (size_t)(p - line.p) + 1, d))
            return false;
        p = tab ? tab + 1 : end;
    }
    return true;
}

static bool read_line(struct stream *s, struct str line, struct diag *d)
{
    s->line++;
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    // Streams that were put one behind the other have their headers between.
    bool header = s->line == 1 || (line.n && *line.p == 't' && is_header(line));
    return header ? read_header(s, line, d) : read_row(s, line, d);
}

// Take the whole lines of block[0..n), return what is left at its end, SIZE_MAX on a fault.
static size_t read_lines(struct stream *s, const char *block, size_t n, struct diag *d)
{
    const char *p = block, *end = block + n;
    for (const char *stop; p < end && (stop = memchr(p, '\n', (size_t)(end - p))); p = stop + 1)
        if (!read_line(s, (struct str){p, (size_t)(stop - p)}, d))
            return SIZE_MAX;
    return (size_t)(end - p);
}

static bool read_all(struct stream *s, struct input *in, struct buf *block, struct diag *d)
{
    size_t held = 0; // bytes of a line whose end has not come yet
    for (;;) {
        if (held > LONGEST)
            return diag_at(d, FAULT_USAGE, s->name, s->line + 1, 0, "a line of more than 256 MiB");
        block->n = held;
        buf_reserve(block, BLOCK);
        ptrdiff_t got = input_read(in, block->p + held, block->capacity - held - 1, d);
        if (got < 0)
            return false;
        size_t n = held + (size_t)got;
        if (got == 0)
            return held == 0 || read_line(s, (struct str){block->p, held}, d);
        // Only the new bytes can hold a line end when a long line is being put together.
        held = memchr(block->p + held, '\n', (size_t)got) ? read_lines(s, block->p, n, d) : n;
        if (held == SIZE_MAX)
            return false;
        memmove(block->p, block->p + n - held, held);
    }
}

static bool finish(struct stream *s, bool good, bool *stitched, struct diag *d)
{
    if (good && s->line == 0)
        good = diag_at(d, FAULT_USAGE, s->name, 0, 0, "empty input: no header");
    *stitched = s->stitched;
    buf_free(&s->plain);
    vec_free(&s->target);
    return good;
}

bool stream_read_text(struct str text, struct str name, struct touchpoints *t, bool *stitched,
                      struct diag *d)
{
    struct stream s = {.name = name, .t = t};
    size_t left = read_lines(&s, text.p, text.n, d);
    bool good =
        left == 0 || (left != SIZE_MAX && read_line(&s, str_slice(text, text.n - left, text.n), d));
    return finish(&s, good, stitched, d);
}

bool stream_read(const char *path, struct touchpoints *t, bool *stitched, struct diag *d)
{
    bool standard = !path || strcmp(path, "-") == 0;
    struct stream s = {.name = standard ? STR("standard input") : str_of(path), .t = t};
    struct buf block = {0};
    struct input *in = input_open(standard ? "-" : path, STR(""), d);
    if (!in)
        return false;
    bool good = read_all(&s, in, &block, d);
    input_close(in);
    buf_free(&block);
    return finish(&s, good, stitched, d);
}
