// Finding the lost, in shares of the units.
#include "metric/dropoff_lost.h"

struct share {
    struct funnel_scratch scratch;
    uint64_t units, ended[QUERY_STEPS_MAX], pending[QUERY_STEPS_MAX];
    struct lost_list lost;
};

struct search {
    const struct dropoff *o;
    struct share *share;
};

static struct lost_act act_at(const struct dropoff *o, uint64_t row)
{
    return (struct lost_act){o->channel->code[row], o->event->code[row], o->ask.time[row]};
}

static bool in_chain(const struct chain *chain, size_t i)
{
    for (size_t k = 0; k < chain->level; k++)
        if (chain->at[k] == i)
            return true;
    return false;
}

// The nearest act from i in a direction that is none of the chain's touchpoints; unit->n if none.
// (Touchpoints of one time may stand behind the step though they are its chain's earlier steps.)
static size_t find_act(const struct dropoff *o, const struct unit *unit, const struct chain *chain,
                       size_t from, size_t to, bool backwards)
{
    for (size_t n = 0; n < to - from; n++) {
        size_t i = backwards ? to - 1 - n : from + n;
        if (direction_is_act(&o->direction, unit_row(unit, i)) && !in_chain(chain, i))
            return i;
    }
    return unit->n;
}

static enum ending ending_at(const struct dropoff *o, const struct unit *unit, size_t last)
{
    uint32_t channel = o->channel->code[unit_row(unit, last)];
    for (size_t i = last; i-- > 0;) {
        uint64_t row = unit_row(unit, i);
        if (direction_is_act(&o->direction, row))
            return o->channel->code[row] == channel ? ENDING_WITHIN : ENDING_SWITCH;
    }
    return ENDING_SINGLE;
}

static void keep(struct share *s, const struct dropoff *o, const struct unit *unit,
                 const struct chain *chain)
{
    size_t step = chain->at[chain->level - 1];
    size_t next = find_act(o, unit, chain, step + 1, unit->n, false);
    size_t last = next == unit->n ? step : find_act(o, unit, chain, next, unit->n, true);
    struct lost lost = {.customer = unit->customer,
                        .key = unit->key,
                        .step = chain->level,
                        .step_time = chain->time[chain->level - 1],
                        .has_next = next < unit->n,
                        .last = act_at(o, unit_row(unit, last)),
                        .ending = ending_at(o, unit, last)};
    if (lost.has_next)
        lost.next = act_at(o, unit_row(unit, next));
    vec_push(&s->lost.v, lost);
}

static void visit(void *context, size_t part, const struct unit *unit)
{
    const struct search *search = context;
    const struct dropoff *o = search->o;
    struct share *s = &search->share[part];
    struct chain chain;
    s->units++;
    funnel_hits(&o->ask, &s->scratch, unit);
    if (s->scratch.chain.hit.n == 0)
        return;
    chain_find(&o->ask.rules, &s->scratch.chain, &chain);
    if (chain.level == 0)
        return;
    s->ended[chain.level - 1]++;
    s->pending[chain.level - 1] += chain.pending;
    if (chain.level < o->ask.rules.steps && !chain.pending)
        keep(s, o, unit, &chain);
}

static void merge(struct dropoff *o, struct share *s)
{
    o->units += s->units;
    for (size_t k = 0; k < o->ask.rules.steps; k++) {
        o->ended[k] += s->ended[k];
        o->pending[k] += s->pending[k];
    }
    for (vec_each(struct lost, lost, &s->lost.v))
        vec_push(&o->lost.v, *lost);
    vec_free(&s->lost.v);
    funnel_scratch_free(&s->scratch);
}

static bool find_columns(struct journeys *j, struct dropoff *o, struct diag *d)
{
    o->channel = frame_column(&j->frame, STR("channel"), d);
    o->event = o->channel ? frame_column(&j->frame, STR("event"), d) : NULL;
    return o->event && direction_open(&o->direction, &j->frame, d);
}

bool dropoff_find(struct journeys *j, const struct ask *ask, struct dropoff *o, struct diag *d)
{
    *o = (struct dropoff){0};
    if (!funnel_ask_open(j, ask, &o->ask, d) || !find_columns(j, o, d))
        return false;
    size_t parts = units_parts(o->ask.units);
    struct search search = {.o = o, .share = mem_zero(parts * sizeof *search.share)};
    units_each(o->ask.units, visit, &search);
    for (size_t i = 0; i < parts; i++)
        merge(o, &search.share[i]);
    free(search.share);
    return true;
}

void dropoff_free(struct dropoff *o)
{
    vec_free(&o->lost.v);
    funnel_ask_close(&o->ask);
}
