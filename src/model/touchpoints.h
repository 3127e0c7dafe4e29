// Touchpoints in columns, growing: filled by ingest and by the stream's reader.
#ifndef MODEL_TOUCHPOINTS_H
#define MODEL_TOUCHPOINTS_H

#include "base/arena.h"
#include "base/vec.h"
#include "model/frame.h"

struct touchpoint_column {
    struct str name; // in the arena of its touchpoints
    struct dict dict;
    VEC(uint32_t) code;
};

struct touchpoints {
    VEC(int64_t) time;
    VEC(uint64_t) line;
    VEC(struct touchpoint_column) column;
    struct arena names; // of the columns
    size_t room;        // rows that all columns have room for
    size_t used;        // rows that may hold codes by touchpoints_begin_row
};

// The columns that every set of touchpoints starts with, by index.
enum { TP_CHANNEL, TP_EVENT, TP_CUSTOMER, TP_LIVE, TP_DIRECTION, TP_SOURCE, TP_FILE, TP_FIXED };

void touchpoints_init(struct touchpoints *t); // the fixed columns, no rows
void touchpoints_free(struct touchpoints *t);

// The index of the column of that name, added (missing in all rows so far) if new.
size_t touchpoints_column(struct touchpoints *t, struct str name);

// Append a row, all columns missing; returns its index. Then set its values.
size_t touchpoints_row(struct touchpoints *t, int64_t time, uint64_t line);
// The same for many rows: the columns do not count them before touchpoints_end_rows, and all rows
// are made so until touchpoints_clear_rows.
static inline size_t touchpoints_begin_row(struct touchpoints *t, int64_t time, uint64_t line);
void touchpoints_end_rows(struct touchpoints *t);
void touchpoints_make_room(struct touchpoints *t); // for one more row at the least
void touchpoints_set(struct touchpoints *t, size_t row, size_t column, struct str value);

// Drop all rows, keep columns and dictionaries (for writers that go block by block).
void touchpoints_clear_rows(struct touchpoints *t);
void touchpoints_clear_values(struct touchpoints *t); // the dictionaries' values too

// Append the rows of from, its values recoded; columns that only one side has are missing on the
// other. from stays as it is.
void touchpoints_append(struct touchpoints *t, const struct touchpoints *from);

// A read-only view, borrowed until the next change. `columns` is filled (allocated by the caller:
// t->column.n of them) and referred to by the result.
struct frame touchpoints_frame(const struct touchpoints *t, struct column *columns);

static inline size_t touchpoints_begin_row(struct touchpoints *t, int64_t time, uint64_t line)
{
    size_t row = t->time.n;
    if (row >= t->room)
        touchpoints_make_room(t);
    t->time.p[row] = time;
    t->line.p[row] = line;
    t->time.n = t->line.n = row + 1;
    return row;
}

#endif
