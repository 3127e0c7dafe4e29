// The person graph: ids joined along edges, by union-find. Where nothing breaks a guard the order
// of the edges does not matter; only components in which something does are tried in order.
#include "stitch/identity.h"

#include "stitch/sort.h"

struct graph {
    struct identity *id;
    uint32_t *parent, *size;
    const struct space **unique; // the unique person namespaces
    size_t uniques;
    bool *broken;   // of each node: its component breaks a guard when all edges are taken
    uint32_t *held; // node × uniques: of a root, the component's value of that namespace
};

static uint32_t find(struct graph *g, uint32_t node)
{
    while (g->parent[node] != node)
        node = g->parent[node] = g->parent[g->parent[node]];
    return node;
}

static uint32_t join(struct graph *g, uint32_t a, uint32_t b)
{
    uint32_t big = g->size[a] >= g->size[b] ? a : b, small = big == a ? b : a;
    g->parent[small] = big;
    g->size[big] += g->size[small];
    return big;
}

// Join along all edges, then mark the components that break a guard. False: none does.
static bool find_broken(struct graph *g)
{
    const struct identity *id = g->id;
    uint32_t max = id->study->identity.max_ids;
    bool any = false;
    for (vec_each(struct edge, e, &id->edge)) {
        uint32_t a = find(g, e->a), b = find(g, e->b);
        if (a != b)
            join(g, a, b);
    }
    bool *root = mem_zero((size_t)id->nodes + 1);
    for (uint32_t node = 1; max && node <= id->nodes; node++)
        root[node] = g->size[node] > max && g->parent[node] == node;
    uint32_t *first = g->uniques ? mem_array((size_t)id->nodes + 1, sizeof *first) : NULL;
    for (size_t u = 0; u < g->uniques; u++) {
        const struct space *s = g->unique[u];
        memset(first, 0, ((size_t)id->nodes + 1) * sizeof *first);
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++) {
            uint32_t at = find(g, node);
            root[at] = root[at] || first[at];
            first[at] = node;
        }
    }
    for (uint32_t node = 1; node <= id->nodes; node++) {
        g->broken[node] = root[find(g, node)];
        any = any || g->broken[node];
    }
    free(first);
    free(root);
    return any;
}

static size_t strength(const struct identity *id, const struct edge *e)
{
    return (size_t)(space_of(id, e->a) - id->space) + (size_t)(space_of(id, e->b) - id->space);
}

static int compare_nodes(const struct identity *id, uint32_t a, uint32_t b)
{
    int order = str_cmp(space_of(id, a)->def->name, space_of(id, b)->def->name);
    return order ? order : str_cmp(space_value(id, a), space_value(id, b));
}

// Stronger first, newer first, then bytewise.
static int compare_edges(const void *context, uint32_t x, uint32_t y)
{
    const struct identity *id = context;
    const struct edge *a = &id->edge.p[x], *b = &id->edge.p[y];
    size_t sa = strength(id, a), sb = strength(id, b);
    if (sa != sb)
        return sa < sb ? -1 : 1;
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    int order = compare_nodes(id, a->a, b->a);
    return order ? order : compare_nodes(id, a->b, b->b);
}

static struct str origin(const struct identity *id, const struct edge *e)
{
    struct arena *a = &id->result->arena;
    if (e->row == ROW_NONE)
        return arena_printf(a, "%.*s:%llu", STR_ARG(id->study->identity.links.p[e->place.file]),
                            (unsigned long long)e->place.line);
    const struct touchpoint_column *file = &id->t->column.p[TP_FILE];
    return arena_printf(a, "%.*s:%llu", STR_ARG(dict_get(&file->dict, file->code.p[e->row])),
                        (unsigned long long)id->t->line.p[e->row]);
}

static struct str name_in_arena(const struct identity *id, uint32_t node)
{
    struct buf name = {0};
    space_name(id, node, &name);
    struct str copy = arena_str(&id->result->arena, buf_str(&name));
    buf_free(&name);
    return copy;
}

