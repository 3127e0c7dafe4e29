// The stream: tab-separated touchpoints with a header, wend-stream(5).
#ifndef STORE_STREAM_H
#define STORE_STREAM_H

#include "model/touchpoints.h"

#include <stdio.h>

// Write the header, then the rows (stream_add_rows: into memory) order[0..n) (NULL: all) of f.
// Column order: time channel event customer live direction seq source file line id.* case.*
// attributes. customer, live, seq and case.* are written only when `stitched`; live, direction,
// source, file and line are then left out when they are missing in all rows of f. Touchpoints that
// are not stitched are written block by block: their columns do not depend on the rows. seq is the
// place in the customer's journey, from 1.
void stream_write_header(FILE *out, const struct frame *f, bool stitched);
void stream_add_rows(struct buf *out, const struct frame *f, const uint32_t *order, size_t n,
                     bool stitched);
void stream_write_rows(FILE *out, const struct frame *f, const uint32_t *order, size_t n,
                       bool stitched);

// Read a stream into *t (initialised by the caller); a header may come again, also with other
// columns. *stitched: it has a customer column. False
// fills d with file:line:column.
bool stream_read(const char *path, struct touchpoints *t, bool *stitched, struct diag *d);

// The same of a stream in memory.
bool stream_read_text(struct str text, struct str name, struct touchpoints *t, bool *stitched,
                      struct diag *d);

#endif
