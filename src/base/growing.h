// A file that grows run by run. Whoever keeps its mark knows how far it was finished: what a broken
// run has left behind that is cut off.
#ifndef BASE_GROWING_H
#define BASE_GROWING_H

#include "base/diag.h"
#include "base/digest.h"

#include <stdio.h>

// How far a file was finished, and what tells that it is still that file. All zeros: none was.
struct growing_mark {
    uint64_t length, device, inode;
    struct digest tail; // of its last bytes, at most 1 KiB
};

struct growing {
    FILE *file; // to write to; what is in it goes on where the file ends
    char *path;
    struct growing_mark mark; // how far it is finished
    bool fresh;               // nothing is in it that is finished
};

// Open the file that the mark is of, wherever it is now, or a new one. False fills d: it cannot be
// opened or is no file, or something else stands there: then nothing has been changed.
bool growing_open(struct growing *g, const char *path, const struct growing_mark *mark,
                  struct diag *d);

// Cut off what is not finished; *cut bytes. Writing can begin. False fills d.
bool growing_begin(struct growing *g, uint64_t *cut, struct diag *d);

// What was written is on the disk: it is finished as far as g->mark now says. False fills d.
bool growing_finish(struct growing *g, struct diag *d);

void growing_close(struct growing *g); // all zeros is fine; what is not finished may stay in it

#endif
