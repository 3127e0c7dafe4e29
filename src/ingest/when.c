// When a record was: its fields by the declared patterns, in the row's zone, its clock corrected.
#include "ingest/mapping.h"

static bool clock_open(struct clock *c, const struct study_time *said, struct diag *d)
{
    c->said = said;
    for (size_t i = 0; i < said->fields.n; i++)
        vec_push(&c->field, mapping_target(said->fields.p[i], NULL));
    for (size_t i = 0; i == 0 || i < said->patterns.n; i++) {
        struct str text = said->patterns.n ? said->patterns.p[i] : STR("iso");
        struct time_pattern *pattern = time_pattern_open(text, d);
        if (!pattern)
            return false;
        vec_push(&c->pattern, pattern);
    }
    return true;
}

static void clock_close(struct clock *c)
{
    for (vec_each(struct time_pattern *, pattern, &c->pattern))
        time_pattern_close(*pattern);
    for (vec_each(struct target, t, &c->field))
        target_close(t);
    vec_free(&c->pattern);
    vec_free(&c->field);
    buf_free(&c->joined);
}

bool when_open(struct mapping *m, struct diag *d)
{
    const struct study_source *source = m->source;
    m->zones.field = mapping_target(source->zone_field, NULL);
    dict_init(&m->zones.raw);
    vec_push(&m->zones.zone, NULL);
    for (size_t i = 0; i < source->zone_names.n; i++) {
        struct time_alias alias = {source->zone_names.p[i].key, NULL};
        if (!(alias.zone = zone_open(source->zone_names.p[i].value, d)))
            return false;
        vec_push(&m->alias, alias);
    }
    if (!(m->zone = zone_open(source->zone.n ? source->zone : m->study->timezone, d)))
        return false;
    m->setting = (struct time_setting){.zone = m->zone,
                                       .alias = m->alias.p,
                                       .aliases = m->alias.n,
                                       .second = source->dst == DST_SECOND};
    return clock_open(&m->created, &source->time, d) &&
           clock_open(&m->received, &source->received, d) && clock_open(&m->sent, &source->sent, d);
}

void when_close(struct mapping *m)
{
    clock_close(&m->created);
    clock_close(&m->received);
    clock_close(&m->sent);
    for (vec_each(struct time_alias, alias, &m->alias))
        zone_close(alias->zone);
    for (vec_each(struct zone *, zone, &m->zones.zone))
        zone_close(*zone);
    target_close(&m->zones.field);
    vec_free(&m->alias);
    vec_free(&m->zones.zone);
    if (m->zones.raw.count)
        dict_free(&m->zones.raw);
    zone_close(m->zone);
}

static struct zone *open_named(const struct mapping *m, struct str name)
{
    for (vec_each(const struct time_alias, alias, &m->alias))
        if (str_eq(alias->name, name))
            return zone_open(m->source->zone_names.p[alias - m->alias.p].value, NULL);
    return zone_open(name, NULL);
}

// The zone of a row: its field's, else the source's. NULL fills *why.
static const struct zone *row_zone(struct mapping *m, const struct record *record,
                                   struct refusal *why)
{
    struct zones *z = &m->zones;
    struct str name = mapping_value(m, &z->field, record);
    if (name.n == 0)
        return m->zone;
    uint32_t code = dict_add(&z->raw, name);
    if (code == z->zone.n)
        vec_push(&z->zone, open_named(m, name));
    if (z->zone.p[code])
        return z->zone.p[code];
    buf_printf(&why->message,
               "field %.*s: '%.*s' is no time zone; an abbreviation is declared by zone-names",
               STR_ARG(z->field.name), STR_ARG(mapping_shown(name)));
    mapping_refuse(why, "bad-zone", &z->field);
    return NULL;
}

static struct str clock_text(const struct mapping *m, struct clock *c, const struct record *record)
{
    if (c->field.n == 0)
        return STR("");
    if (c->field.n == 1)
        return mapping_value(m, &c->field.p[0], record);
    buf_clear(&c->joined);
    for (vec_each(const struct target, t, &c->field)) {
        if (t > c->field.p)
            buf_add_byte(&c->joined, ' ');
        buf_add(&c->joined, mapping_value(m, t, record));
    }
    return str_trim(buf_str(&c->joined));
}

