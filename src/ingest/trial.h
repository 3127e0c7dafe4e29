// A source tried on a file: how many of its first records become touchpoints, and why others not.
#ifndef INGEST_TRIAL_H
#define INGEST_TRIAL_H

#include "base/diag.h"
#include "model/study.h"

struct trial {
    uint64_t tried, matched; // records
    bool failed;             // some record, or the file as a whole, does not fit:
    struct diag why;         // the first that does not; file, line and column of the file
    struct buf raw;          // its line, or the file's first
    // Called for each record in order: its time in µs UTC, or NULL where it is no touchpoint.
    void (*on_record)(void *context, const int64_t *time);
    void *context;
};

// Try at most `limit` records (0: all) of the file. False fills d: it cannot be opened or read. A
// file that the source does not fit is no such fault: then matched is 0 and why says it.
bool trial_run(struct trial *t, const struct study *study, const struct study_source *source,
               struct str path, uint64_t limit, struct diag *d);
void trial_free(struct trial *t);

#endif
