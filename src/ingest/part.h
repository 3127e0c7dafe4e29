// One piece of a file: records to rows, by one thread, with columns and dictionaries of its own.
#ifndef INGEST_PART_H
#define INGEST_PART_H

#include "ingest/ingest.h"
#include "ingest/mapping.h"
#include "ingest/repeats.h"
#include "ingest/seen.h"
#include "ingest/spec.h"
#include "text/record.h"

// A reject that waits for its turn; texts are in an arena.
struct waiting {
    uint64_t ordinal; // of the record in the part, from 0
    struct reject reject;
};

// A header that holds from a record on.
struct header_note {
    uint64_t ordinal;
    struct str text;
};

// What is known of a row beside its values, in the order of rows.
struct note {
    uint64_t ordinal, offset;
    size_t raw, raw_n; // in raws
    struct row_marks marks;
};

// Codes of a part's dictionary in that of the result; 0: not asked yet.
struct recode {
    VEC(uint32_t) code;
};

struct part {
    const struct study *study;
    const struct study_source *declared;
    bool want_rejects, noting;
    char delimiter; // of delimited records, else 0
    bool hold;      // the last record waits where more bytes might make it another
    struct mapping mapping;
    struct touchpoints block; // its rows
    struct buf text;          // that options.format made of them
    struct reader *reader;    // of memory; NULL: records come from the file's own
    size_t from, to, stop;    // records that begin in [from, to) of memory; where they ended
    struct seam entry, leave; // what is carried to `from`; to `stop`
    bool cut;                 // at `stop` a record goes on behind the memory
    uint64_t lines;           // physical lines of [from, stop)
    struct ledger_file count; // of this turn
    VEC(struct waiting) rejects;
    VEC(struct header_note) headers;
    unsigned headers_seen;
    struct arena texts; // of rejects and headers
    struct refusal why;
    VEC(struct note) notes;
    struct buf raws;
    VEC(struct seen_key) keys;    // of the records, by ordinal; all zeros: none
    VEC(struct event_key) events; // of the rows, where events have ids
    VEC(struct seen_key) once;    // of the rows, where several are one touchpoint; zeros: none
    VEC(uint8_t) further;         // by row: of a touchpoint above
    VEC(uint64_t) filtered;       // ordinals of the rows left out by `filter`
    VEC(uint8_t) again;           // by ordinal, or by row where events have ids: enum repeat
    struct buf scratch;
    VEC(struct str) said;
    VEC(struct recode) recode; // by column
    bool failed;
    struct diag diag;
};

// Compile the mapping. False fills d.
bool part_open(struct part *p, const struct study *study, const struct study_source *declared,
               bool want_rejects, struct diag *d);
void part_close(struct part *p);

// Send rows to a block that starts with the columns of `like`, with fresh dictionaries.
void part_attach(struct part *p, const struct touchpoints *like);

// No rows, and dictionaries that are empty but keep their memory. Name the file again.
void part_restart(struct part *p);

// Turn a record into a row, a reject, or nothing but a count.
void part_take(struct part *p, struct reader *reader, const struct record *record);

// Read memory from p->from on: records that begin before p->to. Bytes end at `end`, which is the
// end of the file or not. Sets stop, cut and lines; failed with diag.
void part_read(struct part *p, char *bytes, size_t end, bool at_end);

// Set aside the rows and rejects of records that were there before (p->again).
void part_drop_again(struct part *p);

// Rows of one touchpoint: once.c. once_add takes note of the last row. once_mark finds out which
// are of a touchpoint that is there, once_drop sets them aside; the order of parts and rows counts.
void once_add(struct part *p);
void once_mark(struct part *p, struct seen *seen);
void once_drop(struct part *p);

void part_clear(struct part *p); // no rows, rejects, counts; dictionaries stay

// Append the rows to t, whose columns are those of p->block in the same order. Column by column, so
// that several threads can do it: column SIZE_MAX is time and line.
void part_append(struct part *p, struct touchpoints *t, size_t column);

// Reject the rows that hold a garbled value and are not out yet.
void part_reject_garbled(struct part *p, uint8_t *out);
// Count the others; the ledger gets an entry for each field.
void part_count_garbled(struct part *p, struct ledger *l, struct str file);

// For valid.c: count and keep a reject.
void part_reject(struct part *p, uint64_t ordinal, const struct reject *reject);

void part_uncount(struct part *p, const struct row_marks *marks); // a kept row is none

// Keep those rows of the block for which out is 0; valid.c.
void part_keep_rows(struct part *p, const uint8_t *out);

// Leave out the rows that match `filter`, and reject those that break a `valid` predicate; valid.c.
// False fills p->diag.
bool part_judge(struct part *p);

#endif
