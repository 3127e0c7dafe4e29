// Running a compiled query over the rows of a unit.
#include "query/compiled.h"

static bool holds(const struct query *q, const struct node *n, uint64_t row, uint64_t occurred)
{
    bool all = n->kind == NODE_AND;
    switch (n->kind) {
    case NODE_CONSTANT:
        return n->constant;
    case NODE_LEAF: {
        uint32_t code = q->gate[n->gate].code[row];
        return n->bits[code / 64] >> code % 64 & 1;
    }
    case NODE_TIME:
        return q->time[row] >= n->from && q->time[row] < n->to;
    case NODE_OCCURRENCE:
        return occurred >> n->index & 1;
    case NODE_NOT:
        return !holds(q, n->child[0], row, occurred);
    case NODE_AND:
    case NODE_OR:
        for (size_t i = 0; i < n->children; i++)
            if (holds(q, n->child[i], row, occurred) != all)
                return !all;
        return all;
    }
    return false;
}

// The steps of `open` that the nodes confirm.
static uint64_t confirm(const struct query *q, uint64_t open, uint64_t row, uint64_t occurred)
{
    for (uint64_t left = open & q->inexact; left; left &= left - 1) {
        unsigned k = (unsigned)__builtin_ctzll(left);
        if (!holds(q, q->step[k], row, occurred))
            open &= ~(UINT64_C(1) << k);
    }
    return open;
}

struct rows {
    const uint64_t *row;
    uint64_t first;
    size_t n;
};

static inline uint64_t row_at(const struct rows *r, size_t i)
{
    return r->row ? r->row[i] : r->first + i;
}

static void match_gates(const struct query *q, const struct rows *r, uint64_t *mask)
{
    for (size_t i = 0; q->gates == 0 && i < r->n; i++)
        mask[i] = q->possible;
    for (size_t g = 0; g < q->gates; g++) {
        const uint32_t *code = q->gate[g].code;
        const uint64_t *table = q->gate[g].steps;
        for (size_t i = 0; i < r->n; i++) {
            uint64_t before = g ? mask[i] : q->possible;
            mask[i] = before & table[code[row_at(r, i)]];
        }
    }
}

// What has been counted while going through a unit's rows.
struct tally {
    uint64_t count[OCCURRENCES_MAX];
    size_t last[OCCURRENCES_MAX]; // index of the last row that is counted, for #last
};

// Count row i in the first `counters` counters; returns which occurrences it is.
static uint64_t tally_row(const struct query *q, struct tally *t, size_t counters, uint64_t row,
                          size_t i)
{
    uint64_t open = q->possible_counted, occurred = 0;
    for (size_t g = 0; g < q->gates && open; g++)
        open &= q->gate[g].occurrences[q->gate[g].code[row]];
    for (; open; open &= open - 1) {
        unsigned c = (unsigned)__builtin_ctzll(open);
        if (c >= counters)
            break;
        const struct occurrence *which = &q->counter[c].which;
        if (!holds(q, q->counter[c].counted, row, occurred))
            continue;
        uint64_t count = ++t->count[c];
        bool is = which->last ? t->last[c] == i
                              : count == which->nth || (which->more && count > which->nth);
        occurred |= (uint64_t)is << c;
    }
    return occurred;
}

// Where the last ones are can only be told from the end: one pass for each, in order, since what
// one counts may depend on another.
static void find_last(const struct query *q, const struct rows *r, struct tally *t)
{
    for (size_t c = 0; c < q->counters; c++) {
        t->last[c] = SIZE_MAX;
        if (!q->counter[c].which.last)
            continue;
        memset(t->count, 0, sizeof t->count);
        for (size_t i = 0; i < r->n; i++) {
            uint64_t before = t->count[c];
            tally_row(q, t, c + 1, row_at(r, i), i);
            if (t->count[c] != before)
                t->last[c] = i;
        }
    }
    memset(t->count, 0, sizeof t->count);
}

void query_match(const struct query *q, const uint64_t *row, uint64_t first, size_t n,
                 uint64_t *mask)
{
    struct rows r = {row, first, n};
    match_gates(q, &r, mask);
    if (q->counters) {
        struct tally t;
        find_last(q, &r, &t);
        for (size_t i = 0; i < n; i++) {
            uint64_t occurred = tally_row(q, &t, q->counters, row_at(&r, i), i);
            mask[i] = confirm(q, mask[i], row_at(&r, i), occurred);
        }
    } else if (q->inexact) {
        for (size_t i = 0; i < n; i++)
            if (mask[i] & q->inexact)
                mask[i] = confirm(q, mask[i], row_at(&r, i), 0);
    }
}
