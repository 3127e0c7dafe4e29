// Dangling ids: a log-in that nothing but a weaker id, such as a shared cookie, ties to a customer
// who is known by another log-in. Nothing shows that it is somebody else's, and nothing that it is
// not: it is joined, and said.
#include "stitch/identity.h"

enum { LINKED = 1, STRONGER = 2, KNOWN = 4 }; // to anything; to no weaker id; to a unique id

static uint8_t *look_at_edges(const struct identity *id)
{
    uint8_t *flag = mem_zero((size_t)id->nodes + 1);
    for (vec_each(const struct edge, e, &id->edge)) {
        if (id->person[e->a] != id->person[e->b])
            continue;
        const struct space *a = space_of(id, e->a), *b = space_of(id, e->b);
        flag[e->a] |= a == b || edge_is_ordered(id, e) ? LINKED | STRONGER : LINKED;
        flag[e->b] |= LINKED | STRONGER;
        flag[e->a] |= b->def->unique ? KNOWN : 0;
        flag[e->b] |= a->def->unique ? KNOWN : 0;
    }
    return flag;
}

static bool smaller(const struct identity *id, uint32_t a, uint32_t b)
{
    return b == NODE_NONE || str_cmp(space_value(id, a), space_value(id, b)) < 0;
}

void dangling_find(struct identity *id)
{
    uint8_t *flag = look_at_edges(id);
    uint32_t *known = mem_array((size_t)id->nodes + 1, sizeof *known); // of each customer
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[i];
        if (s->kind != SPACE_PERSON || s->def->unique)
            continue;
        uint32_t from = s->base + 1, to = s->base + s->names.count;
        for (uint32_t node = from; node < to; node++)
            known[id->person[node]] = NODE_NONE;
        for (uint32_t node = from; node < to; node++)
            if (flag[node] & KNOWN && smaller(id, node, known[id->person[node]]))
                known[id->person[node]] = node;
        for (uint32_t node = from; node < to; node++) {
            uint32_t beside = known[id->person[node]];
            if (flag[node] != LINKED || beside == NODE_NONE)
                continue;
            id->result->summary.dangling++;
            vec_push(&id->result->dangling,
                     (struct stitch_dangling){node_text(id, node), node_text(id, id->person[node]),
                                              node_text(id, beside)});
        }
    }
    free(flag);
    free(known);
}
