// Touchpoints to be rewritten: all columns of a stream or a store, whether stitched or not.
#ifndef TOOL_ROWS_H
#define TOOL_ROWS_H

#include "model/touchpoints.h"
#include "store/journeys.h"
#include "tool/tool.h"

struct rows {
    struct frame frame;        // all columns are ready
    bool stitched;             // it has a column customer with meaning
    bool store;                // of a store, else of a stream whose row i is line i + 2
    const struct study *study; // of -c, or the store's own; NULL: none
    struct study *own;
    struct touchpoints t; // of a stream
    struct journeys *j;   // of a store
    struct column *column;
};

// path NULL or "-": standard input (on a terminal a usage fault). False fills d; rows_close in
// either case.
bool rows_open(struct rows *r, const struct call *call, const char *path, struct diag *d);
void rows_close(struct rows *r);

// Move them into *t (not initialised), to be changed; the frame is gone then.
void rows_take(struct rows *r, struct touchpoints *t);

// Write the rows of f, which are those of r masked or otherwise rewritten, to path: a store
// (FILE.wend) or a stream (NULL: standard output). Stitched rows are sorted anew. False fills d.
bool rows_write(const struct rows *r, const struct frame *f, const char *path, struct diag *d);

#endif
