// From the tree of a query to nodes over a frame's columns: here names get their meaning.
#include "query/compiled.h"
#include "query/names.h"

#include "base/mem.h"
#include "text/time.h"

#include <stdlib.h>

// A funnel that names a segment that names a segment … more than this is a circle.
enum { REFERENCES_MAX = 16 };

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

static struct node *compile(struct compiler *c, const struct syntax *s);

static struct node *fault(const struct compiler *c, size_t at, const char *what, struct str name)
{
    diag_set(c->d, FAULT_USAGE, "%.*s%s%.*s at column %zu", STR_ARG(c->within), what, STR_ARG(name),
             syntax_column(c->text, at));
    return NULL;
}

// A fault that d already tells of, in a text that is not the caller's own.
static struct node *fault_within(const struct compiler *c)
{
    if (c->within.n && c->d) {
        struct diag inner = *c->d;
        diag_set(c->d, inner.fault, "%.*s%s", STR_ARG(c->within), inner.message);
    }
    return NULL;
}

static struct node *new_node(struct compiler *c, enum node_kind kind)
{
    struct node *n = arena_new(&c->q->arena, struct node);
    n->kind = kind;
    return n;
}

static struct node *constant(struct compiler *c, bool value)
{
    struct node *n = new_node(c, NODE_CONSTANT);
    n->constant = value;
    return n;
}

// A parent of children, which may be shared. AND and OR of one are that one.
static struct node *parent(struct compiler *c, enum node_kind kind, struct node **child, size_t n)
{
    if (n == 1 && kind != NODE_NOT && kind != NODE_OCCURRENCE)
        return child[0];
    struct node *p = new_node(c, kind);
    p->child = arena_array(&c->q->arena, n ? n : 1, struct node *);
    p->children = n;
    for (size_t i = 0; i < n; i++) {
        p->child[i] = child[i];
        p->gates |= child[i]->gates;
        p->program |= child[i]->program;
    }
    return p;
}

static struct node *negated(struct compiler *c, struct node *n)
{
    return parent(c, NODE_NOT, &n, 1);
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

// A test of a column: applied here, once to each distinct value. column NULL: missing everywhere.
static struct node *leaf(struct compiler *c, const struct column *column, const struct test *t,
                         size_t at)
{
    bool result;
    if (!column)
        return test_run(t, STR(""), &result, c->d) ? constant(c, result) : fault_within(c);
    size_t gate = gate_of(c->q, column);
    if (gate == GATES_MAX)
        return fault(c, at, "too many fields in one question: ", column->name);
    struct node *n = new_node(c, NODE_LEAF);
    n->gate = gate;
    n->gates = UINT64_C(1) << gate;
    n->bits = arena_array(&c->q->arena, column->names.count / 64 + 1, uint64_t);
    for (uint32_t code = 0; code < column->names.count; code++) {
        if (!test_run(t, names_get(column->names, code), &result, c->d))
            return fault_within(c);
        n->bits[code / 64] |= (uint64_t)result << code % 64;
    }
    return n;
}

static bool in_column(const struct column *column, struct str value)
{
    for (uint32_t code = 1; column && code < column->names.count; code++)
        if (str_eq(names_get(column->names, code), value))
            return true;
    return false;
}

// Whether a name of an event or channel may be used; else fills d. Without rows nothing is known.
static bool check_name(struct compiler *c, bool event, const struct column *column, struct str name,
                       size_t at)
{
    double number;
    if (c->allow_unknown || c->f->rows == 0 || in_column(column, name))
        return true;
    if (c->study && (event ? study_knows_event : study_knows_channel)(c->study, name))
        return true;
    fault(c, at, event ? "unknown event " : "unknown channel ", name);
    if (event && str_to_double(name, &number))
        diag_more(c->d, "; in steps > separates, to compare with a number use parentheses: "
                        "(amount > 100)");
    else if (event)
        names_suggest_event(c->d, name, column, c->study);
    else
        names_suggest_channel(c->d, name, column, c->study);
    return false;
}

// The column of a field into *column, NULL when it is known but absent. False fills d.
static bool find_column(struct compiler *c, struct str name, size_t at,
                        const struct column **column)
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
    fault(c, at, "unknown field ", name);
    names_suggest_field(c->d, name, c->f, c->study);
    return false;
}

static bool has_star(const struct syntax_value *v)
{
    return !v->quoted && str_find(v->text, '*', 0) != SIZE_MAX;
}

