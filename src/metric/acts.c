// Reading the acts of a unit.
#include "metric/acts.h"

#include "query/query.h"
#include "text/time.h"

// A case may say what information is for it; else the study does.
static struct str information_of(const struct study *study, struct str unit)
{
    if (str_starts(unit, STR("case:"))) {
        const struct study_case *c = study_case(study, str_slice(unit, 5, unit.n));
        if (c && c->information.n)
            return c->information;
    }
    return study->information;
}

static bool open_study(struct acts_plan *p, struct journeys *j, const struct ask *ask,
                       struct diag *d)
{
    p->study = j->study;
    if (!j->study)
        return true;
    *d = (struct diag){0};
    p->stages = query_stages(&j->frame, j->study, d);
    if (!p->stages && d->fault != FAULT_NONE)
        return false;
    struct str text = information_of(j->study, ask->unit);
    if (text.n == 0)
        return true;
    p->information = query_steps(text, &j->frame, j->study, true, d);
    if (!p->information)
        ask_fault(d, "information (of the study)");
    return p->information != NULL;
}

bool acts_plan_open(struct acts_plan *p, struct journeys *j, const struct ask *ask, struct diag *d)
{
    *p = (struct acts_plan){.time = j->frame.time, .since = ask->since, .until = ask->until};
    p->gap = ask->gap >= 0 ? ask->gap : j->study ? j->study->gap : 7 * DAY;
    if (!direction_open(&p->direction, &j->frame, d) ||
        !(p->channel = frame_column(&j->frame, STR("channel"), d)) ||
        !(p->event = frame_column(&j->frame, STR("event"), d)) || !open_study(p, j, ask, d) ||
        !(p->units = units_open(j, ask, d))) {
        acts_plan_close(p);
        return false;
    }
    units_ranges(p->units);
    return true;
}

void acts_plan_close(struct acts_plan *p)
{
    query_free(p->stages);
    query_free(p->information);
    units_close(p->units);
    *p = (struct acts_plan){0};
}

bool acts_is_act(const struct acts_plan *p, uint64_t row)
{
    return direction_is_act(&p->direction, row);
}

struct str acts_stage(const struct acts_plan *p, uint32_t rank)
{
    return rank ? p->study->stages[rank - 1].name : STR("");
}

uint32_t acts_rank(const struct acts *a, size_t i)
{
    uint32_t rank = 0;
    for (uint64_t mask = a->stage.n ? a->stage.p[i] : 0; mask; mask >>= 1)
        rank++;
    return rank;
}

static bool within(const struct acts_plan *p, int64_t time)
{
    return (p->since == TIME_NONE || time >= p->since) &&
           (p->until == TIME_NONE || time < p->until);
}

bool acts_in_period(const struct acts_plan *p, const struct unit *unit)
{
    for (size_t i = 0; i < unit->n; i++)
        if (acts_is_act(p, unit_row(unit, i)))
            return within(p, p->time[unit_row(unit, i)]);
    return p->since == TIME_NONE && p->until == TIME_NONE;
}

bool acts_read(struct acts *a, const struct acts_plan *p, const struct unit *unit)
{
    a->act.n = a->stage.n = a->information.n = 0;
    vec_reserve(&a->act, unit->n);
    if (p->stages) {
        vec_reserve(&a->stage, unit->n);
        query_match(p->stages, unit->row, unit->first, unit->n, a->stage.p);
        a->stage.n = unit->n;
    }
    if (p->information) {
        vec_reserve(&a->information, unit->n);
        query_match(p->information, unit->row, unit->first, unit->n, a->information.p);
        a->information.n = unit->n;
    }
    for (size_t i = 0; i < unit->n; i++) {
        uint64_t row = unit_row(unit, i);
        if (!acts_is_act(p, row))
            continue;
        if (a->act.n == 0 && !within(p, p->time[row]))
            return false;
        a->act.p[a->act.n++] = (struct act){
            .time = p->time[row],
            .row = row,
            .channel = p->channel->code[row],
            .event = p->event->code[row],
            .rank = acts_rank(a, i),
            .information = p->information && a->information.p[i] != 0,
        };
    }
    return a->act.n > 0;
}

void acts_free(struct acts *a)
{
    vec_free(&a->act);
    vec_free(&a->stage);
    vec_free(&a->information);
    vec_free(&a->first);
    vec_free(&a->seen);
}
