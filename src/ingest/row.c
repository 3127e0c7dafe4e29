// The mapping of one source, at work: the fields of a record become one touchpoint.
#include "ingest/mapping.h"

#include "base/utf8.h"
#include "model/identity.h"
#include "text/url.h"

enum id_fate { ID_ACCEPTED = 1, ID_REFUSED, ID_ELSEWHERE, ID_DAMAGED };

struct str mapping_shown(struct str value)
{
    value = str_trim(value);
    const char *end = value.n ? memchr(value.p, '\n', value.n) : NULL;
    return utf8_clip(end ? str_slice(value, 0, (size_t)(end - value.p)) : value, 60);
}

bool mapping_refuse(struct refusal *why, const char *code, const struct target *t)
{
    why->code = code;
    why->field = t ? t->field : NO_FIELD;
    return false;
}

struct str mapping_parameter(const struct target *t, const struct record *record)
{
    url_query(record->field[t->field], t->key, t->parameter);
    return buf_str(t->parameter);
}

struct str mapping_present(const struct mapping *m, struct str value)
{
    for (size_t i = 0; i < m->source->missing.n; i++)
        if (str_eq(m->source->missing.p[i], value))
            return STR("");
    return value;
}

static const struct pair *entry_of(const struct target *t, struct str raw)
{
    struct str wanted = str_trim(raw);
    for (size_t i = 0; t->map && i < t->map->values.n; i++)
        if (str_eq(t->map->values.p[i].key, wanted))
            return &t->map->values.p[i];
    return NULL;
}

static struct str mapped(const struct target *t, struct str raw)
{
    const struct pair *entry = entry_of(t, raw);
    return entry ? entry->value : raw;
}

static uint8_t fate_of(struct mapping *m, const struct target *t, struct str value)
{
    struct buf *scratch = &m->scratch;
    uint8_t fate = ID_REFUSED;
    if (number_damaged_id(value))
        return ID_DAMAGED;
    if (identity_normalise(t->space, value, scratch))
        fate = ID_ACCEPTED;
    for (vec_each(const struct target, other, &m->id))
        if (fate == ID_REFUSED && t->shared && str_eq(other->name, t->name) &&
            identity_normalise(other->space, value, scratch))
            fate = ID_ELSEWHERE;
    return fate;
}

// The code of a value after its map, in its plain form.
static uint32_t plain_code(const struct mapping *m, const struct target *t, struct str value)
{
    struct dict *column = &m->rows->column.p[t->column].dict;
    struct buf text = {0};
    bool yes, good = true;
    value = mapped(t, value);
    if (t->plain == PLAIN_NUMBER && str_trim(value).n) {
        good = number_read(value, t->form, &text);
    } else if (t->plain == PLAIN_BOOLEAN && str_trim(value).n) {
        good = boolean_read(value, &yes);
        buf_add(&text, good && yes ? STR("true") : STR("false"));
    } else if (t->plain == PLAIN_TEXT) {
        buf_add(&text, value);
    }
    uint32_t code = 0;
    if (good)
        code = dict_add(column, buf_str(&text));
    else if (m->source->bad_value == BAD_KEEP)
        code = dict_add(column, value);
    else if (m->source->bad_value == BAD_REJECT)
        code = DICT_NONE;
    buf_free(&text);
    return code;
}

// Whether values go to the column as they are.
static bool is_direct(const struct target *t)
{
    return !t->map && t->plain == PLAIN_TEXT;
}

// The code of t->value in its column. Maps and forms are worked out once for each distinct value.
static uint32_t value_code(const struct mapping *m, struct target *t)
{
    struct dict *column = &m->rows->column.p[t->column].dict;
    t->at = 0;
    if (is_direct(t) || t->value.n == 0)
        return dict_add_hashed(column, t->value, t->hash);
    if (t->raw.count == 0)
        dict_init(&t->raw);
    if (t->code.n == 0) {
        vec_push(&t->code, 0);
        vec_push(&t->missed, 0);
    }
    uint32_t raw = dict_add_hashed(&t->raw, t->value, t->hash);
    if (raw == t->code.n) {
        vec_push(&t->code, plain_code(m, t, t->value));
        vec_push(&t->missed, t->map && str_trim(t->value).n && !entry_of(t, t->value));
    }
    t->at = raw;
    return t->code.p[raw];
}