static void refuse(const struct graph *g, const struct edge *e, struct str reason)
{
    const struct identity *id = g->id;
    id->result->summary.refused++;
    vec_push(&id->result->link, (struct stitch_link){.a = name_in_arena(id, e->a),
                                                     .b = name_in_arena(id, e->b),
                                                     .time = e->time,
                                                     .origin = origin(id, e),
                                                     .reason = reason});
}

static void try_edge(struct graph *g, const struct edge *e)
{
    const struct identity *id = g->id;
    struct arena *arena = &id->result->arena;
    uint32_t a = find(g, e->a), b = find(g, e->b), max = id->study->identity.max_ids;
    if (a == b)
        return;
    for (size_t u = 0; u < g->uniques; u++) {
        uint32_t x = g->held[a * g->uniques + u], y = g->held[b * g->uniques + u];
        if (x && y && x != y) {
            refuse(g, e,
                   arena_printf(arena, "one customer would have two values of %.*s: %.*s and %.*s",
                                STR_ARG(g->unique[u]->def->name), STR_ARG(space_value(id, x)),
                                STR_ARG(space_value(id, y))));
            return;
        }
    }
    if (max && (uint64_t)g->size[a] + g->size[b] > max) {
        refuse(g, e,
               arena_printf(arena, "one customer would have %llu ids, max-ids is %u",
                            (unsigned long long)g->size[a] + g->size[b], max));
        return;
    }
    uint32_t root = join(g, a, b), other = root == a ? b : a;
    for (size_t u = 0; u < g->uniques; u++)
        if (!g->held[root * g->uniques + u])
            g->held[root * g->uniques + u] = g->held[other * g->uniques + u];
}

static void try_in_order(struct graph *g)
{
    const struct identity *id = g->id;
    uint32_t *tried = mem_array(id->edge.n, sizeof *tried);
    size_t n = 0;
    for (size_t i = 0; i < id->edge.n; i++)
        if (g->broken[id->edge.p[i].a])
            tried[n++] = (uint32_t)i;
    sort_by(tried, n, compare_edges, id);
    for (uint32_t node = 1; node <= id->nodes; node++) {
        if (g->broken[node]) {
            g->parent[node] = node;
            g->size[node] = 1;
        }
    }
    g->held = mem_zero(((size_t)id->nodes + 1) * g->uniques * sizeof *g->held);
    for (size_t u = 0; u < g->uniques; u++) {
        const struct space *s = g->unique[u];
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++)
            g->held[node * g->uniques + u] = node;
    }
    for (size_t i = 0; i < n; i++)
        try_edge(g, &id->edge.p[tried[i]]);
    free(g->held);
    free(tried);
}

// A component is named by the bytewise smallest value of its strongest namespace.
static void name_components(struct graph *g)
{
    struct identity *id = g->id;
    uint32_t *best = mem_zero(((size_t)id->nodes + 1) * sizeof *best);
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[i];
        if (s->kind != SPACE_PERSON)
            continue;
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++) {
            uint32_t root = find(g, node), old = best[root];
            // Spaces come in order of strength: a node that is there and of another is stronger.
            bool better = !old || (old > s->base && str_cmp(names_get(s->names, node - s->base),
                                                            space_value(id, old)) < 0);
            if (better)
                best[root] = node;
        }
    }
    for (uint32_t node = 1; node <= id->nodes; node++)
        id->person[node] = best[find(g, node)];
    free(best);
}

void graph_join(struct identity *id)
{
    size_t n = (size_t)id->nodes + 1;
    struct graph g = {.id = id,
                      .parent = mem_array(n, sizeof *g.parent),
                      .size = mem_array(n, sizeof *g.size),
                      .unique = mem_array(id->spaces, sizeof(struct space *)),
                      .broken = mem_zero(n)};
    for (uint32_t node = 0; node < n; node++) {
        g.parent[node] = node;
        g.size[node] = 1;
    }
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].kind == SPACE_PERSON && id->space[i].def->unique)
            g.unique[g.uniques++] = &id->space[i];
    if (find_broken(&g))
        try_in_order(&g);
    name_components(&g);
    free(g.parent);
    free(g.size);
    free(g.unique);
    free(g.broken);
}