// One side of channel:event as a leaf; *n stays NULL for a lone *.
static bool compile_side(struct compiler *c, const struct syntax_value *v, bool event,
                         struct node **n)
{
    const struct column *column;
    struct arena *a = &c->q->arena;
    struct str text = syntax_text(v, false, a);
    if (has_star(v) && v->text.n == 1)
        return true;
    if (!find_column(c, event ? STR("event") : STR("channel"), v->at, &column))
        return false;
    if (!has_star(v) && !check_name(c, event, column, text, v->at))
        return false;
    *n = leaf(c, column, has_star(v) ? test_equals(text, a) : test_text(text, a), v->at);
    return *n;
}

// Acts of the customer: direction "act", which is also what no direction means.
static struct node *is_act(struct compiler *c, size_t at)
{
    const struct column *column;
    struct arena *a = &c->q->arena;
    struct node *either[2];
    if (!find_column(c, STR("direction"), at, &column))
        return NULL;
    either[0] = leaf(c, column, test_text(STR(""), a), at);
    either[1] = leaf(c, column, test_text(STR("act"), a), at);
    return either[0] && either[1] ? parent(c, NODE_OR, either, 2) : NULL;
}

static struct node *compile_event(struct compiler *c, const struct syntax *s)
{
    struct node *part[3], *channel = NULL, *event = NULL;
    size_t n = 0;
    if ((s->channel.text.p && !compile_side(c, &s->channel, false, &channel)) ||
        !compile_side(c, &s->event, true, &event))
        return NULL;
    if (event)
        part[n++] = event;
    if (channel)
        part[n++] = channel;
    // What a step names matches whatever its direction; a wildcard sees acts only.
    if (has_star(&s->event) && !(part[n++] = is_act(c, s->at)))
        return NULL;
    return parent(c, NODE_AND, part, n);
}

// ---- stages

static bool open_stages(struct compiler *c)
{
    if (c->stage)
        return true;
    c->stage = arena_array(&c->q->arena, c->study->stage_count, struct node *);
    struct compiler inner = *c;
    inner.in_stage = true;
    for (size_t i = 0; i < c->study->stage_count; i++) {
        const struct study_stage *stage = &c->study->stages[i];
        struct syntax_step step;
        size_t count;
        inner.text = stage->steps;
        inner.within =
            arena_printf(&c->q->arena, "in stage %.*s of the study: ", STR_ARG(stage->name));
        if (!syntax_parse(stage->steps, false, &c->q->arena, &step, 1, &count, c->d)) {
            fault_within(&inner);
            return false;
        }
        c->stage[i] = compile(&inner, step.tree);
        c->zone = inner.zone;
        if (!c->stage[i])
            return false;
    }
    return true;
}

// A row is in the last declared stage that it matches.
static struct node *compile_stage(struct compiler *c, size_t rank)
{
    if (!open_stages(c))
        return NULL;
    size_t later = c->study->stage_count - rank - 1;
    if (later == 0)
        return c->stage[rank];
    struct node *both[2] = {c->stage[rank]};
    both[1] = negated(c, parent(c, NODE_OR, c->stage + rank + 1, later));
    return parent(c, NODE_AND, both, 2);
}

static size_t find_stage(const struct compiler *c, const struct syntax *s)
{
    if (s->channel.text.p || s->event.quoted || c->in_stage || !c->study)
        return SIZE_MAX;
    for (size_t i = 0; i < c->study->stage_count; i++)
        if (str_eq(c->study->stages[i].name, s->event.text))
            return i;
    return SIZE_MAX;
}

// ---- comparisons

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
        fault(c, v->at, "not a time: ", text);
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
        return fault(c, s->at, "time compares with == != < <= > >= only: ", s->field.text);
    if (!time_span(c, s->value, &from, &to))
        return NULL;
    struct node *n = new_node(c, NODE_TIME);
    n->program = true;
    n->from = s->op == OPERATOR_GE || s->op == OPERATOR_EQ || s->op == OPERATOR_NE ? from
              : s->op == OPERATOR_GT                                               ? to
                                                                                   : INT64_MIN;
    n->to = s->op == OPERATOR_LT                           ? from
            : s->op == OPERATOR_GE || s->op == OPERATOR_GT ? INT64_MAX
                                                           : to;
    return s->op == OPERATOR_NE ? negated(c, n) : n;
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
        if (text.n && !check_name(c, event, column, text, v->at))
            return false;
    }
    return true;
}

