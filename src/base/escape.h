// Making data safe for where it goes: terminal, TSV, CSV, JSON, HTML. All append to a buffer.
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buf.h"

// C0, C1, DEL, bidirectional overrides and bytes that are not UTF-8 become visible text (\x1b,
// \u202e); newline and tab become \n and \t. All else as it is.
void escape_terminal(struct buf *out, struct str s);

// The stream's escapes: \t \n \r \\ ; all else as it is. unescape_tsv undoes it (an unknown
// escape keeps its letter).
void escape_tsv(struct buf *out, struct str s);
void unescape_tsv(struct buf *out, struct str s);

// Quoted only where RFC 4180 needs it; a text that a spreadsheet would run as a formula
// (starts with = + - @ tab, and is not a number) gets a leading apostrophe.
void escape_csv(struct buf *out, struct str s);

// A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD.
void escape_json(struct buf *out, struct str s);

// & < > " ' as entities; controls other than tab and newline become U+FFFD.
void escape_html(struct buf *out, struct str s);

#endif
