// Completeness: in how many records of a source is each of its fields filled?
#include "metric/quality.h"

#include "base/suggest.h"

enum { PLACE_CHANNEL, PLACE_EVENT, PLACE_ID, PLACE_DECLARED };
#define PLACE_OTHER UINT32_MAX

// A field's name without its prefix: id.member is member.
static struct str bare(struct str field)
{
    return str_starts(field, STR("id.")) ? (struct str){field.p + 3, field.n - 3} : field;
}

// Whether an entry of the study's list complete is about the field of a source.
static bool entry_is(struct str entry, struct str source, struct str field)
{
    struct str rest = entry, first = str_cut(&rest, ':');
    if (rest.p && !str_eq(first, source))
        return false;
    first = rest.p ? rest : first;
    return str_eq(first, field) || str_eq(first, bare(field));
}

static bool is_judged(const struct quality *q, struct str source, struct str field)
{
    const struct strs *list = &q->check->complete;
    if (list->n == 0)
        return str_eq(field, STR("channel")) || str_eq(field, STR("event")) ||
               str_eq(field, STR("id"));
    for (size_t i = 0; i < list->n; i++)
        if (entry_is(list->p[i], source, field))
            return true;
    return false;
}

static void judge(struct quality *q, uint32_t source, struct str field, uint32_t place,
                  uint64_t count)
{
    const struct study_limit *limit = &q->check->min_completeness;
    uint64_t of = quality_asked(q, source);
    struct quality_finding *f = quality_share(q, source, QUALITY_COMPLETENESS, field, count, of);
    f->place = place;
    if (of && is_judged(q, q->source.p[source].name, field))
        quality_limit(f, "min-completeness", limit,
                      (double)count < limit->value * (double)of * (1 - 1e-12));
}

// Where the study's source has a column: an id or attribute in declared order. PLACE_OTHER: it
// has not declared it.
static uint32_t place_of(const struct study_source *s, struct str column)
{
    if (str_eq(column, STR("channel")))
        return PLACE_CHANNEL;
    if (str_eq(column, STR("event")))
        return PLACE_EVENT;
    bool id = str_starts(column, STR("id."));
    for (size_t i = 0; s && i < s->ids.n; i++)
        if (id && str_eq(s->ids.p[i].key, bare(column)))
            return PLACE_DECLARED + (uint32_t)i;
    for (size_t i = 0; s && i < s->attributes.n; i++)
        if (!id && str_eq(s->attributes.p[i].key, column))
            return PLACE_DECLARED + (uint32_t)(s->ids.n + i);
    return PLACE_OTHER;
}

// What ingest and stitching add is no field of a source.
static bool is_field(struct str column)
{
    static const struct str own[] = {{"customer", 8}, {"live", 4}, {"direction", 9},
                                     {"source", 6},   {"file", 4}, {"seq", 3}};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_eq(column, own[i]))
            return false;
    return !str_starts(column, STR("case."));
}

static bool count_column(struct quality *q, struct str name, uint64_t *count, struct diag *d)
{
    const struct column *c = frame_column(&q->j->frame, name, d);
    if (!c)
        return false;
    memset(count, 0, q->source.n * sizeof *count);
    for (size_t r = 0; r < q->j->frame.rows; r++)
        count[quality_source_of(q, r)] += c->code[r] != 0;
    for (uint32_t s = 0; s < q->source.n; s++) {
        uint32_t place = place_of(q->source.p[s].study, name);
        if (place != PLACE_OTHER || count[s])
            judge(q, s, name, place, count[s]);
    }
    return true;
}

static void count_any_id(struct quality *q, uint64_t *count)
{
    memset(count, 0, q->source.n * sizeof *count);
    for (size_t r = 0; r < q->j->frame.rows; r++)
        count[quality_source_of(q, r)] += q->mark[r] & QUALITY_HAS_ID;
    for (uint32_t s = 0; s < q->source.n; s++) {
        const struct quality_source *source = &q->source.p[s];
        if (count[s] || (source->study && source->study->ids.n))
            judge(q, s, STR("id"), PLACE_ID, count[s]);
    }
}

static bool has_column(const struct quality *q, struct str name)
{
    const struct frame *f = &q->j->frame;
    for (size_t i = 0; i < f->columns; i++)
        if (str_eq(f->column[i].name, name))
            return true;
    return false;
}

// Declared and in no row of any source.
static void judge_absent(struct quality *q, uint32_t source)
{
    const struct study_source *s = q->source.p[source].study;
    struct buf name = {0};
    for (size_t i = 0; s && i < s->ids.n + s->attributes.n; i++) {
        bool id = i < s->ids.n;
        struct str key = id ? s->ids.p[i].key : s->attributes.p[i - s->ids.n].key;
        buf_clear(&name);
        buf_printf(&name, "%s%.*s", id ? "id." : "", STR_ARG(key));
        if (!has_column(q, buf_str(&name)))
            judge(q, source, buf_str(&name), PLACE_DECLARED + (uint32_t)i, 0);
    }
    buf_free(&name);
}

// Every entry of complete is about a field that there is.
static bool check_entries(const struct quality *q, struct diag *d)
{
    for (size_t i = 0; i < q->check->complete.n; i++) {
        struct str entry = q->check->complete.p[i];
        bool found = false;
        for (vec_each(const struct quality_finding, f, &q->finding))
            found = found || (f->measure == QUALITY_COMPLETENESS &&
                              entry_is(entry, q->source.p[f->source].name, f->subject));
        if (found)
            continue;
        VEC(struct str) valid = {0};
        for (vec_each(const struct quality_finding, f, &q->finding)) {
            bool new = f->measure == QUALITY_COMPLETENESS;
            for (vec_each(const struct str, v, &valid))
                new = new && !str_eq(*v, bare(f->subject));
            if (new)
                vec_push(&valid, bare(f->subject));
        }
        struct str rest = entry, field = str_cut(&rest, ':');
        diag_set(d, FAULT_USAGE, "the study's check: complete: no field '%.*s'", STR_ARG(entry));
        suggest_diag(d, rest.p ? rest : field, valid.p, valid.n);
        vec_free(&valid);
        return false;
    }
    return true;
}

bool quality_fields(struct quality *q, struct diag *d)
{
    struct frame *f = &q->j->frame;
    uint64_t *count = mem_array(q->source.n, sizeof *count);
    bool good = true;
    for (size_t i = 0; good && i < f->columns; i++)
        if (is_field(f->column[i].name))
            good = count_column(q, f->column[i].name, count, d);
    if (good) {
        count_any_id(q, count);
        for (uint32_t s = 0; s < q->source.n; s++)
            judge_absent(q, s);
        good = check_entries(q, d);
    }
    free(count);
    return good;
}
