// Reading sources: keys of the section over those of its preset, then what they need of each other.
#include "base/suggest.h"
#include "model/study_parts.h"
#include "text/time.h"

void merge_pairs(struct arena *arena, struct pairs *into, struct pairs over)
{
    struct pair *all = arena_array(arena, into->n + over.n, struct pair);
    size_t n = into->n;
    if (n)
        memcpy(all, into->p, n * sizeof *all);
    for (size_t i = 0; i < over.n; i++) {
        size_t at = 0;
        while (at < into->n && !str_eq(all[at].key, over.p[i].key))
            at++;
        all[at < into->n ? at : n++] = over.p[i];
    }
    *into = (struct pairs){all, n};
}

void read_pairs(const struct section *s, const char *key, struct pairs *into)
{
    struct section inner = section_child(s, key, 0);
    merge_pairs(&s->in->study->arena, into, section_pairs(&inner));
}

static void read_maps(const struct section *s, struct study_source *source)
{
    struct arena *arena = &s->in->study->arena;
    size_t more = section_count(s, "map");
    struct value_map *all = arena_array(arena, source->map_count + more, struct value_map);
    if (source->map_count)
        memcpy(all, source->maps, source->map_count * sizeof *all);
    for (size_t i = 0; i < more; i++) {
        struct section inner = section_child(s, "map", i);
        struct str target = section_title(&inner);
        size_t at = 0;
        while (at < source->map_count && !str_eq(all[at].target, target))
            at++;
        if (at == source->map_count)
            all[source->map_count++] = (struct value_map){.target = target};
        merge_pairs(arena, &all[at].values, section_pairs(&inner));
    }
    source->maps = all;
}

static bool read_choices(const struct section *s, struct study_source *source)
{
    static const char *const duplicates[] = {"exact", "none", "id"};
    static const char *const bad[] = {"reject", "keep", "missing"};
    static const char *const mojibake[] = {"keep", "reject"};
    unsigned garbled = source->rejects_mojibake;
    unsigned duplicate = 0, bad_value = source->bad_value;
    if (!section_choice(s, "duplicates", duplicates, 3, &duplicate) ||
        !section_choice(s, "bad-value", bad, 3, &bad_value) ||
        !section_choice(s, "mojibake", mojibake, 2, &garbled))
        return false;
    source->rejects_mojibake = garbled;
    source->bad_value = (enum bad_value)bad_value;
    if (section_has(s, "duplicates"))
        source->duplicates =
            (enum duplicates[]){DUPLICATES_EXACT, DUPLICATES_NONE, DUPLICATES_ID}[duplicate];
    return true;
}

bool read_source_keys(const struct section *s, struct study_source *source, bool embedded)
{
    section_list(s, "files", &source->files);
    section_text(s, "channel", &source->channel);
    section_text(s, "channel-field", &source->channel_field);
    section_text(s, "event", &source->event);
    section_text(s, "event-field", &source->event_field);
    section_text(s, "direction-field", &source->direction_field);
    section_text(s, "filter", &source->filter);
    section_text(s, "event-id", &source->event_id);
    section_list(s, "once-per", &source->once_per);
    read_pairs(s, "id", &source->ids);
    read_pairs(s, "attr", &source->attributes);
    read_pairs(s, "valid", &source->valid);
    read_maps(s, source);
    read_source_values(s, source);
    return read_rules(s, source) && read_source_format(s, source) &&
           read_direction(s, &source->direction) && read_choices(s, source) &&
           section_duration(s, "duplicate-window", &source->duplicate_window) &&
           section_duration(s, "late-after", &source->late_after) &&
           read_source_time(s, source, embedded);
}