// "field t: '2024-13-01'", the beginning of a message.
static void add_text(struct buf *out, const struct clock *c, struct str text)
{
    buf_add(out, c->field.n > 1 ? STR("fields") : STR("field"));
    for (vec_each(const struct target, t, &c->field))
        buf_printf(out, " %.*s", STR_ARG(t->name));
    buf_printf(out, ": '%.*s'", STR_ARG(mapping_shown(text)));
}

static bool refuse_clock(const struct clock *c, const char *code, struct refusal *why)
{
    return mapping_refuse(why, code, c->field.n ? &c->field.p[0] : NULL);
}

static bool refuse_pattern(const struct clock *c, struct str text, struct refusal *why)
{
    add_text(&why->message, c, text);
    buf_add(&why->message, STR(" is not a time of the pattern "));
    if (c->said->patterns.n == 0)
        buf_add(&why->message, STR("iso"));
    for (size_t i = 0; i < c->said->patterns.n; i++)
        buf_printf(&why->message, "%s%.*s", i ? " or " : "", STR_ARG(c->said->patterns.p[i]));
    return refuse_clock(c, "bad-time", why);
}

static bool clock_read(const struct mapping *m, const struct clock *c, struct str text,
                       const struct time_setting *setting, int64_t *time, struct row_marks *marks,
                       struct refusal *why)
{
    enum time_result result = TIME_BAD;
    for (size_t i = 0; result == TIME_BAD && i < c->pattern.n; i++)
        result = time_read(c->pattern.p[i], setting, text, time);
    switch (result) {
    case TIME_GAP:
    case TIME_REPEATED:
        if (m->source->dst == DST_REJECT) {
            add_text(&why->message, c, text);
            buf_add(&why->message, result == TIME_GAP ? STR(" does not exist: the clock went on")
                                                      : STR(" was twice: the clock went back"));
            return refuse_clock(c, result == TIME_GAP ? "dst-gap" : "dst-repeated", why);
        }
        marks->gap |= result == TIME_GAP;
        marks->repeated |= result == TIME_REPEATED;
        return true;
    case TIME_FINE:
        return true;
    case TIME_NO_ZONE:
        add_text(&why->message, c, text);
        buf_printf(&why->message, " has no zone; state it in the source: zone = \"Asia/Shanghai\"");
        return refuse_clock(c, "no-time-zone", why);
    case TIME_BAD:
        break;
    }
    return refuse_pattern(c, text, why);
}

// The device's clock may be wrong, but what it says of the time between making and sending is
// right: created + (received − sent).
static bool correct(struct mapping *m, const struct record *record,
                    const struct time_setting *setting, int64_t *time, struct row_marks *marks,
                    struct refusal *why)
{
    struct str received = clock_text(m, &m->received, record);
    struct str sent = clock_text(m, &m->sent, record);
    int64_t at_receipt = 0, at_sending = 0;
    if (received.n == 0 || sent.n == 0)
        return true;
    if (!clock_read(m, &m->received, received, setting, &at_receipt, marks, why) ||
        !clock_read(m, &m->sent, sent, setting, &at_sending, marks, why))
        return false;
    *time += at_receipt - at_sending; // all within 0001 to 9999: no overflow
    marks->corrected = at_receipt != at_sending;
    return true;
}

bool when_read(struct mapping *m, const struct record *record, int64_t *time,
               struct row_marks *marks, struct refusal *why)
{
    struct time_setting own;
    const struct time_setting *setting = &m->setting;
    if (m->zones.field.name.n) {
        own = m->setting;
        if (!(own.zone = row_zone(m, record, why)))
            return false;
        setting = &own;
    }
    struct str text = clock_text(m, &m->created, record);
    if (!clock_read(m, &m->created, text, setting, time, marks, why) ||
        (m->received.field.n && !correct(m, record, setting, time, marks, why)))
        return false;
    // A clock offset must not lead out of the years that there are, 0001 to 9999.
    const int64_t first = INT64_C(-62135596800) * SECOND, end = INT64_C(253402300800) * SECOND;
    if (__builtin_add_overflow(*time, m->source->clock_offset, time) || *time < first ||
        *time >= end) {
        add_text(&why->message, &m->created, text);
        buf_printf(&why->message, " is outside the years 0001 to 9999");
        return refuse_clock(&m->created, "bad-time", why);
    }
    return true;
}
