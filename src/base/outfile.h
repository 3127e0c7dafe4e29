// Output that appears whole or not at all: a temporary file beside the target, then rename.
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include "base/diag.h"

#include <stdio.h>

// Write with stdio on `file`; write errors are caught by outfile_commit.
struct outfile {
    FILE *file;
    char *path;      // NULL for standard output
    char *temporary; // NULL also for a device or pipe, which is written to as it is
};

// Open for writing. path NULL or "-" is standard output. False fills d (FAULT_IO). What wend writes
// may hold ids: a new file can be read by its owner only, one that is there keeps its rights.
bool outfile_open(struct outfile *out, const char *path, struct diag *d);

// The same for what names nobody, as pictures: a new file has the usual rights.
bool outfile_open_public(struct outfile *out, const char *path, struct diag *d);

// The same for a file that no two runs may write at the same time: the temporary one is PATH.new,
// locked; one that a run left when it was killed is used again. False also: another run has it.
bool outfile_open_alone(struct outfile *out, const char *path, struct diag *d);

// Flush, sync and rename into place (standard output: flush and check). On false the target is as
// it was and the temporary file is gone. Either way *out is released.
bool outfile_commit(struct outfile *out, struct diag *d);

void outfile_discard(struct outfile *out); // the target stays as it was

#endif
