// Reading what a source says of its values: what stands for none, numbers, booleans, rules.
#include "base/suggest.h"
#include "model/study_parts.h"
#include "text/number.h"
#include "text/regex.h"

static struct study_rule read_rule(const struct section *s)
{
    struct study_rule rule = {.field = section_title(s), .unmatched = STR("")};
    struct strs match = {0};
    section_list(s, "match", &match);
    section_text(s, "unmatched", &rule.unmatched);
    rule.patterns.p = arena_array(&s->in->study->arena, match.n, struct pair);
    for (size_t i = 0; i < match.n; i++)
        rule.patterns.p[rule.patterns.n++] = (struct pair){STR(""), match.p[i]};
    return rule;
}

static void read_rules(const struct section *s, struct study_source *source)
{
    size_t rules = section_count(s, "rule"), topics = section_count(s, "topic");
    size_t before = source->rule_count;
    struct study_rule *all =
        arena_array(&s->in->study->arena, before + rules + topics, struct study_rule);
    if (before)
        memcpy(all, source->rules, before * sizeof *all);
    for (size_t i = 0; i < rules; i++) {
        struct section inner = section_child(s, "rule", i);
        all[before + i] = read_rule(&inner);
    }
    for (size_t i = 0; i < topics; i++) {
        struct section inner = section_child(s, "topic", i);
        all[before + rules + i] =
            (struct study_rule){section_title(&inner), section_pairs(&inner), .unmatched = STR("")};
    }
    source->rules = all;
    source->rule_count = before + rules + topics;
}

void read_source_values(const struct section *s, struct study_source *source)
{
    read_rules(s, source);
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

static bool check_pattern(const struct section *s, const char *key, struct str pattern)
{
    struct diag why = {0};
    struct regex *regex = regex_open(STR(""), pattern, false, &why);
    if (!regex)
        return section_fault(s, key, "%s: %s", key, why.message);
    bool good = true;
    for (size_t i = 0; good && i < regex_count(regex); i++)
        if (attribute_is_reserved(regex_name(regex, i)))
            good = section_fault(s, key, "%s: group '%.*s' has the name of a fixed column", key,
                                 STR_ARG(regex_name(regex, i)));
    regex_close(regex);
    return good;
}

static bool check_rules(const struct section *s, const struct study_source *source)
{
    for (size_t i = 0; i < source->rule_count; i++) {
        const struct study_rule *rule = &source->rules[i];
        if (rule->patterns.n == 0)
            return section_fault(s, "rule", "rule '%.*s' has no pattern; add match = {'PATTERN'}",
                                 STR_ARG(rule->field));
        bool topic = rule->patterns.p[0].key.n > 0;
        for (size_t k = 0; k < rule->patterns.n; k++)
            if (!check_pattern(s, topic ? "topic" : "rule", rule->patterns.p[k].value))
                return false;
        if (rule->unmatched.n && (!section_check_name(s, "rule", rule->unmatched) ||
                                  attribute_is_reserved(rule->unmatched)))
            return section_fault(s, "rule", "unmatched '%.*s' cannot be an attribute",
                                 STR_ARG(rule->unmatched));
    }
    if (source->bots.n && source->bot_field.n == 0)
        return section_fault(s, "bots", "bots needs bot-field = \"FIELD\", the user agent");
    return source->bots.n == 0 || check_pattern(s, "bots", source->bots);
}

bool check_values(const struct section *s, const struct study_source *source)
{
    if (!check_rules(s, source))
        return false;
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
