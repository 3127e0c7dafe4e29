// The person graph: ids joined along edges, by union-find. Where nothing breaks a guard the order
// of the edges does not matter; only components in which something does are tried in order.
#include "stitch/graph.h"

// Join along all edges, then mark the components that break a guard. False: none does.
static bool find_broken(struct graph *g)
{
    const struct identity *id = g->id;
    uint32_t max = id->study->identity.max_ids;
    bool any = false;
    for (vec_each(struct edge, e, &id->edge)) {
        uint32_t a = graph_find(g, e->a), b = graph_find(g, e->b);
        if (a != b)
            graph_union(g, a, b);
    }
    bool *root = mem_zero((size_t)id->nodes + 1);
    for (uint32_t node = 1; max && node <= id->nodes; node++)
        root[node] = g->size[node] > max && g->parent[node] == node;
    uint32_t *first = g->uniques ? mem_array((size_t)id->nodes + 1, sizeof *first) : NULL;
    for (size_t u = 0; u < g->uniques; u++) {
        const struct space *s = g->unique[u];
        memset(first, 0, ((size_t)id->nodes + 1) * sizeof *first);
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++) {
            uint32_t at = graph_find(g, node);
            root[at] = root[at] || first[at];
            first[at] = node;
        }
    }
    for (size_t i = 0; i < g->ban.n; i += 2)
        root[graph_find(g, g->ban.p[i].other)] |=
            graph_find(g, g->ban.p[i].other) == graph_find(g, g->ban.p[i + 1].other);
    for (uint32_t node = 1; node <= id->nodes; node++) {
        g->broken[node] = root[graph_find(g, node)];
        any = any || g->broken[node];
    }
    free(first);
    free(root);
    return any;
}

static uint32_t root_of(void *g, uint32_t node)
{
    return graph_find(g, node);
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
            uint32_t root = graph_find(g, node), old = best[root];
            // Spaces come in order of strength: a node that is there and of another is stronger.
            bool better = !old || (old > s->base && str_cmp(names_get(s->names, node - s->base),
                                                            space_value(id, old)) < 0);
            if (better)
                best[root] = node;
        }
    }
    previous_keep(id, best, root_of, g);
    for (uint32_t node = 1; node <= id->nodes; node++)
        id->person[node] = best[graph_find(g, node)];
    free(best);
}

static void read_bans(struct graph *g)
{
    const struct identity *id = g->id;
    g->first = mem_zero(((size_t)id->nodes + 1) * sizeof *g->first);
    g->bans = mem_zero(((size_t)id->nodes + 1) * sizeof *g->bans);
    for (vec_each(const struct given, given, &id->given)) {
        for (size_t i = 0; given->kind == GIVEN_EXCLUDE && i < 2; i++) {
            uint32_t end = id->space[given->space[i]].base + given->code[i];
            uint32_t other = id->space[given->space[!i]].base + given->code[!i];
            vec_push(&g->ban, (struct ban){other, g->first[end], given});
            g->first[end] = (uint32_t)g->ban.n;
            g->bans[end]++;
        }
    }
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
    read_bans(&g);
    if (find_broken(&g))
        graph_try(&g);
    name_components(&g);
    free(g.parent);
    free(g.size);
    free(g.unique);
    free(g.broken);
    free(g.first);
    free(g.bans);
    vec_free(&g.ban);
}
