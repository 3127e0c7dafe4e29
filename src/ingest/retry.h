// The rejects of an earlier run, read again: a source takes its records from there.
#ifndef INGEST_RETRY_H
#define INGEST_RETRY_H

#include "base/buf.h"
#include "base/vec.h"
#include "model/study.h"
#include "text/record.h"

struct retry_line {
    struct str source, file, raw, header;
    uint64_t line, offset, at; // at: its line in the file of rejects
    bool cut;                  // raw is not the whole record, to the byte
};

// In order of source and file, and as they were read.
struct retry {
    struct arena arena;
    VEC(struct retry_line) line;
};

// Read a file as --rejects writes it; all zeros before. False fills d, with file and line.
bool retry_open(struct retry *r, const struct study *study, const char *path, struct diag *d);
void retry_close(struct retry *r);

// How far a source is with it.
struct retry_state {
    const struct retry *retry; // NULL: the source reads its files
    size_t next, end;          // its lines
    struct reader *reader;     // behind `header`
    struct str header;
    struct buf text;
};

struct source;

void retry_start(struct source *s, const struct retry *retry);
// Read records of one file, some at once; false: failed, with s->diag.
bool retry_read(struct source *s);
bool retry_ended(const struct source *s);
void retry_stop(struct source *s);

#endif
