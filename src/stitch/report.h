// What --report tells beside the summary: clusters, bridges, namespaces. Private to the room.
#ifndef STITCH_REPORT_H
#define STITCH_REPORT_H

#include "stitch/identity.h"

// Of each node that stands for a person.
struct clusters {
    uint32_t *ids, *links, *bridges;
    uint64_t *rows;
};

struct bridge {
    uint32_t edge, ids; // ids: of the side that it holds; in the end of the smaller one
};

// Fill the result's clusters, bridges and spaces. offset: see customers_name.
void report_fill(struct identity *id, const uint64_t *offset);

// bridges.c: count the bridges of each cluster and list those that hold two ids or more.
void bridges_find(const struct identity *id, struct clusters *c);

#endif
