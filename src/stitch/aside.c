// Values that are no ids, and values that too many people share to tell anybody.
#include "stitch/identity.h"

#include "stitch/sort.h"

enum { SHOWN = 256 }; // bytes of a value

static void add(struct identity *id, struct str space, struct str value, struct str reason,
                uint64_t rows)
{
    struct arena *a = &id->result->arena;
    value = str_slice(value, 0, value.n < SHOWN ? value.n : SHOWN);
    vec_push(&id->result->aside,
             (struct stitch_aside){arena_str(a, space), arena_str(a, value), reason, rows});
}

void aside_note(struct identity *id, struct str space, struct str value, struct str reason,
                uint64_t rows)
{
    if (id->options->details)
        add(id, space, value, reason, rows);
}

// How many unique ids each other id is linked to. What people ordered does not count.
static uint32_t *degrees(const struct identity *id)
{
    uint32_t *degree = mem_zero(((size_t)id->nodes + 1) * sizeof *degree);
    for (vec_each(const struct edge, e, &id->edge)) {
        bool a = space_of(id, e->a)->def->unique, b = space_of(id, e->b)->def->unique;
        if (a != b && !edge_is_ordered(id, e))
            degree[a ? e->b : e->a]++;
    }
    return degree;
}

static uint64_t rows_with(const struct identity *id, uint32_t node)
{
    uint64_t rows = 0;
    for (vec_each(const struct id_column, c, &id->person_column))
        for (size_t row = 0; row < id->t->time.n; row++)
            rows += id_column_node(id, c, row) == node;
    return rows;
}

static void drop_edges(struct identity *id)
{
    size_t kept = 0;
    for (vec_each(const struct edge, e, &id->edge))
        if (!id->aside[e->a] && !id->aside[e->b])
            id->edge.p[kept++] = *e;
        else
            vec_push(&id->dropped, *e);
    id->edge.n = kept;
    for (uint32_t node = 1; node <= id->nodes; node++)
        if (id->holder[node] && id->aside[id->holder[node]])
            id->holder[node] = NODE_NONE;
}

void aside_find(struct identity *id)
{
    uint32_t max = id->study->identity.max_degree;
    if (max == 0)
        return;
    uint32_t *degree = degrees(id);
    id->aside = mem_zero((size_t)id->nodes + 1);
    for (uint32_t node = 1; node <= id->nodes; node++) {
        if (degree[node] <= max)
            continue;
        id->aside[node] = true;
        id->result->summary.aside++;
    }
    for (uint32_t node = 1; node <= id->nodes; node++)
        if (id->aside[node])
            add(id, space_of(id, node)->def->name, space_value(id, node),
                arena_printf(&id->result->arena, "linked to %u unique ids, max-degree is %u",
                             degree[node], max),
                rows_with(id, node));
    if (id->result->summary.aside)
        drop_edges(id);
    free(degree);
}

static int compare(const void *context, uint32_t x, uint32_t y)
{
    const struct stitch_aside *a = (const struct stitch_aside *)context + x;
    const struct stitch_aside *b = (const struct stitch_aside *)context + y;
    if (a->rows != b->rows)
        return a->rows > b->rows ? -1 : 1;
    int order = str_cmp(a->space, b->space);
    order = order ? order : str_cmp(a->value, b->value);
    return order ? order : str_cmp(a->reason, b->reason);
}

void aside_sort(struct identity *id)
{
    size_t n = id->result->aside.n;
    uint32_t *order = mem_array(n, sizeof *order);
    struct stitch_aside *sorted = mem_array(n, sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    sort_by(order, n, compare, id->result->aside.p);
    for (size_t i = 0; i < n; i++)
        sorted[i] = id->result->aside.p[order[i]];
    if (n)
        memcpy(id->result->aside.p, sorted, n * sizeof *sorted);
    free(order);
    free(sorted);
}
