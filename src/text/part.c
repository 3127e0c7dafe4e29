// Reading by parts: the bytes behind the header, cut anywhere, and a reader for each piece.
#include "text/reader.h"

#include "base/mem.h"

#include <stdlib.h>

bool reader_divisible(const struct reader *r, const struct record_spec *spec)
{
    if (r->format == &pattern_format) // of several, the one that matched last goes first
        return spec->more_count == 0;
    return r->format == &delimited_format || r->format == &pairs_format;
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
    own.header = false;
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

void reader_part_close(struct reader *part)
{
    if (part)
        part->window.p = NULL; // borrowed
    reader_close(part);
}
