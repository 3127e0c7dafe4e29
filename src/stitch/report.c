// The largest clusters and how tight they are; how far each namespace reaches.
#include "stitch/report.h"

#include "stitch/sort.h"

enum { LARGEST = 20 };

static int larger(const struct identity *id, const struct clusters *c, uint32_t a, uint32_t b)
{
    if (c->ids[a] != c->ids[b])
        return c->ids[a] > c->ids[b] ? -1 : 1;
    return node_compare(id, a, b);
}

static void count_members(const struct identity *id, struct clusters *c)
{
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[i];
        for (uint32_t node = s->base + 1;
             s->kind == SPACE_PERSON && node < s->base + s->names.count; node++)
            c->ids[id->person[node]]++;
    }
    for (vec_each(const struct edge, e, &id->edge))
        c->links[id->person[e->a]] += id->person[e->a] == id->person[e->b];
    for (size_t row = 0; row < id->t->time.n; row++)
        if (id->entity[row] != NODE_REJECTED)
            c->rows[id->entity[row]]++;
}

static void list_largest(const struct identity *id, const struct clusters *c)
{
    uint32_t top[LARGEST + 1];
    size_t n = 0;
    for (uint32_t node = 1; node <= id->nodes; node++) {
        if (c->ids[node] < 2)
            continue;
        id->result->summary.clusters++;
        if (n == LARGEST && larger(id, c, node, top[n - 1]) > 0)
            continue;
        size_t at = n;
        for (; at > 0 && larger(id, c, node, top[at - 1]) < 0; at--)
            top[at] = top[at - 1];
        top[at] = node;
        n += n < LARGEST;
    }
    for (size_t i = 0; i < n; i++)
        vec_push(&id->result->cluster, (struct stitch_cluster){.customer = node_text(id, top[i]),
                                                               .ids = c->ids[top[i]],
                                                               .links = c->links[top[i]],
                                                               .bridges = c->bridges[top[i]],
                                                               .rows = c->rows[top[i]]});
}

// Each customer's rows lie together in the order: a node is stamped with the last one that had it.
static void count_values(const struct identity *id, const struct space *s, const uint64_t *offset,
                         struct stitch_space *out)
{
    uint32_t *stamp = mem_zero(s->names.count * sizeof *stamp);
    uint32_t *customers = mem_zero(s->names.count * sizeof *customers);
    const uint32_t *order = id->result->order.p;
    for (uint32_t c = 1; c <= id->result->summary.customers; c++) {
        uint64_t values = 0;
        for (uint64_t i = offset[c - 1]; i < offset[c]; i++) {
            uint32_t node = identity_node(id, s, order[i]), at = node ? node - s->base : 0;
            if (!node || stamp[at] == c)
                continue;
            stamp[at] = c;
            values++;
            if (++customers[at] > out->most_customers)
                out->most_customers = customers[at];
        }
        out->customers += values > 0;
        out->pairs += values;
        out->most_values = values > out->most_values ? values : out->most_values;
    }
    free(stamp);
    free(customers);
}

static void list_space(const struct identity *id, const struct space *s, const uint64_t *offset)
{
    static const struct str kinds[] = {[SPACE_PERSON] = STR_INIT("person"),
                                       [SPACE_DEVICE] = STR_INIT("device"),
                                       [SPACE_TRANSACTION] = STR_INIT("transaction"),
                                       [SPACE_GROUP] = STR_INIT("group")};
    struct stitch_space out = {.name = arena_str(&id->result->arena, s->def->name),
                               .kind = s->def->unique ? STR("unique") : kinds[s->kind],
                               .values = s->names.count - 1};
    for (size_t row = 0; row < id->t->time.n; row++)
        out.rows += identity_node(id, s, row) != NODE_NONE;
    if (s->column != NO_COLUMN)
        count_values(id, s, offset, &out);
    vec_push(&id->result->space, out);
}

void report_fill(struct identity *id, const uint64_t *offset)
{
    size_t n = (size_t)id->nodes + 1;
    struct clusters c = {.ids = mem_zero(n * sizeof(uint32_t)),
                         .links = mem_zero(n * sizeof(uint32_t)),
                         .bridges = mem_zero(n * sizeof(uint32_t)),
                         .rows = mem_zero(n * sizeof(uint64_t))};
    count_members(id, &c);
    bridges_find(id, &c);
    list_largest(id, &c);
    for (size_t i = 0; i < id->spaces; i++)
        list_space(id, &id->space[i], offset);
    free(c.ids);
    free(c.links);
    free(c.bridges);
    free(c.rows);
}