// The same for an id; a field that feeds several namespaces gives its value to those that accept
// it. An id that its only namespace refuses stays, for stitching to count it. Most values are in
// the column and their fate is known; those that are not for the column have a dictionary of their
// own.
static uint32_t id_code(struct mapping *m, struct target *t, uint8_t *fate)
{
    struct dict *column = &m->rows->column.p[t->column].dict;
    uint32_t code = dict_find_hashed(column, t->value, t->hash);
    if (code < t->fate.n && t->fate.p[code]) {
        *fate = t->fate.p[code];
        return code;
    }
    uint32_t away = t->raw.count ? dict_find_hashed(&t->raw, t->value, t->hash) : DICT_NONE;
    if (away != DICT_NONE) {
        *fate = t->away.p[away];
        return 0;
    }
    *fate = fate_of(m, t, t->value);
    if (*fate == ID_ACCEPTED || (*fate == ID_REFUSED && !t->shared)) {
        code = dict_add_hashed(column, t->value, t->hash);
        while (t->fate.n <= code)
            vec_push(&t->fate, 0);
        t->fate.p[code] = *fate;
        return code;
    }
    if (t->raw.count == 0)
        dict_init(&t->raw);
    if (t->raw.count == 1)
        vec_push(&t->away, 0);
    dict_add_hashed(&t->raw, t->value, t->hash);
    vec_push(&t->away, *fate);
    return 0;
}

static uint32_t direction_code(const struct mapping *m, struct str name)
{
    if (str_eq(name, STR("act")))
        return m->act;
    if (str_eq(name, STR("out")))
        return m->out;
    return str_eq(name, STR("staff")) ? m->staff : 0;
}

static uint32_t event_direction(struct mapping *m, uint32_t event)
{
    while (m->direction_of_event.n <= event)
        vec_push(&m->direction_of_event, DICT_NONE);
    uint32_t *code = &m->direction_of_event.p[event];
    if (*code == DICT_NONE) {
        struct str name = dict_get(&m->rows->column.p[TP_EVENT].dict, event);
        *code = 0;
        for (size_t i = 0; i < m->study->event_count; i++)
            if (str_eq(m->study->events[i].name, name))
                *code = direction_code(m, m->study->events[i].direction);
    }
    return *code;
}

static uint32_t channel_direction(struct mapping *m, uint32_t channel)
{
    while (m->direction_of_channel.n <= channel)
        vec_push(&m->direction_of_channel, DICT_NONE);
    uint32_t *code = &m->direction_of_channel.p[channel];
    if (*code == DICT_NONE) {
        struct str name = dict_get(&m->rows->column.p[TP_CHANNEL].dict, channel);
        *code = 0;
        for (size_t i = 0; i < m->study->channel_count; i++)
            if (str_eq(m->study->channels[i].name, name))
                *code = direction_code(m, m->study->channels[i].direction);
    }
    return *code;
}

// The row's own field, else the event's, the channel's, the source's, else an act.
static bool read_direction(struct mapping *m, const struct record *record, uint32_t event,
                           uint32_t channel, uint32_t *code, struct refusal *why)
{
    struct str own = mapping_value(m, &m->direction, record);
    if (own.n) {
        struct str name = mapped(&m->direction, own);
        *code = direction_code(m, name);
        if (*code)
            return true;
        buf_printf(&why->message, "field %.*s: '%.*s' is not a direction: act, out or staff",
                   STR_ARG(m->direction.name), STR_ARG(mapping_shown(name)));
        return mapping_refuse(why, "bad-direction", &m->direction);
    }
    *code = event_direction(m, event);
    if (!*code)
        *code = channel_direction(m, channel);
    if (!*code)
        *code = direction_code(m, m->source->direction);
    if (!*code)
        *code = m->act;
    return true;
}

static bool read_name(struct mapping *m, struct target *t, struct recent *recent, uint32_t constant,
                      const struct record *record, const char *what, const char *code,
                      uint32_t *out, struct refusal *why)
{
    bool known;
    t->value = mapping_value(m, t, record);
    struct recent_value *v = recent_find(recent, t->value, &known);
    if (!known) {
        t->hash = dict_hash(t->value);
        *out = value_code(m, t);
        if (v)
            v->code = *out;
    } else {
        *out = v->code;
    }
    if (*out == 0)
        *out = constant;
    if (*out)
        return true;
    buf_printf(&why->message, "no %s: the field %.*s is empty", what, STR_ARG(t->name));
    return mapping_refuse(why, code, t);
}

