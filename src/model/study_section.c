// Typed values out of one section of a study.
#include "model/study_section.h"

#include "base/suggest.h"
#include "text/time.h"

#include <stdarg.h>
#include <stdio.h>

// study_scan.c has judged the text's form in our own words, and libconfuse calls this for each
// free-form key, which it then takes: so there is nothing to say here.
static void stay_silent(cfg_t *cfg, const char *format, va_list args)
{
    (void)cfg, (void)format, (void)args;
}

bool study_input_open(struct study_input *in, struct study *study, struct str text, struct str file,
                      const cfg_opt_t *grammar, struct diag *d)
{
    *in = (struct study_input){.study = study, .file = file, .d = d};
    if (!scan_study(&in->scan, text, file, grammar, d))
        return false;
    in->cfg = cfg_init((cfg_opt_t *)grammar, CFGF_NONE); // copied, never written
    if (!in->cfg)
        return diag_set(d, FAULT_IO, "libconfuse cannot start");
    cfg_set_error_function(in->cfg, stay_silent);
    if (in->scan.text.n && cfg_parse_buf(in->cfg, in->scan.text.p) != CFG_SUCCESS)
        return diag_at(d, FAULT_USAGE, file, 0, 0, "libconfuse cannot read this study");
    return true;
}

void study_input_close(struct study_input *in)
{
    if (in->cfg)
        cfg_free(in->cfg);
    in->cfg = NULL;
    scan_free(&in->scan);
}

struct section section_top(struct study_input *in)
{
    return (struct section){in, in->cfg, 0};
}

size_t section_count(const struct section *s, const char *key)
{
    return s->cfg ? cfg_size(s->cfg, key) : 0;
}

struct section section_child(const struct section *s, const char *key, size_t nth)
{
    if (nth >= section_count(s, key))
        return (struct section){.in = s->in};
    return (struct section){s->in, cfg_getnsec(s->cfg, key, (unsigned)nth),
                            scan_find(&s->in->scan, s->place, str_of(key), nth)};
}

// Into the arena, with the bars that the scan hid.
static struct str copy(const struct section *s, const char *text)
{
    char *p = arena_alloc(&s->in->study->arena, strlen(text) + 1);
    struct str out = {p, strlen(text)};
    for (size_t i = 0; i < out.n; i++)
        p[i] = text[i] == SCAN_BAR ? '|' : text[i];
    return out;
}

struct str section_title(const struct section *s)
{
    return copy(s, cfg_title(s->cfg));
}

bool section_has(const struct section *s, const char *key)
{
    return s->cfg && scan_find(&s->in->scan, s->place, str_of(key), 0) != SIZE_MAX;
}

uint64_t section_line(const struct section *s, const char *key)
{
    size_t at = key ? scan_find(&s->in->scan, s->place, str_of(key), 0) : SIZE_MAX;
    return s->in->scan.place.p[at == SIZE_MAX ? s->place : at].line;
}

void section_text(const struct section *s, const char *key, struct str *out)
{
    if (section_has(s, key))
        *out = copy(s, cfg_getstr(s->cfg, key));
}

void section_list(const struct section *s, const char *key, struct strs *out)
{
    if (!section_has(s, key))
        return;
    out->n = cfg_size(s->cfg, key);
    out->p = arena_array(&s->in->study->arena, out->n, struct str);
    for (size_t i = 0; i < out->n; i++)
        out->p[i] = copy(s, cfg_getnstr(s->cfg, key, (unsigned)i));
}

struct pairs section_pairs(const struct section *s)
{
    struct pairs out = {0};
    if (!s->cfg)
        return out;
    out.n = cfg_num(s->cfg);
    out.p = arena_array(&s->in->study->arena, out.n, struct pair);
    for (size_t i = 0; i < out.n; i++) {
        cfg_opt_t *option = cfg_getnopt(s->cfg, (unsigned)i);
        out.p[i] = (struct pair){copy(s, cfg_opt_name(option)), copy(s, cfg_opt_getstr(option))};
    }
    return out;
}

bool section_fault(const struct section *s, const char *key, const char *format, ...)
{
    struct buf message = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&message, format, args);
    va_end(args);
    diag_at(s->in->d, FAULT_USAGE, s->in->file, section_line(s, key), 0, "%s", message.p);
    buf_free(&message);
    return false;
}

bool section_duration(const struct section *s, const char *key, int64_t *out)
{
    struct str text = {0};
    section_text(s, key, &text);
    if (!text.p || duration_parse(text, out))
        return true;
    return section_fault(s, key, "%s '%.*s' is no duration; write for example 30min, 12h or 7d",
                         key, STR_ARG(text));
}

bool section_zone(const struct section *s, const char *key, struct str *out)
{
    section_text(s, key, out);
    if (!section_has(s, key))
        return true;
    struct diag why = {0};
    struct zone *zone = zone_open(*out, &why);
    if (!zone)
        return section_fault(s, key, "%s: %s", key, why.message);
    zone_close(zone);
    return true;
}

bool section_choice(const struct section *s, const char *key, const char *const *names,
                    size_t count, unsigned *out)
{
    struct str text = {0};
    section_text(s, key, &text);
    if (!text.p)
        return true;
    VEC(struct str) valid = {0};
    for (size_t i = 0; i < count; i++)
        vec_push(&valid, str_of(names[i]));
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        found = str_eq(valid.p[i], text);
        if (found)
            *out = (unsigned)i;
    }
    if (!found) {
        section_fault(s, key, "unknown %s '%.*s'", key, STR_ARG(text));
        suggest_diag(s->in->d, text, valid.p, valid.n);
    }
    vec_free(&valid);
    return found;
}

bool section_flag(const struct section *s, const char *key, bool *out)
{
    static const char *const flags[] = {"no", "yes", "false", "true", "off", "on"};
    unsigned flag = *out;
    if (!section_choice(s, key, flags, 6, &flag))
        return false;
    *out = flag % 2;
    return true;
}

bool section_count_of(const struct section *s, const char *key, uint32_t *out)
{
    struct str text = {0};
    uint64_t number = *out;
    section_text(s, key, &text);
    if (text.p && (!str_to_u64(text, &number) || number > UINT32_MAX))
        return section_fault(s, key, "%s '%.*s' is no count; 0 means no limit", key, STR_ARG(text));
    *out = (uint32_t)number;
    return true;
}

bool section_check_name(const struct section *s, const char *key, struct str name)
{
    bool good = name.n > 0;
    for (size_t i = 0; i < name.n && good; i++) {
        char c = name.p[i];
        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               (unsigned char)c >= 0x80 || c == '_' || c == '-' || c == '.';
    }
    return good ||
           section_fault(s, key, "'%.*s' cannot be a name: only letters, digits, _ - and . can",
                         STR_ARG(name));
}
