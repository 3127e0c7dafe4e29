// Ids: which are in one source only, in one row only, never with a person; how many there are,
// and whether one value stands for many.
#include "metric/quality.h"

#include "model/identity.h"

enum { EXAMPLES = 5, TOP_LEAST = 30 }; // TOP_LEAST: rows from which a top share says something

struct quality_codes quality_codes(const struct quality *q, const struct column *c,
                                   const struct study_namespace *space)
{
    struct quality_codes out = {.names = c->names, .code = c->code};
    struct buf value = {0};
    dict_init(&out.dict);
    if (q->j->customers || !space)
        return out;
    out.canon = mem_zero(c->names.count * sizeof *out.canon);
    for (uint32_t code = 1; code < c->names.count; code++)
        if (identity_normalise(space, names_get(c->names, code), &value))
            out.canon[code] = dict_add(&out.dict, buf_str(&value));
    out.names = dict_names(&out.dict);
    buf_free(&value);
    return out;
}

void quality_codes_free(struct quality_codes *codes)
{
    dict_free(&codes->dict);
    free(codes->canon);
}

// What one source has of a namespace.
struct tally {
    uint64_t rows, linked, distinct, orphans, single, unowned, top_rows;
    uint32_t top;
    uint32_t example[EXAMPLES]; // the bytewise first orphans
    size_t examples;
};

// One namespace.
struct space {
    struct quality *q;
    struct str name, column;
    const struct study_namespace *study;
    struct quality_codes codes;
    VEC(uint64_t) key; // (source, code) of each row that has an id, sorted
    uint32_t *sources; // by code: in how many sources
    uint64_t *rows;    // by code: in how many rows
    bool *owned;       // by code: seen with a person
};

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static size_t group_end(const struct space *s, size_t from)
{
    size_t end = from + 1;
    while (end < s->key.n && s->key.p[end] == s->key.p[from])
        end++;
    return end;
}

static void read_rows(struct space *s)
{
    struct quality *q = s->q;
    for (size_t r = 0; r < q->j->frame.rows; r++) {
        uint32_t code = quality_code(&s->codes, r);
        if (code == 0)
            continue;
        s->rows[code]++;
        s->owned[code] = s->owned[code] || (q->mark[r] & QUALITY_HAS_PERSON);
        vec_push(&s->key, (uint64_t)quality_source_of(q, r) << 32 | code);
    }
    if (s->key.n)
        qsort(s->key.p, s->key.n, sizeof *s->key.p, by_key);
    for (size_t i = 0; i < s->key.n; i = group_end(s, i))
        s->sources[(uint32_t)s->key.p[i]]++;
}

static void add_example(const struct space *s, struct tally *t, uint32_t code)
{
    struct str value = names_get(s->codes.names, code);
    size_t at = t->examples < EXAMPLES ? t->examples++ : EXAMPLES - 1;
    if (at == EXAMPLES - 1 && t->example[at] &&
        str_cmp(names_get(s->codes.names, t->example[at]), value) <= 0)
        return;
    for (; at > 0 && str_cmp(names_get(s->codes.names, t->example[at - 1]), value) > 0; at--)
        t->example[at] = t->example[at - 1];
    t->example[at] = code;
}

static void count(const struct space *s, struct tally *t, uint32_t code, uint64_t rows)
{
    t->rows += rows;
    t->distinct++;
    t->single += s->rows[code] == 1;
    t->unowned += !s->owned[code];
    if (s->sources[code] > 1) {
        t->linked += rows;
    } else {
        t->orphans++;
        add_example(s, t, code);
    }
    if (rows > t->top_rows ||
        (rows == t->top_rows &&
         str_cmp(names_get(s->codes.names, code), names_get(s->codes.names, t->top)) < 0)) {
        t->top_rows = rows;
        t->top = code;
    }
}

