// The part of an input that a reader has at hand: from the record being read to the last block.
#ifndef TEXT_WINDOW_H
#define TEXT_WINDOW_H

#include "text/input.h"

// Where the next byte of a kind stands: none is in [pos, at). Kept while lines go by, so that a
// byte that is rare costs nothing per line.
struct mark {
    size_t at;
};

enum { WINDOW_BEHIND = 1024 }; // bytes that are kept before the unread ones

struct window {
    struct input *in;
    char *p;
    size_t pos, end, capacity, block; // unread bytes are p[pos .. end)
    uint64_t offset;                  // of p[pos] in the input
    bool eof;
    struct mark quote, nul, high; // high: a byte that is not ASCII
};

void window_init(struct window *w, struct input *in, size_t block);
void window_free(struct window *w); // closes the input

// Read one more block behind `end`; eof is set when there is none. What is unread may move to the
// front: pos changes, p[pos] does not. False: reading failed.
bool window_more(struct window *w, struct diag *d);

void window_skip(struct window *w, size_t n); // the first n unread bytes are done

// Whether it is known already that nothing in [pos, limit) is NUL or not ASCII.
static inline bool window_is_clean(const struct window *w, size_t limit)
{
    return w->nul.at >= limit && w->high.at >= limit;
}

// The place of the mark's byte before limit, or limit.
size_t window_find(struct window *w, struct mark *mark, char c, size_t limit);
size_t window_find_high(struct window *w, size_t limit);

#endif
