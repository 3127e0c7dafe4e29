// Rows that stitching turns away: with two values of a unique namespace, or with nothing but the
// number of a transaction that nobody has.
#include "stitch/identity.h"

#include "stitch/sort.h"

static int compare_places(const void *context, uint32_t a, uint32_t b)
{
    const struct order_keys *keys = context;
    for (size_t i = 0; i < 2; i++) {
        uint32_t x = keys->rank[i][keys->code[i][a]], y = keys->rank[i][keys->code[i][b]];
        if (x != y)
            return x < y ? -1 : 1;
    }
    if (keys->line[a] != keys->line[b])
        return keys->line[a] < keys->line[b] ? -1 : 1;
    return order_compare(keys, a, b);
}

static void lose_ids(struct identity *id, size_t row)
{
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].column != NO_COLUMN)
            id->t->column.p[id->space[i].column].code.p[row] = 0;
    for (vec_each(const struct id_column, c, &id->person_column))
        id->t->column.p[c->column].code.p[row] = 0;
}

void rejects_add(struct identity *id, uint32_t row, struct str code, struct str message)
{
    vec_push(&id->rejected, (struct rejected){row, code, message});
}

// Two columns of one unique namespace must not say two things.
static void compare_columns(struct identity *id, const struct id_column *a,
                            const struct id_column *b)
{
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t x = id_column_node(id, a, row), y = id_column_node(id, b, row);
        if (!x || !y || x == y)
            continue;
        struct str name = id->space[a->space].def->name;
        rejects_add(
            id, (uint32_t)row, STR("two-values"),
            arena_printf(&id->result->arena, "two values of %.*s, which is unique: %.*s and %.*s",
                         STR_ARG(name), STR_ARG(space_value(id, x)), STR_ARG(space_value(id, y))));
        lose_ids(id, row);
    }
}

void rejects_find(struct identity *id)
{
    const struct id_column *c = id->person_column.p;
    for (size_t i = 0; i < id->person_column.n; i++)
        for (size_t k = i + 1; k < id->person_column.n && c[k].space == c[i].space; k++)
            if (id->space[c[i].space].def->unique)
                compare_columns(id, &c[i], &c[k]);
}

// A row without a customer that has a transaction: its first such id, else NODE_NONE.
static uint32_t unknown_transaction(const struct identity *id, size_t row)
{
    for (size_t i = 0; i < id->spaces && !id->entity[row]; i++) {
        uint32_t node = id->space[i].kind == SPACE_TRANSACTION
                            ? identity_node(id, &id->space[i], row)
                            : NODE_NONE;
        if (node)
            return node;
    }
    return NODE_NONE;
}

static void find_unknown(struct identity *id)
{
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t node = unknown_transaction(id, row);
        if (!node)
            continue;
        struct str name = node_text(id, node);
        vec_push(&id->result->waiting, (uint32_t)row);
        rejects_add(id, (uint32_t)row, STR("unknown-transaction"),
                    arena_printf(&id->result->arena,
                                 "nobody is known by %.*s, and it is the only id", STR_ARG(name)));
    }
}

struct by_place {
    const struct order_keys *keys;
    const struct rejected *rejected;
};

static int compare_rejected(const void *context, uint32_t a, uint32_t b)
{
    const struct by_place *p = context;
    return compare_places(p->keys, p->rejected[a].row, p->rejected[b].row);
}

void rejects_report(struct identity *id)
{
    const struct stitch_options *o = id->options;
    const struct touchpoint_column *source = &id->t->column.p[TP_SOURCE];
    const struct touchpoint_column *file = &id->t->column.p[TP_FILE];
    find_unknown(id);
    size_t n = id->rejected.n;
    uint32_t *order = mem_array(n, sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    sort_by(order, n, compare_rejected, &(struct by_place){&id->keys, id->rejected.p});
    for (size_t i = 0; i < n; i++) {
        const struct rejected *r = &id->rejected.p[order[i]];
        id->entity[r->row] = NODE_REJECTED;
        if (o->on_reject)
            o->on_reject(o->context, dict_get(&source->dict, source->code.p[r->row]),
                         dict_get(&file->dict, file->code.p[r->row]), id->t->line.p[r->row],
                         r->code, r->message);
    }
    id->result->summary.rejected = n;
    free(order);
}
