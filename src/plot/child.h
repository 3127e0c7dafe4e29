// Running a program: no shell, a clean environment, its input and output in memory. Private.
#ifndef PLOT_CHILD_H
#define PLOT_CHILD_H

#include "base/buf.h"

// Run arguments[0] (found in PATH) with input as its standard input; append what it writes and what
// it complains. Returns 0 and whether it ended well, or the errno of why it could not be run
// (ENOENT: not installed).
int child_run(char *const *arguments, struct str input, struct buf *output, struct buf *words,
              bool *good);

#endif
