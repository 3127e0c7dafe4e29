// The person graph while it is made. Private to graph.c and trial.c.
#ifndef STITCH_GRAPH_H
#define STITCH_GRAPH_H

#include "stitch/identity.h"

// One end of a join that people forbade: the other end, and the next end of the same component.
struct ban {
    uint32_t other, next; // next: its number + 1, 0: none
    const struct given *given;
};

struct graph {
    struct identity *id;
    uint32_t *parent, *size;
    const struct space **unique; // the unique person namespaces
    size_t uniques;
    bool *broken;           // of each node: its component breaks a guard when all edges are taken
    VEC(struct ban) ban;    // two for each forbidden join, one after the other
    uint32_t *first, *bans; // of a node or root: its ends, as a list, and how many
};

static inline uint32_t graph_find(struct graph *g, uint32_t node)
{
    while (g->parent[node] != node)
        node = g->parent[node] = g->parent[g->parent[node]];
    return node;
}

// Make one component of two roots; returns its root.
static inline uint32_t graph_union(struct graph *g, uint32_t a, uint32_t b)
{
    uint32_t big = g->size[a] >= g->size[b] ? a : b, small = big == a ? b : a;
    g->parent[small] = big;
    g->size[big] += g->size[small];
    return big;
}

// trial.c: take the broken components apart and try their edges one by one, in order.
void graph_try(struct graph *g);

#endif
