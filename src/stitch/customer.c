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

// Add the names of the nodes in use to dict and give each node its code.
static void add_names(const struct identity *id, const uint32_t *node_of_row, struct dict *dict,
                      uint32_t *code)
{
    struct buf name = {0};
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t node = node_of_row[row];
        if (node == NODE_NONE || node == NODE_REJECTED || code[node])
            continue;
        buf_clear(&name);
        space_name(id, node, &name);
        code[node] = dict_add(dict, buf_str(&name));
    }
    buf_free(&name);
}

static void fill_customers(struct identity *id, uint32_t *code)
{
    struct touchpoint_column *c = renew(id->t, TP_CUSTOMER);
    struct dict found;
    dict_init(&found);
    add_names(id, id->entity, &found, code);
    uint32_t n = found.count - 1;
    uint32_t *sorted = mem_array(n, sizeof *sorted), *rank = mem_array(found.count, sizeof *rank);
    for (uint32_t i = 0; i < n; i++)
        sorted[i] = i + 1;
    sort_codes(dict_names(&found), sorted, n);
    rank[0] = 0;
    for (uint32_t i = 0; i < n; i++)
        rank[sorted[i]] = dict_add(&c->dict, dict_get(&found, sorted[i]));
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t node = id->entity[row];
        c->code.p[row] = node == NODE_REJECTED ? ORDER_DROP : rank[code[node]];
    }
    free(sorted);
    free(rank);
    dict_free(&found);
}

static void fill_live(struct identity *id, uint32_t *code)
{
    struct touchpoint_column *c = renew(id->t, TP_LIVE);
    add_names(id, id->live, &c->dict, code);
    for (size_t row = 0; row < id->t->time.n; row++)
        c->code.p[row] = code[id->live[row]];
}

void customers_name(struct identity *id, uint64_t **offset)
{
    size_t rows = id->t->time.n, nodes = (size_t)id->nodes + 1;
    uint32_t *code = mem_zero(nodes * sizeof *code);
    fill_customers(id, code);
    memset(code, 0, nodes * sizeof *code);
    fill_live(id, code);
    free(code);
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
