// What funnel and drop-off share.
#include "metric/funnel_ask.h"

#include "text/time.h"

bool funnel_ask_open(struct journeys *j, const struct ask *ask, struct funnel_ask *f,
                     struct diag *d)
{
    *f = (struct funnel_ask){.time = j->frame.time};
    f->query = query_steps(ask->steps, &j->frame, j->study, ask->allow_unknown, d);
    f->units = f->query ? units_open(j, ask, d) : NULL;
    if (!f->units) {
        funnel_ask_close(f);
        return false;
    }
    // Longer than all of time is no window; sums with it then stay in 64 bits.
    f->rules = (struct chain_rules){.steps = query_count(f->query),
                                    .window = ask->window > 10000 * 366 * DAY ? -1 : ask->window,
                                    .since = ask->since,
                                    .until = ask->until,
                                    .now = ask->now};
    units_ranges(f->units);
    return true;
}

void funnel_ask_close(struct funnel_ask *f)
{
    units_close(f->units);
    query_free(f->query);
    *f = (struct funnel_ask){0};
}

void funnel_scratch_free(struct funnel_scratch *s)
{
    vec_free(&s->mask);
    chain_scratch_free(&s->chain);
}

void funnel_hits(const struct funnel_ask *f, struct funnel_scratch *s, const struct unit *unit)
{
    vec_reserve(&s->mask, unit->n);
    vec_reserve(&s->chain.hit, unit->n);
    uint64_t *mask = s->mask.p;
    query_match(f->query, unit->row, unit->first, unit->n, mask);
    size_t n = 0;
    struct hit *hit = s->chain.hit.p;
    for (size_t i = 0; i < unit->n; i++) { // no branch: which rows match is hard to foretell
        hit[n] = (struct hit){f->time[unit_row(unit, i)], mask[i], i};
        n += mask[i] != 0;
    }
    s->chain.hit.n = n;
}

void funnel_notes(struct table *t, const struct journeys *j, const struct funnel_ask *f,
                  uint64_t pending)
{
    if (f->rules.window >= 0) {
        struct buf window = {0};
        duration_format(&window, f->rules.window);
        table_note(t, "each chain of steps lies within %.*s of its first step, end inclusive",
                   STR_ARG(buf_str(&window)));
        buf_free(&window);
    }
    if (pending)
        table_note(t, "pending, their window still open at the end of the data: %llu",
                   (unsigned long long)pending);
    if (journeys_unattributed(j))
        table_note(t, "touchpoints of no customer, in no journey: %llu",
                   (unsigned long long)journeys_unattributed(j));
}
