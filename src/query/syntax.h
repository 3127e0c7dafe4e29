// The text of a query as a tree, before any name in it means anything. Language: query.h.
#ifndef QUERY_SYNTAX_H
#define QUERY_SYNTAX_H

#include "base/arena.h"
#include "base/diag.h"

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_QUOTED,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_BAR,
    TOKEN_LABEL,      // a single =
    TOKEN_OPERATOR,   // == != < <= > >= =~ !~
    TOKEN_OCCURRENCE, // #2 #2+ #last
    TOKEN_REFERENCE,  // @name
};

enum operator{
    OPERATOR_EQ,
    OPERATOR_NE,
    OPERATOR_LT,
    OPERATOR_LE,
    OPERATOR_GT,
    OPERATOR_GE,
    OPERATOR_MATCHES,
    OPERATOR_MATCHES_NOT,
    OPERATOR_IN,
    OPERATOR_CONTAINS,
    OPERATOR_SET,
    OPERATOR_MISSING,
};

// Which occurrences within a unit: the nth, from the nth on, or the last.
struct occurrence {
    uint64_t nth;
    bool more, last;
};

struct token {
    enum token_kind kind;
    size_t at; // byte offset in the text
    struct str text;
    bool verbatim; // quoted by '…': no escapes inside
    bool glued;    // nothing between it and the token before
    enum operator op;
    struct occurrence occurrence;
};

struct lexer {
    struct str text;
    size_t at;
};

// Take the next token. False fills d with what is wrong and at which column.
bool lexer_next(struct lexer *l, struct token *t, struct diag *d);

// Columns count characters from 1.
size_t syntax_column(struct str text, size_t at);

struct syntax_value {
    struct str text; // still with its escapes when it was quoted by "…"
    bool quoted, verbatim;
    size_t at;
    struct syntax_value *next;
};

enum syntax_kind {
    SYNTAX_AND,
    SYNTAX_OR,
    SYNTAX_NOT,
    SYNTAX_OCCURRENCE,
    SYNTAX_EVENT,
    SYNTAX_COMPARE,
    SYNTAX_REFERENCE,
};

struct syntax {
    enum syntax_kind kind;
    size_t at;
    struct syntax *child, *next; // first child, next of the same parent
    struct occurrence occurrence;
    struct syntax_value channel, event; // EVENT; channel.text.p NULL: none was written
    struct syntax_value field;          // COMPARE; REFERENCE: the name
    enum operator op;
    struct syntax_value *value; // COMPARE
};

struct syntax_step {
    struct str label;
    struct syntax *tree;
};

// Parse into step[0..*count), at most `most`. steps: > separates at top level; else one predicate.
// The result borrows text and lives in the arena. False fills d (FAULT_USAGE).
bool syntax_parse(struct str text, bool steps, struct arena *a, struct syntax_step *step,
                  size_t most, size_t *count, struct diag *d);

// The text of a value without its escapes: \" and \\ in "…"; for a pattern only \", since all
// other backslashes are the pattern's own.
struct str syntax_text(const struct syntax_value *v, bool pattern, struct arena *a);

#endif
