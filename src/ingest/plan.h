// Which files a source is read from.
#ifndef INGEST_PLAN_H
#define INGEST_PLAN_H

#include "base/vec.h"
#include "model/study.h"

struct plan_file {
    struct str name; // as the column `file` shows it: relative to the study's directory
    struct str path; // to open; NUL-terminated
};

struct plan {
    VEC(struct plan_file) file; // in bytewise order of names, each once
};

// The files of a source: its globs expanded below the study's directory, or, if not NULL, the files
// named (as they stand, "-" is standard input). Texts go into the arena. False fills d (FAULT_IO):
// a glob or name that no file matches.
bool plan_source(struct plan *plan, const struct study *study, const struct study_source *source,
                 const struct strs *files, struct arena *arena, struct diag *d);

static inline void plan_free(struct plan *plan)
{
    vec_free(&plan->file);
}

#endif