static struct study_source source_defaults(void)
{
    return (struct study_source){
        .name = STR(""),
        .format = STR("csv"),
        .header = true,
        .pattern = STR(""),
        .encoding = STR(""),
        .continuation = STR(""),
        .comment = STR(""),
        .table = STR(""),
        .channel = STR(""),
        .channel_field = STR(""),
        .event = STR(""),
        .event_field = STR(""),
        .direction = STR(""),
        .direction_field = STR(""),
        .zone = STR(""),
        .zone_field = STR(""),
        .filter = STR(""),
        .late_after = DAY,
        .event_id = STR(""),
        .duplicate_window = INT64_MAX,
        .bot_field = STR(""),
        .bots = STR(""),
    };
}

static bool check_ids(const struct section *s, const struct study_source *source)
{
    const struct study_identity *identity = &s->in->study->identity;
    struct section ids = section_child(s, "id", 0);
    const struct section *at = ids.cfg ? &ids : s;
    for (size_t i = 0; i < source->ids.n; i++) {
        struct pair id = source->ids.p[i];
        if (id.value.n == 0)
            return section_fault(at, NULL, "id '%.*s' names no field", STR_ARG(id.key));
        if (study_namespace(s->in->study, id.key))
            continue;
        VEC(struct str) valid = {0};
        for (size_t k = 0; k < identity->count; k++)
            vec_push(&valid, identity->spaces[k].name);
        section_fault(at, NULL, "namespace '%.*s' is not in identity's order", STR_ARG(id.key));
        suggest_diag(s->in->d, id.key, valid.p, valid.n);
        vec_free(&valid);
        return false;
    }
    return true;
}

// The columns that every touchpoint has; an attribute must not take their names.
static const char *const reserved[] = {
    "time", "channel", "event", "customer", "live", "direction", "seq", "source", "file", "line",
};

bool attribute_is_reserved(const struct study *study, struct str name)
{
    bool groups = false; // then stitching fills the column
    for (size_t i = 0; i < study->identity.count; i++)
        groups = groups || study->identity.spaces[i].group;
    bool taken = (groups && str_eq(name, STR("group"))) || str_starts(name, STR("id.")) ||
                 str_starts(name, STR("case."));
    for (size_t k = 0; k < sizeof reserved / sizeof *reserved; k++)
        taken = taken || str_eq(name, str_of(reserved[k]));
    return taken;
}

static bool check_attributes(const struct section *s, const struct study_source *source)
{
    struct section inner = section_child(s, "attr", 0);
    const struct section *at = inner.cfg ? &inner : s;
    for (size_t i = 0; i < source->attributes.n; i++) {
        struct pair attr = source->attributes.p[i];
        if (!section_check_name(at, NULL, attr.key))
            return false;
        if (attribute_is_reserved(s->in->study, attr.key))
            return section_fault(at, NULL, "attribute '%.*s' has the name of a fixed column",
                                 STR_ARG(attr.key));
        if (attr.value.n == 0)
            return section_fault(at, NULL, "attribute '%.*s' names no field", STR_ARG(attr.key));
    }
    return true;
}

static bool check_direction_map(const struct section *s, struct pairs values)
{
    static const char *const names[] = {"act", "out", "staff"};
    for (size_t i = 0; i < values.n; i++) {
        bool found = false;
        for (size_t k = 0; k < 3; k++)
            found = found || str_eq(values.p[i].value, str_of(names[k]));
        if (!found)
            return section_fault(s, "map", "unknown direction '%.*s'; valid: act, out, staff",
                                 STR_ARG(values.p[i].value));
    }
    return true;
}

static bool check_maps(const struct section *s, const struct study_source *source)
{
    for (size_t i = 0; i < source->map_count; i++) {
        struct str target = source->maps[i].target;
        VEC(struct str) valid = {0};
        vec_push(&valid, STR("event"));
        vec_push(&valid, STR("channel"));
        vec_push(&valid, STR("direction"));
        for (size_t k = 0; k < source->attributes.n; k++)
            vec_push(&valid, source->attributes.p[k].key);
        bool found = false;
        for (vec_each(struct str, name, &valid))
            found = found || str_eq(*name, target);
        if (!found) {
            section_fault(s, "map", "map '%.*s' is for nothing of this source", STR_ARG(target));
            suggest_diag(s->in->d, target, valid.p, valid.n);
        }
        vec_free(&valid);
        if (!found ||
            (str_eq(target, STR("direction")) && !check_direction_map(s, source->maps[i].values)))
            return false;
    }
    return true;
}

