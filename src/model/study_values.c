// Reading what a source says of its values: what stands for none, numbers, booleans.
#include "base/suggest.h"
#include "model/study_parts.h"
#include "text/number.h"

void read_source_values(const struct section *s, struct study_source *source)
{
    section_text(s, "bot-field", &source->bot_field);
    section_text(s, "bots", &source->bots);
    section_list(s, "missing", &source->missing);
    section_list(s, "boolean", &source->booleans);
    read_pairs(s, "number", &source->numbers);
}

static bool check_attribute(const struct section *s, const char *key,
                            const struct study_source *source, struct str name)
{
    bool found = false;
    VEC(struct str) valid = {0};
    for (size_t i = 0; i < source->attributes.n; i++) {
        vec_push(&valid, source->attributes.p[i].key);
        found = found || str_eq(source->attributes.p[i].key, name);
    }
    if (!found) {
        section_fault(s, key, "%s: this source has no attribute '%.*s'", key, STR_ARG(name));
        suggest_diag(s->in->d, name, valid.p, valid.n);
    }
    vec_free(&valid);
    return found;
}

bool check_values(const struct section *s, const struct study_source *source)
{
    if (source->bots.n && source->bot_field.n == 0)
        return section_fault(s, "bots", "bots needs bot-field = \"FIELD\", the user agent");
    struct diag why = {0};
    if (source->bots.n && !pattern_is_good(source->bots, &why))
        return section_fault(s, "bots", "bots: %s", why.message);
    for (size_t i = 0; i < source->booleans.n; i++)
        if (!check_attribute(s, "boolean", source, source->booleans.p[i]))
            return false;
    for (size_t i = 0; i < source->numbers.n; i++) {
        struct pair number = source->numbers.p[i];
        struct number_form form;
        if (!check_attribute(s, "number", source, number.key))
            return false;
        if (!number_form_read(number.value, &form))
            return section_fault(s, "number",
                                 "number '%.*s' = '%.*s' is no clear example; write for example "
                                 "1.234,56 or 1234.56",
                                 STR_ARG(number.key), STR_ARG(number.value));
    }
    return true;
}