static void set(const struct mapping *m, size_t column, size_t row, uint32_t code)
{
    m->rows->column.p[column].code.p[row] = code;
}

static void set_id(struct mapping *m, struct target *t, size_t row, struct row_marks *marks)
{
    uint8_t fate;
    if (str_trim(t->value).n == 0)
        return;
    uint32_t code = id_code(m, t, &fate);
    if (fate == ID_ACCEPTED)
        marks->no_id = false;
    else if (fate == ID_REFUSED && t->leader)
        marks->ids_refused++;
    else if (fate == ID_DAMAGED && t->leader)
        marks->ids_damaged++;
    // Of two fields for one namespace, the first that has a value counts.
    if (code && m->rows->column.p[t->column].code.p[row] == 0)
        set(m, t->column, row, code);
}

void mapping_set_id(struct mapping *m, struct target *t, struct str value, size_t row,
                    struct row_marks *marks)
{
    t->value = value;
    t->hash = dict_hash(value);
    set_id(m, t, row, marks);
}

// Take the values and hash them. Large dictionaries are far away in memory: their places are
// fetched while the row's time is read.
static void take_values(struct mapping *m, const struct record *record)
{
    for (vec_each(struct target, t, &m->id)) {
        t->value = mapping_raw(m, t, record);
        t->hash = dict_expect(&m->rows->column.p[t->column].dict, t->value);
    }
    for (vec_each(struct target, t, &m->attribute)) {
        t->value = mapping_raw(m, t, record);
        bool raw = !is_direct(t) && t->raw.count;
        t->hash = dict_expect(raw ? &t->raw : &m->rows->column.p[t->column].dict, t->value);
    }
}

// The codes of the attributes, before there is a row. False: a value that is not of its form.
static bool read_attributes(struct mapping *m, struct refusal *why)
{
    vec_reserve(&m->values, m->attribute.n);
    for (size_t i = 0; i < m->attribute.n; i++) {
        struct target *t = &m->attribute.p[i];
        m->values.p[i] = value_code(m, t);
        if (m->values.p[i] != DICT_NONE)
            continue;
        bool number = t->plain == PLAIN_NUMBER;
        buf_printf(&why->message, "field %.*s: '%.*s' is no %s", STR_ARG(t->name),
                   STR_ARG(mapping_shown(t->value)), number ? "number" : "boolean (yes, no)");
        if (number)
            buf_printf(&why->message, " with decimal '%c'", t->form.decimal);
        return mapping_refuse(why, number ? "bad-number" : "bad-boolean", t);
    }
    return true;
}

bool mapping_row(struct mapping *m, const struct record *record, struct row_marks *marks,
                 struct refusal *why)
{
    int64_t time;
    uint32_t event, channel, direction;
    *marks = (struct row_marks){0};
    buf_clear(&why->message);
    if (m->rule.n)
        record = rules_read(m, record);
    m->record = record;
    take_values(m, record);
    if (!when_read(m, record, &time, marks, why) ||
        !read_name(m, &m->event, &m->events, m->event_code, record, "event", "empty-event", &event,
                   why) ||
        !read_name(m, &m->channel, &m->channels, m->channel_code, record, "channel",
                   "empty-channel", &channel, why) ||
        !read_direction(m, record, event, channel, &direction, why) || !read_attributes(m, why)) {
        why->field = rules_origin(m, why->field);
        return false;
    }
    size_t row = touchpoints_begin_row(m->rows, time, record->line);
    set(m, TP_CHANNEL, row, channel);
    set(m, TP_EVENT, row, event);
    set(m, TP_DIRECTION, row, direction);
    set(m, TP_SOURCE, row, m->source_code);
    set(m, TP_FILE, row, m->file_code);
    marks->no_id = true;
    for (vec_each(struct target, t, &m->id))
        set_id(m, t, row, marks);
    for (size_t i = 0; i < m->attribute.n; i++)
        set(m, m->attribute.p[i].column, row, m->values.p[i]);
    if (m->rule.n)
        rules_set(m, row, marks);
    if (m->join.n)
        joins_set(m, row, marks);
    if (m->counter.n)
        misses_note(m, row);
    return true;
}
