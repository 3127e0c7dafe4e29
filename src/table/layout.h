// Laying out text for people: wrapped and clipped by terminal cells.
#ifndef TABLE_LAYOUT_H
#define TABLE_LAYOUT_H

#include "table/table.h"

// Append text as lines of at most `width` cells (0: no limit), broken at blanks, each ended by a
// newline. The first line starts with `head`, the others with as many blanks. A word that is longer
// than a line is broken where it must be. Control bytes are made visible.
void layout_wrap(struct buf *out, struct str head, struct str text, size_t width);

// Append text in exactly `width` cells: cut with a ~ at the end, or filled with blanks (on the left
// when `right`). text is already safe for a terminal.
void layout_fit(struct buf *out, struct str text, size_t width, bool right);

// The period since … until (either may be TIME_NONE) for people, in a zone: "2024-03-01 to
// 2024-04-02"; nothing when neither is known.
void layout_period(struct buf *out, int64_t since, int64_t until, const char *zone);

// What the table speaks of, on one line: "n = 10 customers; period …; zone …; source …". Raw. out
// is empty before.
void layout_about(struct buf *out, const struct table *t, const char *zone);

#endif
