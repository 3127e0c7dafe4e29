// Opening queries: predicates, steps, stages.
#include "query/compiler.h"

#include "base/mem.h"
#include "text/time.h"

#include <stdlib.h>

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
        bool good = compile_enter(c, &inner, "funnel", funnel, s->at) && compile_steps(&inner);
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
        compile_fault_within(c);
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
    if (!compile_stages(c))
        return false;
    for (size_t i = 0; i < c->study->stage_count; i++)
        add_step(c, c->study->stages[i].name, c->stage[i]);
    return true;
}

static struct query *open_query(struct str text, struct frame *f, const struct study *study,
                                bool allow_unknown, bool (*run)(struct compiler *c), struct diag *d)
{
    struct diag own = {0};
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
