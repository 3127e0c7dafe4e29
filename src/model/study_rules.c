// Reading rules and topics: patterns for the values of a field, and the fields that they make.
#include "base/suggest.h"
#include "model/study_parts.h"
#include "text/regex.h"

struct reading {
    const struct section *s; // of the rule
    struct study_rule *rule;
    VEC(struct str) makes;
};

bool pattern_is_good(struct str pattern, struct diag *why)
{
    struct regex *regex = regex_open(STR(""), pattern, false, why);
    regex_close(regex);
    return regex != NULL;
}

static const char *kind(const struct reading *r)
{
    return r->rule->topic ? "topic" : "rule";
}

static void add_name(struct reading *r, struct str name)
{
    for (vec_each(const struct str, before, &r->makes))
        if (str_eq(*before, name))
            return;
    vec_push(&r->makes, arena_str(&r->s->in->study->arena, name));
}

static bool add_groups(struct reading *r, struct str pattern)
{
    struct diag why = {0};
    struct regex *regex = regex_open(STR(""), pattern, false, &why);
    if (!regex)
        return section_fault(r->s, r->rule->topic ? NULL : "match", "%s '%.*s': %s", kind(r),
                             STR_ARG(r->rule->name), why.message);
    for (size_t i = 0; i < regex_count(regex); i++)
        add_name(r, regex_name(regex, i));
    regex_close(regex);
    return true;
}

static bool read_when(struct reading *r)
{
    struct section when = section_child(r->s, "when", 0);
    r->rule->when = section_pairs(&when);
    for (size_t i = 0; i < r->rule->when.n; i++) {
        struct diag why = {0};
        if (!pattern_is_good(r->rule->when.p[i].value, &why))
            return section_fault(&when, NULL, "when '%.*s': %s", STR_ARG(r->rule->when.p[i].key),
                                 why.message);
    }
    return true;
}

static bool read_match(struct reading *r)
{
    struct strs match = {0};
    section_text(r->s, "field", &r->rule->field);
    section_text(r->s, "unmatched", &r->rule->unmatched);
    section_list(r->s, "match", &match);
    if (r->rule->field.n == 0)
        return section_fault(r->s, "field", "rule '%.*s': field names no field",
                             STR_ARG(r->rule->name));
    r->rule->patterns.p = arena_array(&r->s->in->study->arena, match.n, struct pair);
    for (size_t i = 0; i < match.n; i++)
        r->rule->patterns.p[r->rule->patterns.n++] = (struct pair){STR(""), match.p[i]};
    return true;
}

static bool read_rule(struct reading *r)
{
    struct study_rule *rule = r->rule;
    rule->name = rule->field = section_title(r->s);
    rule->unmatched = STR("");
    if (rule->topic)
        rule->patterns = section_pairs(r->s);
    else if (!read_match(r) || !read_when(r))
        return false;
    if (rule->patterns.n == 0)
        return section_fault(r->s, NULL, "%s '%.*s' has no pattern; add %s", kind(r),
                             STR_ARG(rule->name),
                             rule->topic ? "NAME = 'PATTERN'" : "match = {'PATTERN'}");
    if (rule->topic)
        add_name(r, STR("topic"));
    for (size_t i = 0; i < rule->patterns.n; i++)
        if (!add_groups(r, rule->patterns.p[i].value))
            return false;
    if (rule->unmatched.n) {
        if (!section_check_name(r->s, "unmatched", rule->unmatched))
            return false;
        add_name(r, rule->unmatched);
    }
    rule->makes.p = arena_array(&r->s->in->study->arena, r->makes.n, struct str);
    for (vec_each(const struct str, name, &r->makes))
        rule->makes.p[rule->makes.n++] = *name;
    return true;
}

static bool read_all(const struct section *s, const char *key, struct study_source *source)
{
    for (size_t i = 0, n = section_count(s, key); i < n; i++) {
        struct section inner = section_child(s, key, i);
        struct study_rule rule = {.topic = str_eq(str_of(key), STR("topic")),
                                  .line = section_line(&inner, NULL)};
        struct reading reading = {.s = &inner, .rule = &rule};
        bool good = read_rule(&reading);
        vec_free(&reading.makes);
        if (!good)
            return false;
        size_t at = 0;
        while (at < source->rule_count && (source->rules[at].topic != rule.topic ||
                                           !str_eq(source->rules[at].name, rule.name)))
            at++;
        source->rules[at] = rule;
        source->rule_count += at == source->rule_count;
    }
    return true;
}

// Rules and topics as they stand in the file; those of the preset come first.
static void sort_rules(struct study_rule *rule, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && rule[k].line < rule[k - 1].line; k--) {
            struct study_rule above = rule[k - 1];
            rule[k - 1] = rule[k];
            rule[k] = above;
        }
}

bool read_rules(const struct section *s, struct study_source *source)
{
    size_t before = source->rule_count;
    size_t most = source->rule_count + section_count(s, "rule") + section_count(s, "topic");
    struct study_rule *all = arena_array(&s->in->study->arena, most, struct study_rule);
    if (source->rule_count)
        memcpy(all, source->rules, source->rule_count * sizeof *all);
    source->rules = all;
    bool good = read_all(s, "rule", source) && read_all(s, "topic", source);
    sort_rules(source->rules + before, source->rule_count - before);
    return good;
}

// The rule's section in this file, else the source's: a preset's rules stand elsewhere.
static struct section place_of(const struct section *s, const struct study_rule *rule)
{
    const char *key = rule->topic ? "topic" : "rule";
    for (size_t i = 0, n = section_count(s, key); i < n; i++) {
        struct section inner = section_child(s, key, i);
        if (str_eq(section_title(&inner), rule->name))
            return inner;
    }
    return *s;
}

bool check_rules(const struct section *s, const struct study_source *source)
{
    for (size_t i = 0; i < source->rule_count; i++) {
        const struct study_rule *rule = &source->rules[i];
        struct section at = place_of(s, rule);
        for (size_t k = 0; k < rule->makes.n; k++) {
            struct str name = rule->makes.p[k];
            if (attribute_is_reserved(s->in->study, name) && study_made(source, name).attribute)
                return section_fault(&at, NULL,
                                     "group '%.*s' has the name of a fixed column; rename it, or "
                                     "let a key such as event-field take it",
                                     STR_ARG(name));
        }
    }
    return true;
}
