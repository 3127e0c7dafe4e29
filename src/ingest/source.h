// One source being read: file after file, records to rows, rejects and duplicates set aside.
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include "ingest/ingest.h"
#include "ingest/mapping.h"
#include "ingest/plan.h"
#include "ingest/seen.h"
#include "text/record.h"

// A reject that waits for its turn; texts are in the source's arena.
struct waiting {
    uint64_t ordinal; // of the record in the source
    struct reject reject;
};

// A row that `valid` has yet to judge, with what a reject would need.
struct unjudged {
    uint64_t ordinal, offset;
    size_t raw, raw_n; // in raws
    struct row_marks marks;
};

struct source {
    const struct study *study;
    const struct study_source *declared;
    struct plan plan;
    struct mapping mapping;
    struct seen seen;
    struct reader **open; // by file of the plan: kept open because it cannot be opened twice
    struct reader *reader;
    size_t next;              // the file to read next
    struct touchpoints block; // rows read since the last hand-over
    struct touchpoints done;  // rows judged (only where `valid` works block by block)
    bool streaming, want_rejects, finished, failed;
    struct diag diag;
    uint64_t ordinal;
    struct ledger_file *file; // of the file being read, in files
    VEC(struct ledger_file) files;
    VEC(struct ledger_reason) reasons;
    VEC(struct waiting) rejects;
    struct arena texts; // of rejects
    struct refusal why;
    VEC(struct unjudged) unjudged; // the last rows of block
    struct buf raws;
};

// Prepare a source: its files are found, opened and checked against the mapping. The arena holds
// names of files. False fills d.
bool source_open(struct source *s, const struct study *study, const struct study_source *declared,
                 const struct ingest_options *options, struct arena *arena, struct diag *d);
void source_close(struct source *s);

// Send rows to a block that starts with the columns of `like` (NULL: only the source's own).
void source_start(struct source *s, const struct touchpoints *like);

// Read until the block or the list of rejects is full, or to the end (finished; failed: diag). Safe
// for several threads, each with its own source.
void source_read(struct source *s);

// After a hand-over: forget the block's rows and the rejects.
void source_clear(struct source *s);

// For valid.c: count and keep a reject of the file being read.
void source_reject(struct source *s, uint64_t ordinal, const struct reject *reject);

// The byte column (from 1) of a field in a delimited record's raw text; 0: not known.
uint64_t source_column(const struct study_source *declared, struct str raw, size_t field);

// Drop the rows of the block that break a `valid` predicate; valid.c. False fills s->diag.
bool source_judge(struct source *s);

#endif
