// Which files are of one source: of one layout, with names that differ in their numbers only.
#include "tool/init.h"

#include <fnmatch.h>
#include <stdlib.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Numbers, with the dashes and points between them, become *; what glob(7) would take is escaped.
// access.log, access.log.1 and access.log.2.gz are of one shape.
static struct str shape_of(struct arena *arena, struct str name)
{
    static const char *const packed[] = {".gz", ".zst", ".xz", ".bz2"};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (str_ends(name, str_of(packed[i])))
            name.n -= strlen(packed[i]);
    size_t stem = name.n; // of a name that is rotated: .1, -20260308
    while (stem && (is_digit(name.p[stem - 1]) || strchr(".-_", name.p[stem - 1])))
        stem--;
    size_t dot = str_find(name, '.', 0);
    bool rotated = stem < name.n && dot != SIZE_MAX && dot < stem;
    for (size_t i = 0; i < (rotated ? stem : name.n);) {
        if (!is_digit(name.p[i])) {
            if (strchr("*?[\\", name.p[i]))
                buf_add_byte(&out, '\\');
            buf_add_byte(&out, name.p[i++]);
            continue;
        }
        buf_add_byte(&out, '*');
        while (i < name.n && (is_digit(name.p[i]) || (strchr("-_.T", name.p[i]) && i + 1 < name.n &&
                                                      is_digit(name.p[i + 1]))))
            i++;
    }
    if ((str_ends(name, STR(".log")) && !memchr(out.p, '*', out.n)) || rotated)
        buf_add_byte(&out, '*');
    struct str text = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

static struct str layout_of(struct arena *arena, const struct found *file)
{
    const struct sniff *s = &file->sniff;
    const struct preset_fit *fit = fits_chosen(&file->fits);
    struct buf out = {0};
    buf_printf(&out, "%d %.*s ", s->kind, STR_ARG(s->encoding.name));
    if (fit) {
        buf_printf(&out, "preset %.*s", STR_ARG(fit->format->about.name));
    } else {
        buf_printf(&out, "%d %d %d %llu %.*s ", s->spec.delimiter, s->spec.header, s->spec.plain,
                   (unsigned long long)s->spec.skip, STR_ARG(s->pattern));
        size_t names = s->kind == SNIFF_JSON || s->kind == SNIFF_PAIRS ? 1 : s->names.n;
        for (size_t i = 0; i < names && i < s->names.n; i++)
            buf_printf(&out, "%.*s\n", STR_ARG(s->names.p[i]));
        if (s->kind == SNIFF_DELIMITED && !s->spec.header)
            buf_printf(&out, "%zu", s->fields);
    }
    struct str text = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

// A glob serves if it matches the group's files and, of the others, only empty ones.
static bool glob_serves(const struct folder *f, const struct group *group, struct str glob)
{
    size_t matched = 0;
    for (size_t i = 0; i < f->file.n; i++) {
        if (fnmatch(glob.p, f->file.p[i].name.p, FNM_PATHNAME | FNM_PERIOD) != 0)
            continue;
        bool member = false;
        for (vec_each(const size_t, at, &group->file))
            member = member || *at == i;
        if (!member && f->file.p[i].sniff.kind != SNIFF_EMPTY)
            return false;
        matched += member;
    }
    for (vec_each(const struct skipped, skip, &f->skip))
        if (fnmatch(glob.p, skip->name.p, FNM_PATHNAME | FNM_PERIOD) == 0)
            return false;
    return matched == group->file.n;
}

static bool is_export(const struct found *file)
{
    return file->sniff.kind != SNIFF_EMPTY && file->sniff.kind != SNIFF_BINARY &&
           side_of(file) == SIDE_NONE;
}

void groups_make(struct groups *g, struct folder *f)
{
    for (vec_each(struct found, file, &f->file)) {
        file->shape = shape_of(&f->arena, file->name);
        file->layout = layout_of(&f->arena, file);
    }
    for (size_t i = 0; i < f->file.n; i++) {
        struct found *first = &f->file.p[i];
        if (first->grouped || !is_export(first))
            continue;
        struct group group = {.glob = STR("")};
        for (size_t k = i; k < f->file.n; k++) {
            struct found *file = &f->file.p[k];
            if (file->grouped || !is_export(file) || !str_eq(file->shape, first->shape) ||
                !str_eq(file->layout, first->layout))
                continue;
            file->grouped = true;
            vec_push(&group.file, k);
        }
        if (group.file.n > 1 && glob_serves(f, &group, first->shape))
            group.glob = first->shape;
        vec_push(&g->list, group);
    }
}

void groups_free(struct groups *g)
{
    for (vec_each(struct group, group, &g->list))
        vec_free(&group->file);
    vec_free(&g->list);
}
