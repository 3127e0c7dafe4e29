// Physical lines: found in the window, blank ones passed over, long ones dropped.
#include "text/reader.h"

#include "base/utf8.h"

enum reader_result line_find(struct reader *r, size_t from, struct line *line, struct diag *d)
{
    struct window *w = &r->window;
    size_t seen = from; // no line end before this
    const char *found;
    *line = (struct line){0};
    while (!(found = memchr(w->p + w->pos + seen, r->line_end, w->end - w->pos - seen))) {
        seen = w->end - w->pos;
        if (seen > r->longest || w->eof) {
            r->met_end |= w->eof;
            break;
        }
        if (!window_more(w, d))
            return READER_FAILED;
    }
    size_t end = found ? (size_t)(found - (w->p + w->pos)) : w->end - w->pos;
    line->too_long = end > r->longest;
    line->length = end - from;
    line->size = line->length + (found != NULL);
    if (line->size == 0)
        return READER_END;
    if (r->line_end == '\n' && line->length && w->p[w->pos + end - 1] == '\r')
        line->length--;
    return READER_RECORD;
}

void record_take(struct reader *r, struct record *record, size_t length, size_t size,
                 uint64_t lines)
{
    struct window *w = &r->window;
    *record = (struct record){.field = r->fields.list.p,
                              .raw = {w->p + w->pos, length < RAW_SHOWN ? length : RAW_SHOWN},
                              .line = r->lines + 1,
                              .lines = lines,
                              .offset = w->offset};
    window_skip(w, size);
    r->lines += lines;
}

// Drop the line at the window's position, which is too long to be had whole.
static enum reader_result drop_line(struct reader *r, struct record *record, struct diag *d)
{
    struct window *w = &r->window;
    record_take(r, record, r->longest, 0, 1); // no line end is within these
    buf_clear(&r->long_raw);
    buf_add(&r->long_raw, record->raw);
    record->raw = buf_str(&r->long_raw);
    record->fault = RECORD_TOO_LONG;
    const char *found;
    while (!(found = memchr(w->p + w->pos, r->line_end, w->end - w->pos))) {
        window_skip(w, w->end - w->pos);
        if (w->eof) {
            r->met_end = true;
            return READER_RECORD;
        }
        if (!window_more(w, d))
            return READER_FAILED;
    }
    window_skip(w, (size_t)(found - (w->p + w->pos)) + 1);
    return READER_RECORD;
}

static bool is_blank(const struct reader *r, struct str line)
{
    for (size_t i = 0; i < line.n; i++)
        if ((line.p[i] != ' ' && line.p[i] != '\t') || line.p[i] == r->delimiter)
            return false;
    return true;
}

enum reader_result line_next(struct reader *r, struct line *line, struct record *record,
                             struct diag *d)
{
    struct window *w = &r->window;
    for (;;) {
        enum reader_result result = line_find(r, 0, line, d);
        if (result != READER_RECORD)
            return result;
        if (line->too_long)
            return drop_line(r, record, d);
        struct str text = {w->p + w->pos, line->length};
        bool comment = r->comment.n && str_starts(text, r->comment);
        if (!comment && !is_blank(r, text))
            return READER_RECORD;
        window_skip(w, line->size);
        r->lines++;
        r->skipped += comment;
    }
}

bool lines_pass(struct reader *r, uint64_t count, struct diag *d)
{
    for (uint64_t i = 0; i < count; i++) {
        struct line line;
        struct record record;
        enum reader_result result = line_find(r, 0, &line, d);
        if (result == READER_RECORD && line.too_long)
            result = drop_line(r, &record, d);
        else if (result == READER_RECORD)
            record_take(r, &record, line.length, line.size, 1);
        if (result != READER_RECORD)
            return result == READER_END;
        r->skipped++;
    }
    return true;
}

enum record_fault text_fault(struct reader *r, size_t length, uint32_t *column)
{
    struct window *w = &r->window;
    size_t limit = w->pos + length;
    size_t nul = window_find(w, &w->nul, '\0', limit);
    size_t at = window_find_high(w, limit);
    if (at < limit)
        at += utf8_check((struct str){w->p + at, limit - at});
    if (at < limit && at < nul) {
        *column = (uint32_t)(at - w->pos + 1);
        return RECORD_BAD_TEXT;
    }
    if (nul < limit) {
        *column = (uint32_t)(nul - w->pos + 1);
        return RECORD_NUL;
    }
    return RECORD_FINE;
}
