// Reading what a source says of time: fields and patterns, zones, clocks.
#include "model/study_parts.h"
#include "text/time.h"

// The first is a field, the last of several a pattern; what stands before that and looks like a
// pattern is one too.
static void divide(struct strs list, struct study_time *out)
{
    size_t fields = list.n > 1 ? list.n - 1 : list.n;
    while (fields > 1 && time_pattern_like(list.p[fields - 1]))
        fields--;
    out->fields = (struct strs){list.p, fields};
    out->patterns = (struct strs){list.p + fields, list.n - fields};
}

static bool read_time(const struct section *s, const char *key, struct study_time *out)
{
    struct strs list = {0};
    section_list(s, key, &list);
    if (!section_has(s, key))
        return true;
    if (list.n == 0)
        return section_fault(s, key, "%s names no field; write %s = {\"FIELD\", \"PATTERN\"}", key,
                             key);
    divide(list, out);
    for (size_t i = 0; i < out->patterns.n; i++) {
        struct diag why = {0};
        struct time_pattern *pattern = time_pattern_open(out->patterns.p[i], &why);
        if (!pattern)
            return section_fault(s, key, "%s", why.message);
        time_pattern_close(pattern);
    }
    return true;
}

static bool is_abbreviation(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
            return false;
    }
    return name.n > 0;
}

static bool check_zone_names(const struct section *s, const struct study_source *source)
{
    struct section inner = section_child(s, "zone-names", 0);
    const struct section *at = inner.cfg ? &inner : s;
    for (size_t i = 0; i < source->zone_names.n; i++) {
        struct pair pair = source->zone_names.p[i];
        if (!is_abbreviation(pair.key))
            return section_fault(at, NULL, "zone-names: '%.*s' is no abbreviation: letters only",
                                 STR_ARG(pair.key));
        struct diag why = {0};
        struct zone *zone = zone_open(pair.value, &why);
        if (!zone)
            return section_fault(at, NULL, "zone-names: %s", why.message);
        zone_close(zone);
    }
    return true;
}

// Zones of sources matter only when exports are read.
static bool read_zones(const struct section *s, struct study_source *source, bool embedded)
{
    section_text(s, "zone-field", &source->zone_field);
    read_pairs(s, "zone-names", &source->zone_names);
    if (!embedded)
        return section_zone(s, "zone", &source->zone) && check_zone_names(s, source);
    section_text(s, "zone", &source->zone);
    return true;
}

bool read_source_time(const struct section *s, struct study_source *source, bool embedded)
{
    static const char *const rules[] = {"first", "second", "reject"};
    unsigned dst = source->dst;
    if (!section_choice(s, "dst", rules, 3, &dst))
        return false;
    source->dst = (enum dst)dst;
    return read_zones(s, source, embedded) &&
           section_duration(s, "clock-offset", &source->clock_offset) &&
           read_time(s, "time", &source->time) &&
           read_time(s, "time-received", &source->received) &&
           read_time(s, "time-sent", &source->sent);
}
