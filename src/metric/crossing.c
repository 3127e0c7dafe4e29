// Finding switches, breaks and returns in one pass over the acts of a unit.
#include "metric/crossing.h"

static void act_again(struct crossings *c, struct acts *a, size_t i)
{
    uint32_t *first = &a->first.p[a->act.p[i].event];
    if (*first == 0) {
        *first = (uint32_t)(i + 1);
        return;
    }
    // The open switches behind the first time this was told are broken: they are the last ones.
    while (c->open.n) {
        struct crossing *last = &c->item.p[c->open.p[c->open.n - 1]];
        if (last->at < *first)
            break;
        last->broken = true;
        last->repeat = i;
        c->open.n--;
    }
}

void crossings_find(struct crossings *c, struct acts *a, const struct acts_plan *p)
{
    uint32_t highest = 0;
    c->item.n = c->open.n = 0;
    vec_reserve(&a->first, p->event->names.count);
    while (a->first.n < p->event->names.count)
        a->first.p[a->first.n++] = 0;
    for (size_t i = 0; i < a->act.n; i++) {
        const struct act *act = &a->act.p[i];
        bool progress = act->rank > highest;
        if (i > 0 && act->channel != act[-1].channel) {
            vec_push(&c->open, c->item.n);
            vec_push(&c->item, (struct crossing){.at = i, .progressed = progress});
        }
        if (progress) {
            highest = act->rank;
            c->open.n = 0;
        }
        if (act->information)
            act_again(c, a, i);
    }
    for (size_t i = 0; i < a->act.n; i++)
        a->first.p[a->act.p[i].event] = 0;
}

void crossings_free(struct crossings *c)
{
    vec_free(&c->item);
    vec_free(&c->open);
}

struct ping_pong ping_pong_count(struct acts *a, const struct acts_plan *p)
{
    struct ping_pong sum = {0};
    vec_reserve(&a->seen, p->channel->names.count);
    while (a->seen.n < p->channel->names.count)
        a->seen.p[a->seen.n++] = 0;
    for (size_t from = 0, to; from < a->act.n; from = to) {
        bool switched = false, returned = false;
        a->journey++;
        a->seen.p[a->act.p[from].channel] = a->journey;
        for (to = from + 1; to < a->act.n; to++) {
            const struct act *act = &a->act.p[to];
            if (act->time - act[-1].time >= p->gap)
                break;
            if (act->channel == act[-1].channel)
                continue;
            switched = true;
            returned = returned || a->seen.p[act->channel] == a->journey;
            a->seen.p[act->channel] = a->journey;
        }
        sum.switched += switched;
        sum.returned += returned;
    }
    return sum;
}
