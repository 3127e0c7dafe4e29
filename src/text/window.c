// The part of an input that a reader has at hand.
#include "text/window.h"

#include "base/mem.h"

#include <stdlib.h>

void window_init(struct window *w, struct input *in, size_t block)
{
    *w = (struct window){.in = in, .block = block, .capacity = block, .p = mem_alloc(block)};
}

void window_free(struct window *w)
{
    input_close(w->in);
    free(w->p);
    *w = (struct window){0};
}

static void move_mark(struct mark *mark, size_t by)
{
    mark->at = mark->at > by ? mark->at - by : 0;
}

// What is unread goes to the front, behind the last bytes before it (reader_behind).
static void move_to_front(struct window *w)
{
    size_t by = w->pos > WINDOW_BEHIND ? w->pos - WINDOW_BEHIND : 0;
    if (by == 0)
        return;
    memmove(w->p, w->p + by, w->end - by);
    move_mark(&w->quote, by);
    move_mark(&w->nul, by);
    move_mark(&w->high, by);
    w->end -= by;
    w->pos -= by;
}

bool window_more(struct window *w, struct diag *d)
{
    if (w->capacity - w->end < w->block) {
        move_to_front(w);
        if (w->capacity - w->end < w->block) {
            size_t twice = w->capacity * 2, need = w->end + w->block;
            w->capacity = twice > need ? twice : need;
            w->p = mem_resize(w->p, w->capacity);
        }
    }
    ptrdiff_t got = input_read(w->in, w->p + w->end, w->block, d);
    if (got < 0)
        return false;
    w->eof = got == 0;
    w->end += (size_t)got;
    return true;
}

void window_skip(struct window *w, size_t n)
{
    w->pos += n;
    w->offset += n;
}

size_t window_find(struct window *w, struct mark *mark, char c, size_t limit)
{
    if (mark->at < w->pos)
        mark->at = w->pos;
    if (mark->at >= limit)
        return limit;
    if (w->p[mark->at] != c) {
        const char *found = memchr(w->p + mark->at, c, w->end - mark->at);
        mark->at = found ? (size_t)(found - w->p) : w->end;
    }
    return mark->at < limit ? mark->at : limit;
}

size_t window_find_high(struct window *w, size_t limit)
{
    size_t i = w->high.at < w->pos ? w->pos : w->high.at;
    const uint64_t high = UINT64_C(0x8080808080808080);
    if (i < limit) {
        for (uint64_t a[4]; w->end - i >= sizeof a; i += sizeof a) {
            memcpy(a, w->p + i, sizeof a);
            if (((a[0] | a[1] | a[2] | a[3]) & high) != 0)
                break;
        }
        while (i < w->end && (unsigned char)w->p[i] < 0x80)
            i++;
        w->high.at = i;
    }
    return i < limit ? i : limit;
}
