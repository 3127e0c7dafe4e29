// Validity, rejects, uniqueness: what became of the records, from the ledger.
#include "metric/quality.h"

#include "metric/summary.h"

static struct quality_source *source_named(struct quality *q, struct str name, uint32_t *index)
{
    for (*index = 0; *index < q->source.n; ++*index)
        if (str_eq(q->source.p[*index].name, name))
            return &q->source.p[*index];
    return NULL;
}

// "bad-time 2, no-match 1" of one file, added up by reason.
static void add_reasons(struct quality *q, uint32_t source, struct str reasons)
{
    while (reasons.n) {
        struct str part = str_trim(str_cut(&reasons, ',')), rest = part;
        struct str code = str_cut(&rest, ' ');
        struct quality_finding *found = NULL;
        uint64_t count;
        if (!str_to_u64(str_trim(rest), &count))
            continue;
        for (vec_each(struct quality_finding, f, &q->finding))
            if (f->source == source && f->measure == QUALITY_REJECTS && str_eq(f->subject, code))
                found = f;
        if (found)
            found->count += count;
        else
            quality_share(q, source, QUALITY_REJECTS, code, count, 0)->place = 1;
    }
}

static void judge_ledger(struct quality *q, uint32_t source)
{
    const struct study_check *c = q->check;
    const struct quality_source s = q->source.p[source];
    uint64_t single = s.kept + s.duplicate;
    for (vec_each(struct quality_finding, f, &q->finding))
        if (f->source == source && f->measure == QUALITY_REJECTS)
            f->of = s.read;
    quality_share(q, source, QUALITY_VALIDITY, STR(""), s.kept, s.read);
    quality_limit(quality_share(q, source, QUALITY_REJECTS, STR(""), s.rejected, s.read),
                  "max-rejects", &c->max_rejects,
                  quality_above(s.rejected, s.read, c->max_rejects.value));
    quality_limit(quality_share(q, source, QUALITY_UNIQUENESS, STR(""), s.kept, single),
                  "max-duplicates", &c->max_duplicates,
                  quality_above(s.duplicate, single, c->max_duplicates.value));
    if (s.mojibake || c->max_mojibake.text.p)
        quality_limit(quality_share(q, source, QUALITY_MOJIBAKE, STR(""), s.mojibake, s.kept),
                      "max-mojibake", &c->max_mojibake,
                      quality_above(s.mojibake, s.kept, c->max_mojibake.value));
}

static bool read_files(struct quality *q, struct diag *d)
{
    struct table t;
    if (q->j->ledger.n == 0) {
        table_note(q->t, "no ledger: validity, rejects and uniqueness are not known; --sources or "
                         "a store of wend stitch --sources has it");
        return true;
    }
    table_init(&t, "ledger");
    bool good = summary_read(&t, q->j, q->j->ledger, "ledger", d);
    for (size_t row = 0; good && row < table_rows(&t); row++) {
        uint32_t index;
        struct quality_source *s = source_named(q, summary_text(&t, row, "source"), &index);
        if (!s) {
            index = quality_source_add(q, arena_str(&q->t->arena, summary_text(&t, row, "source")),
                                       NULL);
            s = &q->source.p[index];
        }
        // What the study filters out is asked nothing.
        s->read += (uint64_t)(summary_count(&t, row, "read") - summary_count(&t, row, "filtered"));
        s->kept += (uint64_t)summary_count(&t, row, "kept");
        s->duplicate += (uint64_t)summary_count(&t, row, "duplicate");
        s->rejected += (uint64_t)summary_count(&t, row, "rejected");
        s->mojibake += (uint64_t)summary_count(&t, row, "mojibake");
        add_reasons(q, index, summary_text(&t, row, "reasons"));
    }
    for (uint32_t i = 0; good && i < q->source.n; i++)
        judge_ledger(q, i);
    table_free(&t);
    return good;
}

static bool read_stitching(struct quality *q, struct diag *d)
{
    struct table t;
    if (q->j->stitch_summary.n == 0)
        return true;
    table_init(&t, "stitch");
    bool good = summary_read(&t, q->j, q->j->stitch_summary, "stitching summary", d);
    long long rejected = good ? summary_measure(&t, "rows_rejected") : 0;
    if (rejected)
        table_note(q->t, "stitching rejected %lld more; they count as kept, and as filled nowhere",
                   rejected);
    table_free(&t);
    return good;
}

bool quality_ledger(struct quality *q, struct diag *d)
{
    return read_files(q, d) && read_stitching(q, d);
}
