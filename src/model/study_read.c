// Reading a study: the sections but for sources and identity, and what they need of each other.
#include "base/suggest.h"
#include "model/identity.h"
#include "model/study_parts.h"
#include "text/time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const int64_t default_gap = 7 * DAY;

bool study_read_file(const char *path, struct buf *out, struct diag *d)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return diag_errno(d, str_of(path), "open");
    for (;;) {
        buf_reserve(out, 64 * 1024);
        size_t n = fread(out->p + out->n, 1, 64 * 1024, file);
        out->n += n;
        if (n == 0)
            break;
    }
    bool good = !ferror(file);
    if (!good)
        diag_errno(d, str_of(path), "read");
    fclose(file);
    buf_reserve(out, 1);
    out->p[out->n] = '\0';
    return good;
}

bool read_direction(const struct section *s, struct str *out)
{
    static const char *const names[] = {"act", "out", "staff"};
    unsigned i = 0;
    section_text(s, "direction", out);
    return section_choice(s, "direction", names, 3, &i);
}

static bool read_channels(const struct section *top)
{
    static const char *const kinds[] = {"digital", "assisted", "physical", "self-service"};
    struct study *study = top->in->study;
    study->channel_count = section_count(top, "channel");
    study->channels = arena_array(&study->arena, study->channel_count, struct study_channel);
    for (size_t i = 0; i < study->channel_count; i++) {
        struct section s = section_child(top, "channel", i);
        struct study_channel *channel = &study->channels[i];
        unsigned kind = 0;
        *channel = (struct study_channel){section_title(&s), STR(""), STR("")};
        section_text(&s, "kind", &channel->kind);
        if (!section_choice(&s, "kind", kinds, 4, &kind) ||
            !read_direction(&s, &channel->direction))
            return false;
    }
    return true;
}

static bool read_events(const struct section *top)
{
    struct study *study = top->in->study;
    study->event_count = section_count(top, "event");
    study->events = arena_array(&study->arena, study->event_count, struct study_event);
    for (size_t i = 0; i < study->event_count; i++) {
        struct section s = section_child(top, "event", i);
        study->events[i] = (struct study_event){section_title(&s), STR("")};
        if (!read_direction(&s, &study->events[i].direction))
            return false;
    }
    return true;
}

static bool read_stages(const struct section *top)
{
    struct study *study = top->in->study;
    struct section s = section_child(top, "stages", 0);
    struct pairs pairs = section_pairs(&s);
    study->stage_count = pairs.n;
    study->stages = arena_array(&study->arena, pairs.n, struct study_stage);
    for (size_t i = 0; i < pairs.n; i++) {
        if (!section_check_name(&s, NULL, pairs.p[i].key))
            return false;
        study->stages[i] = (struct study_stage){pairs.p[i].key, pairs.p[i].value};
    }
    return true;
}

struct names_list {
    VEC(struct str) name;
};

static void add_name(void *context, struct str name)
{
    struct names_list *list = context;
    for (vec_each(const struct str, before, &list->name))
        if (str_eq(*before, name))
            return;
    vec_push(&list->name, name);
}

// What a case's key may be: namespaces and the attributes of sources. A study without sources (for
// a stream made elsewhere) cannot know.
static bool check_case_key(const struct section *s, struct str key)
{
    const struct study *study = s->in->study;
    struct names_list valid = {0};
    for (size_t i = 0; i < study->identity.count; i++)
        vec_push(&valid.name, study->identity.spaces[i].name);
    bool whole = study->source_count > 0;
    for (size_t i = 0; i < study->source_count; i++) {
        whole = whole && study->sources[i].time.fields.n > 0; // else its preset was not found
        study_each_attribute(study, &study->sources[i], NULL, add_name, &valid);
    }
    bool found = !whole;
    for (vec_each(struct str, name, &valid.name))
        found = found || str_eq(*name, key);
    if (!found) {
        section_fault(s, "key", "key '%.*s' is no id namespace or attribute of this study",
                      STR_ARG(key));
        suggest_diag(s->in->d, key, valid.name.p, valid.name.n);
    }
    vec_free(&valid.name);
    return found;
}

static bool read_cases(const struct section *top)
{
    struct study *study = top->in->study;
    study->case_count = section_count(top, "case");
    study->cases = arena_array(&study->arena, study->case_count, struct study_case);
    for (size_t i = 0; i < study->case_count; i++) {
        struct section s = section_child(top, "case", i);
        struct study_case *out = &study->cases[i];
        *out = (struct study_case){section_title(&s), STR(""), STR(""), STR("")};
        section_text(&s, "key", &out->key);
        section_text(&s, "close", &out->close);
        section_text(&s, "information", &out->information);
        if (!section_check_name(&s, NULL, out->name))
            return false;
        if (out->key.n == 0)
            return section_fault(&s, "key",
                                 "case '%.*s' has no key; add key = \"NAMESPACE or ATTRIBUTE\"",
                                 STR_ARG(out->name));
        if (!check_case_key(&s, out->key))
            return false;
    }
    return true;
}

