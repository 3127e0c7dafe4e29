// Trying edges one by one: a join that would break a guard is refused and said.
#include "stitch/graph.h"

#include "stitch/sort.h"

struct trial {
    struct graph *g;
    uint32_t *held; // node × uniques: of a root, the component's value of that namespace
    uint32_t *same; // of a unique value: one that people said is the same person's, or itself
};

// When an edge is tried: what people ordered first, in the order of its lines; then stronger first,
// newer first, bytewise.
struct turn {
    uint64_t strength; // of ordered ones 0
    int64_t time;
    uint64_t nodes; // ranks of both, or the line
    uint32_t edge;
};

static int compare_turns(const void *x, const void *y)
{
    const struct turn *a = x, *b = y;
    if (a->strength != b->strength)
        return a->strength < b->strength ? -1 : 1;
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    return (a->nodes > b->nodes) - (a->nodes < b->nodes);
}

static struct turn turn_of(const struct identity *id, const uint32_t *rank, uint32_t edge)
{
    const struct edge *e = &id->edge.p[edge];
    if (edge_is_ordered(id, e))
        return (struct turn){0, 0, e->given, edge};
    uint64_t strength =
        (uint64_t)(space_of(id, e->a) - id->space) + (uint64_t)(space_of(id, e->b) - id->space) + 1;
    return (struct turn){strength, edge_time(id, e), (uint64_t)rank[e->a] << 32 | rank[e->b], edge};
}

static int compare_spaces(const void *context, uint32_t a, uint32_t b)
{
    const struct identity *id = context;
    return str_cmp(id->space[a].def->name, id->space[b].def->name);
}

// The place of each person's node in the bytewise order of all.
static uint32_t *rank_nodes(const struct identity *id)
{
    uint32_t *rank = mem_array((size_t)id->nodes + 1, sizeof *rank), next = 0;
    uint32_t *spaces = mem_array(id->spaces, sizeof *spaces);
    for (size_t i = 0; i < id->spaces; i++)
        spaces[i] = (uint32_t)i;
    sort_by(spaces, id->spaces, compare_spaces, id);
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[spaces[i]];
        uint32_t n = s->kind == SPACE_PERSON ? s->names.count - 1 : 0;
        uint32_t *code = mem_array(n, sizeof *code);
        for (uint32_t k = 0; k < n; k++)
            code[k] = k + 1;
        sort_codes(s->names, code, n);
        for (uint32_t k = 0; k < n; k++)
            rank[s->base + code[k]] = next++;
        free(code);
    }
    free(spaces);
    return rank;
}

// Whether a refused join is listed, or only counted.
static bool is_told(const struct identity *id)
{
    enum { FIRST = 100 };
    return id->options->details || id->result->link.n < FIRST;
}

static void refuse(struct identity *id, const struct edge *e, struct str reason)
{
    id->result->summary.refused++;
    if (!is_told(id))
        return;
    vec_push(&id->refused, (uint32_t)(e - id->edge.p));
    vec_push(&id->result->link, (struct stitch_link){.a = node_text(id, e->a),
                                                     .b = node_text(id, e->b),
                                                     .time = edge_time(id, e),
                                                     .origin = edge_origin(id, e),
                                                     .reason = reason});
}

static uint32_t same(const struct trial *t, uint32_t value)
{
    while (t->same[value] != value)
        value = t->same[value];
    return value;
}

// The order that forbids two components to be one, or NULL. The shorter list is looked through.
static const struct given *banned(struct graph *g, uint32_t a, uint32_t b)
{
    uint32_t few = g->bans[a] <= g->bans[b] ? a : b, many = few == a ? b : a;
    const struct given *found = NULL;
    for (uint32_t i = g->first[few]; i; i = g->ban.p[i - 1].next)
        if (graph_find(g, g->ban.p[i - 1].other) == many &&
            (!found || g->ban.p[i - 1].given < found))
            found = g->ban.p[i - 1].given;
    return found;
}

// The list of other goes to root: the shorter one is walked to its end.
static void join_bans(struct graph *g, uint32_t root, uint32_t other)
{
    uint32_t few = g->bans[root] <= g->bans[other] ? root : other;
    uint32_t many = few == root ? other : root, last = g->first[few];
    while (last && g->ban.p[last - 1].next)
        last = g->ban.p[last - 1].next;
    uint32_t all = last ? g->first[few] : g->first[many];
    if (last)
        g->ban.p[last - 1].next = g->first[many];
    g->first[root] = all;
    g->bans[root] += g->bans[other];
}

