// One source being read: file after file, in pieces side by side, put together in order.
#ifndef INGEST_SOURCE_H
#define INGEST_SOURCE_H

#include "ingest/part.h"
#include "ingest/plan.h"
#include "ingest/retry.h"
#include "ingest/spec.h"
#include "ingest/state_place.h"
#include "ingest/unmatched.h"

// Bytes of a file that were read in one go: [from, from + n) of the block. What is in front of them
// is for the end of those before.
struct stretch {
    char *block;
    size_t capacity, from, n;
    bool at_end, failed;
    struct diag diag;
};

// The bytes of a file that are cut into parts. Positions are places in p.
struct memory {
    char *p; // in `now`
    size_t n;
    uint64_t offset;  // of p[0] in the file
    uint64_t dropped; // bytes of the line at p[0], which is too long, that are not kept
    uint64_t lines;   // before p[0]
    struct seam seam; // carried to p[0]
    bool at_end;
    bool stuck;                // nothing was done in the last turn
    struct stretch now, ahead; // ahead: read by one thread while the others work on `now`
};

struct source {
    const struct study *study;
    const struct study_source *declared;
    struct record_spec spec;
    unsigned threads;
    struct plan plan;
    struct retry_state retry;
    struct reader **open; // by file of the plan: kept open because it cannot be opened twice
    struct reader *reader;
    bool divided; // the file is read by parts
    size_t next;  // the file to read next
    struct memory memory;
    struct part *part; // `parts` of them; in this turn the first `used`
    size_t parts, used;
    size_t part_bytes;
    struct seen *seen;       // `shards` of them, by the first bits of the key
    struct repeats *repeats; // the same for events that have ids
    size_t shards;
    struct unmatched unmatched;
    struct seen once;           // touchpoints of the file being read that have several rows
    int64_t latest, last;       // times of the file's rows so far
    struct state_source *state; // what earlier runs have read; NULL: nothing is remembered
    struct state_place place;   // where the file goes on
    struct state_end end;       // what it is read to
    char behind[STATE_HEAD];    // the last bytes that were read of it
    size_t behind_n;
    bool held;               // its last record waits
    struct touchpoints done; // rows gathered
    const struct ingest_options *options;
    bool streaming, want_rejects, finished, failed;
    struct diag diag;
    struct ledger_file *file; // of the file being read, in files
    VEC(struct ledger_file) files;
    VEC(struct ledger_reason) reasons;
    struct buf lost;             // of the file: the first records that are no text
    struct ledger found;         // its garbled: what the files hold
    VEC(struct waiting) rejects; // of all parts, in order
    struct arena texts;          // of rejects
};

// Prepare a source: its files are found, opened and checked against the mapping. The arena holds
// names of files. False fills d.
bool source_open(struct source *s, const struct study *study, const struct study_source *declared,
                 const struct ingest_options *options, struct arena *arena, struct diag *d);
void source_close(struct source *s);

void source_join(struct source *s, const struct side_tables *side); // before source_columns

// Add the source's columns to t.
void source_columns(const struct source *s, struct touchpoints *t);

// Send rows to blocks that start with the columns of `like` (NULL: only the source's own).
void source_start(struct source *s, const struct touchpoints *like);

// Read one turn, or when gathering as far as rejects go; finished at the end; failed: diag. Safe
// for several threads, each with its own source.
void source_read(struct source *s);

bool source_has_rows(const struct source *s); // in parts

// After a hand-over: forget the parts' rows and the rejects.
void source_clear(struct source *s);

// Fill the memory and have the parts read it; memory.c. False: failed, with diag.
bool memory_read(struct source *s);
void memory_start(struct source *s); // with what s->reader has not read yet
void memory_close(struct memory *m);

#endif