// funnel "x" { steps = … } and segment "x" { where = … }
static bool read_named(const struct section *top, const char *kind, const char *key,
                       struct study_named **out, size_t *count)
{
    *count = section_count(top, kind);
    *out = arena_array(&top->in->study->arena, *count, struct study_named);
    for (size_t i = 0; i < *count; i++) {
        struct section s = section_child(top, kind, i);
        struct study_named *named = &(*out)[i];
        *named = (struct study_named){section_title(&s), STR(""), section_line(&s, key)};
        section_text(&s, key, &named->text);
        if (str_trim(named->text).n == 0)
            return section_fault(&s, key, "%s '%.*s' says nothing; add %s = '…'", kind,
                                 STR_ARG(named->name), key);
    }
    return true;
}

static bool read_facts(const struct section *top)
{
    struct study *study = top->in->study;
    struct section s = section_child(top, "facts", 0);
    section_list(&s, "files", &study->facts);
    if (!section_duration(&s, "lag", &study->facts_lag))
        return false;
    if (study->facts_lag < 0)
        return section_fault(&s, "lag", "lag must not be negative");
    return true;
}

static bool read_consistency(const struct section *top)
{
    struct study *study = top->in->study;
    struct section s = section_child(top, "consistency", 0);
    section_text(&s, "information", &study->information);
    if (!section_duration(&s, "gap", &study->gap))
        return false;
    if (study->gap <= 0)
        return section_fault(&s, "gap", "gap must be longer than 0");
    return true;
}

bool read_percent(const struct section *s, const char *key, double *out)
{
    struct str text = {0};
    section_text(s, key, &text);
    if (!text.p)
        return true;
    struct str number = str_trim(text);
    double percent = 0;
    bool good = str_ends(number, STR("%"));
    if (good)
        number.n--;
    good = good && str_to_double(str_trim(number), &percent) && percent >= 0 && percent <= 100;
    if (!good)
        return section_fault(s, key, "%s '%.*s' is no percentage; write for example 5%%", key,
                             STR_ARG(text));
    *out = percent / 100;
    return true;
}

static bool read_report(const struct section *top)
{
    struct study *study = top->in->study;
    struct section s = section_child(top, "report", 0);
    section_text(&s, "funnel", &study->report_funnel);
    section_text(&s, "title", &study->report_title);
    if (!read_percent(&s, "max-rejects", &study->max_rejects))
        return false;
    struct str name = str_trim(study->report_funnel);
    if (!str_starts(name, STR("@")) || study_funnel(study, str_slice(name, 1, name.n)))
        return true;
    VEC(struct str) valid = {0};
    for (size_t i = 0; i < study->funnel_count; i++)
        vec_push(&valid, study->funnels[i].name);
    section_fault(&s, "funnel", "this study has no funnel '%.*s'", STR_ARG(name));
    suggest_diag(s.in->d, str_slice(name, 1, name.n), valid.p, valid.n);
    vec_free(&valid);
    return false;
}

static bool read_all(const struct section *top, bool embedded)
{
    struct study *study = top->in->study;
    return section_zone(top, "timezone", &study->timezone) && read_identity(top) &&
           read_channels(top) && read_events(top) && read_sources(top, embedded) &&
           read_joins(top) && read_stages(top) && read_cases(top) &&
           read_named(top, "funnel", "steps", &study->funnels, &study->funnel_count) &&
           read_named(top, "segment", "where", &study->segments, &study->segment_count) &&
           read_sessions(top) && read_consistency(top) && read_facts(top) && read_report(top) &&
           read_check(top) && read_privacy(top);
}

static struct str directory_of(struct arena *arena, struct str file)
{
    size_t n = file.n;
    while (n > 0 && file.p[n - 1] != '/')
        n--;
    if (n == 0)
        return STR(".");
    return arena_str(arena, str_slice(file, 0, n > 1 ? n - 1 : 1));
}

static struct study *parse(struct str text, struct str file, bool embedded, struct pair forced,
                           struct diag *d)
{
    struct diag own = {0};
    d = d ? d : &own;
    struct study *study = mem_zero(sizeof *study);
    study->file = arena_str(&study->arena, file);
    study->directory = directory_of(&study->arena, file);
    study->text = arena_str(&study->arena, text);
    study->forced_source = arena_str(&study->arena, forced.key);
    study->forced_format = arena_str(&study->arena, forced.value);
    study->timezone = STR("UTC");
    study->information = study->report_funnel = study->report_title = STR("");
    study->privacy.key = study->privacy.tombstones = STR("");
    study->gap = default_gap;
    study->max_rejects = 1;

    struct study_input in;
    bool good = study_input_open(&in, study, text, study->file, study_grammar, d);
    if (good) {
        struct section top = section_top(&in);
        good = read_all(&top, embedded);
    }
    study_input_close(&in);
    if (good)
        return study;
    study_free(study);
    return NULL;
}

struct study *study_open(const char *path, struct diag *d)
{
    return study_open_as(path, STR(""), STR(""), d);
}

struct study *study_open_as(const char *path, struct str source, struct str format, struct diag *d)
{
    struct buf text = {0};
    struct study *study = NULL;
    if (study_read_file(path, &text, d))
        study = parse(buf_str(&text), str_of(path), false, (struct pair){source, format}, d);
    buf_free(&text);
    return study;
}

struct study *study_parse(struct str text, struct str file, struct diag *d)
{
    return parse(text, file, true, (struct pair){STR(""), STR("")}, d);
}

void study_free(struct study *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->identity.count; i++)
        identity_pattern_close(s->identity.spaces[i].pattern);
    arena_free(&s->arena);
    free(s);
}
