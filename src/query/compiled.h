// A query as match.c runs it: nodes over tables, and gates that spare most rows the nodes.
#ifndef QUERY_COMPILED_H
#define QUERY_COMPILED_H

#include "query/query.h"
#include "query/syntax.h"

enum { GATES_MAX = 64, OCCURRENCES_MAX = 64 };

enum node_kind {
    NODE_CONSTANT,
    NODE_LEAF,
    NODE_TIME,
    NODE_OCCURRENCE,
    NODE_AND,
    NODE_OR,
    NODE_NOT
};

// Nodes form a graph without cycles: a stage's node may have several parents.
struct node {
    enum node_kind kind;
    bool program;     // depends on time or occurrences: no table of one column can decide it
    uint64_t gates;   // the columns that it depends on
    bool constant;    // CONSTANT
    size_t gate;      // LEAF: its column
    uint64_t *bits;   // LEAF: one bit for each code of the column
    int64_t from, to; // TIME: half open
    unsigned index;   // OCCURRENCE
    struct node **child;
    size_t children;
};

// A column that the query looks at. A row can match step k only if bit k is set in steps[code] of
// every gate. For steps that are a conjunction of tests of one column each, that also suffices.
struct gate {
    const struct column *column;
    const uint32_t *code;
    uint64_t *steps;
    uint64_t *occurrences; // the same for what occurrences count; NULL when there are none
};

struct counter {
    struct occurrence which;
    struct node *counted;
};

struct query {
    struct arena arena;
    const int64_t *time;
    size_t count;
    struct str label[QUERY_STEPS_MAX];
    struct node *step[QUERY_STEPS_MAX];
    struct gate gate[GATES_MAX];
    size_t gates;
    struct counter counter[OCCURRENCES_MAX]; // what one counts refers only to those before it
    size_t counters;
    uint64_t possible;         // steps that some row could match
    uint64_t possible_counted; // counters likewise
    uint64_t inexact;          // steps that the gates alone do not decide
};

// One test of a text, made from a comparison or a name with *.
struct test;
// NULL fills d: a bad pattern. Borrows from s, lives in the arena until test_close.
struct test *test_open(const struct syntax *s, struct arena *a, struct diag *d);
struct test *test_equals(struct str text, struct arena *a); // text may hold * (any run of bytes)
struct test *test_text(struct str text, struct arena *a);   // exactly that text
void test_close(struct test *t);
// False when the pattern gave up (too much backtracking): then fills d.
bool test_run(const struct test *t, struct str value, bool *result, struct diag *d);

// Fill the gates' tables from the nodes.
void gate_build(struct query *q);

#endif
