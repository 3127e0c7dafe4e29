// What stands behind struct journeys: its owner knows how to free it.
#ifndef STORE_OWNER_H
#define STORE_OWNER_H

#include "store/journeys.h"

struct owner { // the first member of whatever journeys.owner points to
    void (*free)(struct journeys *j);
    uint32_t *missing; // codes of columns that are declared and in no row
};

const uint32_t *owner_missing(struct owner *o, size_t rows); // zeros, made when first asked for

// Journeys of a stitched stream. NULL fills d.
struct journeys *stream_journeys(const char *path, struct diag *d);

#endif
