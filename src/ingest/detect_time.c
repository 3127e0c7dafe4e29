// Which field says when: by its name, and by the patterns that read its values.
#include "ingest/detect.h"

// Names of times, the better ones first.
static const char *const time_names[] = {
    "event_time",  "event_timestamp",
    "eventtime",   "occurred_at",
    "happened_at", "timestamp",
    "datetime",    "date_time",
    "ts",          "ts_ms",
    "when",        "time",
    "epoch",       "时间",
    "zeit",        "zeitstempel",
    "created_at",  "created",
    "createdat",   "create_time",
    "made",        "start_time",
    "start",       "begin",
    "date",        "datum",
    "tag",         "日期",
    "fecha",       "sent_at",
    "sent",        "received_at",
    "at",          "year",
    "day",
};

// What something else is about: an end, a change, a birth.
static const char *const other_times[] = {
    "updated", "update", "modified",  "closed",   "close",    "end",    "ended",
    "expires", "expiry", "birth",     "birthday", "dob",      "due",    "until",
    "last",    "upload", "processed", "deleted",  "received", "merged",
};

enum { UNNAMED = 1000, OTHER = 500 };

static unsigned rank_of(struct str name)
{
    struct buf words = {0};
    name_words(name, &words);
    unsigned rank = UNNAMED;
    for (unsigned i = 0; i < sizeof time_names / sizeof *time_names && rank == UNNAMED; i++)
        if (has_word(buf_str(&words), time_names[i]))
            rank = i;
    for (size_t i = 0; i < sizeof other_times / sizeof *other_times; i++)
        if (has_word(buf_str(&words), other_times[i]))
            rank = rank < OTHER ? rank + OTHER : rank;
    buf_free(&words);
    return rank;
}

struct candidate {
    size_t field;
    unsigned rank;
    const struct time_try *best, *rival;
    uint64_t evidence;
    bool weak; // numbers under a name that does not say so
};

static bool candidate_of(const struct detection *x, size_t field, struct candidate *c)
{
    const struct profile *p = &x->field.p[field];
    *c = (struct candidate){.field = field, .rank = rank_of(p->name)};
    if (!p->usable || p->filled == 0)
        return false;
    c->best = time_guess_best(&p->time, &c->rival, &c->evidence);
    c->weak = c->best && p->time.digits * 2 > p->time.seen && c->rank == UNNAMED;
    return c->best != NULL;
}

// Where a time is said in few records, another column is meant.
static int fullness(const struct detection *x, const struct candidate *c)
{
    return (int)(x->field.p[c->field].filled * 4 / (x->records ? x->records : 1));
}

static bool better(const struct detection *x, const struct candidate *a, const struct candidate *b)
{
    if (a->weak != b->weak)
        return b->weak;
    if ((fullness(x, a) >= 2) != (fullness(x, b) >= 2))
        return fullness(x, a) >= 2;
    return a->rank < b->rank;
}

// The pattern of a date by its letters, to be joined with a clock.
static struct str date_letters(const struct profile *p, const struct time_try *best)
{
    if (!best->named)
        return best->text;
    for (vec_each(const struct time_try, try, &p->time.list))
        if (!try->named && try->order == best->order && try->hits >= best->hits)
            return try->text;
    return p->time.digits == p->time.seen ? STR("%Y%m%d") : STR("%Y-%m-%d");
}

// A date alone may have its time of day in another column.
static void join_clock(struct when_guess *w, struct detection *x, const struct candidate *c)
{
    const struct profile *date = &x->field.p[c->field];
    if (date->time.clocks * 2 > date->time.seen ||
        (c->best->named && c->best->order == ORDER_FIXED))
        return;
    size_t found = SIZE_MAX;
    const struct time_try *clock = NULL;
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        const struct time_try *rival, *best = time_guess_best(&p->clock, &rival, &(uint64_t){0});
        if (i == c->field || !p->usable || !best || best->hits * 10 < p->filled * 9 ||
            p->filled * 10 < date->filled * 9 || time_pattern_like(p->name))
            continue;
        size_t distance = i > c->field ? i - c->field : c->field - i;
        if (rank_of(p->name) == UNNAMED && distance > 1)
            continue;
        if (found == SIZE_MAX || distance == 1) {
            found = i;
            clock = best;
        }
    }
    if (!clock)
        return;
    w->field[w->fields++] = found;
    struct str letters = str_slice(clock->text, 9, clock->text.n), // behind "%Y-%m-%d "
        first = date_letters(date, c->best);
    w->pattern = arena_printf(&x->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(letters));
    if (c->rival)
        w->rival = arena_printf(&x->arena, "%.*s %.*s", STR_ARG(c->rival->text), STR_ARG(letters));
    w->zoned = clock->zoned * 10 > clock->hits * 9 ? clock->hits : 0;
}

// Another column of the same export may show which of two readings is meant.
static void borrow_order(struct when_guess *w, const struct detection *x, struct candidate *c)
{
    for (size_t i = 0; c->rival && i < x->field.n; i++) {
        struct candidate other;
        if (i == c->field || !candidate_of(x, i, &other) || other.rival || !other.evidence)
            continue;
        bool best = str_eq(other.best->text, c->best->text);
        if (!best && !str_eq(other.best->text, c->rival->text))
            continue;
        if (!best)
            c->best = c->rival;
        c->rival = NULL;
        c->evidence = other.evidence;
        w->borrowed = i;
    }
}

static struct str used_word(const struct profile *p)
{
    const struct time_try *rival, *best = time_guess_best(&p->time, &rival, &(uint64_t){0});
    struct str named = str_of(best && best->zoned ? "Z" : "");
    return named.n && p->time.word.n ? p->time.word.p[0].name : STR("");
}

void roles_time(struct roles *roles, struct detection *x)
{
    struct when_guess *w = &roles->when;
    struct candidate chosen = {.field = SIZE_MAX};
    w->borrowed = SIZE_MAX;
    for (size_t i = 0; i < x->field.n; i++) {
        struct candidate c;
        if (!candidate_of(x, i, &c))
            continue;
        if (!c.weak)
            vec_push(&w->others, i);
        if (chosen.field == SIZE_MAX || better(x, &c, &chosen))
            chosen = c;
    }
    if (chosen.field == SIZE_MAX)
        return;
    borrow_order(w, x, &chosen);
    const struct profile *p = &x->field.p[chosen.field];
    w->field[0] = chosen.field;
    w->fields = 1;
    w->pattern = chosen.best->text;
    w->rival = chosen.rival ? chosen.rival->text : STR("");
    w->seen = p->time.seen;
    w->hits = chosen.best->hits;
    w->zoned = chosen.best->zoned;
    w->evidence = chosen.evidence;
    w->word = used_word(p);
    join_clock(w, x, &chosen);
    w->result = chosen.weak  ? WHEN_WEAK
                : w->rival.n ? WHEN_ORDER
                : w->word.n  ? WHEN_ZONE_WORD
                             : WHEN_FOUND;
}
