// Reading the identity section: namespaces in order of strength and what is true of each.
#include "model/study_parts.h"

enum { LENGTH_MOST = 512 }; // of a value, unless the study says otherwise

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
        if (namespace_find(identity, name))
            return section_fault(s, "order", "namespace '%.*s' is given twice", STR_ARG(name));
        enum normalise normalise = str_eq(name, STR("email"))   ? NORMALISE_EMAIL
                                   : str_eq(name, STR("phone")) ? NORMALISE_PHONE
                                                                : NORMALISE_TRIM;
        identity->spaces[identity->count++] = (struct study_namespace){
            .name = name, .normalise = normalise, .country = STR(""), .policy = identity->policy};
    }
    return true;
}

// The kinds are apart: a device, transaction or group never identifies a person, so it cannot be
// unique.
static bool read_kinds(const struct section *s)
{
    static const char *const kinds[] = {"unique", "device", "transaction", "group"};
    for (size_t kind = 0; kind < 4; kind++) {
        struct strs names = {0};
        section_list(s, kinds[kind], &names);
        for (size_t i = 0; i < names.n; i++) {
            struct study_namespace *space = namespace_find(&s->in->study->identity, names.p[i]);
            if (!space)
                return namespace_unknown(s, kinds[kind], names.p[i]);
            if (space->unique || space->device || space->transaction || space->group)
                return section_fault(s, kinds[kind],
                                     "namespace '%.*s' can be only one of unique, device, "
                                     "transaction and group, once",
                                     STR_ARG(names.p[i]));
            bool *const is[] = {&space->unique, &space->device, &space->transaction, &space->group};
            *is[kind] = true;
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

bool namespace_policy(const struct section *s, enum device_policy *out)
{
    static const char *const policies[] = {
        [DEVICE_CARRY] = "carry",
        [DEVICE_LAST] = "last",
        [DEVICE_QUARANTINE] = "quarantine",
        [DEVICE_RESET] = "reset",
    };
    const struct study_identity *identity = &s->in->study->identity;
    unsigned policy = *out;
    if (!section_choice(s, "policy", policies, sizeof policies / sizeof *policies, &policy))
        return false;
    *out = (enum device_policy)policy;
    return policy != DEVICE_RESET || identity->sign_in.n || identity->sign_out.n ||
           section_fault(s, "policy", "policy = reset needs sign-in or sign-out in identity");
}

bool read_identity(const struct section *top)
{
    struct study_identity *identity = &top->in->study->identity;
    struct section s = section_child(top, "identity", 0);
    uint32_t max_length = LENGTH_MOST;
    identity->look_back = INT64_MAX;
    section_list(&s, "links", &identity->links);
    section_list(&s, "overrides", &identity->overrides);
    section_list(&s, "block", &identity->block);
    identity->sign_in = identity->sign_out = STR("");
    section_text(&s, "sign-in", &identity->sign_in);
    section_text(&s, "sign-out", &identity->sign_out);
    if (!namespace_policy(&s, &identity->policy) || !read_order(&s) || !read_kinds(&s) ||
        !read_namespaces(&s) || !read_look_back(&s) ||
        !section_count_of(&s, "max-ids", &identity->max_ids) ||
        !section_count_of(&s, "max-degree", &identity->max_degree) ||
        !section_count_of(&s, "max-length", &max_length))
        return false;
    for (size_t i = 0; i < identity->count; i++)
        identity->spaces[i].max_length = max_length;
    return true;
}
