// Presets: the keys of a source for a known export, found by name in a directory of ours.
#include "base/suggest.h"
#include "model/study_parts.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static const char suffix[] = ".conf";

// Only plain names: a study must not reach files by its format's name.
static bool is_preset_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return name.n > 0 && name.n < 64;
}

// Directories to look in, first to last. Returns how many.
static size_t directories(struct arena *arena, struct str *out)
{
    size_t n = 0;
    const char *own = getenv("WEND_DATADIR");
    if (own && *own)
        out[n++] = arena_printf(arena, "%s/format", own);
    out[n++] = STR(PKGDATADIR "/format");
    return n;
}

static bool find_preset(struct arena *arena, struct str name, struct str *path)
{
    struct str directory[2];
    size_t n = directories(arena, directory);
    for (size_t i = 0; i < n && is_preset_name(name); i++) {
        *path = arena_printf(arena, "%s/%.*s%s", directory[i].p, STR_ARG(name), suffix);
        if (access(path->p, F_OK) == 0)
            return true;
    }
    return false;
}

static bool read_format(const struct section *top, struct study_source *source)
{
    const char *const *names;
    size_t count = format_names(&names);
    unsigned format = 0;
    if (!section_choice(top, "format", names, count, &format))
        return false;
    source->format = str_of(names[format]);
    return true;
}

enum preset_result preset_read(struct study *study, struct str name, struct study_source *source,
                               bool embedded, struct diag *d)
{
    struct str path;
    if (!find_preset(&study->arena, name, &path))
        return PRESET_NOT_FOUND;
    struct buf text = {0};
    bool good = study_read_file(path.p, &text, d);
    if (good) {
        struct study_input in;
        good = study_input_open(&in, study, buf_str(&text), path, preset_grammar, d);
        if (good) {
            struct section top = section_top(&in);
            good = read_format(&top, source) && read_source_keys(&top, source, embedded);
        }
        study_input_close(&in);
    }
    buf_free(&text);
    return good ? PRESET_READ : PRESET_FAULT;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void preset_suggest(struct str name, struct diag *d)
{
    struct arena arena = {0};
    struct str directory[2];
    size_t n = directories(&arena, directory);
    VEC(struct str) names = {0};
    for (size_t i = 0; i < n; i++) {
        DIR *listing = opendir(directory[i].p);
        for (struct dirent *entry; listing && (entry = readdir(listing));) {
            struct str file = str_of(entry->d_name);
            if (!str_ends(file, str_of(suffix)))
                continue;
            file.n -= strlen(suffix);
            if (is_preset_name(file))
                vec_push(&names, arena_str(&arena, file));
        }
        if (listing)
            closedir(listing);
    }
    if (names.n)
        qsort(names.p, names.n, sizeof *names.p, by_name);
    size_t unique = 0; // the same preset may lie in both directories
    for (size_t i = 0; i < names.n; i++) {
        if (unique == 0 || !str_eq(names.p[unique - 1], names.p[i]))
            names.p[unique++] = names.p[i];
    }
    names.n = unique;
    const char *const *base;
    for (size_t i = 0, count = format_names(&base); i < count; i++)
        vec_push(&names, str_of(base[i]));
    suggest_diag(d, name, names.p, names.n);
    vec_free(&names);
    arena_free(&arena);
}