static struct node *compile_comparison(struct compiler *c, const struct syntax *s)
{
    const struct column *column;
    struct str field = syntax_text(&s->field, false, &c->q->arena);
    if (str_eq(field, STR("time")))
        return compile_time(c, s);
    if (!find_column(c, field, s->at, &column) || !check_values(c, s, field, column))
        return NULL;
    struct test *t = test_open(s, &c->q->arena, c->d);
    struct node *n = t ? leaf(c, column, t, s->at) : fault_within(c);
    test_close(t);
    return n;
}

// ---- occurrences, references, joining

static struct node *compile_occurrence(struct compiler *c, const struct syntax *s)
{
    struct query *q = c->q;
    struct node *counted = compile(c, s->child);
    if (!counted)
        return NULL;
    if (q->counters == OCCURRENCES_MAX)
        return fault(c, s->at, "too many occurrences in one question", STR(""));
    struct node *n = parent(c, NODE_OCCURRENCE, &counted, 1);
    n->program = true;
    n->index = (unsigned)q->counters;
    q->counter[q->counters++] = (struct counter){s->occurrence, counted};
    return n;
}

// The compiler for a named text of the study, one reference deeper. False: they go in a circle.
static bool enter(const struct compiler *c, struct compiler *inner, const char *what,
                  const struct study_named *named, size_t at)
{
    *inner = *c;
    inner->text = named->text;
    inner->within =
        arena_printf(&c->q->arena, "in %s %.*s of the study: ", what, STR_ARG(named->name));
    if (++inner->references <= REFERENCES_MAX)
        return true;
    fault(c, at, "names refer to each other in a circle: @", named->name);
    return false;
}

static struct node *unknown_reference(struct compiler *c, const struct syntax *s)
{
    fault(c, s->at, "unknown name @", s->field.text);
    if (c->study)
        names_suggest_reference(c->d, s->field.text, c->study);
    else
        diag_more(c->d, "; names are of a study: give one with -c STUDY");
    return NULL;
}

static struct node *compile_segment(struct compiler *c, const struct syntax *s)
{
    struct syntax_step step;
    size_t count;
    struct compiler inner;
    const struct study_named *segment = c->study ? study_segment(c->study, s->field.text) : NULL;
    if (!segment && c->study && study_funnel(c->study, s->field.text))
        return fault(c, s->at, "a funnel cannot be part of a step: @", s->field.text);
    if (!segment)
        return unknown_reference(c, s);
    if (!enter(c, &inner, "segment", segment, s->at))
        return NULL;
    if (!syntax_parse(segment->text, false, &c->q->arena, &step, 1, &count, c->d))
        return fault_within(&inner);
    struct node *n = compile(&inner, step.tree);
    c->stage = inner.stage;
    c->zone = inner.zone;
    return n;
}

static struct node *compile_joined(struct compiler *c, const struct syntax *s)
{
    size_t n = 0;
    for (const struct syntax *child = s->child; child; child = child->next)
        n++;
    struct node **child = arena_array(&c->q->arena, n, struct node *);
    n = 0;
    for (const struct syntax *each = s->child; each; each = each->next)
        if (!(child[n++] = compile(c, each)))
            return NULL;
    return parent(c, s->kind == SYNTAX_AND ? NODE_AND : NODE_OR, child, n);
}

static struct node *compile(struct compiler *c, const struct syntax *s)
{
    size_t stage;
    struct node *n;
    switch (s->kind) {
    case SYNTAX_AND:
    case SYNTAX_OR:
        return compile_joined(c, s);
    case SYNTAX_NOT:
        n = compile(c, s->child);
        return n ? negated(c, n) : NULL;
    case SYNTAX_OCCURRENCE:
        return compile_occurrence(c, s);
    case SYNTAX_EVENT:
        stage = find_stage(c, s);
        return stage == SIZE_MAX ? compile_event(c, s) : compile_stage(c, stage);
    case SYNTAX_COMPARE:
        return compile_comparison(c, s);
    case SYNTAX_REFERENCE:
        return compile_segment(c, s);
    }
    return NULL;
}

// ---- steps

static bool add_step(struct compiler *c, struct str label, struct node *n)
{
    struct query *q = c->q;
    if (!n)
        return false;
    if (q->count == QUERY_STEPS_MAX)
        return diag_set(c->d, FAULT_USAGE, "more than %d steps", (int)QUERY_STEPS_MAX);
    q->label[q->count] = label;
    q->step[q->count++] = n;
    return true;
}

