// The keys of a source that a preset reads: which others would do, its ids, channel and zone.
#include "tool/init.h"

#include "ingest/spec.h"

static unsigned long long count(uint64_t n)
{
    return (unsigned long long)n;
}

static const struct profile *profile_of(const struct detection *x, struct str field)
{
    for (vec_each(const struct profile, p, &x->field))
        if (str_eq(p->name, field))
            return p;
    return NULL;
}

// Those that read as many records, and those that read fewer.
static void add_candidates(struct buf *out, const struct preset_fits *fits,
                           const struct known_format *chosen)
{
    const struct preset_fit *best = NULL;
    for (vec_each(const struct preset_fit, fit, &fits->list))
        if (fit->format == chosen)
            best = fit;
    size_t n = 0;
    for (vec_each(const struct preset_fit, fit, &fits->list)) {
        if (fit->format == chosen)
            continue;
        bool same = best && fit->matched * best->tried >= best->matched * fit->tried;
        buf_printf(
            out, "%s%.*s (%llu of %llu%s)",
            n++ ? ", " : "    # other presets that read it: ", STR_ARG(fit->format->about.name),
            count(fit->matched), count(fit->tried), same ? "; the file cannot tell" : "");
    }
    if (n)
        buf_add_byte(out, '\n');
}

static void read_fields(struct detection *x, const struct known_format *format,
                        const struct found *file)
{
    struct arena arena = {0};
    struct study_source source = format->study->sources[0];
    // Ids are of the fields that JSON has to be asked for.
    source.ids = format->about.ids;
    struct record_spec spec = spec_of(&source, &arena);
    struct str encoding = source.encoding.n ? source.encoding : file->sniff.encoding.name;
    detect_file(x, file->path.p, encoding, &spec, 0, SNIFF_RECORDS, SIZE_MAX);
    arena_free(&arena);
}

static void add_id(struct draft *draft, struct plan_of_study *plan, const struct detection *x,
                   struct pair id, const char *off)
{
    const struct profile *p = profile_of(x, id.value);
    if (p)
        buf_printf(&draft->text, "        # %llu different in %llu of %llu records%s%s\n",
                   count(profile_distinct(p)), count(p->filled), count(x->records), off ? "; " : "",
                   off ? off : "");
    buf_printf(&draft->text, "        %s%.*s = ", off ? "# " : "", STR_ARG(id.key));
    study_quote(&draft->text, id.value);
    buf_add_byte(&draft->text, '\n');
    if (off)
        return;
    draft_add_id(draft, plan, id.key, id_kind_of(id.key), p);
    buf_printf(&draft->ids, "%s%.*s", draft->ids.n ? " " : "", STR_ARG(id.key));
}

static bool is_made(const struct study_source *s, struct str field)
{
    for (size_t i = 0; i < s->rule_count; i++)
        for (size_t k = 0; k < s->rules[i].makes.n; k++)
            if (str_eq(s->rules[i].makes.p[k], field))
                return true;
    return false;
}

// What the preset's rules make of other fields is not seen here, and taken to be there.
static bool is_filled(const struct detection *x, const struct study_source *s, struct str field)
{
    const struct profile *p = profile_of(x, field);
    return is_made(s, field) || (p && p->filled);
}

// An address is of a device or a house, and so only taken where there is nothing better.
static void add_ids(struct draft *draft, struct plan_of_study *plan, const struct detection *x,
                    const struct known_format *format)
{
    struct pairs ids = format->about.ids;
    const struct study_source *s = &format->study->sources[0];
    bool better = false;
    for (size_t i = 0; i < ids.n; i++)
        better = better || (!str_eq(ids.p[i].key, STR("ip")) && is_filled(x, s, ids.p[i].value));
    if (ids.n == 0) {
        buf_add(&draft->text, STR("    # id: this export has none\n"));
        return;
    }
    buf_add(&draft->text, STR("    id {\n"));
    for (size_t i = 0; i < ids.n; i++) {
        bool ip = str_eq(ids.p[i].key, STR("ip"));
        add_id(draft, plan, x, ids.p[i],
               !is_filled(x, s, ids.p[i].value) ? "empty here"
               : ip && better                   ? "unsure; an address can be of many people"
                                                : NULL);
    }
    buf_add(&draft->text, STR("    }\n"));
}

static void add_channel(struct draft *draft, const struct known_format *format, struct str stem)
{
    const struct study_source *s = &format->study->sources[0];
    struct str channel = channel_by_words(stem);
    draft->channel = format->about.channel;
    if (format->about.channel.n || s->channel_field.n)
        return;
    bool request = str_eq(s->event, STR("request"));
    draft->channel = channel.n ? channel : request ? STR("web") : stem;
    buf_printf(&draft->text, "    # channel: %s\n    channel = ",
               channel.n ? "by the name of the file"
               : request ? "requests of a web server"
                         : "unsure; the file's name");
    study_quote(&draft->text, draft->channel);
    buf_add_byte(&draft->text, '\n');
}

static void add_time(struct draft *draft, const struct detection *x,
                     const struct known_format *format)
{
    const struct study_source *s = &format->study->sources[0];
    for (size_t i = 0; i < s->time.fields.n; i++)
        buf_printf(&draft->time, "%s%.*s", i ? " " : "", STR_ARG(s->time.fields.p[i]));
    if (s->zone.n || s->zone_field.n || s->time.fields.n == 0)
        return;
    const struct profile *p = profile_of(x, s->time.fields.p[0]);
    const struct time_try *rival,
        *best = p ? time_guess_best(&p->time, &rival, &(uint64_t){0}) : NULL;
    if (best && best->zoned)
        return;
    draft->naive = true;
    buf_add(&draft->text,
            STR("    # zone: the times name none; without this line they are of the study's "
                "timezone\n    # zone = \"Asia/Shanghai\"\n"));
}

void add_preset_keys(struct draft *draft, struct plan_of_study *plan, struct detection *x,
                     const struct known_format *format, struct str stem, const struct group *group)
{
    const struct found *file = &plan->folder.file.p[group->file.p[0]];
    const struct study_source *s = &format->study->sources[0];
    draft->format = format->about.name;
    for (vec_each(const size_t, i, &group->file))
        read_fields(x, format, &plan->folder.file.p[*i]);
    buf_add(&draft->text, STR("    # format: "));
    add_comment_text(&draft->text, format->about.purpose);
    buf_add_byte(&draft->text, '\n');
    add_candidates(&draft->text, &file->fits, format);
    buf_printf(&draft->text, "    format = \"%.*s\"\n", STR_ARG(format->about.name));
    if (file->sniff.encoding.name.n && !s->encoding.n)
        buf_printf(&draft->text, "    encoding = \"%.*s\"\n", STR_ARG(file->sniff.encoding.name));
    add_time(draft, x, format);
    add_channel(draft, format, stem);
    add_ids(draft, plan, x, format);
    for (vec_each(const struct profile, p, &x->field))
        if (p->usable && p->agents && p->agents * 2 >= p->filled && !s->bot_field.n) {
            buf_add(&draft->text, STR("    bot-field = "));
            study_quote(&draft->text, p->name);
            buf_add_byte(&draft->text, '\n');
            break;
        }
}
