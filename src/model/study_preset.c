// Presets: the keys of a source for a known export, found by name in a directory of ours.
#include "base/suggest.h"
#include "model/preset.h"
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
            struct section ids = section_child(&top, "ids", 0);
            source->offered = section_pairs(&ids);
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

struct strs preset_names(struct arena *arena)
{
    struct str directory[2];
    size_t n = directories(arena, directory);
    VEC(struct str) names = {0};
    for (size_t i = 0; i < n; i++) {
        DIR *listing = opendir(directory[i].p);
        for (struct dirent *entry; listing && (entry = readdir(listing));) {
            struct str file = str_of(entry->d_name);
            if (!str_ends(file, str_of(suffix)))
                continue;
            file.n -= strlen(suffix);
            if (is_preset_name(file))
                vec_push(&names, arena_str(arena, file));
        }
        if (listing)
            closedir(listing);
    }
    if (names.n)
        qsort(names.p, names.n, sizeof *names.p, by_name);
    struct strs out = {arena_array(arena, names.n, struct str), 0};
    for (size_t i = 0; i < names.n; i++) // the same preset may lie in both directories
        if (out.n == 0 || !str_eq(out.p[out.n - 1], names.p[i]))
            out.p[out.n++] = names.p[i];
    vec_free(&names);
    return out;
}

void preset_suggest(struct str name, struct diag *d)
{
    struct arena arena = {0};
    struct strs presets = preset_names(&arena);
    VEC(struct str) names = {0};
    for (size_t i = 0; i < presets.n; i++)
        vec_push(&names, presets.p[i]);
    const char *const *base;
    for (size_t i = 0, count = format_names(&base); i < count; i++)
        vec_push(&names, str_of(base[i]));
    suggest_diag(d, name, names.p, names.n);
    vec_free(&names);
    arena_free(&arena);
}

// What a preset is for: its first line, which is a comment.
static struct str purpose_of(struct str text, struct arena *arena)
{
    struct str rest = text, line = str_cut(&rest, '\n');
    if (str_starts(line, STR("#")))
        return arena_str(arena, str_trim(str_slice(line, 1, line.n)));
    return STR("");
}

bool preset_about(struct study *study, struct str name, struct preset *out, struct diag *d)
{
    struct str path;
    *out = (struct preset){.name = name};
    if (!find_preset(&study->arena, name, &path)) {
        diag_set(d, FAULT_USAGE, "unknown format '%.*s'", STR_ARG(name));
        preset_suggest(name, d);
        return false;
    }
    struct buf text = {0};
    bool good = study_read_file(path.p, &text, d);
    if (good) {
        struct study_input in;
        good = study_input_open(&in, study, buf_str(&text), path, preset_grammar, d);
        if (good) {
            struct section top = section_top(&in);
            struct section ids = section_child(&top, "ids", 0);
            out->path = path;
            out->purpose = purpose_of(buf_str(&text), &study->arena);
            out->ids = section_pairs(&ids);
            section_text(&top, "channel", &out->channel);
            section_list(&top, "sample", &out->samples);
            section_list(&top, "expect", &out->expect);
        }
        study_input_close(&in);
    }
    buf_free(&text);
    return good;
}
