// Reading on where an earlier run ended: what stands at a place, and going there.
#include "text/reader.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/stat.h>

bool reader_status(const struct reader *r, struct stat *status)
{
    return fstat(input_file(r->window.in), status) == 0;
}

bool reader_packed(const struct reader *r)
{
    return input_packed(r->window.in);
}

bool reader_seekable(const struct reader *r)
{
    return input_plain(r->window.in);
}

bool reader_peek(struct reader *r, size_t n, struct str *bytes, struct diag *d)
{
    struct window *w = &r->window;
    while (w->end - w->pos < n && !w->eof)
        if (!window_more(w, d))
            return false;
    *bytes = (struct str){w->p + w->pos, w->end - w->pos};
    return true;
}

bool reader_look(const struct reader *r, uint64_t offset, size_t n, char *into)
{
    return offset >= n && input_look(r->window.in, offset - n, n, into);
}

bool reader_empty(struct reader *r)
{
    struct str bytes;
    return reader_peek(r, 1, &bytes, NULL) && bytes.n == 0 && r->met_end;
}

// A JSON record within an array, and what #Fields lines or tables name, hang on what stands before;
// of several patterns, the one that matched last goes first.
bool reader_can_pass(const struct reader *r, const struct record_spec *spec)
{
    if (r->format == &pattern_format)
        return spec->more_count == 0;
    if (r->format == &json_format)
        return !r->carried.in_array;
    return r->format == &delimited_format || r->format == &pairs_format;
}

bool reader_pass(struct reader *r, uint64_t offset, uint64_t lines, struct diag *d)
{
    struct window *w = &r->window;
    uint64_t ready = w->end - w->pos, left = offset - w->offset, passed = 0;
    bool good = offset >= w->offset;
    if (good && left <= ready) {
        window_skip(w, (size_t)left);
    } else if (good) {
        window_skip(w, (size_t)ready);
        left -= ready;
        if (!input_pass(w->in, left, &passed, d))
            return false;
        w->pos = w->end = 0;
        w->quote = w->nul = w->high = (struct mark){0};
        w->offset += passed;
        good = passed == left;
    }
    r->lines = lines;
    return good || diag_at(d, FAULT_IO, input_name(w->in), 0, 0, "it is shorter than it was");
}

struct str reader_behind(const struct reader *r, uint64_t offset, size_t n)
{
    const struct window *w = &r->window;
    if (offset > w->offset || w->offset - offset > w->pos)
        return STR("");
    size_t end = w->pos - (size_t)(w->offset - offset);
    n = n < end ? n : end;
    return (struct str){w->p + end - n, n};
}

void reader_keep_header(struct reader *r, uint64_t from)
{
    const struct window *w = &r->window;
    size_t n = (size_t)(w->offset - from);
    struct str text = {w->p + w->pos - n, n};
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
        text.n--;
    buf_clear(&r->header);
    buf_add(&r->header, text);
    r->headers++;
}

unsigned reader_headers(const struct reader *r)
{
    return r->headers;
}

struct str reader_header(const struct reader *r)
{
    return buf_str(&r->header);
}

struct reader *reader_of_header(const struct record_spec *spec, struct str header, struct diag *d)
{
    struct buf text = {0};
    struct record_spec own = *spec;
    own.table_number = spec->table_number ? 1 : 0; // the only one here
    buf_add(&text, header);
    buf_add_byte(&text, '\n');
    struct reader *r = reader_open_text(&own, text.p, text.n, d);
    buf_free(&text);
    return r;
}
