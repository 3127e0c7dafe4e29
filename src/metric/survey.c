// Tallies of switches over all units, in parallel, merged in order.
#include "metric/survey.h"

#include <stdlib.h>

struct part {
    struct survey survey;
    struct acts acts;
    struct crossings crossings;
};

struct work {
    const struct acts_plan *plan;
    struct part *part;
};

static struct survey_customer *customer_of(struct survey *s, size_t customer)
{
    size_t n = s->customer.n;
    if (n == 0 || s->customer.p[n - 1].customer != customer)
        vec_push(&s->customer, (struct survey_customer){.customer = customer});
    return &s->customer.p[s->customer.n - 1];
}

static void add_gaps(struct survey *s, struct survey_customer *c, const struct acts *a)
{
    for (size_t i = 1; i < a->act.n; i++) {
        const struct act *act = &a->act.p[i];
        int64_t gap = act->time - act[-1].time;
        if (act->channel != act[-1].channel) {
            vec_push(&s->switch_gap, gap);
            c->switch_gaps++;
        } else {
            vec_push(&s->other_gap, gap);
            c->other_gaps++;
        }
    }
}

static void visit(void *context, size_t part, const struct unit *unit)
{
    struct work *w = context;
    struct part *p = &w->part[part];
    if (!acts_read(&p->acts, w->plan, unit))
        return;
    struct survey_customer *c = customer_of(&p->survey, unit->customer);
    crossings_find(&p->crossings, &p->acts, w->plan);
    uint64_t broken = 0, progressed = 0, switches = p->crossings.item.n;
    for (vec_each(struct crossing, x, &p->crossings.item)) {
        broken += x->broken;
        progressed += x->progressed;
    }
    struct ping_pong pong = ping_pong_count(&p->acts, w->plan);
    const struct tally add[SURVEY_SHARES] = {
        [SURVEY_PROGRESS] = {progressed, switches},
        [SURVEY_BROKEN] = {broken, switches},
        [SURVEY_WHOLE] = {switches && !broken, switches != 0},
        [SURVEY_RETURNING] = {pong.returned, pong.switched},
    };
    for (size_t i = 0; i < SURVEY_SHARES; i++) {
        c->share[i].k += add[i].k;
        c->share[i].n += add[i].n;
    }
    add_gaps(&p->survey, c, &p->acts);
    p->survey.units++;
}

static void append_gaps(struct survey *s, const struct survey *from)
{
    vec_reserve(&s->switch_gap, s->switch_gap.n + from->switch_gap.n);
    for (vec_each(int64_t, gap, &from->switch_gap))
        s->switch_gap.p[s->switch_gap.n++] = *gap;
    vec_reserve(&s->other_gap, s->other_gap.n + from->other_gap.n);
    for (vec_each(int64_t, gap, &from->other_gap))
        s->other_gap.p[s->other_gap.n++] = *gap;
}

void survey_run(struct survey *s, const struct acts_plan *p)
{
    size_t parts = units_parts(p->units);
    struct work w = {.plan = p, .part = mem_zero(parts * sizeof *w.part)};
    *s = (struct survey){0};
    units_each(p->units, visit, &w);
    for (size_t i = 0; i < parts; i++) {
        struct part *part = &w.part[i];
        s->units += part->survey.units;
        for (vec_each(struct survey_customer, c, &part->survey.customer))
            vec_push(&s->customer, *c);
        append_gaps(s, &part->survey);
        survey_free(&part->survey);
        acts_free(&part->acts);
        crossings_free(&part->crossings);
    }
    free(w.part);
}

void survey_free(struct survey *s)
{
    vec_free(&s->customer);
    vec_free(&s->switch_gap);
    vec_free(&s->other_gap);
}

struct tally survey_sum(const struct survey *s, enum survey_share share)
{
    struct tally sum = {0};
    for (vec_each(struct survey_customer, c, &s->customer)) {
        sum.k += c->share[share].k;
        sum.n += c->share[share].n;
    }
    return sum;
}

struct interval survey_interval(const struct survey *s, enum survey_share share)
{
    struct tally *tally = mem_array(s->customer.n, sizeof *tally);
    for (size_t i = 0; i < s->customer.n; i++)
        tally[i] = s->customer.p[i].share[share];
    struct interval result = bootstrap_share(tally, s->customer.n);
    free(tally);
    return result;
}
