// Finding things of a study by name, and which names of events and channels it knows.
#include "model/study_parts.h"

struct str study_path(struct study *s, struct str path)
{
    if (str_starts(path, STR("/")) || str_eq(s->directory, STR(".")))
        return arena_str(&s->arena, path);
    const char *slash = str_ends(s->directory, STR("/")) ? "" : "/";
    return arena_printf(&s->arena, "%s%s%s", arena_str(&s->arena, s->directory).p, slash,
                        arena_str(&s->arena, path).p);
}

// The element of items whose name is `wanted`, or NULL.
#define FIND(items, count, wanted)                                                                 \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < (count); i_++) {                                                  \
            if (str_eq((items)[i_].name, (wanted)))                                                \
                return &(items)[i_];                                                               \
        }                                                                                          \
        return NULL;                                                                               \
    } while (0)

const struct study_source *study_source(const struct study *s, struct str name)
{
    FIND(s->sources, s->source_count, name);
}

const struct study_case *study_case(const struct study *s, struct str name)
{
    FIND(s->cases, s->case_count, name);
}

const struct study_named *study_funnel(const struct study *s, struct str name)
{
    FIND(s->funnels, s->funnel_count, name);
}

const struct study_named *study_segment(const struct study *s, struct str name)
{
    FIND(s->segments, s->segment_count, name);
}

const struct study_stage *study_stage(const struct study *s, struct str name)
{
    FIND(s->stages, s->stage_count, name);
}

const struct study_namespace *study_namespace(const struct study *s, struct str name)
{
    const struct study_identity *identity = &s->identity;
    for (size_t i = 0; i < identity->aliases.n; i++)
        if (str_eq(identity->aliases.p[i].key, name))
            name = identity->aliases.p[i].value;
    FIND(identity->spaces, identity->count, name);
}

struct wanted {
    struct str event, channel; // the one looked for; the other is empty
    bool found;
};

static void compare(void *context, struct str channel, struct str event)
{
    struct wanted *wanted = context;
    if ((wanted->event.n && str_eq(event, wanted->event)) ||
        (wanted->channel.n && str_eq(channel, wanted->channel)))
        wanted->found = true;
}

static void look_in_maps(const struct study_source *source, struct wanted *wanted)
{
    for (size_t i = 0; i < source->map_count; i++) {
        bool events = str_eq(source->maps[i].target, STR("event"));
        bool channels = str_eq(source->maps[i].target, STR("channel"));
        for (size_t k = 0; k < source->maps[i].values.n; k++) {
            struct str value = source->maps[i].values.p[k].value;
            compare(wanted, channels ? value : STR(""), events ? value : STR(""));
        }
    }
}

static bool known(const struct study *s, struct wanted wanted)
{
    for (size_t i = 0; i < s->event_count; i++)
        compare(&wanted, STR(""), s->events[i].name);
    for (size_t i = 0; i < s->channel_count; i++)
        compare(&wanted, s->channels[i].name, STR(""));
    for (size_t i = 0; i < s->source_count; i++) {
        compare(&wanted, s->sources[i].channel, s->sources[i].event);
        look_in_maps(&s->sources[i], &wanted);
    }
    for (size_t i = 0; i < s->stage_count; i++)
        study_words(s->stages[i].steps, compare, &wanted);
    for (size_t i = 0; i < s->case_count; i++) {
        study_words(s->cases[i].close, compare, &wanted);
        study_words(s->cases[i].information, compare, &wanted);
    }
    // In a funnel a stage's name is that stage, not an event.
    for (size_t i = 0; i < s->funnel_count && !study_stage(s, wanted.event); i++)
        study_words(s->funnels[i].text, compare, &wanted);
    study_words(s->information, compare, &wanted);
    study_words(s->check.origin, compare, &wanted);
    return wanted.found;
}

bool study_knows_event(const struct study *s, struct str name)
{
    return known(s, (struct wanted){.event = name});
}

bool study_knows_channel(const struct study *s, struct str name)
{
    return known(s, (struct wanted){.channel = name});
}