// The place of a unique namespace of which the joined component would have two values, or uniques.
static size_t second_value(const struct trial *t, uint32_t a, uint32_t b)
{
    size_t u = 0, n = t->g->uniques;
    for (; u < n; u++) {
        uint32_t x = t->held[a * n + u], y = t->held[b * n + u];
        if (x && y && same(t, x) != same(t, y))
            break;
    }
    return u;
}

// Why two components cannot be one; "" if they can. Where nobody is told, no text is made.
static struct str objection(const struct trial *t, const struct edge *e, uint32_t a, uint32_t b)
{
    struct graph *g = t->g;
    const struct identity *id = g->id;
    struct arena *arena = &id->result->arena;
    const struct given *order = banned(g, a, b);
    uint32_t max = id->study->identity.max_ids;
    if (order && !is_told(id))
        return STR("forbidden");
    if (order) {
        struct str place = given_place(id, order);
        struct str reason =
            id->reason.p[(size_t)(order - id->given.p) + id->reason.n - id->given.n];
        return arena_printf(arena, "%.*s says EXCLUDE%s%.*s", STR_ARG(place), reason.n ? ": " : "",
                            STR_ARG(reason));
    }
    if (edge_is_ordered(id, e))
        return STR("");
    size_t u = second_value(t, a, b);
    if (u < g->uniques && !is_told(id))
        return STR("two values");
    if (u < g->uniques)
        return arena_printf(arena, "one customer would have two values of %.*s: %.*s and %.*s",
                            STR_ARG(g->unique[u]->def->name),
                            STR_ARG(space_value(id, t->held[a * g->uniques + u])),
                            STR_ARG(space_value(id, t->held[b * g->uniques + u])));
    uint64_t ids = (uint64_t)g->size[a] + g->size[b];
    if (max && ids > max && !is_told(id))
        return STR("too many ids");
    if (max && ids > max)
        return arena_printf(arena, "one customer would have %llu ids, max-ids is %u",
                            (unsigned long long)ids, max);
    return STR("");
}

static void try_edge(const struct trial *t, const struct edge *e)
{
    struct graph *g = t->g;
    uint32_t a = graph_find(g, e->a), b = graph_find(g, e->b);
    if (a == b)
        return;
    struct str why = objection(t, e, a, b);
    if (why.n) {
        refuse(g->id, e, why);
        return;
    }
    uint32_t root = graph_union(g, a, b), other = root == a ? b : a;
    join_bans(g, root, other);
    for (size_t u = 0; u < g->uniques; u++) {
        uint32_t *mine = &t->held[root * g->uniques + u], theirs = t->held[other * g->uniques + u];
        if (*mine && theirs)
            t->same[same(t, theirs)] = same(t, *mine); // ordered: they are one person's
        else if (!*mine)
            *mine = theirs;
    }
}

static void take_apart(struct trial *t)
{
    struct graph *g = t->g;
    uint32_t nodes = g->id->nodes;
    t->held = mem_zero(((size_t)nodes + 1) * g->uniques * sizeof *t->held);
    t->same = mem_array((size_t)nodes + 1, sizeof *t->same);
    for (uint32_t node = 0; node <= nodes; node++) {
        t->same[node] = node;
        if (g->broken[node]) {
            g->parent[node] = node;
            g->size[node] = 1;
        }
    }
    for (size_t u = 0; u < g->uniques; u++) {
        const struct space *s = g->unique[u];
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++)
            t->held[node * g->uniques + u] = node;
    }
}

void graph_try(struct graph *g)
{
    const struct identity *id = g->id;
    struct trial t = {.g = g};
    size_t n = 0;
    for (size_t i = 0; i < id->edge.n; i++)
        n += g->broken[id->edge.p[i].a];
    struct turn *turn = mem_array(n, sizeof *turn);
    uint32_t *rank = rank_nodes(id);
    n = 0;
    for (size_t i = 0; i < id->edge.n; i++)
        if (g->broken[id->edge.p[i].a])
            turn[n++] = turn_of(id, rank, (uint32_t)i);
    free(rank);
    if (n)
        qsort(turn, n, sizeof *turn, compare_turns);
    take_apart(&t);
    for (size_t i = 0; i < n; i++)
        try_edge(&t, &id->edge.p[turn[i].edge]);
    free(t.held);
    free(t.same);
    free(turn);
}
