// Reading namespace "x" { … } of the identity section: the form of its values, or whose ids it
// holds.
#include "base/suggest.h"
#include "model/identity.h"
#include "model/study_parts.h"

static const char *const normalise_names[] = {
    [NORMALISE_TRIM] = "trim",   [NORMALISE_LOWER] = "lower", [NORMALISE_UPPER] = "upper",
    [NORMALISE_EMAIL] = "email", [NORMALISE_PHONE] = "phone", [NORMALISE_DIGITS] = "digits",
};

struct study_namespace *namespace_find(const struct study_identity *identity, struct str name)
{
    for (size_t i = 0; i < identity->count; i++) {
        if (str_eq(identity->spaces[i].name, name))
            return &identity->spaces[i];
    }
    return NULL;
}

bool namespace_unknown(const struct section *s, const char *key, struct str name)
{
    const struct study_identity *identity = &s->in->study->identity;
    VEC(struct str) valid = {0};
    for (size_t i = 0; i < identity->count; i++)
        vec_push(&valid, identity->spaces[i].name);
    section_fault(s, key, "namespace '%.*s' is not in identity's order", STR_ARG(name));
    suggest_diag(s->in->d, name, valid.p, valid.n);
    vec_free(&valid);
    return false;
}

static bool read_policy(const struct section *s, struct study_namespace *space)
{
    if (section_has(s, "policy") && !space->device)
        return section_fault(s, "policy", "'%.*s' is no device: it has no policy",
                             STR_ARG(space->name));
    return namespace_policy(s, &space->policy);
}

static bool read_form(const struct section *s, struct study_namespace *space)
{
    unsigned normalise = space->normalise;
    if (!section_choice(s, "normalise", normalise_names,
                        sizeof normalise_names / sizeof *normalise_names, &normalise) ||
        !section_flag(s, "strip-domain", &space->strip_domain))
        return false;
    space->normalise = (enum normalise)normalise;
    section_text(s, "country", &space->country);
    for (size_t k = 0; k < space->country.n; k++) {
        if (space->country.p[k] < '0' || space->country.p[k] > '9')
            return section_fault(s, "country",
                                 "country '%.*s' is no calling code; write for example 86",
                                 STR_ARG(space->country));
    }
    return true;
}

static bool read_pattern(const struct section *s, struct study_namespace *space)
{
    struct str pattern = {0};
    struct diag why = {0};
    section_text(s, "pattern", &pattern);
    if (!pattern.p)
        return true;
    space->pattern = identity_pattern_open(pattern, &why);
    return space->pattern || section_fault(s, "pattern", "%s", why.message);
}

// namespace "other_crm" { as = "crm" }: a second field of the same ids.
static bool read_alias(const struct section *s, struct str name)
{
    struct study_identity *identity = &s->in->study->identity;
    struct str as = STR("");
    section_text(s, "as", &as);
    const struct study_namespace *space = namespace_find(identity, as);
    if (!section_check_name(s, NULL, name))
        return false;
    if (!space)
        return namespace_unknown(s, "as", as);
    if (space->device || space->transaction || space->group)
        return section_fault(s, "as", "'%.*s' is not a person's namespace", STR_ARG(as));
    if (namespace_find(identity, name))
        return section_fault(s, "as", "namespace '%.*s' stands in the order itself; leave it out",
                             STR_ARG(name));
    if (section_has(s, "normalise") || section_has(s, "country") || section_has(s, "pattern") ||
        section_has(s, "strip-domain") || section_has(s, "policy"))
        return section_fault(s, "as", "the form of '%.*s' is that of '%.*s'", STR_ARG(name),
                             STR_ARG(as));
    identity->aliases.p[identity->aliases.n++] = (struct pair){name, as};
    return true;
}

bool read_namespaces(const struct section *s)
{
    struct study *study = s->in->study;
    size_t n = section_count(s, "namespace");
    study->identity.aliases.p = arena_array(&study->arena, n, struct pair);
    for (size_t i = 0; i < n; i++) {
        struct section inner = section_child(s, "namespace", i);
        struct str name = section_title(&inner);
        struct study_namespace *space = namespace_find(&study->identity, name);
        bool alias = section_has(&inner, "as");
        if (!space && !alias)
            return namespace_unknown(&inner, NULL, name);
        if (alias ? !read_alias(&inner, name)
                  : !read_form(&inner, space) || !read_pattern(&inner, space) ||
                        !read_policy(&inner, space))
            return false;
    }
    return true;
}