static struct str examples(const struct space *s, const struct tally *t)
{
    struct buf text = {0};
    for (size_t i = 0; i < t->examples; i++) {
        if (i)
            buf_add(&text, STR(", "));
        buf_add(&text, names_get(s->codes.names, t->example[i]));
    }
    if (t->orphans > t->examples)
        buf_printf(&text, " and %llu more", (unsigned long long)(t->orphans - t->examples));
    struct str out = arena_str(&s->q->t->arena, buf_str(&text));
    buf_free(&text);
    return out;
}

// several: more than one source has the namespace, so an id can be linked at all.
static void tell(struct space *s, uint32_t source, const struct tally *t, bool several)
{
    struct quality *q = s->q;
    const struct study_check *check = q->check;
    struct quality_finding *f;
    if (several)
        quality_share(q, source, QUALITY_LINKED, s->column, t->linked, quality_asked(q, source));
    if (several && t->distinct) {
        f = quality_share(q, source, QUALITY_ORPHANS, s->column, t->orphans, t->distinct);
        f->detail = examples(s, t);
        quality_limit(f, "max-orphans", &check->max_orphans,
                      quality_above(t->orphans, t->distinct, check->max_orphans.value));
    }
    if (t->distinct)
        quality_share(q, source, QUALITY_SINGLE, s->column, t->single, t->distinct);
    if (t->distinct && s->study && s->study->transaction)
        quality_share(q, source, QUALITY_UNOWNED, s->column, t->unowned, t->distinct);
    f = quality_add(q, source, QUALITY_IDS, s->column);
    f->counted = true;
    f->count = t->distinct;
    f->of = t->rows;
    if (t->distinct == 0)
        return;
    f = quality_share(q, source, QUALITY_TOP_ID, s->column, t->top_rows, t->rows);
    f->detail = arena_str(&q->t->arena, names_get(s->codes.names, t->top));
    if (t->rows >= TOP_LEAST)
        quality_limit(f, "max-top-id", &check->max_top_id,
                      quality_above(t->top_rows, t->rows, check->max_top_id.value));
}

static bool declares(const struct quality_source *source, struct str name)
{
    for (size_t i = 0; source->study && i < source->study->ids.n; i++)
        if (str_eq(source->study->ids.p[i].key, name))
            return true;
    return false;
}

static void judge(struct space *s)
{
    struct quality *q = s->q;
    struct tally *tally = mem_zero(q->source.n * sizeof *tally);
    for (size_t i = 0, end; i < s->key.n; i = end) {
        end = group_end(s, i);
        count(s, &tally[s->key.p[i] >> 32], (uint32_t)s->key.p[i], end - i);
    }
    size_t having = 0;
    for (size_t i = 0; i < q->source.n; i++)
        having += tally[i].rows || declares(&q->source.p[i], s->name);
    for (uint32_t i = 0; i < q->source.n; i++)
        if (tally[i].rows || declares(&q->source.p[i], s->name))
            tell(s, i, &tally[i], having > 1);
    free(tally);
}

bool quality_ids(struct quality *q, struct diag *d)
{
    struct frame *f = &q->j->frame;
    for (size_t i = 0; i < f->columns; i++) {
        struct space s = {.q = q, .column = f->column[i].name};
        s.name = quality_namespace(q, s.column, &s.study);
        if (s.name.n == 0)
            continue;
        const struct column *c = frame_column(f, s.column, d);
        if (!c)
            return false;
        s.codes = quality_codes(q, c, s.study);
        s.sources = mem_zero(s.codes.names.count * sizeof *s.sources);
        s.rows = mem_zero(s.codes.names.count * sizeof *s.rows);
        s.owned = mem_zero(s.codes.names.count * sizeof *s.owned);
        read_rows(&s);
        judge(&s);
        quality_codes_free(&s.codes);
        vec_free(&s.key);
        free(s.sources);
        free(s.rows);
        free(s.owned);
    }
    return true;
}
