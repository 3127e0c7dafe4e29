// The sources that findings are about: the study's, then what else the data names.
#include "metric/quality.h"

uint32_t quality_source_add(struct quality *q, struct str name, const struct study_source *s)
{
    vec_push(&q->source, (struct quality_source){.name = name, .study = s});
    return (uint32_t)q->source.n - 1;
}

struct named_code {
    struct str name;
    uint32_t code;
};

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct named_code *)a)->name, ((const struct named_code *)b)->name);
}

// Sources that only the data knows, by name. Rows without a source are of the only one that the
// study has, else of one that is called (none).
static void add_unknown(struct quality *q, const struct column *c)
{
    VEC(struct named_code) more = {0};
    size_t codes = c ? c->names.count : 1;
    uint64_t *rows = mem_zero(codes * sizeof *rows);
    q->source_of = mem_array(codes, sizeof *q->source_of);
    for (size_t r = 0; r < q->j->frame.rows; r++)
        rows[c ? c->code[r] : 0]++;
    for (uint32_t code = 0; code < codes; code++) {
        struct str name = c ? names_get(c->names, code) : STR("");
        q->source_of[code] = QUALITY_ALL;
        for (uint32_t i = 0; q->study && code && i < q->study->source_count; i++)
            if (str_eq(name, q->source.p[i].name))
                q->source_of[code] = i;
        if (code == 0 && q->source.n == 1)
            q->source_of[0] = 0;
        if (q->source_of[code] == QUALITY_ALL && rows[code])
            vec_push(&more, (struct named_code){code ? name : STR("(none)"), code});
    }
    if (more.n)
        qsort(more.p, more.n, sizeof *more.p, by_name);
    for (vec_each(struct named_code, m, &more))
        q->source_of[m->code] = quality_source_add(q, m->name, NULL);
    for (size_t code = 0; code < codes; code++)
        if (rows[code])
            q->source.p[q->source_of[code]].rows += rows[code];
    vec_free(&more);
    free(rows);
}

bool quality_sources(struct quality *q, struct diag *d)
{
    const struct column *c = frame_column_if(&q->j->frame, STR("source"), d);
    if (!c && d->fault != FAULT_NONE)
        return false;
    for (size_t i = 0; q->study && i < q->study->source_count; i++)
        quality_source_add(q, q->study->sources[i].name, &q->study->sources[i]);
    q->code = c ? c->code : NULL;
    add_unknown(q, c);
    return true;
}
