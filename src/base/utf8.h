// UTF-8: validity, code points, and how many terminal cells a text takes.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

// The length (1–4) of the well-formed sequence at s.p and its code point, or 0 if there is none
// (also at the end of s). Overlong forms, surrogates and values over U+10FFFF are not well formed.
size_t utf8_next(struct str s, uint32_t *point);

// The offset of the first byte that is not well formed, or s.n when all is.
size_t utf8_check(struct str s);

// Terminal cells of one code point: 0 combining and control, 2 East Asian wide, else 1. Does not
// depend on the locale.
unsigned utf8_cell_width(uint32_t point);

// Terminal cells of a text; a byte that is not UTF-8 counts one.
size_t utf8_width(struct str s);

// The longest prefix of s that takes at most `cells` cells.
struct str utf8_clip(struct str s, size_t cells);

#endif
