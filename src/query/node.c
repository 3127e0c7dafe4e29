// Nodes of a compiled query: tests applied to dictionaries, and what joins them.
#include "query/compiler.h"

struct node *node_new(struct compiler *c, enum node_kind kind)
{
    struct node *n = arena_new(&c->q->arena, struct node);
    n->kind = kind;
    return n;
}

static struct node *node_constant(struct compiler *c, bool value)
{
    struct node *n = node_new(c, NODE_CONSTANT);
    n->constant = value;
    return n;
}

struct node *node_parent(struct compiler *c, enum node_kind kind, struct node **child, size_t n)
{
    if (n == 1 && kind != NODE_NOT && kind != NODE_OCCURRENCE)
        return child[0];
    struct node *p = node_new(c, kind);
    p->child = arena_array(&c->q->arena, n ? n : 1, struct node *);
    p->children = n;
    for (size_t i = 0; i < n; i++) {
        p->child[i] = child[i];
        p->gates |= child[i]->gates;
        p->program |= child[i]->program;
    }
    return p;
}

struct node *node_not(struct compiler *c, struct node *n)
{
    return node_parent(c, NODE_NOT, &n, 1);
}

// The index of the gate of a column; GATES_MAX when there is no room for another.
static size_t gate_of(struct query *q, const struct column *column)
{
    size_t g = 0;
    while (g < q->gates && q->gate[g].column != column)
        g++;
    if (g == q->gates && g < GATES_MAX)
        q->gate[q->gates++] = (struct gate){.column = column, .code = column->code};
    return g;
}

struct node *node_leaf(struct compiler *c, const struct column *column, const struct test *t,
                       size_t at)
{
    bool result;
    if (!column)
        return test_run(t, STR(""), &result, c->d) ? node_constant(c, result)
                                                   : compile_fault_within(c);
    size_t gate = gate_of(c->q, column);
    if (gate == GATES_MAX)
        return compile_fault(c, at, "too many fields in one question: ", column->name);
    struct node *n = node_new(c, NODE_LEAF);
    n->gate = gate;
    n->gates = UINT64_C(1) << gate;
    n->bits = arena_array(&c->q->arena, column->names.count / 64 + 1, uint64_t);
    for (uint32_t code = 0; code < column->names.count; code++) {
        if (!test_run(t, names_get(column->names, code), &result, c->d))
            return compile_fault_within(c);
        n->bits[code / 64] |= (uint64_t)result << code % 64;
    }
    return n;
}
