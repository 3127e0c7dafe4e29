// The typed table: what every metric yields and every output shows.
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/vec.h"

// What a column holds decides how it looks: share 0.25 → "25.0 %" for people and 0.25 for programs;
// duration µs → "1 d 4 h" and seconds; time µs UTC → local and RFC 3339.
enum cell_type { CELL_TEXT, CELL_COUNT, CELL_NUMBER, CELL_SHARE, CELL_DURATION, CELL_TIME };

struct table_column {
    struct str name;  // of the output contract: snake_case, never renamed
    struct str title; // for people: "reached"
    enum cell_type type;
};

struct cell {
    bool missing;
    union {
        struct str text;
        int64_t count; // also duration and time, µs
        double number; // also share
    };
};

struct table {
    struct arena arena; // owns all texts
    struct str metric;  // the metric's name: decides the default plot
    struct str title, definition, zone, source;
    uint64_t n;           // units the table speaks of
    struct str unit;      // "customers", "cases of order", "switches"
    int64_t since, until; // of the data, TIME_NONE if not known
    VEC(struct str) note;
    VEC(struct table_column) column;
    VEC(struct cell) cell; // row by row
};

void table_init(struct table *t, const char *metric);
void table_free(struct table *t);

size_t table_rows(const struct table *t);
static inline const struct cell *table_cell(const struct table *t, size_t row, size_t column)
{
    return &t->cell.p[row * t->column.n + column];
}

// Declare columns first, then add cells row by row, in order.
void table_column(struct table *t, const char *name, const char *title, enum cell_type type);
void table_column_of(struct table *t, const struct table_column *column); // its texts are copied
void table_text(struct table *t, struct str s);                           // copied
void table_count(struct table *t, int64_t v);                             // count, duration or time
void table_number(struct table *t, double v); // number or share; NaN is missing
void table_missing(struct table *t);
void table_note(struct table *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Index of the column of that name, or SIZE_MAX.
size_t table_find(const struct table *t, const char *name);

// Keep the first n rows.
void table_head(struct table *t, size_t n);

enum table_format {
    TABLE_PRETTY,
    TABLE_TSV,
    TABLE_CSV,
    TABLE_JSON,
    TABLE_JSONL,
    TABLE_MARKDOWN,
    TABLE_HTML,
    TABLE_OPENMETRICS
};

// The format of that name ("pretty", "tsv", "csv", "json", "jsonl", "md", "html", "openmetrics").
bool table_format_of(struct str name, enum table_format *format);
extern const struct str table_format_names[];
extern const size_t table_format_count;

struct table_look {
    unsigned width; // cells of the terminal; 0: no limit
    bool color;
    bool verbose;      // definition, n, period below
    const char *zone;  // IANA name for times shown to people; NULL: UTC
    const char *minor; // HTML: comma-separated columns that get the class "minor"; NULL: none
};

// Append the table in a format. One function a format, each in its own file.
void table_write(struct buf *out, const struct table *t, enum table_format format,
                 const struct table_look *look);

// One cell as people (pretty, md, html, screens) or programs (tsv, csv, json) see it, unescaped.
void cell_pretty(struct buf *out, const struct table_column *column, const struct cell *cell,
                 const char *zone);
void cell_plain(struct buf *out, const struct table_column *column, const struct cell *cell);

// Read a table back from TSV (types from the contract's column names) or from our JSON. False fills
// d (FAULT_USAGE).
bool table_read(struct table *t, struct str text, struct str name, struct diag *d);

#endif
