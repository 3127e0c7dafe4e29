// Gaps: days on which a channel of a source is silent, between its first day and its last.
#include "metric/quality.h"

#include "text/time.h"

enum { RUNS_SHOWN = 20 };

struct day {
    uint32_t source, channel;
    int64_t day; // since 1970-01-01 in the study's zone
};

static int by_day(const void *a, const void *b)
{
    const struct day *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->channel != y->channel)
        return x->channel < y->channel ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

static int64_t day_of(const struct zone *zone, int64_t utc)
{
    int64_t local = utc + (zone ? zone_offset(zone, utc) : 0);
    return local / DAY - (local % DAY < 0);
}

static void add_date(struct buf *out, int64_t day)
{
    struct civil c = civil_of_micro(day * DAY);
    buf_printf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

// One channel of a source: n entries in order of days, of which several may be of one day.
static void judge(struct quality *q, const struct column *channel, const struct day *day, size_t n)
{
    uint64_t silent = 0, runs = 0;
    int64_t longest = 0;
    struct buf text = {0};
    for (size_t i = 1; i < n; i++) {
        int64_t from = day[i - 1].day + 1, run = day[i].day - from;
        if (run <= 0)
            continue;
        silent += (uint64_t)run;
        longest = run > longest ? run : longest;
        if (runs++ >= RUNS_SHOWN)
            continue;
        if (text.n)
            buf_add(&text, STR(", "));
        add_date(&text, from);
        if (run > 1) {
            buf_add(&text, STR(".."));
            add_date(&text, day[i].day - 1);
        }
    }
    if (runs > RUNS_SHOWN)
        buf_printf(&text, " and %llu more", (unsigned long long)(runs - RUNS_SHOWN));
    struct str name = names_get(channel->names, day->channel);
    struct quality_finding *f =
        quality_share(q, day->source, QUALITY_GAPS, name.n ? name : STR("(none)"), silent,
                      (uint64_t)(day[n - 1].day - day[0].day + 1));
    f->span = longest * DAY;
    f->detail = arena_str(&q->t->arena, buf_str(&text));
    quality_limit(f, "max-gap-days", &q->check->max_gap_days,
                  (double)longest > q->check->max_gap_days.value);
    buf_free(&text);
}

bool quality_days(struct quality *q, struct diag *d)
{
    const struct frame *f = &q->j->frame;
    const struct column *channel = frame_column_if(&q->j->frame, STR("channel"), d);
    if (!channel)
        return d->fault == FAULT_NONE;
    VEC(struct day) day = {0};
    struct day *last = mem_array(channel->names.count, sizeof *last); // of each channel
    for (uint32_t c = 0; c < channel->names.count; c++)
        last[c] = (struct day){.source = QUALITY_ALL};
    for (size_t r = 0; r < f->rows; r++) {
        struct day new = {quality_source_of(q, r), channel->code[r], day_of(q->zone, f->time[r])};
        if (by_day(&last[new.channel], &new) == 0)
            continue;
        last[new.channel] = new;
        vec_push(&day, new);
    }
    if (day.n)
        qsort(day.p, day.n, sizeof *day.p, by_day);
    for (size_t i = 0, end; i < day.n; i = end) {
        for (end = i + 1; end < day.n && day.p[end].source == day.p[i].source &&
                          day.p[end].channel == day.p[i].channel;)
            end++;
        judge(q, channel, &day.p[i], end - i);
    }
    free(last);
    vec_free(&day);
    return true;
}
