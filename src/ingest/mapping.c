// The mapping of one source, set up: patterns compiled, fields looked up, columns found.
#include "ingest/mapping.h"

#include "base/suggest.h"

static const struct value_map *map_of(const struct study_source *source, const char *target)
{
    for (size_t i = 0; i < source->map_count; i++)
        if (str_eq(source->maps[i].target, str_of(target)))
            return &source->maps[i];
    return NULL;
}

struct target mapping_target(struct str name, const struct value_map *map)
{
    return (struct target){.name = name, .field = NO_FIELD, .map = map};
}

static bool fault(const struct mapping *m, struct diag *d, const char *what, struct str value)
{
    return diag_at(d, FAULT_USAGE, m->study->file, m->source->line, 0, "source %.*s: %s %.*s",
                   STR_ARG(m->source->name), what, STR_ARG(value));
}

static bool is_direction(struct str s)
{
    return str_eq(s, STR("act")) || str_eq(s, STR("out")) || str_eq(s, STR("staff"));
}

static bool open_ids(struct mapping *m, struct diag *d)
{
    const struct study_source *source = m->source;
    for (size_t i = 0; i < source->ids.n; i++) {
        struct target t = mapping_target(source->ids.p[i].value, NULL);
        t.space = study_namespace(m->study, source->ids.p[i].key);
        if (!t.space)
            return fault(m, d, "identity { order } does not have the namespace",
                         source->ids.p[i].key);
        for (size_t k = 0; k < source->ids.n; k++)
            if (k != i && str_eq(source->ids.p[k].value, t.name))
                t.shared = true;
        t.leader = true;
        for (vec_each(const struct target, before, &m->id))
            if (str_eq(before->name, t.name))
                t.leader = false;
        vec_push(&m->id, t);
    }
    return true;
}

// A compiler's fault, told with the study's line.
static bool locate(const struct mapping *m, struct diag *d)
{
    if (!d)
        return false;
    struct diag inner = *d;
    return diag_at(d, inner.fault, m->study->file, m->source->line, 0, "source %.*s: %s",
                   STR_ARG(m->source->name), inner.message);
}

static void set_form(struct target *t, const struct study_source *source, struct str attribute)
{
    for (size_t i = 0; i < source->booleans.n; i++)
        if (str_eq(source->booleans.p[i], attribute))
            t->plain = PLAIN_BOOLEAN;
    for (size_t i = 0; i < source->numbers.n; i++)
        if (str_eq(source->numbers.p[i].key, attribute) &&
            number_form_read(source->numbers.p[i].value, &t->form))
            t->plain = PLAIN_NUMBER;
}

bool mapping_open(struct mapping *m, const struct study *study, const struct study_source *source,
                  struct diag *d)
{
    *m = (struct mapping){.study = study, .source = source};
    m->channel = mapping_target(source->channel_field, map_of(source, "channel"));
    m->event = mapping_target(source->event_field, map_of(source, "event"));
    m->direction = mapping_target(source->direction_field, map_of(source, "direction"));
    if (source->direction.n && !is_direction(source->direction))
        return fault(m, d, "direction must be act, out or staff, not", source->direction);
    for (size_t i = 0; i < source->attributes.n; i++) {
        const struct pair *pair = &source->attributes.p[i];
        vec_push(&m->attribute, mapping_target(pair->value, map_of(source, pair->key.p)));
        set_form(&m->attribute.p[i], source, pair->key);
    }
    m->event_id = mapping_target(source->event_id, NULL);
    for (size_t i = 0; i < source->once_per.n; i++)
        vec_push(&m->once, mapping_target(source->once_per.p[i], NULL));
    for (size_t i = 0; i < source->missing.n; i++)
        if (source->missing.p[i].n)
            m->missing[(unsigned char)source->missing.p[i].p[0]] = 1;
    return ((when_open(m, d) && rules_open(m, d)) || locate(m, d)) && open_ids(m, d);
}

void target_clear(struct target *t)
{
    if (t->raw.count)
        dict_clear(&t->raw);
    t->code.n = t->missed.n = t->fate.n = t->away.n = 0;
}

void target_free(struct target *t)
{
    if (t->raw.count)
        dict_free(&t->raw);
    vec_free(&t->code);
    vec_free(&t->missed);
    vec_free(&t->fate);
    vec_free(&t->away);
}

// All targets but those of time, which fill no column.
static void each_target(struct mapping *m, void (*visit)(struct target *t))
{
    visit(&m->channel);
    visit(&m->event);
    visit(&m->direction);
    for (vec_each(struct target, t, &m->id))
        visit(t);
    for (vec_each(struct target, t, &m->attribute))
        visit(t);
}

void target_close(struct target *t)
{
    if (t->parameter)
        buf_free(t->parameter);
    free(t->parameter);
    t->parameter = NULL;
}

void mapping_close(struct mapping *m)
{
    each_target(m, target_free);
    each_target(m, target_close);
    buf_free(&m->scratch);
    when_close(m);
    rules_close(m);
    joins_close(m);
    vec_free(&m->counter);
    vec_free(&m->miss);
    garbled_close(&m->garbled);
    target_close(&m->event_id);
    for (vec_each(struct target, t, &m->once))
        target_close(t);
    vec_free(&m->once);
    vec_free(&m->id);
    vec_free(&m->attribute);
    vec_free(&m->values);
    vec_free(&m->direction_of_event);
    vec_free(&m->direction_of_channel);
    *m = (struct mapping){0};
}

