// Which names a question may use, and which to suggest.
#include "query/names.h"

#include "base/suggest.h"
#include "base/vec.h"

struct list {
    VEC(struct str) name;
};

static void add(struct list *l, struct str name)
{
    for (size_t i = 0; i < l->name.n; i++)
        if (str_eq(l->name.p[i], name))
            return;
    if (name.n)
        vec_push(&l->name, name);
}

static void finish(struct list *l, struct diag *d, struct str name)
{
    suggest_diag(d, name, l->name.p, l->name.n);
    vec_free(&l->name);
}

static bool has_key(const struct pairs *pairs, struct str name)
{
    for (size_t i = 0; i < pairs->n; i++)
        if (str_eq(pairs->p[i].key, name))
            return true;
    return false;
}

static struct str without(struct str name, struct str prefix)
{
    return str_starts(name, prefix) ? str_slice(name, prefix.n, name.n) : name;
}

struct asked {
    struct str name;
    bool found;
};

static void compare(void *context, struct str name)
{
    struct asked *asked = context;
    asked->found = asked->found || str_eq(asked->name, name);
}

static void add_attribute(void *context, struct str name)
{
    add(context, name);
}

bool names_study_field(const struct study *study, struct str name)
{
    static const struct str fixed[] = {{"live", 4}, {"direction", 9}, {"source", 6}, {"file", 4}};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (str_eq(name, fixed[i]))
            return true;
    if (!study)
        return false;
    struct str id = without(name, STR("id.")), of_case = without(name, STR("case."));
    if (study_namespace(study, id) || study_case(study, of_case))
        return true;
    struct asked asked = {.name = name};
    for (size_t i = 0; i < study->source_count; i++) {
        study_each_attribute(study, &study->sources[i], NULL, compare, &asked);
        if (asked.found || has_key(&study->sources[i].ids, id))
            return true;
    }
    return false;
}

void names_suggest_field(struct diag *d, struct str name, const struct frame *f,
                         const struct study *study)
{
    struct list l = {0};
    for (size_t i = 0; i < f->columns; i++)
        add(&l, f->column[i].name);
    add(&l, STR("time"));
    for (size_t i = 0; study && i < study->source_count; i++)
        study_each_attribute(study, &study->sources[i], NULL, add_attribute, &l);
    finish(&l, d, name);
}

// Beyond this many values nobody reads a list, and the comparison with each would take long.
enum { VALUES_MAX = 2000 };

static void add_values(struct list *l, const struct column *column)
{
    for (uint32_t i = 1; i < column->names.count && i < VALUES_MAX; i++)
        vec_push(&l->name, names_get(column->names, i));
}

void names_suggest_event(struct diag *d, struct str name, const struct column *column,
                         const struct study *study)
{
    struct list l = {0};
    for (size_t i = 0; study && i < study->stage_count; i++)
        add(&l, study->stages[i].name);
    add_values(&l, column);
    for (size_t i = 0; study && i < study->event_count; i++)
        add(&l, study->events[i].name);
    finish(&l, d, name);
}

void names_suggest_channel(struct diag *d, struct str name, const struct column *column,
                           const struct study *study)
{
    struct list l = {0};
    add_values(&l, column);
    for (size_t i = 0; study && i < study->channel_count; i++)
        add(&l, study->channels[i].name);
    finish(&l, d, name);
}

// A name as it is written in a question.
static struct str reference(struct arena *a, struct str name)
{
    return arena_printf(a, "@%.*s", STR_ARG(name));
}

void names_suggest_reference(struct diag *d, struct str name, const struct study *study)
{
    struct list l = {0};
    struct arena a = {0};
    if (study->stage_count)
        add(&l, STR("@stages"));
    for (size_t i = 0; i < study->funnel_count; i++)
        add(&l, reference(&a, study->funnels[i].name));
    for (size_t i = 0; i < study->segment_count; i++)
        add(&l, reference(&a, study->segments[i].name));
    finish(&l, d, reference(&a, name));
    arena_free(&a);
}
