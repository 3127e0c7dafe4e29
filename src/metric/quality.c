// Whether the data is fit: findings, freshness, and the table of them all.
#include "metric/quality.h"

#include "text/time.h"

#include <stdlib.h>

static const char *const measures[] = {
    "validity", "rejects", "uniqueness", "mojibake", "completeness", "freshness", "future", "gaps",
    "linked",   "orphans", "single",     "unowned",  "ids",          "top_id",    "skew",
};

uint64_t quality_asked(const struct quality *q, uint32_t source)
{
    const struct quality_source *s = &q->source.p[source];
    return (s->rows > s->kept ? s->rows : s->kept) + s->rejected;
}

struct quality_finding *quality_add(struct quality *q, uint32_t source,
                                    enum quality_measure measure, struct str subject)
{
    vec_push(&q->finding, (struct quality_finding){.source = source,
                                                   .measure = measure,
                                                   .subject = arena_str(&q->t->arena, subject),
                                                   .span = TIME_NONE,
                                                   .detail = STR("")});
    return &q->finding.p[q->finding.n - 1];
}

struct quality_finding *quality_share(struct quality *q, uint32_t source,
                                      enum quality_measure measure, struct str subject,
                                      uint64_t count, uint64_t of)
{
    struct quality_finding *f = quality_add(q, source, measure, subject);
    f->count = count;
    f->of = of;
    f->counted = f->shared = true;
    return f;
}

void quality_limit(struct quality_finding *f, const char *key, const struct study_limit *limit,
                   bool failed)
{
    if (!limit->text.p)
        return;
    f->limit = key;
    f->limit_text = limit->text;
    f->failed = failed;
}

struct str quality_namespace(const struct quality *q, struct str column,
                             const struct study_namespace **space)
{
    *space = NULL;
    if (!str_starts(column, STR("id.")))
        return STR("");
    struct str name = str_slice(column, 3, column.n);
    *space = q->study ? study_namespace(q->study, name) : NULL;
    return name;
}

// Which rows have an id, and one of a person.
static bool mark_ids(struct quality *q, struct diag *d)
{
    struct frame *f = &q->j->frame;
    q->mark = mem_zero(f->rows);
    for (size_t i = 0; i < f->columns; i++) {
        const struct study_namespace *space;
        if (quality_namespace(q, f->column[i].name, &space).n == 0)
            continue;
        const struct column *c = frame_column(f, f->column[i].name, d);
        if (!c)
            return false;
        bool person = space && !space->device && !space->transaction;
        uint8_t mark = person ? QUALITY_HAS_ID | QUALITY_HAS_PERSON : QUALITY_HAS_ID;
        for (size_t r = 0; r < f->rows; r++)
            q->mark[r] |= c->code[r] ? mark : 0;
    }
    return true;
}

static void judge_freshness(struct quality *q)
{
    const struct study_limit *limit = &q->check->max_age;
    int64_t *newest = mem_array(q->source.n, sizeof *newest), now = q->ask->now;
    uint64_t *future = mem_zero(q->source.n * sizeof *future);
    for (size_t i = 0; i < q->source.n; i++)
        newest[i] = TIME_NONE;
    for (size_t r = 0; r < q->j->frame.rows; r++) {
        uint32_t s = quality_source_of(q, r);
        int64_t time = q->j->frame.time[r];
        if (time > now)
            future[s]++;
        else if (time > newest[s])
            newest[s] = time;
    }
    for (uint32_t s = 0; s < q->source.n; s++) {
        struct quality_finding *f = quality_add(q, s, QUALITY_FRESHNESS, STR(""));
        struct buf text = {0};
        bool any = newest[s] != TIME_NONE;
        if (any) {
            f->span = now - newest[s];
            time_format_utc(&text, newest[s]);
        }
        f->detail = arena_printf(&q->t->arena, any ? "newest %s" : "no touchpoint", text.p);
        quality_limit(f, "max-age", limit, !any || (double)f->span > limit->value);
        if (future[s])
            quality_share(q, s, QUALITY_FUTURE, STR(""), future[s], q->source.p[s].rows);
        buf_free(&text);
    }
    free(newest);
    free(future);
}

static int by_place(const void *a, const void *b)
{
    const struct quality_finding *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->measure != y->measure)
        return x->measure < y->measure ? -1 : 1;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return str_cmp(x->subject, y->subject);
}

static void columns(struct table *t)
{
    table_column(t, "source", "source", CELL_TEXT);
    table_column(t, "measure", "measure", CELL_TEXT);
    table_column(t, "subject", "of", CELL_TEXT);
    table_column(t, "count", "count", CELL_COUNT);
    table_column(t, "of", "out of", CELL_COUNT);
    table_column(t, "share", "share", CELL_SHARE);
    table_column(t, "rows_per_id", "rows per id", CELL_NUMBER);
    table_column(t, "span_seconds", "time", CELL_DURATION);
    table_column(t, "limit", "limit", CELL_TEXT);
    table_column(t, "state", "state", CELL_TEXT);
    table_column(t, "detail", "detail", CELL_TEXT);
}

static void text_if(struct table *t, struct str s)
{
    if (s.n)
        table_text(t, s);
    else
        table_missing(t);
}

static void emit(struct quality *q, const struct quality_finding *f)
{
    struct table *t = q->t;
    table_text(t, f->source == QUALITY_ALL ? STR("(all)") : q->source.p[f->source].name);
    table_text(t, str_of(measures[f->measure]));
    text_if(t, f->subject);
    if (f->counted) {
        table_count(t, (int64_t)f->count);
        table_count(t, (int64_t)f->of);
    } else {
        table_missing(t);
        table_missing(t);
    }
    if (f->shared && f->of)
        table_number(t, (double)f->count / (double)f->of);
    else
        table_missing(t);
    if (f->measure == QUALITY_IDS && f->count)
        table_number(t, (double)f->of / (double)f->count);
    else
        table_missing(t);
    if (f->span != TIME_NONE)
        table_count(t, f->span);
    else
        table_missing(t);
    if (f->limit) {
        table_text(t, arena_printf(&t->arena, "%s = %.*s", f->limit, STR_ARG(f->limit_text)));
        table_text(t, f->failed ? STR("failed") : STR("ok"));
    } else {
        table_missing(t);
        table_missing(t);
    }
    text_if(t, f->detail);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    static const struct study_check none = {.origin = {"", 0}};
    struct quality q = {.j = j, .study = j->study, .ask = ask, .t = t};
    q.check = j->study ? &j->study->check : &none;
    q.zone = zone_open(t->zone, NULL);
    columns(t);
    t->unit = STR("touchpoints");
    t->n = j->frame.rows;
    bool good = quality_sources(&q, d) && quality_ledger(&q, d) && mark_ids(&q, d) &&
                quality_fields(&q, d) && quality_days(&q, d) && quality_ids(&q, d) &&
                quality_skew(&q, d);
    if (good) {
        judge_freshness(&q);
        qsort(q.finding.p, q.finding.n, sizeof *q.finding.p, by_place);
        for (vec_each(const struct quality_finding, f, &q.finding))
            emit(&q, f);
    }
    vec_free(&q.finding);
    vec_free(&q.source);
    free(q.source_of);
    free(q.mark);
    zone_close(q.zone);
    return good;
}

const struct metric metric_quality = {
    .name = "quality",
    .title = "Data quality",
    .definition = "Per source, see wend-metrics(7). The shares of validity, uniqueness, "
                  "completeness and linked are scores: a bad row never raises them. Shares of "
                  "other measures are of what is wrong.",
    .run = run,
};
