// The study's section check: what the data is held to.
#include "base/suggest.h"
#include "model/study_parts.h"

static bool percent(const struct section *s, const char *key, struct study_limit *out)
{
    section_text(s, key, &out->text);
    return read_percent(s, key, &out->value);
}

static bool duration(const struct section *s, const char *key, struct study_limit *out)
{
    int64_t micro = 0;
    section_text(s, key, &out->text);
    if (!section_duration(s, key, &micro))
        return false;
    if (micro < 0)
        return section_fault(s, key, "%s must not be negative", key);
    out->value = (double)micro;
    return true;
}

static bool days(const struct section *s, const char *key, struct study_limit *out)
{
    uint64_t value = 0;
    section_text(s, key, &out->text);
    if (out->text.p && !str_to_u64(str_trim(out->text), &value))
        return section_fault(s, key, "%s '%.*s' is no whole number of days", key,
                             STR_ARG(out->text));
    out->value = (double)value;
    return true;
}

// SOURCE:FIELD names a source that there is. Fields are known only with the data.
static bool check_sources(const struct section *s)
{
    const struct study *study = s->in->study;
    for (size_t i = 0; i < study->check.complete.n; i++) {
        struct str rest = study->check.complete.p[i], source = str_cut(&rest, ':');
        if (rest.p && rest.n == 0)
            return section_fault(s, "complete", "complete: '%.*s' names no field",
                                 STR_ARG(study->check.complete.p[i]));
        if (!rest.p || study_source(study, source))
            continue;
        VEC(struct str) valid = {0};
        for (size_t k = 0; k < study->source_count; k++)
            vec_push(&valid, study->sources[k].name);
        section_fault(s, "complete", "complete: this study has no source '%.*s'", STR_ARG(source));
        suggest_diag(s->in->d, source, valid.p, valid.n);
        vec_free(&valid);
        return false;
    }
    return true;
}

bool read_check(const struct section *top)
{
    struct study_check *c = &top->in->study->check;
    struct section s = section_child(top, "check", 0);
    section_list(&s, "complete", &c->complete);
    c->origin = STR("");
    section_text(&s, "origin", &c->origin);
    return check_sources(&s) && percent(&s, "min-completeness", &c->min_completeness) &&
           percent(&s, "max-rejects", &c->max_rejects) &&
           percent(&s, "max-duplicates", &c->max_duplicates) &&
           percent(&s, "max-mojibake", &c->max_mojibake) && duration(&s, "max-age", &c->max_age) &&
           days(&s, "max-gap-days", &c->max_gap_days) && duration(&s, "max-skew", &c->max_skew) &&
           percent(&s, "max-orphans", &c->max_orphans) && percent(&s, "max-top-id", &c->max_top_id);
}
