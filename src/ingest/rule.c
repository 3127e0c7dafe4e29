// Rules, topics and bots: what patterns find in a field becomes attributes.
#include "ingest/mapping.h"

// Distinct values kept; free text hardly comes again.
enum { CACHE_BYTES = 1 << 22 };

static const char usual_bots[] =
    "(?i)bot\\b|bot[/;_-]|crawl|spider|slurp|archiver|facebookexternal|"
    "headless|lighthouse|pingdom|monitor|preview|python-|curl/|wget|"
    "^java/|go-http|libwww|okhttp|scrapy|httpclient";

static size_t place_of(struct rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->name.n; i++)
        if (str_eq(rule->name.p[i], name))
            return i;
    vec_push(&rule->name, name);
    return rule->name.n - 1;
}

// value: of the rule's first column.
static bool add_pattern(struct rule *rule, struct str text, struct str value, struct diag *d)
{
    struct rule_pattern pattern = {.regex = regex_open(STR(""), text, false, d), .value = value};
    if (!pattern.regex)
        return false;
    for (size_t i = 0; i < regex_count(pattern.regex); i++)
        vec_push(&pattern.group, place_of(rule, regex_name(pattern.regex, i)));
    vec_push(&rule->pattern, pattern);
    return true;
}

static struct rule *add_rule(struct mapping *m, struct str field)
{
    vec_push(&m->rule, (struct rule){.field = mapping_target(field, NULL)});
    return &m->rule.p[m->rule.n - 1];
}

static bool open_declared(struct mapping *m, const struct study_rule *said, struct diag *d)
{
    struct rule *rule = add_rule(m, said->field);
    if (said->patterns.n && said->patterns.p[0].key.n)
        place_of(rule, STR("topic"));
    for (size_t i = 0; i < said->patterns.n; i++)
        if (!add_pattern(rule, said->patterns.p[i].value, said->patterns.p[i].key, d))
            return false;
    rule->keeps_unmatched = said->unmatched.n > 0;
    if (rule->keeps_unmatched)
        vec_push(&rule->name, said->unmatched);
    return true;
}

bool rules_open(struct mapping *m, struct diag *d)
{
    const struct study_source *source = m->source;
    for (size_t i = 0; i < source->rule_count; i++)
        if (!open_declared(m, &source->rules[i], d))
            return false;
    if (source->bot_field.n == 0)
        return true;
    struct rule *rule = add_rule(m, source->bot_field);
    rule->bot = true;
    place_of(rule, STR("bot"));
    return add_pattern(rule, source->bots.n ? source->bots : str_of(usual_bots), STR("yes"), d);
}

static void forget(struct rule *rule)
{
    if (rule->raw.count)
        dict_free(&rule->raw);
    rule->code.n = rule->hit.n = 0;
}

void rules_close(struct mapping *m)
{
    for (vec_each(struct rule, rule, &m->rule)) {
        for (vec_each(struct rule_pattern, pattern, &rule->pattern)) {
            regex_close(pattern->regex);
            vec_free(&pattern->group);
        }
        forget(rule);
        target_close(&rule->field);
        vec_free(&rule->pattern);
        vec_free(&rule->name);
        vec_free(&rule->column);
        vec_free(&rule->code);
        vec_free(&rule->hit);
    }
    vec_free(&m->rule);
}

void rules_columns(const struct mapping *m, struct touchpoints *t)
{
    for (vec_each(const struct rule, rule, &m->rule))
        for (size_t i = 0; i < rule->name.n; i++)
            touchpoints_column(t, rule->name.p[i]);
}

void rules_attach(struct mapping *m, struct touchpoints *t)
{
    for (vec_each(struct rule, rule, &m->rule)) {
        forget(rule);
        rule->column.n = 0;
        for (size_t i = 0; i < rule->name.n; i++)
            vec_push(&rule->column, touchpoints_column(t, rule->name.p[i]));
    }
}

// Fill the codes of a new value. A pattern that costs too much does not match.
static bool evaluate(const struct mapping *m, struct rule *rule, struct str value, uint32_t *code)
{
    for (vec_each(const struct rule_pattern, pattern, &rule->pattern)) {
        if (regex_match(pattern->regex, value) != REGEX_HIT)
            continue;
        if (pattern->value.n)
            code[0] = dict_add(&m->rows->column.p[rule->column.p[0]].dict, pattern->value);
        for (size_t i = 0; i < pattern->group.n; i++) {
            size_t at = pattern->group.p[i];
            struct str text = regex_group(pattern->regex, value, i);
            if (text.n)
                code[at] = dict_add(&m->rows->column.p[rule->column.p[at]].dict, text);
        }
        return true;
    }
    if (rule->keeps_unmatched)
        code[rule->name.n - 1] =
            dict_add(&m->rows->column.p[rule->column.p[rule->name.n - 1]].dict, value);
    return false;
}

// The place of a value's codes; they are worked out when it is new.
static size_t codes_of(const struct mapping *m, struct rule *rule, struct str value)
{
    if (rule->raw.count && rule->raw.bytes_capacity > CACHE_BYTES)
        forget(rule);
    if (rule->raw.count == 0) {
        dict_init(&rule->raw);
        vec_push(&rule->hit, 0);
        for (size_t i = 0; i < rule->name.n; i++)
            vec_push(&rule->code, 0);
    }
    size_t n = rule->name.n, raw = dict_add(&rule->raw, value);
    if (raw < rule->hit.n)
        return raw;
    for (size_t i = 0; i < n; i++)
        vec_push(&rule->code, 0);
    uint8_t hit = evaluate(m, rule, value, rule->code.p + raw * n);
    vec_push(&rule->hit, hit);
    return raw;
}

void rules_set(struct mapping *m, const struct record *record, size_t row, struct row_marks *marks)
{
    for (vec_each(struct rule, rule, &m->rule)) {
        struct str value = mapping_raw(m, &rule->field, record);
        if (value.n == 0)
            continue;
        size_t raw = codes_of(m, rule, value), n = rule->name.n;
        for (size_t i = 0; i < n; i++) {
            uint32_t *code = &m->rows->column.p[rule->column.p[i]].code.p[row];
            if (*code == 0) // what a field says itself wins
                *code = rule->code.p[raw * n + i];
        }
        if (rule->bot)
            marks->bot = rule->hit.p[raw];
        else if (!rule->hit.p[raw])
            marks->unmatched = true;
    }
}
