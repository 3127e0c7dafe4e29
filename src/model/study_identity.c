// Reading the identity section: namespaces in order of strength and what is true of each.
#include "base/suggest.h"
#include "model/study_parts.h"

static const char *const normalise_names[] = {
    [NORMALISE_TRIM] = "trim",   [NORMALISE_LOWER] = "lower", [NORMALISE_UPPER] = "upper",
    [NORMALISE_EMAIL] = "email", [NORMALISE_PHONE] = "phone", [NORMALISE_DIGITS] = "digits",
};

static struct study_namespace *find(struct study_identity *identity, struct str name)
{
    for (size_t i = 0; i < identity->count; i++) {
        if (str_eq(identity->spaces[i].name, name))
            return &identity->spaces[i];
    }
    return NULL;
}

static bool fault_unknown(const struct section *s, const char *key, struct str name)
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

static bool read_order(const struct section *s)
{
    struct study *study = s->in->study;
    struct study_identity *identity = &study->identity;
    struct strs order = {0};
    section_list(s, "order", &order);
    identity->spaces = arena_array(&study->arena, order.n, struct study_namespace);
    for (size_t i = 0; i < order.n; i++) {
        struct str name = order.p[i];
        if (!section_check_name(s, "order", name))
            return false;
        if (find(identity, name))
            return section_fault(s, "order", "namespace '%.*s' is given twice", STR_ARG(name));
        enum normalise normalise = str_eq(name, STR("email"))   ? NORMALISE_EMAIL
                                   : str_eq(name, STR("phone")) ? NORMALISE_PHONE
                                                                : NORMALISE_TRIM;
        identity->spaces[identity->count++] =
            (struct study_namespace){.name = name, .normalise = normalise, .country = STR("")};
    }
    return true;
}

// The kinds are apart: a device or transaction never identifies a person, so it cannot be unique.
static bool read_kinds(const struct section *s)
{
    static const char *const kinds[] = {"unique", "device", "transaction"};
    for (size_t kind = 0; kind < 3; kind++) {
        struct strs names = {0};
        section_list(s, kinds[kind], &names);
        for (size_t i = 0; i < names.n; i++) {
            struct study_namespace *space = find(&s->in->study->identity, names.p[i]);
            if (!space)
                return fault_unknown(s, kinds[kind], names.p[i]);
            if (space->unique || space->device || space->transaction)
                return section_fault(s, kinds[kind],
                                     "namespace '%.*s' can be only one of unique, device and "
                                     "transaction, once",
                                     STR_ARG(names.p[i]));
            *(kind == 0 ? &space->unique : kind == 1 ? &space->device : &space->transaction) = true;
        }
    }
    return true;
}

static bool read_namespaces(const struct section *s)
{
    for (size_t i = 0; i < section_count(s, "namespace"); i++) {
        struct section inner = section_child(s, "namespace", i);
        struct str name = section_title(&inner);
        struct study_namespace *space = find(&s->in->study->identity, name);
        if (!space)
            return fault_unknown(&inner, NULL, name);
        unsigned normalise = space->normalise;
        if (!section_choice(&inner, "normalise", normalise_names,
                            sizeof normalise_names / sizeof *normalise_names, &normalise))
            return false;
        space->normalise = (enum normalise)normalise;
        section_text(&inner, "country", &space->country);
        for (size_t k = 0; k < space->country.n; k++) {
            if (space->country.p[k] < '0' || space->country.p[k] > '9')
                return section_fault(&inner, "country",
                                     "country '%.*s' is no calling code; write for example 86",
                                     STR_ARG(space->country));
        }
    }
    return true;
}

static bool read_look_back(const struct section *s)
{
    struct study_identity *identity = &s->in->study->identity;
    struct str text = {0};
    section_text(s, "look-back", &text);
    if (!text.p || str_eq(text, STR("all")))
        return true;
    if (!section_duration(s, "look-back", &identity->look_back))
        return false;
    if (identity->look_back < 0)
        return section_fault(s, "look-back", "look-back must not be negative");
    return true;
}

static bool read_max_ids(const struct section *s)
{
    struct str text = {0};
    uint64_t number = 0;
    section_text(s, "max-ids", &text);
    if (text.p && (!str_to_u64(text, &number) || number > UINT32_MAX))
        return section_fault(s, "max-ids", "max-ids '%.*s' is no count; 0 means no limit",
                             STR_ARG(text));
    s->in->study->identity.max_ids = (uint32_t)number;
    return true;
}

bool read_identity(const struct section *top)
{
    struct study_identity *identity = &top->in->study->identity;
    struct section s = section_child(top, "identity", 0);
    identity->look_back = INT64_MAX;
    section_list(&s, "links", &identity->links);
    section_list(&s, "block", &identity->block);
    return read_order(&s) && read_kinds(&s) && read_namespaces(&s) && read_look_back(&s) &&
           read_max_ids(&s);
}