static bool check_needs(const struct section *s, const struct study_source *source)
{
    const char *missing = NULL, *cure = NULL;
    if (source->files.n == 0) {
        missing = "files";
        cure = "files = {\"NAME.csv\"}";
    } else if (source->time.fields.n == 0) {
        missing = "time";
        cure = "time = {\"FIELD\", \"PATTERN\"}";
    } else if (source->received.fields.n && source->sent.fields.n == 0) {
        missing = "time-sent";
        cure = "time-sent = {\"FIELD\", \"PATTERN\"}; time-received needs it";
    } else if (source->sent.fields.n && source->received.fields.n == 0) {
        missing = "time-received";
        cure = "time-received = {\"FIELD\", \"PATTERN\"}; time-sent needs it";
    } else if (source->channel.n == 0 && source->channel_field.n == 0) {
        missing = "channel";
        cure = "channel = \"NAME\" or channel-field = \"FIELD\"";
    } else if (source->event.n == 0 && source->event_field.n == 0) {
        missing = "event";
        cure = "event = \"NAME\" or event-field = \"FIELD\"";
    } else if (source->duplicates == DUPLICATES_ID && source->event_id.n == 0) {
        missing = "event-id";
        cure = "event-id = \"FIELD\"; duplicates = \"id\" needs it";
    } else if (str_eq(source->format, STR("pattern")) && source->pattern.n == 0) {
        missing = "pattern";
        cure = "pattern = '…(?<FIELD>…)…'";
    }
    return !missing || section_fault(s, NULL, "source '%.*s' has no %s; add %s",
                                     STR_ARG(source->name), missing, cure);
}

static bool is_forced(const struct section *s)
{
    const struct study *study = s->in->study;
    struct str name = section_title(s);
    return study->forced_format.n && (str_eq(study->forced_source, name) ||
                                      (study->forced_source.n == 0 && study->source_count == 1));
}

static bool read_source(const struct section *s, struct study_source *source, bool embedded)
{
    *source = source_defaults();
    struct str format = source->format;
    section_text(s, "format", &format);
    if (is_forced(s))
        format = s->in->study->forced_format;
    enum preset_result preset = PRESET_READ;
    source->format = format;
    if (!format_base(format, &source->format))
        preset = preset_read(s->in->study, format, source, embedded, s->in->d);
    if (preset == PRESET_FAULT)
        return false;
    if (preset == PRESET_NOT_FOUND && !embedded) {
        section_fault(s, "format", "unknown format '%.*s'", STR_ARG(format));
        preset_suggest(format, s->in->d);
        return false;
    }
    source->name = section_title(s);
    source->line = section_line(s, NULL);
    if (!read_source_keys(s, source, embedded))
        return false;
    if (str_eq(source->format, STR("tsv")))
        source->delimiter = '\t';
    else if (!source->delimiter && str_eq(source->format, STR("csv")))
        source->delimiter = ',';
    if (preset == PRESET_NOT_FOUND)
        return true; // of a store made elsewhere: the source is not read, so it may be incomplete
    return check_source_format(s, source) && check_needs(s, source) && check_ids(s, source) &&
           check_attributes(s, source) && check_maps(s, source) && check_rules(s, source) &&
           check_values(s, source);
}

bool read_sources(const struct section *top, bool embedded)
{
    struct study *study = top->in->study;
    study->source_count = section_count(top, "source");
    study->sources = arena_array(&study->arena, study->source_count, struct study_source);
    for (size_t i = 0; i < study->source_count; i++) {
        struct section s = section_child(top, "source", i);
        if (!read_source(&s, &study->sources[i], embedded))
            return false;
    }
    return true;
}
