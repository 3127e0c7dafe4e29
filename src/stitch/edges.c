// Edges: pairs of person ids that rows or link files show together, each pair once.
#include "stitch/identity.h"

struct edge_table {
    struct identity *id;
    uint32_t *slot; // index + 1 into the edges, 0: free
    size_t slots;   // a power of two
};

static size_t hash(uint32_t a, uint32_t b)
{
    uint64_t h = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h ^ h >> 32);
}

static void grow(struct edge_table *table)
{
    const struct identity *id = table->id;
    table->slots *= 2;
    free(table->slot);
    table->slot = mem_zero(table->slots * sizeof *table->slot);
    for (size_t i = 0; i < id->edge.n; i++) {
        size_t at = hash(id->edge.p[i].a, id->edge.p[i].b) & (table->slots - 1);
        while (table->slot[at])
            at = (at + 1) & (table->slots - 1);
        table->slot[at] = (uint32_t)i + 1;
    }
}

// Of several rows with the same pair the newest stands for it (ties: the last of their order); of
// several lines the first, but one of an override.
static void add(struct edge_table *table, struct edge e)
{
    struct identity *id = table->id;
    size_t at = hash(e.a, e.b) & (table->slots - 1);
    for (; table->slot[at]; at = (at + 1) & (table->slots - 1)) {
        struct edge *old = &id->edge.p[table->slot[at] - 1];
        if (old->a != e.a || old->b != e.b)
            continue;
        if (e.row != ROW_NONE &&
            (old->row == ROW_NONE || order_compare(&id->keys, e.row, old->row) > 0))
            old->row = e.row;
        if (old->given == GIVEN_NONE || (edge_is_ordered(id, &e) && !edge_is_ordered(id, old)))
            old->given = e.given;
        return;
    }
    vec_push(&id->edge, e);
    table->slot[at] = (uint32_t)id->edge.n;
    if (id->edge.n * 2 > table->slots)
        grow(table);
}

static struct edge between(const struct identity *id, uint32_t a, uint32_t b)
{
    const struct space *sa = space_of(id, a), *sb = space_of(id, b);
    bool swap = sa == sb ? str_cmp(space_value(id, a), space_value(id, b)) > 0 : sa > sb;
    return (struct edge){swap ? b : a, swap ? a : b, ROW_NONE, GIVEN_NONE};
}

static void from_links(struct edge_table *table)
{
    struct identity *id = table->id;
    for (vec_each(struct given, g, &id->given)) {
        if (g->kind == GIVEN_EXCLUDE)
            continue;
        const struct space *s = &id->space[g->space[0]];
        uint32_t node = s->base + g->code[0], person = id->space[g->space[1]].base + g->code[1];
        if (s->kind == SPACE_GROUP)
            continue; // see groups_fill
        if (s->kind != SPACE_PERSON) {
            if (!id->holder[node])
                id->holder[node] = person;
        } else if (node != person) {
            struct edge e = between(id, node, person);
            e.given = (uint32_t)(g - id->given.p);
            add(table, e);
        }
    }
}

static void from_rows(struct edge_table *table)
{
    struct identity *id = table->id;
    size_t n = id->person_column.n;
    const struct id_column *column = id->person_column.p;
    uint32_t *node = mem_array(n, sizeof *node);
    size_t *space = mem_array(n, sizeof *space);
    for (size_t row = 0; n > 1 && row < id->t->time.n; row++) {
        size_t found = 0;
        for (size_t i = 0; i < n; i++) {
            node[found] = id_column_node(id, &column[i], row);
            space[found] = column[i].space;
            found += node[found] != NODE_NONE;
        }
        for (size_t i = 0; i + 1 < found; i++) {
            for (size_t k = i + 1; k < found; k++) {
                struct edge e = {node[i], node[k], (uint32_t)row, GIVEN_NONE};
                if (space[i] == space[k]) // of an alias and its namespace
                    e = between(id, e.a, e.b);
                e.row = (uint32_t)row;
                if (e.a != e.b)
                    add(table, e);
            }
        }
    }
    free(space);
    free(node);
}

void edges_collect(struct identity *id)
{
    struct edge_table table = {.id = id, .slots = 1024};
    while (table.slots < id->given.n * 2)
        table.slots *= 2;
    table.slot = mem_zero(table.slots * sizeof *table.slot);
    from_links(&table);
    from_rows(&table);
    id->result->summary.links = id->edge.n;
    free(table.slot);
}
