// Conversion to UTF-8, a block at a time. For input.c only.
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include "base/diag.h"

struct charset;

// NULL fills d (FAULT_USAGE): iconv does not know the encoding.
struct charset *charset_open(struct str encoding, struct diag *d);
void charset_close(struct charset *c); // NULL is fine

// Bytes behind the first that could not be converted, from the next line on; at most 4 KiB.
struct str charset_lost(const struct charset *c);

// What these bytes look like (encoding.h), if this encoding makes another text of them, or NULL:
// they are too few to tell.
const char *charset_other(const struct charset *c, struct str bytes);

// Append the conversion of `from` to out and return how many of its bytes were used: all but a
// sequence that is not complete yet. At the end of the input what is incomplete counts as wrong.
// What cannot be converted becomes 0xFF; a byte order mark at the very start is dropped.
size_t charset_convert(struct charset *c, struct str from, bool end, struct buf *out);

#endif
