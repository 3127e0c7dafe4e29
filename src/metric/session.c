// Sessions: an act begins a new one after a gap, and where else the study says.
#include "metric/session.h"

#include "text/time.h"

#include <string.h>

static bool find_column(const struct column **column, struct journeys *j, struct str name,
                        struct diag *d)
{
    if (name.n == 0)
        return true;
    *d = (struct diag){0};
    *column = frame_column_if(&j->frame, name, d);
    return *column || d->fault == FAULT_NONE;
}

bool session_rules_open(struct session_rules *r, struct journeys *j, struct diag *d)
{
    static const struct study_sessions usual = STUDY_SESSIONS_USUAL;
    const struct study_sessions *def = j->study ? &j->study->sessions : &usual;
    *r = (struct session_rules){.time = j->frame.time, .gap = def->gap, .maximum = def->maximum};
    if (def->midnight && !(r->midnight = zone_open(j->study->timezone, d)))
        return false;
    return direction_open(&r->direction, &j->frame, d) &&
           find_column(&r->campaign, j, def->campaign, d) &&
           find_column(&r->person, j, def->person ? STR("live") : STR(""), d);
}

void session_rules_close(struct session_rules *r)
{
    zone_close(r->midnight);
    *r = (struct session_rules){0};
}

static int64_t day(const struct session_rules *r, int64_t time)
{
    int64_t local = time + zone_offset(r->midnight, time);
    return local / DAY - (local % DAY < 0);
}

static bool parts(const struct session_rules *r, const struct session *s, uint64_t row)
{
    int64_t time = r->time[row];
    uint32_t campaign = r->campaign ? r->campaign->code[row] : 0;
    uint32_t person = r->person ? r->person->code[row] : 0;
    return !s->open || time - s->last >= r->gap || time - s->start > r->maximum ||
           (r->midnight && day(r, time) != day(r, s->last)) ||
           (campaign && campaign != s->campaign) || (person && s->person && person != s->person);
}

bool session_act(const struct session_rules *r, struct session *s, uint64_t row)
{
    bool fresh = parts(r, s, row);
    if (fresh)
        *s = (struct session){.open = true, .start = r->time[row], .number = s->number + 1};
    s->last = r->time[row];
    if (r->campaign && r->campaign->code[row])
        s->campaign = r->campaign->code[row];
    if (r->person && r->person->code[row])
        s->person = r->person->code[row];
    return fresh;
}

uint32_t session_of(const struct session_rules *r, struct session *s, uint64_t row)
{
    if (direction_is_act(&r->direction, row))
        session_act(r, s, row);
    else if (!s->open || r->time[row] - s->last >= r->gap)
        return 0;
    return s->number;
}
