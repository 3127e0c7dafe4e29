// What stands behind struct journeys: its owner knows how to free it.
#ifndef STORE_OWNER_H
#define STORE_OWNER_H

#include "store/journeys.h"

struct owner { // the first member of whatever journeys.owner points to
    void (*free)(struct journeys *j);
};

// Journeys of a stitched stream. NULL fills d.
struct journeys *stream_journeys(const char *path, struct diag *d);

// The first bytes of a store.
#define STORE_MAGIC "WENDSTO\n"
enum { STORE_MAGIC_SIZE = 8 };

#endif
