// Comparisons of a field with values, and of the time with points of it.
#include "query/compiler.h"

#include "text/time.h"

// The instants that a literal means: a point, or for a bare date the whole day.
static bool time_span(struct compiler *c, const struct syntax_value *v, int64_t *from, int64_t *to)
{
    bool day = false;
    struct str text = syntax_text(v, false, &c->q->arena);
    if (!c->zone)
        c->zone = zone_open(c->study ? c->study->timezone : STR("UTC"), c->d);
    if (!c->zone)
        return false;
    if (!time_parse_point(text, c->zone, from, &day)) {
        compile_fault(c, v->at, "not a time: ", text);
        diag_more(c->d, "; write \"2024-03-01\" or \"2024-03-01 12:00\"");
        return false;
    }
    *to = *from + 1;
    if (day) { // the day after, which need not be 24 hours later
        struct civil next = civil_of_micro(*from + zone_offset(c->zone, *from) + 36 * HOUR);
        next.hour = next.minute = next.second = next.micro = 0;
        zone_to_utc(c->zone, civil_to_micro(&next), to);
    }
    return true;
}

static struct node *compile_time(struct compiler *c, const struct syntax *s)
{
    int64_t from, to;
    if (s->op > OPERATOR_GE)
        return compile_fault(c, s->at, "time compares with == != < <= > >= only: ", s->field.text);
    if (!time_span(c, s->value, &from, &to))
        return NULL;
    struct node *n = node_new(c, NODE_TIME);
    n->program = true;
    n->from = s->op == OPERATOR_GE || s->op == OPERATOR_EQ || s->op == OPERATOR_NE ? from
              : s->op == OPERATOR_GT                                               ? to
                                                                                   : INT64_MIN;
    n->to = s->op == OPERATOR_LT                           ? from
            : s->op == OPERATOR_GE || s->op == OPERATOR_GT ? INT64_MAX
                                                           : to;
    return s->op == OPERATOR_NE ? node_not(c, n) : n;
}

static bool check_values(struct compiler *c, const struct syntax *s, struct str field,
                         const struct column *column)
{
    bool event = str_eq(field, STR("event")), channel = str_eq(field, STR("channel"));
    bool equality = s->op == OPERATOR_EQ || s->op == OPERATOR_NE || s->op == OPERATOR_IN;
    if (!equality || !(event || channel))
        return true;
    for (const struct syntax_value *v = s->value; v; v = v->next) {
        struct str text = syntax_text(v, false, &c->q->arena);
        if (text.n && !compile_check_name(c, event, column, text, v->at))
            return false;
    }
    return true;
}

struct node *compile_comparison(struct compiler *c, const struct syntax *s)
{
    const struct column *column;
    struct str field = syntax_text(&s->field, false, &c->q->arena);
    if (str_eq(field, STR("time")))
        return compile_time(c, s);
    if (!compile_column(c, field, s->at, &column) || !check_values(c, s, field, column))
        return NULL;
    struct test *t = test_open(s, &c->q->arena, c->d);
    struct node *n = t ? node_leaf(c, column, t, s->at) : compile_fault_within(c);
    test_close(t);
    return n;
}
