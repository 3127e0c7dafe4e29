// Events, channel:event and stages.
#include "query/compiler.h"

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
    if (!compile_column(c, event ? STR("event") : STR("channel"), v->at, &column))
        return false;
    if (!has_star(v) && !compile_check_name(c, event, column, text, v->at))
        return false;
    *n = node_leaf(c, column, has_star(v) ? test_equals(text, a) : test_text(text, a), v->at);
    return *n;
}

// Acts of the customer: direction "act", which is also what no direction means, and no bot's.
static struct node *is_act(struct compiler *c, size_t at)
{
    const struct column *column;
    struct arena *a = &c->q->arena;
    struct node *either[2], *both[2];
    struct diag d = {0};
    if (!compile_column(c, STR("direction"), at, &column))
        return NULL;
    either[0] = node_leaf(c, column, test_text(STR(""), a), at);
    either[1] = node_leaf(c, column, test_text(STR("act"), a), at);
    if (!either[0] || !either[1])
        return NULL;
    both[0] = node_parent(c, NODE_OR, either, 2);
    if (!(column = frame_column_if(c->f, STR("bot"), &d))) {
        if (d.fault != FAULT_NONE && c->d)
            *c->d = d;
        return d.fault == FAULT_NONE ? both[0] : NULL;
    }
    both[1] = node_leaf(c, column, test_text(STR(""), a), at);
    return both[0] && both[1] ? node_parent(c, NODE_AND, both, 2) : NULL;
}

struct node *compile_event(struct compiler *c, const struct syntax *s)
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
    return node_parent(c, NODE_AND, part, n);
}

bool compile_stages(struct compiler *c)
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
            compile_fault_within(&inner);
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
struct node *compile_stage(struct compiler *c, size_t rank)
{
    if (!compile_stages(c))
        return NULL;
    size_t later = c->study->stage_count - rank - 1;
    if (later == 0)
        return c->stage[rank];
    struct node *both[2] = {c->stage[rank]};
    both[1] = node_not(c, node_parent(c, NODE_OR, c->stage + rank + 1, later));
    return node_parent(c, NODE_AND, both, 2);
}
