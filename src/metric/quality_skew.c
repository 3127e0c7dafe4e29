// Clock skew: touchpoints of a transaction on one channel that come before what they follow on
// another.
#include "metric/quality.h"

#include "query/query.h"
#include "stat/stat.h"
#include "text/time.h"

enum { CHANNELS_MOST = 32 }; // of a transaction: one on more is no transaction

// A row that has the number of a transaction.
struct entry {
    int64_t time;
    uint32_t code, channel;
    bool origin;
};

// A transaction's first row on channel b, measured from channel a.
struct gap {
    uint32_t a, b;
    int64_t micro; // negative: b was first
};

struct skew {
    struct quality *q;
    struct str column;
    const struct column *channel;
    struct quality_codes codes;
    VEC(struct entry) entry;
    VEC(struct gap) gap;
    uint64_t passed_over; // transactions on too many channels
};

static int by_entry(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    if (x->channel != y->channel)
        return x->channel < y->channel ? -1 : 1;
    return (x->time > y->time) - (x->time < y->time);
}

static int by_gap(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (x->micro > y->micro) - (x->micro < y->micro);
}

// Occurrences count within a customer's rows.
static bool mark_origin(struct quality *q, struct diag *d)
{
    struct journeys *j = q->j;
    if (q->check->origin.n == 0)
        return true;
    struct query *origin =
        query_predicate(q->check->origin, &j->frame, j->study, q->ask->allow_unknown, d);
    if (!origin) {
        ask_fault(d, "the study's check: origin");
        return false;
    }
    VEC(uint64_t) mask = {0};
    bool any = false;
    for (size_t c = 0; c <= j->customers; c++) {
        uint64_t from = j->offset[c], to = c < j->customers ? j->offset[c + 1] : j->frame.rows;
        if (from == to)
            continue;
        vec_reserve(&mask, (size_t)(to - from));
        query_match(origin, NULL, from, (size_t)(to - from), mask.p);
        for (uint64_t r = from; r < to; r++)
            if (mask.p[r - from]) {
                q->mark[r] |= QUALITY_IS_ORIGIN;
                any = true;
            }
    }
    if (!any)
        table_note(q->t, "skew: the study's origin matches no touchpoint");
    vec_free(&mask);
    query_free(origin);
    return true;
}

// The gaps of one transaction: the first row on each channel against the origin's, or, when the
// study does not say what the origin is, against that on each other channel.
static void add_gaps(struct skew *s, const struct entry *first, size_t n,
                     const struct entry *origin)
{
    struct str a, b;
    for (size_t i = 0; i < n; i++) {
        if (origin && first[i].channel != origin->channel)
            vec_push(&s->gap,
                     (struct gap){origin->channel, first[i].channel, first[i].time - origin->time});
        for (size_t k = 0; !origin && k < n; k++) {
            a = names_get(s->channel->names, first[i].channel);
            b = names_get(s->channel->names, first[k].channel);
            if (str_cmp(a, b) < 0)
                vec_push(&s->gap, (struct gap){first[i].channel, first[k].channel,
                                               first[k].time - first[i].time});
        }
    }
}

// The entries of one transaction, by channel and time.
static void read_transaction(struct skew *s, const struct entry *e, size_t n)
{
    struct entry first[CHANNELS_MOST];
    const struct entry *origin = NULL;
    size_t channels = 0;
    bool declared = s->q->check->origin.n > 0;
    for (size_t i = 0; i < n; i++) {
        bool new = i == 0 || e[i].channel != e[i - 1].channel;
        if (new &&channels == CHANNELS_MOST) {
            s->passed_over++;
            return;
        }
        if (new)
            first[channels++] = e[i];
        if (e[i].origin && (!origin || e[i].time < origin->time))
            origin = &e[i];
    }
    if (!declared || origin)
        add_gaps(s, first, channels, origin);
}

// n gaps between two channels, the smallest first.
static void judge(struct skew *s, const struct gap *gap, size_t n)
{
    struct quality *q = s->q;
    size_t before = 0, after = 0;
    int64_t *late = mem_array(n, sizeof *late);
    for (size_t i = 0; i < n; i++) {
        before += gap[i].micro < 0;
        after += gap[i].micro > 0;
    }
    bool swap = q->check->origin.n == 0 && before > after; // the second channel leads
    struct str lead = names_get(s->channel->names, swap ? gap->b : gap->a);
    struct str follow = names_get(s->channel->names, swap ? gap->a : gap->b);
    size_t reversed = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t micro = swap ? -gap[i].micro : gap[i].micro;
        if (micro < 0)
            late[reversed++] = -micro;
    }
    sort_i64(late, reversed);
    struct buf text = {0};
    buf_printf(&text, "%.*s: %.*s before %.*s", STR_ARG(s->column), STR_ARG(follow), STR_ARG(lead));
    struct quality_finding *f =
        quality_share(q, QUALITY_ALL, QUALITY_SKEW, buf_str(&text), reversed, n);
    if (reversed)
        f->span = (int64_t)quantile_sorted_i64(late, reversed, 0.5);
    quality_limit(f, "max-skew", &q->check->max_skew,
                  reversed && (double)f->span > q->check->max_skew.value);
    buf_free(&text);
    free(late);
}

static void read_space(struct skew *s)
{
    const struct frame *f = &s->q->j->frame;
    s->entry.n = s->gap.n = 0;
    for (size_t r = 0; r < f->rows; r++) {
        if (quality_code(&s->codes, r) && s->channel->code[r])
            vec_push(&s->entry,
                     (struct entry){f->time[r], quality_code(&s->codes, r), s->channel->code[r],
                                    s->q->mark[r] & QUALITY_IS_ORIGIN});
    }
    if (s->entry.n)
        qsort(s->entry.p, s->entry.n, sizeof *s->entry.p, by_entry);
    for (size_t i = 0, end; i < s->entry.n; i = end) {
        for (end = i + 1; end < s->entry.n && s->entry.p[end].code == s->entry.p[i].code;)
            end++;
        read_transaction(s, &s->entry.p[i], end - i);
    }
    if (s->gap.n)
        qsort(s->gap.p, s->gap.n, sizeof *s->gap.p, by_gap);
    for (size_t i = 0, end; i < s->gap.n; i = end) {
        for (end = i + 1; end < s->gap.n && s->gap.p[end].a == s->gap.p[i].a &&
                          s->gap.p[end].b == s->gap.p[i].b;)
            end++;
        judge(s, &s->gap.p[i], end - i);
    }
}

bool quality_skew(struct quality *q, struct diag *d)
{
    struct frame *f = &q->j->frame;
    struct skew s = {.q = q, .channel = frame_column_if(f, STR("channel"), d)};
    if (!s.channel || !mark_origin(q, d))
        return d->fault == FAULT_NONE;
    bool good = true;
    for (size_t i = 0; good && i < f->columns; i++) {
        const struct study_namespace *space;
        s.column = f->column[i].name;
        if (quality_namespace(q, s.column, &space).n == 0 || !space || !space->transaction)
            continue;
        const struct column *c = frame_column(f, s.column, d);
        good = c != NULL;
        if (!good)
            break;
        s.codes = quality_codes(q, c, space);
        read_space(&s);
        quality_codes_free(&s.codes);
    }
    if (s.passed_over)
        table_note(q->t, "skew: %llu transactions on more than %d channels are passed over",
                   (unsigned long long)s.passed_over, CHANNELS_MOST);
    vec_free(&s.entry);
    vec_free(&s.gap);
    return good;
}
