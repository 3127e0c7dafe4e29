// What the fields of an export are for: time, zone, event, channel, ids, the user agent.
#include "ingest/detect.h"

static const char *const event_names[] = {
    "event_name", "event_type", "event",  "eventname", "action",    "activity",
    "事件",       "动作",       "aktion", "what",      "operation", "verb",
    "kind",       "type",       "leg",    "status",    "name",
};

static const char *const channel_names[] = {
    "channel", "medium", "surface", "touchpoint", "渠道", "kanal", "platform",
    "source",  "via",    "who",     "leg",        "kind", "type",
};

static bool is_id(const struct roles *roles, size_t field)
{
    for (vec_each(const struct id_guess, id, &roles->id))
        if (id->field == field)
            return true;
    return false;
}

static bool is_time(const struct roles *roles, size_t field)
{
    for (vec_each(const size_t, other, &roles->when.others))
        if (*other == field)
            return true;
    for (size_t i = 0; i < roles->when.fields; i++)
        if (roles->when.field[i] == field)
            return true;
    return false;
}

// Words that say a kind of thing: few, short, no numbers.
static bool is_vocabulary(const struct detection *x, const struct profile *p)
{
    uint64_t distinct = profile_distinct(p);
    return p->usable && p->filled * 2 >= x->records - x->faults && p->numbers * 5 < p->filled &&
           p->longest <= 60 && distinct <= 100 &&
           (distinct * 10 <= p->filled * 9 || p->filled < 20) && p->emails == 0 && p->uuids == 0;
}

static void find_event(struct roles *roles, const struct detection *x)
{
    enum { NAMES = sizeof event_names / sizeof *event_names, SURELY = 9 };
    struct buf words = {0};
    size_t best = NAMES;
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        if (!is_vocabulary(x, p) || is_id(roles, i) || is_time(roles, i) ||
            i == roles->channel.field)
            continue;
        name_words(p->name, &words);
        for (size_t k = 0; k < best; k++)
            if (has_word(buf_str(&words), event_names[k])) {
                best = k;
                roles->event = (struct role){i, k < SURELY ? SURE : LIKELY};
            }
    }
    buf_free(&words);
}

// How many of the values are words for channels.
static uint64_t channel_words(const struct profile *p)
{
    uint64_t found = 0;
    for (uint32_t code = 1; code < p->values.count; code++)
        found += channel_by_words(dict_get(&p->values, code)).n > 0;
    return found;
}

static void find_channel(struct roles *roles, const struct detection *x)
{
    enum { NAMES = sizeof channel_names / sizeof *channel_names };
    struct buf words = {0};
    size_t best = NAMES;
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        if (!is_vocabulary(x, p) || is_id(roles, i) || is_time(roles, i) ||
            profile_distinct(p) > 20)
            continue;
        name_words(p->name, &words);
        bool values = channel_words(p) * 2 >= profile_distinct(p);
        for (size_t k = 0; k < best; k++)
            if (has_word(buf_str(&words), channel_names[k]) && (values || k == 0)) {
                best = k;
                roles->channel = (struct role){i, values ? SURE : LIKELY};
            }
    }
    buf_free(&words);
}

static void find_zone(struct roles *roles, const struct detection *x)
{
    struct buf words = {0};
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        uint64_t distinct = profile_distinct(p);
        if (p->usable && p->zone_name && distinct && distinct <= 50 && p->zones == distinct)
            roles->zone_field = (struct role){i, SURE};
    }
    for (size_t i = 0; i < roles->when.fields; i++) {
        name_words(x->field.p[roles->when.field[i]].name, &words);
        if (has_word(buf_str(&words), "utc") || has_word(buf_str(&words), "gmt"))
            roles->zone = STR("UTC");
    }
    buf_free(&words);
}

static void find_agent(struct roles *roles, const struct detection *x)
{
    for (size_t i = 0; i < x->field.n; i++) {
        const struct profile *p = &x->field.p[i];
        if (p->usable && p->agents * 2 >= p->filled && p->agents)
            roles->agent = (struct role){i, SURE};
    }
}

void roles_find(struct roles *roles, struct detection *x)
{
    const struct role none = {SIZE_MAX, UNSURE};
    *roles = (struct roles){
        .zone = STR(""), .zone_field = none, .event = none, .channel = none, .agent = none};
    roles_time(roles, x);
    roles_ids(roles, x);
    find_channel(roles, x);
    find_event(roles, x);
    find_zone(roles, x);
    find_agent(roles, x);
}

void roles_free(struct roles *roles)
{
    vec_free(&roles->when.others);
    vec_free(&roles->id);
    vec_free(&roles->maybe);
}
