// Reading side tables: files whose rows belong to a value of touchpoints.
#include "base/suggest.h"
#include "model/study_parts.h"

struct search {
    struct str wanted;
    bool found;
    VEC(struct str) valid;
};

static void look(void *context, struct str name)
{
    struct search *s = context;
    s->found = s->found || str_eq(name, s->wanted);
    for (vec_each(const struct str, before, &s->valid))
        if (str_eq(*before, name))
            return;
    vec_push(&s->valid, name);
}

static void look_through(struct search *s, const struct study *study, const struct study_join *join,
                         const struct study_source *source)
{
    look(s, STR("channel"));
    look(s, STR("event"));
    for (size_t i = 0; i < source->ids.n; i++)
        look(s, source->ids.p[i].key);
    study_each_attribute(study, source, join, look, s);
}

static bool is_named(const struct study_join *join, const struct study_source *source)
{
    for (size_t i = 0; i < join->sources.n; i++)
        if (str_eq(join->sources.p[i], source->name))
            return true;
    return join->sources.n == 0;
}

// Which sources are joined: those named must have what is looked up, else some must.
static bool find_sources(const struct section *s, struct study_join *join)
{
    const struct study *study = s->in->study;
    struct search search = {.wanted = join->on};
    bool any = false, all = true, whole = true;
    join->joins = arena_array(&s->in->study->arena, study->source_count, bool);
    for (size_t i = 0; i < study->source_count; i++) {
        const struct study_source *source = &study->sources[i];
        join->joins[i] = false;
        whole = whole && source->time.fields.n > 0; // else its preset was not found
        if (!is_named(join, source))
            continue;
        search.found = false;
        look_through(&search, study, join, source);
        join->joins[i] = search.found;
        any = any || search.found;
        all = all && search.found;
    }
    bool good = !whole || study->source_count == 0 || (join->sources.n ? all : any);
    if (!good) {
        section_fault(s, "on", "join '%.*s': %s '%.*s'", STR_ARG(join->name),
                      join->sources.n ? "not all its sources have" : "no source has",
                      STR_ARG(join->on));
        suggest_diag(s->in->d, join->on, search.valid.p, search.valid.n);
    }
    vec_free(&search.valid);
    return good;
}

static bool check_sources(const struct section *s, const struct study_join *join)
{
    const struct study *study = s->in->study;
    for (size_t i = 0; i < join->sources.n; i++) {
        if (study_source(study, join->sources.p[i]))
            continue;
        VEC(struct str) valid = {0};
        for (size_t k = 0; k < study->source_count; k++)
            vec_push(&valid, study->sources[k].name);
        section_fault(s, "sources", "join '%.*s': this study has no source '%.*s'",
                      STR_ARG(join->name), STR_ARG(join->sources.p[i]));
        suggest_diag(s->in->d, join->sources.p[i], valid.p, valid.n);
        vec_free(&valid);
        return false;
    }
    return true;
}

static bool check_fills(const struct section *s, const struct study_join *join)
{
    for (size_t i = 0; i < join->attributes.n; i++) {
        struct str name = join->attributes.p[i].key;
        if (!section_check_name(s, "attr", name))
            return false;
        if (attribute_is_reserved(s->in->study, name))
            return section_fault(s, "attr", "attribute '%.*s' has the name of a fixed column",
                                 STR_ARG(name));
        if (str_eq(name, join->on))
            return section_fault(s, "attr", "join '%.*s': '%.*s' is what it is joined on",
                                 STR_ARG(join->name), STR_ARG(name));
    }
    for (size_t i = 0; i < join->ids.n; i++) {
        struct str name = join->ids.p[i].key;
        if (study_namespace(s->in->study, name))
            continue;
        const struct study_identity *identity = &s->in->study->identity;
        VEC(struct str) valid = {0};
        for (size_t k = 0; k < identity->count; k++)
            vec_push(&valid, identity->spaces[k].name);
        section_fault(s, "id", "namespace '%.*s' is not in identity's order", STR_ARG(name));
        suggest_diag(s->in->d, name, valid.p, valid.n);
        vec_free(&valid);
        return false;
    }
    return true;
}

static bool check_needs(const struct section *s, const struct study_join *join)
{
    const char *missing = NULL, *cure = NULL;
    if (join->file.n == 0) {
        missing = "file";
        cure = "file = \"NAME.csv\"";
    } else if (join->key.n == 0) {
        missing = "key";
        cure = "key = \"COLUMN\", the column of the file that is looked up";
    } else if (join->on.n == 0) {
        missing = "on";
        cure = "on = \"NAME\", the attribute or id of touchpoints that is looked up";
    } else if (join->attributes.n == 0 && join->ids.n == 0) {
        missing = "attr";
        cure = "attr { NAME = \"COLUMN\" }, what touchpoints take from the file";
    }
    return !missing || section_fault(s, NULL, "join '%.*s' has no %s; add %s", STR_ARG(join->name),
                                     missing, cure);
}

static bool read_join(const struct section *s, struct study_join *join)
{
    static const char *const twice[] = {"error", "first"};
    unsigned first = 0;
    *join = (struct study_join){.name = section_title(s),
                                .line = section_line(s, NULL),
                                .file = STR(""),
                                .encoding = STR(""),
                                .key = STR(""),
                                .on = STR(""),
                                .delimiter = ','};
    section_text(s, "file", &join->file);
    section_text(s, "encoding", &join->encoding);
    section_text(s, "key", &join->key);
    section_text(s, "on", &join->on);
    section_list(s, "sources", &join->sources);
    read_pairs(s, "attr", &join->attributes);
    read_pairs(s, "id", &join->ids);
    if (!section_choice(s, "twice", twice, 2, &first) || !read_delimiter(s, &join->delimiter))
        return false;
    join->first = first;
    return true;
}

bool read_joins(const struct section *top)
{
    struct study *study = top->in->study;
    study->join_count = section_count(top, "join");
    study->joins = arena_array(&study->arena, study->join_count, struct study_join);
    for (size_t i = 0; i < study->join_count; i++) {
        struct section s = section_child(top, "join", i);
        if (!read_join(&s, &study->joins[i]))
            return false;
    }
    for (size_t i = 0; i < study->join_count; i++) {
        struct section s = section_child(top, "join", i);
        struct study_join *join = &study->joins[i];
        if (!check_needs(&s, join) || !check_sources(&s, join) || !check_fills(&s, join) ||
            !find_sources(&s, join))
            return false;
    }
    return true;
}
