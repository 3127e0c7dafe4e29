// Which fields a source names, and what becomes of those that its rules make.
#include "model/study.h"

static void visit_list(struct strs list, study_field_visitor *visit, void *context)
{
    for (size_t i = 0; i < list.n; i++)
        visit(context, list.p[i], STR(""));
}

static void visit_rule(const struct study_rule *rule, study_field_visitor *visit, void *context)
{
    visit(context, rule->field, STR(""));
    for (size_t k = 0; k < rule->when.n; k++)
        visit(context, rule->when.p[k].key, STR(""));
}

// All but those of rules.
static void visit_own(const struct study_source *s, study_field_visitor *visit, void *context)
{
    visit_list(s->time.fields, visit, context);
    visit_list(s->received.fields, visit, context);
    visit_list(s->sent.fields, visit, context);
    visit(context, s->zone_field, STR(""));
    visit(context, s->bot_field, STR(""));
    visit(context, s->channel_field, STR(""));
    visit(context, s->event_field, STR(""));
    visit(context, s->direction_field, STR(""));
    visit(context, s->event_id, STR(""));
    visit_list(s->once_per, visit, context);
    for (size_t i = 0; i < s->ids.n; i++)
        visit(context, s->ids.p[i].value, STR(""));
    for (size_t i = 0; i < s->attributes.n; i++)
        visit(context, s->attributes.p[i].value, s->attributes.p[i].key);
}

void study_each_field(const struct study_source *s, study_field_visitor *visit, void *context)
{
    visit_own(s, visit, context);
    for (size_t i = 0; i < s->rule_count; i++)
        visit_rule(&s->rules[i], visit, context);
}

static bool makes(const struct study_rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->makes.n; i++)
        if (str_eq(rule->makes.p[i], name))
            return true;
    return false;
}

void study_each_attribute(const struct study *study, const struct study_source *s,
                          const struct study_join *until, study_name_visitor *visit, void *context)
{
    for (size_t i = 0; i < s->attributes.n; i++)
        visit(context, s->attributes.p[i].key);
    for (size_t i = 0; i < s->rule_count; i++)
        for (size_t k = 0; k < s->rules[i].makes.n; k++)
            if (study_made(s, s->rules[i].makes.p[k]).attribute)
                visit(context, s->rules[i].makes.p[k]);
    if (s->bot_field.n)
        visit(context, STR("bot"));
    for (size_t i = 0; i < study->join_count && &study->joins[i] != until; i++)
        for (size_t k = 0; k < study->joins[i].attributes.n; k++)
            if (study->joins[i].joins[s - study->sources])
                visit(context, study->joins[i].attributes.p[k].key);
}

struct question {
    struct str name;
    bool attribute; // an attribute of that name takes it
    bool other;     // something else does
};

static void ask(void *context, struct str field, struct str attribute)
{
    struct question *q = context;
    size_t parameter = str_find(field, '?', 0); // FIELD?KEY
    if (!str_eq(field, q->name) &&
        (parameter == SIZE_MAX || !str_eq(str_slice(field, 0, parameter), q->name)))
        return;
    if (str_eq(attribute, q->name))
        q->attribute = true;
    else
        q->other = true;
}

struct study_made study_made(const struct study_source *s, struct str name)
{
    struct question q = {.name = name};
    visit_own(s, ask, &q);
    bool offered = false;
    for (size_t i = 0; i < s->offered.n; i++)
        offered = offered || str_eq(s->offered.p[i].value, name);
    struct question below = {.name = name};
    bool made = false; // by a rule above: those below can take it
    for (size_t i = 0; i < s->rule_count; i++) {
        if (made)
            visit_rule(&s->rules[i], ask, &below);
        made = made || makes(&s->rules[i], name);
    }
    return (struct study_made){.field = q.attribute || q.other || below.other,
                               .below = below.other,
                               .alone = q.other,
                               .attribute = q.attribute || !(q.other || offered)};
}
