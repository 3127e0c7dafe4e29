// Reading by parts: the bytes behind the header, cut anywhere, and a reader for each piece.
#include "text/reader.h"

#include "base/mem.h"

#include <stdlib.h>

bool seam_eq(const struct seam *a, const struct seam *b)
{
    return a->in_array == b->in_array && a->in_line == b->in_line && a->indent == b->indent &&
           a->pattern == b->pattern && str_eq(buf_str(&a->names), buf_str(&b->names));
}

void seam_copy(struct seam *to, const struct seam *from)
{
    struct buf names = to->names;
    *to = *from;
    to->names = names;
    buf_clear(&to->names);
    buf_add(&to->names, buf_str(&from->names));
}

void seam_free(struct seam *seam)
{
    buf_free(&seam->names);
}

// Tables are told apart by the blank lines between them.
bool reader_divisible(const struct reader *r)
{
    return r->format != &table_format;
}

bool reader_by_lines(const struct reader *r)
{
    return r->format != &json_format;
}

size_t reader_lookahead(const struct reader *r)
{
    return r->longest + 2;
}

char reader_line_end(const struct reader *r)
{
    return r->line_end;
}

uint64_t reader_offset(const struct reader *r)
{
    return r->window.offset;
}

ptrdiff_t reader_bytes(struct reader *r, char *into, size_t n, struct diag *d)
{
    struct window *w = &r->window;
    size_t ready = w->end - w->pos;
    if (ready == 0)
        return w->eof ? 0 : input_read(w->in, into, n, d);
    n = n < ready ? n : ready;
    memcpy(into, w->p + w->pos, n);
    window_skip(w, n);
    return (ptrdiff_t)n;
}

struct reader *reader_part(const struct reader *whole, const struct record_spec *spec,
                           struct diag *d)
{
    struct reader *r = mem_zero(sizeof *r);
    struct record_spec own = *spec;
    own.header = false; // its names are known
    own.names = whole->names.list.p;
    own.name_count = whole->names.list.n;
    char nothing[1] = ""; // opening finds the end of an input without bytes
    r->window.p = nothing;
    r->window.eof = true;
    r->format = whole->format;
    r->longest = whole->longest;
    r->line_end = whole->line_end;
    r->comment = whole->comment;
    r->lenient = whole->lenient;
    r->plain = whole->plain;
    buf_add(&r->header, buf_str(&whole->header));
    r->headers = whole->headers;
    bool good = r->format->open(r, &own, d);
    r->window.p = NULL;
    if (good)
        return r;
    reader_part_close(r);
    return NULL;
}

void reader_part_start(struct reader *part, char *p, size_t from, size_t end)
{
    part->window = (struct window){.p = p, .pos = from, .end = end, .offset = from, .eof = true};
    part->lines = 0;
}

void reader_seam(const struct reader *r, struct seam *seam)
{
    seam_copy(seam, &r->carried);
    if (r->format->keep)
        r->format->keep(r, seam);
}

void reader_part_resume(struct reader *part, const struct seam *seam, bool more)
{
    part->more = more;
    if (part->format->resume)
        part->format->resume(part, seam);
}

size_t reader_part_stop(const struct reader *part, size_t from, bool at_end, uint64_t *lines)
{
    const struct window *w = &part->window;
    size_t stop = w->end;
    *lines = part->lines;
    if (at_end)
        return stop;
    if (!reader_by_lines(part)) { // between values, perhaps on a line that goes on
        *lines -= part->carried.in_line || part->carried.indent;
        return stop;
    }
    while (stop > from && w->p[stop - 1] != part->line_end) // blank lines: those that are whole
        stop--;
    *lines -= stop < w->end && w->pos == w->end; // the beginning of a line counts as one
    return stop;
}

// Read one record with that seam, and go to what is carried behind it.
static enum record_fault read_one(struct reader *part, char *p, size_t *at, size_t end,
                                  struct seam *seam)
{
    struct record record;
    reader_part_start(part, p, *at, end);
    reader_part_resume(part, seam, false);
    if (reader_next(part, &record, NULL) == READER_RECORD) {
        *at = (size_t)reader_offset(part);
        reader_part_start(part, p, *at, *at); // its end: what is carried there
        reader_next(part, &record, NULL);
    } else {
        record.fault = RECORD_FINE;
        *at = end;
    }
    reader_seam(part, seam);
    return record.fault;
}

bool reader_part_same(struct reader *part, char *p, size_t from, size_t to, size_t end,
                      const struct seam *a, const struct seam *b)
{
    struct seam x = {0}, y = {0};
    bool same = part->format == &pattern_format;
    seam_copy(&x, a);
    seam_copy(&y, b);
    // From the first record that the same pattern takes on, nothing differs.
    while (same && x.pattern != y.pattern && from < to) {
        size_t other = from;
        enum record_fault fault = read_one(part, p, &other, end, &x);
        same = read_one(part, p, &from, end, &y) == fault && (fault || x.pattern == y.pattern);
    }
    same = same && x.pattern == y.pattern;
    seam_free(&x);
    seam_free(&y);
    return same;
}

void reader_return(struct reader *whole, struct str bytes, uint64_t offset, uint64_t lines,
                   const struct seam *seam)
{
    struct window *w = &whole->window;
    size_t ready = w->end - w->pos, all = ready + bytes.n;
    char *p = mem_alloc(all + w->block);
    if (bytes.n)
        memcpy(p, bytes.p, bytes.n);
    memcpy(p + bytes.n, w->p + w->pos, ready);
    free(w->p);
    w->p = p;
    w->pos = 0;
    w->end = all;
    w->capacity = all + w->block;
    w->offset = offset;
    w->quote = w->nul = w->high = (struct mark){0};
    whole->lines = lines;
    if (whole->format->resume)
        whole->format->resume(whole, seam);
}

void reader_part_close(struct reader *part)
{
    if (part)
        part->window.p = NULL; // borrowed
    reader_close(part);
}
