// The parts of the compiler: from the tree of a query to nodes over a frame's columns.
#ifndef QUERY_COMPILER_H
#define QUERY_COMPILER_H

#include "query/compiled.h"
#include "query/names.h"

struct zone;

struct compiler {
    struct query *q;
    struct frame *f;
    const struct study *study;
    bool allow_unknown;
    struct diag *d;
    struct str text;     // being compiled: columns of messages count in it
    struct str within;   // "in funnel x: " when it is not the caller's own
    bool in_stage;       // words are events only
    unsigned references; // within each other
    struct node **stage; // of the study, once compiled
    struct zone *zone;
};

// All of these return NULL (or false) after filling c->d.

// compile.c: any tree. compile_enter makes the compiler for a named text of the study, one
// reference deeper; false when they go in a circle.
struct node *compile(struct compiler *c, const struct syntax *s);
bool compile_enter(const struct compiler *c, struct compiler *inner, const char *what,
                   const struct study_named *named, size_t at);

// compile_event.c: event and channel:event; stages, which are the c->stage nodes once compiled.
struct node *compile_event(struct compiler *c, const struct syntax *s);
struct node *compile_stage(struct compiler *c, size_t rank); // in it and in none declared later
bool compile_stages(struct compiler *c);

// compile_compare.c: field, operator, values.
struct node *compile_comparison(struct compiler *c, const struct syntax *s);

// compile_name.c: what names mean. compile_fault says "what name at column n" and returns NULL;
// compile_fault_within puts in front of d's message in which text of the study it is.
struct node *compile_fault(const struct compiler *c, size_t at, const char *what, struct str name);
struct node *compile_fault_within(const struct compiler *c);
// Whether an event (or channel) of that name may be used. Without rows nothing is known, so all
// may.
bool compile_check_name(struct compiler *c, bool event, const struct column *column,
                        struct str name, size_t at);
// The column of a field, NULL in *column when it is known but absent.
bool compile_column(struct compiler *c, struct str name, size_t at, const struct column **column);

// node.c: building the graph. Children may be shared; AND and OR of one are that one.
struct node *node_new(struct compiler *c, enum node_kind kind);
struct node *node_parent(struct compiler *c, enum node_kind kind, struct node **child, size_t n);
struct node *node_not(struct compiler *c, struct node *n);
// A test of a column: applied here, once to each distinct value. column NULL: missing everywhere.
struct node *node_leaf(struct compiler *c, const struct column *column, const struct test *t,
                       size_t at);

#endif