static bool compile_steps(struct compiler *c);

// @name as a whole step: the steps of a funnel, or all stages.
static bool splice(struct compiler *c, const struct syntax *s, bool *spliced)
{
    const struct study *study = c->study;
    const struct study_named *funnel = study ? study_funnel(study, s->field.text) : NULL;
    *spliced = true;
    if (funnel) {
        struct compiler inner;
        bool good = enter(c, &inner, "funnel", funnel, s->at) && compile_steps(&inner);
        c->stage = inner.stage;
        c->zone = inner.zone;
        return good;
    }
    *spliced = study && study->stage_count && str_eq(s->field.text, STR("stages")) &&
               !study_segment(study, s->field.text);
    for (size_t i = 0; *spliced && i < study->stage_count; i++)
        if (!add_step(c, study->stages[i].name, compile_stage(c, i)))
            return false;
    return true;
}

static bool compile_steps(struct compiler *c)
{
    struct syntax_step *step = arena_array(&c->q->arena, QUERY_STEPS_MAX, struct syntax_step);
    size_t count;
    if (!syntax_parse(c->text, true, &c->q->arena, step, QUERY_STEPS_MAX, &count, c->d)) {
        fault_within(c);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool spliced = false;
        if (step[i].tree->kind == SYNTAX_REFERENCE && !splice(c, step[i].tree, &spliced))
            return false;
        if (!spliced && !add_step(c, step[i].label, compile(c, step[i].tree)))
            return false;
    }
    return true;
}

static bool compile_predicate(struct compiler *c)
{
    struct syntax_step step;
    size_t count;
    return syntax_parse(c->text, false, &c->q->arena, &step, 1, &count, c->d) &&
           add_step(c, step.label, compile(c, step.tree));
}

static bool compile_all_stages(struct compiler *c)
{
    if (c->study->stage_count > QUERY_STEPS_MAX)
        return diag_set(c->d, FAULT_USAGE, "the study has more than %d stages",
                        (int)QUERY_STEPS_MAX);
    if (!open_stages(c))
        return false;
    for (size_t i = 0; i < c->study->stage_count; i++)
        add_step(c, c->study->stages[i].name, c->stage[i]);
    return true;
}

static struct query *open_query(struct str text, struct frame *f, const struct study *study,
                                bool allow_unknown, bool (*run)(struct compiler *c), struct diag *d)
{
    struct diag own;
    struct query *q = mem_zero(sizeof *q);
    struct compiler c = {.q = q,
                         .f = f,
                         .study = study,
                         .allow_unknown = allow_unknown,
                         .d = d ? d : &own,
                         .within = STR("")};
    c.text = arena_str(&q->arena, text);
    q->time = f->time;
    bool good = run(&c);
    zone_close(c.zone);
    if (good) {
        gate_build(q);
        return q;
    }
    query_free(q);
    return NULL;
}

struct query *query_predicate(struct str text, struct frame *f, const struct study *study,
                              bool allow_unknown, struct diag *d)
{
    return open_query(text, f, study, allow_unknown, compile_predicate, d);
}

struct query *query_steps(struct str text, struct frame *f, const struct study *study,
                          bool allow_unknown, struct diag *d)
{
    return open_query(text, f, study, allow_unknown, compile_steps, d);
}

struct query *query_stages(struct frame *f, const struct study *study, struct diag *d)
{
    if (d)
        *d = (struct diag){0};
    if (!study || study->stage_count == 0)
        return NULL;
    return open_query(STR(""), f, study, false, compile_all_stages, d);
}

void query_free(struct query *q)
{
    if (!q)
        return;
    arena_free(&q->arena);
    free(q);
}

size_t query_count(const struct query *q)
{
    return q->count;
}

struct str query_label(const struct query *q, size_t k)
{
    return q->label[k];
}

bool query_check_syntax(struct str text, bool steps, struct diag *d)
{
    struct arena a = {0};
    struct diag own;
    struct syntax_step *step = arena_array(&a, QUERY_STEPS_MAX, struct syntax_step);
    size_t count;
    bool good =
        syntax_parse(text, steps, &a, step, steps ? QUERY_STEPS_MAX : 1, &count, d ? d : &own);
    arena_free(&a);
    return good;
}
