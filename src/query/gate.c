// Tables that decide steps, or at least rule them out, from one column's code.
#include "query/compiled.h"

enum truth { NO, YES, MAYBE };

static enum truth evaluate(const struct node *n, size_t gate, uint32_t code);

// What is known of an AND (whole = NO decides) or an OR (whole = YES decides).
static enum truth evaluate_children(const struct node *n, size_t gate, uint32_t code)
{
    enum truth decides = n->kind == NODE_AND ? NO : YES, known = decides == NO ? YES : NO;
    for (size_t i = 0; i < n->children; i++) {
        enum truth child = evaluate(n->child[i], gate, code);
        if (child == decides)
            return decides;
        if (child == MAYBE)
            known = MAYBE;
    }
    return known;
}

// What node n is when the column of a gate has a code and nothing else is known.
static enum truth evaluate(const struct node *n, size_t gate, uint32_t code)
{
    enum truth child;
    switch (n->kind) {
    case NODE_CONSTANT:
        return n->constant ? YES : NO;
    case NODE_LEAF:
        return n->gate != gate ? MAYBE : n->bits[code / 64] >> code % 64 & 1 ? YES : NO;
    case NODE_TIME:
        return MAYBE;
    case NODE_OCCURRENCE:
        return evaluate(n->child[0], gate, code) == NO ? NO : MAYBE;
    case NODE_AND:
    case NODE_OR:
        return evaluate_children(n, gate, code);
    case NODE_NOT:
        child = evaluate(n->child[0], gate, code);
        return child == MAYBE ? MAYBE : child == YES ? NO : YES;
    }
    return MAYBE;
}

// Whether the AND of all gates is the node's truth: it depends on one column, or is an AND of such.
static bool is_exact(const struct node *n)
{
    if (n->program)
        return false;
    if ((n->gates & (n->gates - 1)) == 0)
        return true;
    for (size_t i = 0; i < n->children; i++)
        if (!is_exact(n->child[i]))
            return false;
    return n->kind == NODE_AND;
}

static uint64_t low_bits(size_t n)
{
    return n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

static void fill(uint64_t *table, struct node *const *node, size_t nodes, size_t gate,
                 uint32_t values)
{
    for (uint32_t code = 0; code < values; code++)
        table[code] = low_bits(nodes);
    for (size_t k = 0; k < nodes; k++) {
        if (!(node[k]->gates >> gate & 1)) // NOLINT(clang-analyzer-core.NullDereference)
            continue;
        for (uint32_t code = 0; code < values; code++)
            if (evaluate(node[k], gate, code) == NO)
                table[code] &= ~(UINT64_C(1) << k);
    }
}

static uint64_t possible(struct node *const *node, size_t nodes)
{
    uint64_t bits = 0;
    for (size_t k = 0; k < nodes; k++)
        if (evaluate(node[k], SIZE_MAX, 0) != NO)
            bits |= UINT64_C(1) << k;
    return bits;
}

void gate_build(struct query *q)
{
    struct node *counted[OCCURRENCES_MAX]; // the first `counters` are set
    for (size_t i = 0; i < q->counters; i++)
        counted[i] = q->counter[i].counted;
    q->possible = possible(q->step, q->count);
    q->possible_counted = possible(counted, q->counters);
    for (size_t k = 0; k < q->count; k++)
        if (!is_exact(q->step[k]))
            q->inexact |= UINT64_C(1) << k;
    for (size_t g = 0; g < q->gates; g++) {
        struct gate *gate = &q->gate[g];
        uint32_t values = gate->column->names.count;
        gate->steps = arena_array(&q->arena, values, uint64_t);
        fill(gate->steps, q->step, q->count, g, values);
        if (q->counters == 0)
            continue;
        gate->occurrences = arena_array(&q->arena, values, uint64_t);
        fill(gate->occurrences, counted, q->counters, g, values);
    }
}
