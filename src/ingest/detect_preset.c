// Which presets read a file: each that could is tried.
#include "ingest/detect_preset.h"

#include "ingest/trial.h"

#include <stdlib.h>

static size_t count_fields(const struct known_format *f)
{
    const struct study_source *s = &f->study->sources[0];
    return s->time.fields.n + (s->event_field.n > 0) + (s->direction_field.n > 0) +
           (s->zone_field.n > 0) + s->attributes.n + f->about.ids.n;
}

static bool open_format(struct known_formats *k, struct str name, struct diag *d)
{
    struct known_format f = {.study = NULL};
    struct buf text = {0};
    buf_printf(&text, "source \"file\" { files = {\"-\"} format = \"%.*s\" channel = \"any\" }\n",
               STR_ARG(name));
    bool good = preset_about(k->names, name, &f.about, d) &&
                (f.study = study_parse(buf_str(&text), STR("(preset)"), d)) != NULL;
    buf_free(&text);
    if (good) {
        f.fields = count_fields(&f);
        vec_push(&k->list, f);
    }
    return good;
}

bool formats_open(struct known_formats *k, struct diag *d)
{
    *k = (struct known_formats){.names = study_parse(STR(""), STR("(presets)"), d)};
    struct strs names = k->names ? preset_names(&k->names->arena) : (struct strs){0};
    for (size_t i = 0; i < names.n; i++)
        if (!open_format(k, names.p[i], d))
            return false;
    return k->names != NULL;
}

void formats_close(struct known_formats *k)
{
    for (vec_each(struct known_format, f, &k->list))
        study_free(f->study);
    vec_free(&k->list);
    study_free(k->names);
}

// JSON and W3C are known by their looks; all else could be read by patterns and as tables.
static bool could_read(const struct known_format *f, const struct sniff *sniff)
{
    struct str format = f->study->sources[0].format;
    if (sniff->kind == SNIFF_JSON)
        return str_eq(format, STR("json"));
    if (sniff->kind == SNIFF_W3C)
        return str_eq(format, STR("w3c"));
    return str_eq(format, STR("csv")) || str_eq(format, STR("tsv")) ||
           str_eq(format, STR("pattern")) || str_eq(format, STR("pairs"));
}

// Whether a record has the path; of a selected element, whether there is one to select.
static bool has_path(const struct sniff *sniff, struct str path)
{
    size_t bracket = str_find(path, '[', 0);
    bool selects = bracket != SIZE_MAX && str_find(path, '=', bracket) != SIZE_MAX;
    for (vec_each(const struct str, name, &sniff->names))
        if (selects ? str_starts(*name, str_slice(path, 0, bracket)) : str_eq(*name, path))
            return true;
    return false;
}

static size_t count_found(const struct known_format *f, const struct sniff *sniff)
{
    const struct study_source *s = &f->study->sources[0];
    size_t found = 0;
    for (size_t i = 0; i < s->time.fields.n; i++)
        found += has_path(sniff, s->time.fields.p[i]);
    found += s->event_field.n && has_path(sniff, s->event_field);
    found += s->direction_field.n && has_path(sniff, s->direction_field);
    found += s->zone_field.n && has_path(sniff, s->zone_field);
    for (size_t i = 0; i < s->attributes.n; i++)
        found += has_path(sniff, s->attributes.p[i].value);
    for (size_t i = 0; i < f->about.ids.n; i++)
        found += has_path(sniff, f->about.ids.p[i].value);
    return found;
}

static int by_fit(const void *a, const void *b)
{
    const struct preset_fit *x = a, *y = b;
    uint64_t left = x->matched * y->tried, right = y->matched * x->tried;
    if (left != right)
        return left > right ? -1 : 1;
    if (x->found != y->found)
        return x->found > y->found ? -1 : 1;
    return str_cmp(x->format->about.name, y->format->about.name);
}

void formats_fit(const struct known_formats *k, struct preset_fits *fits, const char *path,
                 const struct sniff *sniff)
{
    for (vec_each(const struct known_format, f, &k->list)) {
        struct preset_fit fit = {.format = f, .found = f->fields};
        if (sniff->kind == SNIFF_JSON)
            fit.found = count_found(f, sniff);
        bool json = sniff->kind == SNIFF_JSON;
        if (!could_read(f, sniff) || (json && (fit.found < 3 || fit.found * 2 < f->fields)))
            continue;
        struct study_source source = f->study->sources[0];
        struct trial trial = {0};
        if (!source.encoding.n)
            source.encoding = sniff->encoding.name;
        if (trial_run(&trial, f->study, &source, str_of(path), SNIFF_RECORDS, NULL) &&
            trial.matched) {
            fit.tried = trial.tried;
            fit.matched = trial.matched;
            vec_push(&fits->list, fit);
        }
        trial_free(&trial);
    }
    if (fits->list.n)
        qsort(fits->list.p, fits->list.n, sizeof *fits->list.p, by_fit);
}
