// Bridges: links without which a cluster falls apart. Tarjan 1974, "A note on finding the bridges
// of a graph", Information Processing Letters 2(6), without recursion.
#include "stitch/report.h"

#include "stitch/sort.h"

struct walk {
    const struct identity *id;
    struct clusters *clusters;
    uint64_t *start; // of each node: its links are link[start] … link[start+1]−1
    uint32_t *link;  // indexes of edges
    uint32_t *number, *low, *size, *by; // by: the edge that the walk came by + 1
    uint64_t *next;                     // of each node: where to go on among its links
    uint32_t clock;
    VEC(struct bridge) bridge;
};

static bool joined(const struct identity *id, const struct edge *e)
{
    return id->person[e->a] == id->person[e->b];
}

static void lay_out(struct walk *w)
{
    const struct identity *id = w->id;
    size_t n = (size_t)id->nodes + 1;
    w->start = mem_zero((n + 2) * sizeof *w->start);
    for (vec_each(const struct edge, e, &id->edge)) {
        w->start[e->a + 2] += joined(id, e);
        w->start[e->b + 2] += joined(id, e);
    }
    for (size_t i = 2; i < n + 2; i++)
        w->start[i] += w->start[i - 1];
    w->link = mem_array((size_t)w->start[n + 1], sizeof *w->link);
    for (size_t i = 0; i < id->edge.n; i++) {
        const struct edge *e = &id->edge.p[i];
        if (!joined(id, e))
            continue;
        w->link[w->start[e->a + 1]++] = (uint32_t)i;
        w->link[w->start[e->b + 1]++] = (uint32_t)i;
    }
}

static uint32_t other_end(const struct walk *w, uint32_t edge, uint32_t node)
{
    const struct edge *e = &w->id->edge.p[edge];
    return e->a == node ? e->b : e->a;
}

// The walk leaves a node for good: the edge that it came by is a bridge when nothing below leads
// around it.
static uint32_t leave(struct walk *w, uint32_t node)
{
    if (w->by[node] == 0)
        return NODE_NONE;
    uint32_t up = other_end(w, w->by[node] - 1, node);
    if (w->low[node] < w->low[up])
        w->low[up] = w->low[node];
    w->size[up] += w->size[node];
    if (w->low[node] > w->number[up]) {
        w->clusters->bridges[w->id->person[node]]++;
        w->id->result->summary.bridges++;
        vec_push(&w->bridge, (struct bridge){w->by[node] - 1, w->size[node]});
    }
    return up;
}

static void enter(struct walk *w, uint32_t node, uint32_t by)
{
    w->number[node] = w->low[node] = ++w->clock;
    w->size[node] = 1;
    w->by[node] = by;
    w->next[node] = w->start[node];
}

static void walk_from(struct walk *w, uint32_t root)
{
    size_t first = w->bridge.n;
    enter(w, root, 0);
    for (uint32_t node = root; node;) {
        if (w->next[node] == w->start[node + 1]) {
            node = leave(w, node);
            continue;
        }
        uint32_t edge = w->link[w->next[node]++], to = other_end(w, edge, node);
        if (edge + 1 == w->by[node])
            continue;
        if (w->number[to]) {
            if (w->number[to] < w->low[node])
                w->low[node] = w->number[to];
            continue;
        }
        enter(w, to, edge + 1);
        node = to;
    }
    // Of both sides the smaller is told; a single id at the end of a link is not worth a line.
    size_t kept = first;
    for (size_t i = first; i < w->bridge.n; i++) {
        struct bridge b = w->bridge.p[i];
        uint32_t rest = w->size[root] - b.ids;
        b.ids = b.ids < rest ? b.ids : rest;
        if (b.ids > 1)
            w->bridge.p[kept++] = b;
    }
    w->bridge.n = kept;
}

static int compare(const void *context, uint32_t x, uint32_t y)
{
    const struct walk *w = context;
    const struct bridge *a = &w->bridge.p[x], *b = &w->bridge.p[y];
    if (a->ids != b->ids)
        return a->ids > b->ids ? -1 : 1;
    const struct edge *ea = &w->id->edge.p[a->edge], *eb = &w->id->edge.p[b->edge];
    int order = node_compare(w->id, ea->a, eb->a);
    return order ? order : node_compare(w->id, ea->b, eb->b);
}

static void list(const struct walk *w)
{
    struct stitch_result *result = w->id->result;
    size_t n = w->bridge.n;
    uint32_t *order = mem_array(n, sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    sort_by(order, n, compare, w);
    for (size_t i = 0; i < n; i++) {
        const struct bridge *b = &w->bridge.p[order[i]];
        const struct edge *e = &w->id->edge.p[b->edge];
        struct str customer = node_text(w->id, w->id->person[e->a]);
        vec_push(&result->bridge, (struct stitch_bridge){.customer = customer,
                                                         .a = node_text(w->id, e->a),
                                                         .b = node_text(w->id, e->b),
                                                         .ids = b->ids,
                                                         .time = edge_time(w->id, e),
                                                         .origin = edge_origin(w->id, e)});
    }
    free(order);
}

void bridges_find(const struct identity *id, struct clusters *c)
{
    size_t n = (size_t)id->nodes + 1;
    struct walk w = {.id = id,
                     .clusters = c,
                     .number = mem_zero(n * sizeof(uint32_t)),
                     .low = mem_array(n, sizeof(uint32_t)),
                     .size = mem_array(n, sizeof(uint32_t)),
                     .by = mem_array(n, sizeof(uint32_t)),
                     .next = mem_array(n, sizeof(uint64_t))};
    lay_out(&w);
    for (uint32_t node = 1; node <= id->nodes; node++)
        if (w.number[node] == 0 && w.start[node] < w.start[node + 1])
            walk_from(&w, node);
    list(&w);
    free(w.start);
    free(w.link);
    free(w.number);
    free(w.low);
    free(w.size);
    free(w.by);
    free(w.next);
    vec_free(&w.bridge);
}
