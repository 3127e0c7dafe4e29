// Counting units by the step they reach.
#include "metric/funnel_tally.h"

void funnel_group_init(struct funnel_group *g, size_t steps)
{
    *g = (struct funnel_group){.ended = mem_zero(4 * steps * sizeof *g->ended),
                               .gap = mem_zero(steps * sizeof *g->gap)};
    g->pending = g->ended + steps;
    g->previous = g->pending + steps;
    g->first = g->previous + steps;
}

void funnel_group_free(struct funnel_group *g, size_t steps)
{
    for (size_t k = 0; k < steps; k++)
        vec_free(&g->gap[k].v);
    vec_free(&g->whole.v);
    free(g->gap);
    free(g->ended);
}

void funnel_tally_free(struct funnel_tally *t)
{
    for (vec_each(struct funnel_group, g, &t->group))
        funnel_group_free(g, t->steps);
    vec_free(&t->group);
    free(t->place);
    t->place = NULL;
}

struct funnel_group *funnel_tally_group(struct funnel_tally *t, uint32_t value)
{
    if (!t->place)
        t->place = mem_zero(t->values * sizeof *t->place);
    if (!t->place[value]) {
        struct funnel_group g;
        funnel_group_init(&g, t->steps);
        g.value = value;
        vec_push(&t->group, g);
        t->place[value] = (uint32_t)t->group.n;
    }
    return &t->group.p[t->place[value] - 1];
}

static void append(struct funnel_gaps *to, const struct funnel_gaps *from)
{
    if (from->v.n == 0)
        return;
    vec_reserve(&to->v, to->v.n + from->v.n);
    memcpy(to->v.p + to->v.n, from->v.p, from->v.n * sizeof *from->v.p);
    to->v.n += from->v.n;
}

void funnel_tally_add(struct funnel_group *g, const struct funnel_group *from, size_t steps)
{
    for (size_t i = 0; i < 4 * steps; i++) // all four arrays: they lie behind each other
        g->ended[i] += from->ended[i];
    for (size_t k = 0; k < steps; k++)
        append(&g->gap[k], &from->gap[k]);
    append(&g->whole, &from->whole);
}

void funnel_tally_merge(struct funnel_tally *t, const struct funnel_tally *from)
{
    t->units += from->units;
    for (vec_each(struct funnel_group, g, &from->group))
        funnel_tally_add(funnel_tally_group(t, g->value), g, t->steps);
}

uint64_t funnel_tally_reached(const struct funnel_group *g, size_t steps, size_t k, bool open)
{
    if (open)
        return g->ended[k];
    uint64_t sum = 0;
    for (; k < steps; k++)
        sum += g->ended[k];
    return sum;
}
