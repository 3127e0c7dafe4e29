// Groups: the account or party that a touchpoint belongs to, beside its customer.
#include "stitch/identity.h"

struct groups {
    const struct identity *id;
    uint32_t *of_row;    // node of a group
    uint32_t *of_person; // by a link file: of each node that stands for a person
};

// The strongest group of its own.
static uint32_t own_group(const struct identity *id, size_t row)
{
    uint32_t node = NODE_NONE;
    for (size_t i = 0; i < id->spaces && !node; i++)
        if (id->space[i].kind == SPACE_GROUP)
            node = identity_node(id, &id->space[i], row);
    return node;
}

// The first line that names a group for any of a person's ids.
static void read_links(const struct groups *g)
{
    const struct identity *id = g->id;
    for (vec_each(const struct given, given, &id->given)) {
        const struct space *s = &id->space[given->space[0]];
        uint32_t person = id->person[id->space[given->space[1]].base + given->code[1]];
        if (s->kind == SPACE_GROUP && !g->of_person[person])
            g->of_person[person] = s->base + given->code[0];
    }
}

// A row's own group, else the customer's last before it, else the first after it, else the link
// file's.
static void fill_customer(const struct groups *g, const uint32_t *row, size_t n)
{
    uint32_t group = NODE_NONE;
    for (size_t i = 0; i < n; i++) {
        uint32_t own = own_group(g->id, row[i]);
        group = own ? own : group;
        g->of_row[row[i]] = group;
    }
    group = n ? g->of_person[g->id->entity[row[0]]] : NODE_NONE;
    for (size_t i = n; i-- > 0;) {
        if (g->of_row[row[i]])
            group = g->of_row[row[i]];
        else
            g->of_row[row[i]] = group;
    }
}

static void write_column(const struct groups *g)
{
    struct touchpoints *t = g->id->t;
    size_t at = touchpoints_column(t, STR("group")); // may move the columns
    struct touchpoint_column *c = &t->column.p[at];
    uint32_t *code = mem_zero(((size_t)g->id->nodes + 1) * sizeof *code);
    struct buf name = {0};
    dict_free(&c->dict);
    dict_init(&c->dict);
    for (size_t row = 0; row < t->time.n; row++) {
        uint32_t node = g->of_row[row];
        if (node && !code[node]) {
            buf_clear(&name);
            space_name(g->id, node, &name);
            code[node] = dict_add(&c->dict, buf_str(&name));
        }
        c->code.p[row] = code[node];
    }
    buf_free(&name);
    free(code);
}

void groups_fill(struct identity *id, const uint64_t *offset)
{
    bool any = false;
    for (size_t i = 0; i < id->spaces; i++)
        any = any || id->space[i].kind == SPACE_GROUP;
    if (!any)
        return;
    struct groups g = {.id = id,
                       .of_row = mem_zero(id->t->time.n * sizeof(uint32_t)),
                       .of_person = mem_zero(((size_t)id->nodes + 1) * sizeof(uint32_t))};
    const struct stitch_result *result = id->result;
    uint64_t customers = result->summary.customers;
    read_links(&g);
    for (uint64_t c = 0; c < customers; c++)
        fill_customer(&g, result->order.p + offset[c], (size_t)(offset[c + 1] - offset[c]));
    for (size_t i = (size_t)offset[customers]; i < result->order.n; i++)
        g.of_row[result->order.p[i]] = own_group(id, result->order.p[i]);
    write_column(&g);
    free(g.of_row);
    free(g.of_person);
}
