// Many known values looked for in texts, as whole words, in any case (ASCII).
#ifndef STITCH_NEEDLES_H
#define STITCH_NEEDLES_H

#include "base/buf.h"
#include "base/dict.h"
#include "base/vec.h"

enum { NEEDLE_SHORTEST = 5 }; // bytes; a shorter value is found everywhere and says nothing

struct needles {
    struct dict lower;  // the values in lower case
    bool first[256];    // bytes that a value starts with
    VEC(size_t) length; // of values, each once, the longest first
};

void needles_init(struct needles *n);
void needles_free(struct needles *n);

// The code of a value (from 1), added if new; 0: it is too short to be looked for.
uint32_t needles_add(struct needles *n, struct str value, struct buf *scratch);
uint32_t needles_code(const struct needles *n, struct str value, struct buf *scratch); // 0: none

// The first whole word (or words) of text at or after `from` that is a value; the longest there.
// lower: the text as needles_lower gives it. False: none.
bool needles_find(const struct needles *n, struct str lower, size_t from, size_t *at, size_t *end,
                  uint32_t *code);

void needles_lower(struct buf *out, struct str text); // replaces what is in out

#endif
