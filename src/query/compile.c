// From the tree of a query to nodes: joining, occurrences, names of the study.
#include "query/compiler.h"

// A funnel that names a segment that names a segment … more than this is a circle.
enum { REFERENCES_MAX = 16 };

static size_t find_stage(const struct compiler *c, const struct syntax *s)
{
    if (s->channel.text.p || s->event.quoted || c->in_stage || !c->study)
        return SIZE_MAX;
    for (size_t i = 0; i < c->study->stage_count; i++)
        if (str_eq(c->study->stages[i].name, s->event.text))
            return i;
    return SIZE_MAX;
}

static struct node *compile_occurrence(struct compiler *c, const struct syntax *s)
{
    struct query *q = c->q;
    struct node *counted = compile(c, s->child);
    if (!counted)
        return NULL;
    if (q->counters == OCCURRENCES_MAX)
        return compile_fault(c, s->at, "too many occurrences in one question", STR(""));
    struct node *n = node_parent(c, NODE_OCCURRENCE, &counted, 1);
    n->program = true;
    n->index = (unsigned)q->counters;
    q->counter[q->counters++] = (struct counter){s->occurrence, counted};
    return n;
}

bool compile_enter(const struct compiler *c, struct compiler *inner, const char *what,
                   const struct study_named *named, size_t at)
{
    *inner = *c;
    inner->text = named->text;
    inner->within =
        arena_printf(&c->q->arena, "in %s %.*s of the study: ", what, STR_ARG(named->name));
    if (++inner->references <= REFERENCES_MAX)
        return true;
    compile_fault(c, at, "names refer to each other in a circle: @", named->name);
    return false;
}

static struct node *unknown_reference(struct compiler *c, const struct syntax *s)
{
    compile_fault(c, s->at, "unknown name @", s->field.text);
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
        return compile_fault(c, s->at, "a funnel cannot be part of a step: @", s->field.text);
    if (!segment)
        return unknown_reference(c, s);
    if (!compile_enter(c, &inner, "segment", segment, s->at))
        return NULL;
    if (!syntax_parse(segment->text, false, &c->q->arena, &step, 1, &count, c->d))
        return compile_fault_within(&inner);
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
    return node_parent(c, s->kind == SYNTAX_AND ? NODE_AND : NODE_OR, child, n);
}

struct node *compile(struct compiler *c, const struct syntax *s)
{
    size_t stage;
    struct node *n;
    switch (s->kind) {
    case SYNTAX_AND:
    case SYNTAX_OR:
        return compile_joined(c, s);
    case SYNTAX_NOT:
        n = compile(c, s->child);
        return n ? node_not(c, n) : NULL;
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
