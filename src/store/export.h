// The touchpoints of journeys for other tools: one row each, always the same columns.
#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include "base/outfile.h"
#include "base/vec.h"
#include "query/query.h"
#include "store/journeys.h"

enum export_format { EXPORT_TSV, EXPORT_CSV, EXPORT_JSONL, EXPORT_SQLITE, EXPORT_FORMATS };

extern const struct str export_format_names[EXPORT_FORMATS];

// Which rows. where NULL: no predicate; since, until: half open, TIME_NONE open.
struct export_rows {
    const struct query *where;
    int64_t since, until;
};

// Write all columns of the rows to what outfile_open opened, with a header or a table
// "touchpoints". SQLite needs a file that can be renamed. False fills d; *out is still the
// caller's.
bool export_write(struct journeys *j, const struct export_rows *rows, enum export_format format,
                  struct outfile *out, struct diag *d);

// For export_sqlite.c.

enum export_place { EXPORT_TIME, EXPORT_SEQ, EXPORT_LINE, EXPORT_COLUMN };

struct export_field {
    enum export_place place;
    struct str name;
    const struct column *column;
};

struct export_fields {
    VEC(struct export_field) field;
};

// Call visit for each chosen row, in order; seq: its place among its customer's. False from visit
// ends it and is returned.
bool export_each(const struct journeys *j, const struct export_rows *rows,
                 bool (*visit)(void *context, size_t row, uint64_t seq), void *context);

bool export_sqlite(const struct journeys *j, const struct export_rows *rows,
                   const struct export_fields *fields, const struct outfile *out, struct diag *d);

#endif
