// Customers: names in bytewise order, a code for each row, and the order of all rows.
#include "stitch/identity.h"

#include "stitch/sort.h"

// Empty the column, keep its rows.
static struct touchpoint_column *renew(struct touchpoints *t, size_t column)
{
    struct touchpoint_column *c = &t->column.p[column];
    dict_free(&c->dict);
    dict_init(&c->dict);
    if (c->code.n)
        memset(c->code.p, 0, c->code.n * sizeof *c->code.p);
    return c;
}

enum { IN_ENTITY = 1, IN_LIVE = 2 };

static void mark(const struct identity *id, const uint32_t *node_of_row, uint8_t *marks,
                 uint8_t bit)
{
    for (size_t row = 0; row < id->t->time.n; row++)
        if (node_of_row[row] != NODE_REJECTED)
            marks[node_of_row[row]] |= bit;
    marks[NODE_NONE] = 0;
}

static int compare_prefixes(const void *context, uint32_t a, uint32_t b)
{
    const struct space *space = context;
    struct buf x = {0}, y = {0};
    buf_add(&x, space[a].def->name);
    buf_add(&y, space[b].def->name);
    buf_add_byte(&x, ':');
    buf_add_byte(&y, ':');
    int order = str_cmp(buf_str(&x), buf_str(&y));
    buf_free(&x);
    buf_free(&y);
    return order;
}

// The marked nodes in bytewise order of their names. All names of a namespace begin alike and those
// of no other do, so that values are only compared within it.
static uint32_t *sorted_nodes(const struct identity *id, const uint8_t *marks, size_t *n)
{
    uint32_t *node = mem_array((size_t)id->nodes + 1, sizeof *node);
    uint32_t space[SPACES_MAX];
    *n = 0;
    for (uint32_t i = 0; i < id->spaces; i++)
        space[i] = i;
    sort_by(space, id->spaces, compare_prefixes, id->space);
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[space[i]];
        uint32_t *code = node + *n;
        size_t found = 0;
        for (uint32_t c = 1; c < s->names.count; c++)
            if (marks[s->base + c])
                code[found++] = c;
        sort_codes(s->names, code, found);
        for (size_t k = 0; k < found; k++)
            code[k] += s->base;
        *n += found;
    }
    return node;
}

// Give the nodes that have the mark their codes, in the order of the list.
static void add_names(const struct identity *id, const uint32_t *node, size_t n,
                      const uint8_t *marks, uint8_t bit, struct dict *dict, uint32_t *code)
{
    struct buf name = {0};
    for (size_t i = 0; i < n; i++) {
        if (!(marks[node[i]] & bit))
            continue;
        buf_clear(&name);
        space_name(id, node[i], &name);
        code[node[i]] = dict_add(dict, buf_str(&name));
    }
    buf_free(&name);
}

static void fill_columns(struct identity *id)
{
    size_t n, nodes = (size_t)id->nodes + 1;
    uint8_t *marks = mem_zero(nodes);
    uint32_t *code = mem_zero(nodes * sizeof *code);
    struct touchpoint_column *who = renew(id->t, TP_CUSTOMER), *live = renew(id->t, TP_LIVE);
    mark(id, id->entity, marks, IN_ENTITY);
    mark(id, id->live, marks, IN_LIVE);
    uint32_t *node = sorted_nodes(id, marks, &n);
    add_names(id, node, n, marks, IN_ENTITY, &who->dict, code);
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t entity = id->entity[row];
        who->code.p[row] = entity == NODE_REJECTED ? ORDER_DROP : code[entity];
    }
    add_names(id, node, n, marks, IN_LIVE, &live->dict, code);
    for (size_t row = 0; row < id->t->time.n; row++)
        live->code.p[row] = code[id->live[row]];
    free(node);
    free(code);
    free(marks);
}

void customers_name(struct identity *id, uint64_t **offset)
{
    size_t rows = id->t->time.n;
    fill_columns(id);
    struct touchpoint_column *c = &id->t->column.p[TP_CUSTOMER];
    uint32_t customers = c->dict.count - 1;
    id->result->summary.customers = customers;
    vec_reserve(&id->result->order, rows + 1);
    *offset = mem_array((size_t)customers + 1, sizeof **offset);
    id->result->order.n =
        order_rows(c->code.p, rows, customers, &id->keys, id->result->order.p, *offset);
    // A rejected row is in no order; its code must still be one that a reader can look up.
    for (size_t row = 0; row < rows; row++)
        if (c->code.p[row] == ORDER_DROP)
            c->code.p[row] = 0;
}
