// Reading sessions { … }: what parts a customer's acts.
#include "base/suggest.h"
#include "model/study_parts.h"

static bool read_split(const struct section *s, struct study_sessions *out)
{
    static const struct str valid[] = {STR_INIT("midnight"), STR_INIT("person")};
    struct strs split = {0};
    section_list(s, "split", &split);
    for (size_t i = 0; i < split.n; i++) {
        if (str_eq(split.p[i], valid[0])) {
            out->midnight = true;
        } else if (str_eq(split.p[i], valid[1])) {
            out->person = true;
        } else {
            section_fault(s, "split", "nothing splits at '%.*s'", STR_ARG(split.p[i]));
            suggest_diag(s->in->d, split.p[i], valid, 2);
            return false;
        }
    }
    return true;
}

bool read_sessions(const struct section *top)
{
    struct study_sessions *out = &top->in->study->sessions;
    struct section s = section_child(top, "sessions", 0);
    *out = (struct study_sessions)STUDY_SESSIONS_USUAL;
    section_text(&s, "campaign", &out->campaign);
    if (!section_duration(&s, "gap", &out->gap) || !section_duration(&s, "maximum", &out->maximum))
        return false;
    if (out->gap <= 0)
        return section_fault(&s, "gap", "gap must be longer than 0");
    if (out->maximum <= 0)
        return section_fault(&s, "maximum", "maximum must be longer than 0");
    return read_split(&s, out);
}
