// The study's section privacy: the key, whom to forget, and what is personal beside the ids.
#include "base/suggest.h"
#include "model/study_parts.h"

// A name that no source gives as an attribute is a slip of the pen, and would leave a text as it
// is.
static bool check_attributes(const struct section *s, const char *key, struct strs names)
{
    const struct study *study = s->in->study;
    VEC(struct str) valid = {0};
    bool whole = study->source_count > 0, good = true;
    for (size_t i = 0; i < study->source_count; i++) {
        whole = whole && study->sources[i].time.fields.n > 0; // else its preset was not found
        for (size_t k = 0; k < study->sources[i].attributes.n; k++)
            vec_push(&valid, study->sources[i].attributes.p[k].key);
        for (size_t k = 0; k < study->sources[i].rule_count; k++)
            whole = false; // rules name their attributes in patterns
    }
    for (size_t i = 0; whole && good && i < names.n; i++) {
        bool found = false;
        for (vec_each(struct str, name, &valid))
            found = found || str_eq(*name, names.p[i]);
        if (found)
            continue;
        good = section_fault(s, key, "%s: '%.*s' is no attribute of this study", key,
                             STR_ARG(names.p[i]));
        suggest_diag(s->in->d, names.p[i], valid.p, valid.n);
    }
    vec_free(&valid);
    return good;
}

bool read_privacy(const struct section *top)
{
    struct study_privacy *p = &top->in->study->privacy;
    struct section s = section_child(top, "privacy", 0);
    section_text(&s, "key", &p->key);
    section_text(&s, "tombstones", &p->tombstones);
    section_list(&s, "ids", &p->ids);
    section_list(&s, "texts", &p->texts);
    p->some_texts = section_has(&s, "texts");
    if (p->tombstones.n && !p->key.n)
        return section_fault(&s, "tombstones",
                             "tombstones are keyed: add key = \"FILE\", which wend mask --new-key "
                             "makes");
    return check_attributes(&s, "ids", p->ids) && check_attributes(&s, "texts", p->texts);
}
