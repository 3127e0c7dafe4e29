// The writers of the formats, one file each, and what they share. Private to this room.
#ifndef TABLE_WRITERS_H
#define TABLE_WRITERS_H

#include "table/table.h"
#include "text/time.h"

void write_pretty(struct buf *out, const struct table *t, const struct table_look *look);
void write_tsv(struct buf *out, const struct table *t);
void write_csv(struct buf *out, const struct table *t);
void write_json(struct buf *out, const struct table *t);
void write_jsonl(struct buf *out, const struct table *t);
void write_markdown(struct buf *out, const struct table *t, const struct table_look *look);
void write_html(struct buf *out, const struct table *t, const struct table_look *look);
void write_openmetrics(struct buf *out, const struct table *t);

// As cell_pretty, with the zone already open (NULL: UTC).
void cell_people(struct buf *out, enum cell_type type, const struct cell *cell,
                 const struct zone *zone);

// NULL for UTC, and for a name that is no zone.
struct zone *look_zone(const struct table_look *look);

// The column's title for people, or its name.
struct str column_title(const struct table_column *c);
bool column_right(const struct table_column *c); // numbers stand right

// The words of the types in JSON: "text", "count", …
extern const struct str cell_type_names[];
extern const size_t cell_type_count;

// Readers of table_read. t is empty but for its texts; false fills d.
bool read_tsv(struct table *t, struct str text, struct str name, struct diag *d);
bool read_json(struct table *t, struct str text, struct str name, struct diag *d);

// Seconds with at most 6 decimals → µs. False: not such a number.
bool seconds_parse(struct str text, int64_t *micro);

#endif
