// Work shared among threads, with results that do not depend on how many there are.
#ifndef BASE_PAR_H
#define BASE_PAR_H

#include <stddef.h>

// Call run(context, part) once for each part in 0 … parts−1, on up to `threads` threads (0 or 1:
// the caller's own). Parts must not share what they write. Returns when all are done.
void par_run(unsigned threads, size_t parts, void (*run)(void *context, size_t part),
             void *context);

unsigned par_cores(void); // processors this process may use, at least 1

#endif
