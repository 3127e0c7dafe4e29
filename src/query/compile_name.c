// What the names of a question mean, and the faults when they mean nothing.
#include "query/compiler.h"

struct node *compile_fault(const struct compiler *c, size_t at, const char *what, struct str name)
{
    diag_set(c->d, FAULT_USAGE, "%.*s%s%.*s at column %zu", STR_ARG(c->within), what, STR_ARG(name),
             syntax_column(c->text, at));
    return NULL;
}

struct node *compile_fault_within(const struct compiler *c)
{
    if (c->within.n && c->d) {
        struct diag inner = *c->d;
        diag_set(c->d, inner.fault, "%.*s%s", STR_ARG(c->within), inner.message);
    }
    return NULL;
}

static bool in_column(const struct column *column, struct str value)
{
    return column && names_find(column->names, value);
}

// A field or a number where an event should be: somebody meant to compare, and > separated steps.
static void hint_event(struct compiler *c, struct str name, const struct column *column)
{
    double number;
    struct diag absent;
    if (str_to_double(name, &number))
        diag_more(c->d, "; in steps > separates, to compare with a number use parentheses: "
                        "(amount > 100)");
    else if (frame_column_if(c->f, name, &absent) || names_study_field(c->study, name))
        diag_more(c->d,
                  "; it is a field: in steps > separates, to compare it use parentheses: "
                  "(%.*s > 100)",
                  STR_ARG(name));
    else
        names_suggest_event(c->d, name, column, c->study);
}

bool compile_check_name(struct compiler *c, bool event, const struct column *column,
                        struct str name, size_t at)
{
    if (c->allow_unknown || c->f->rows == 0 || in_column(column, name))
        return true;
    if (c->study && (event ? study_knows_event : study_knows_channel)(c->study, name))
        return true;
    compile_fault(c, at, event ? "unknown event " : "unknown channel ", name);
    if (event)
        hint_event(c, name, column);
    else
        names_suggest_channel(c->d, name, column, c->study);
    return false;
}

bool compile_column(struct compiler *c, struct str name, size_t at, const struct column **column)
{
    struct diag d = {0};
    *column = frame_column_if(c->f, name, &d);
    if (*column)
        return true;
    if (d.fault != FAULT_NONE) {
        *c->d = d;
        return false;
    }
    if (c->f->rows == 0 || names_study_field(c->study, name))
        return true;
    compile_fault(c, at, "unknown field ", name);
    names_suggest_field(c->d, name, c->f, c->study);
    return false;
}