size_t mapping_id_column(struct touchpoints *t, struct str space)
{
    struct buf name = {0};
    buf_printf(&name, "id.%.*s", STR_ARG(space));
    size_t column = touchpoints_column(t, buf_str(&name));
    buf_free(&name);
    return column;
}

void mapping_columns(const struct mapping *m, struct touchpoints *t)
{
    for (size_t i = 0; i < m->id.n; i++)
        mapping_id_column(t, m->source->ids.p[i].key); // of an alias, not of what it stands for
    for (size_t i = 0; i < m->attribute.n; i++)
        touchpoints_column(t, m->source->attributes.p[i].key);
    rules_columns(m, t);
    joins_columns(m, t);
}

void mapping_attach(struct mapping *m, struct touchpoints *t)
{
    m->rows = t;
    garbled_forget(&m->garbled);
    each_target(m, target_clear);
    m->direction_of_event.n = m->direction_of_channel.n = 0;
    m->channels = m->events = (struct recent){0};
    m->channel.column = TP_CHANNEL;
    m->event.column = TP_EVENT;
    m->direction.column = TP_DIRECTION;
    for (size_t i = 0; i < m->id.n; i++)
        m->id.p[i].column = mapping_id_column(t, m->source->ids.p[i].key);
    for (size_t i = 0; i < m->attribute.n; i++)
        m->attribute.p[i].column = touchpoints_column(t, m->source->attributes.p[i].key);
    rules_attach(m, t);
    joins_attach(m, t);
    struct dict *direction = &t->column.p[TP_DIRECTION].dict;
    m->act = dict_add(direction, STR("act"));
    m->out = dict_add(direction, STR("out"));
    m->staff = dict_add(direction, STR("staff"));
    m->channel_code = dict_add(&t->column.p[TP_CHANNEL].dict, m->source->channel);
    m->event_code = dict_add(&t->column.p[TP_EVENT].dict, m->source->event);
    m->source_code = dict_add(&t->column.p[TP_SOURCE].dict, m->source->name);
    m->file_code = 0;
}

void mapping_file(struct mapping *m, struct str file)
{
    m->file_code = dict_add(&m->rows->column.p[TP_FILE].dict, file);
}

// FIELD?KEY, where no field has that whole name.
static bool bind_parameter(struct target *t, const struct str *names, size_t count)
{
    size_t at = str_find(t->name, '?', 0);
    if (at == SIZE_MAX || at + 1 == t->name.n)
        return false;
    for (size_t i = 0; i < count && t->field == NO_FIELD; i++)
        if (str_eq(names[i], str_slice(t->name, 0, at)))
            t->field = i;
    if (t->field == NO_FIELD)
        return false;
    t->key = str_slice(t->name, at + 1, t->name.n);
    if (!t->parameter)
        t->parameter = mem_zero(sizeof *t->parameter);
    return true;
}

static bool bind(const struct mapping *m, struct target *t, struct str file,
                 const struct str *names, size_t count, struct diag *d)
{
    t->field = NO_FIELD;
    t->key = STR("");
    if (t->name.n == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        if (!str_eq(names[i], t->name))
            continue;
        if (t->field != NO_FIELD)
            return diag_at(d, FAULT_USAGE, m->study->file, m->source->line, 0,
                           "source %.*s: %.*s has two fields %.*s; rename one",
                           STR_ARG(m->source->name), STR_ARG(file), STR_ARG(t->name));
        t->field = i;
    }
    if (t->field != NO_FIELD || bind_parameter(t, names, count))
        return true;
    diag_at(d, FAULT_USAGE, m->study->file, m->source->line, 0,
            "source %.*s: %.*s has no field %.*s", STR_ARG(m->source->name), STR_ARG(file),
            STR_ARG(t->name));
    suggest_diag(d, t->name, names, count);
    return false;
}

bool mapping_bind(struct mapping *m, struct str file, const struct str *names, size_t count,
                  struct diag *d)
{
    if (count == 0) // an empty file
        return true;
    if (!rules_names(m, file, names, count, d))
        return false;
    names = m->made.all.p;
    count = m->made.all.n;
    struct clock *clocks[] = {&m->created, &m->received, &m->sent};
    for (size_t i = 0; i < 3; i++)
        for (vec_each(struct target, t, &clocks[i]->field))
            if (!bind(m, t, file, names, count, d))
                return false;
    if (!bind(m, &m->channel, file, names, count, d) ||
        !bind(m, &m->event, file, names, count, d) ||
        !bind(m, &m->direction, file, names, count, d) ||
        !bind(m, &m->zones.field, file, names, count, d))
        return false;
    for (vec_each(struct target, t, &m->id))
        if (!bind(m, t, file, names, count, d))
            return false;
    for (vec_each(struct target, t, &m->attribute))
        if (!bind(m, t, file, names, count, d))
            return false;
    for (vec_each(struct target, t, &m->once))
        if (!bind(m, t, file, names, count, d))
            return false;
    for (vec_each(struct rule, rule, &m->rule)) {
        if (!bind(m, &rule->field, file, names, count, d))
            return false;
        for (vec_each(struct condition, c, &rule->when))
            if (!bind(m, &c->field, file, names, count, d))
                return false;
    }
    return bind(m, &m->event_id, file, names, count, d) && rules_bound(m, d);
}
