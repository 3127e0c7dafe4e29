// Rules, topics and bots set up: patterns compiled, and the places of what they make.
#include "base/suggest.h"
#include "ingest/mapping.h"

static const char usual_bots[] =
    "(?i)bot\\b|bot[/;_-]|crawl|spider|slurp|archiver|facebookexternal|"
    "headless|lighthouse|pingdom|monitor|preview|python-|curl/|wget|"
    "^java/|go-http|libwww|okhttp|scrapy|httpclient";

// The place of a field that rules make, behind the record's own.
static size_t slot_of(struct mapping *m, struct str name, bool alone)
{
    struct made_fields *f = &m->made;
    for (size_t i = 0; i < f->name.n; i++)
        if (str_eq(f->name.p[i].name, name))
            return i;
    vec_push(&f->name, ((struct made_name){.name = name, .alone = alone}));
    vec_push(&f->origin, NO_FIELD);
    return f->name.n - 1;
}

static size_t add_made(struct mapping *m, struct rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->made.n; i++)
        if (str_eq(rule->made.p[i].name, name))
            return i;
    struct study_made becomes = study_made(m->source, name);
    vec_push(
        &rule->made,
        ((struct made){
            .name = name, .attribute = becomes.attribute, .column = NO_FIELD, .slot = NO_FIELD}));
    if (becomes.field)
        rule->made.p[rule->made.n - 1].slot = slot_of(m, name, becomes.alone);
    return rule->made.n - 1;
}

// value: of the first that the rule makes.
static bool add_pattern(struct mapping *m, struct rule *rule, struct str text, struct str value,
                        struct diag *d)
{
    struct rule_pattern pattern = {.regex = regex_open(STR(""), text, false, d), .value = value};
    if (!pattern.regex)
        return false;
    for (size_t i = 0; i < regex_count(pattern.regex); i++)
        vec_push(&pattern.group, add_made(m, rule, regex_name(pattern.regex, i)));
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
    for (size_t i = 0; i < said->when.n; i++) {
        struct condition c = {.field = mapping_target(said->when.p[i].key, NULL),
                              .regex = regex_open(STR(""), said->when.p[i].value, false, d)};
        if (!c.regex)
            return false;
        vec_push(&rule->when, c);
    }
    if (said->topic)
        add_made(m, rule, STR("topic"));
    for (size_t i = 0; i < said->patterns.n; i++)
        if (!add_pattern(m, rule, said->patterns.p[i].value, said->patterns.p[i].key, d))
            return false;
    rule->keeps_unmatched = said->unmatched.n > 0;
    if (rule->keeps_unmatched) // the last; a group may have the name too
        vec_push(&rule->made, rule->made.p[add_made(m, rule, said->unmatched)]);
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
    add_made(m, rule, STR("bot"));
    return add_pattern(m, rule, source->bots.n ? source->bots : str_of(usual_bots), STR("yes"), d);
}

static void close_rule(struct rule *rule)
{
    rule_forget(rule);
    for (vec_each(struct rule_pattern, pattern, &rule->pattern)) {
        regex_close(pattern->regex);
        vec_free(&pattern->group);
    }
    for (vec_each(struct condition, c, &rule->when)) {
        regex_close(c->regex);
        target_close(&c->field);
        vec_free(&c->result);
    }
    target_close(&rule->field);
    vec_free(&rule->when);
    vec_free(&rule->pattern);
    vec_free(&rule->made);
    vec_free(&rule->code);
    vec_free(&rule->value);
    vec_free(&rule->result);
}

void rules_close(struct mapping *m)
{
    for (vec_each(struct rule, rule, &m->rule))
        close_rule(rule);
    vec_free(&m->rule);
    vec_free(&m->made.name);
    vec_free(&m->made.origin);
    vec_free(&m->made.all);
    vec_free(&m->made.field);
}

void rules_columns(const struct mapping *m, struct touchpoints *t)
{
    for (vec_each(const struct rule, rule, &m->rule))
        for (vec_each(const struct made, made, &rule->made))
            if (made->attribute)
                touchpoints_column(t, made->name);
}

void rules_attach(struct mapping *m, struct touchpoints *t)
{
    for (vec_each(struct rule, rule, &m->rule)) {
        rule_forget(rule);
        for (vec_each(struct made, made, &rule->made))
            if (made->attribute)
                made->column = touchpoints_column(t, made->name);
    }
}

bool rules_names(struct mapping *m, struct str file, const struct str *names, size_t count,
                 struct diag *d)
{
    struct made_fields *f = &m->made;
    f->own = count;
    f->all.n = 0;
    for (size_t i = 0; i < count; i++)
        vec_push(&f->all, names[i]);
    for (vec_each(const struct made_name, made, &f->name)) {
        bool own = false;
        for (size_t i = 0; i < count; i++)
            own = own || str_eq(names[i], made->name);
        if (own && made->alone)
            return diag_at(d, FAULT_USAGE, m->study->file, m->source->line, 0,
                           "source %.*s: %.*s has a field %.*s, which a rule makes too; rename the "
                           "group",
                           STR_ARG(m->source->name), STR_ARG(file), STR_ARG(made->name));
        vec_push(&f->all, own ? STR("") : made->name); // what a field says itself wins
    }
    vec_reserve(&f->field, f->all.n);
    f->field.n = f->all.n;
    return true;
}

// A field that a rule takes must be made above it.
static bool check_order(const struct mapping *m, const struct target *t, size_t until,
                        struct diag *d)
{
    if (t->field == NO_FIELD || t->field < m->made.own)
        return true;
    for (size_t i = 0; i < until; i++)
        for (vec_each(const struct made, made, &m->rule.p[i].made))
            if (made->slot == t->field - m->made.own)
                return true;
    return diag_at(d, FAULT_USAGE, m->study->file, m->source->line, 0,
                   "source %.*s: a rule takes %.*s, which only rules below it make",
                   STR_ARG(m->source->name), STR_ARG(t->name));
}

bool rules_bound(struct mapping *m, struct diag *d)
{
    for (size_t i = 0; i < m->rule.n; i++) {
        const struct rule *rule = &m->rule.p[i];
        if (!check_order(m, &rule->field, i, d))
            return false;
        for (vec_each(const struct condition, c, &rule->when))
            if (!check_order(m, &c->field, i, d))
                return false;
        for (vec_each(const struct made, made, &rule->made))
            if (made->slot != NO_FIELD && m->made.origin.p[made->slot] == NO_FIELD)
                m->made.origin.p[made->slot] = rule->field.field;
    }
    return true;
}

size_t rules_origin(const struct mapping *m, size_t field)
{
    // A rule's field may be made by a rule above it.
    while (m->made.name.n && field != NO_FIELD && field >= m->made.own)
        field = m->made.origin.p[field - m->made.own];
    return field;
}
