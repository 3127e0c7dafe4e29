// The files of a folder, and which of them are no exports.
#include "tool/init.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FILES_MAX = 10000, DEEPEST = 16 };

static const struct {
    const char *suffix, *why;
} no_exports[] = {
    {".md", "a text for people"},
    {".html", "a text for people"},
    {".htm", "a text for people"},
    {".pdf", "a text for people"},
    {".rtf", "a text for people"},
    {".docx", "a text for people"},
    {".doc", "a text for people"},
    {".xlsx", "a spreadsheet; export it as CSV"},
    {".xls", "a spreadsheet; export it as CSV"},
    {".ods", "a spreadsheet; export it as CSV"},
    {".zip", "an archive; unpack it"},
    {".tar", "an archive; unpack it"},
    {".tgz", "an archive; unpack it"},
    {".7z", "an archive; unpack it"},
    {".parquet", "a columnar file; export it as CSV"},
    {".sqlite", "a database; export it as CSV"},
    {".db", "a database; export it as CSV"},
    {".wend", "a store of wend"},
    {".conf", "a configuration"},
    {".cfg", "a configuration"},
    {".ini", "a configuration"},
    {".yml", "a configuration"},
    {".yaml", "a configuration"},
    {".toml", "a configuration"},
    {".png", "a picture"},
    {".jpg", "a picture"},
    {".jpeg", "a picture"},
    {".gif", "a picture"},
    {".svg", "a picture"},
    {".sh", "a program"},
    {".py", "a program"},
    {".sql", "a program"},
    {".bak", "a copy"},
    {".tmp", "half-written"},
    {".part", "half-written"},
    {".swp", "half-written"},
    {"~", "a copy"},
};

static const char *why_not(struct str name)
{
    static const char *const words[] = {"readme", "license", "licence", "copying", "makefile"};
    for (size_t i = 0; i < sizeof no_exports / sizeof *no_exports; i++) {
        size_t n = strlen(no_exports[i].suffix);
        if (name.n > n &&
            str_eq_nocase(str_slice(name, name.n - n, name.n), str_of(no_exports[i].suffix)))
            return no_exports[i].why;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (name.n >= n && str_eq_nocase(str_slice(name, 0, n), str_of(words[i])) &&
            (name.n == n || name.p[n] == '.'))
            return "a text for people";
    }
    return NULL;
}

void folder_skip(struct folder *f, struct str name, const char *why, bool failed)
{
    vec_push(&f->skip, (struct skipped){arena_str(&f->arena, name),
                                        arena_str(&f->arena, str_of(why)), failed});
}

static bool list_below(struct folder *f, struct str below, unsigned depth, struct diag *d);

static bool add_entry(struct folder *f, struct str name, struct str base, unsigned depth,
                      struct diag *d)
{
    struct stat st, link;
    struct str path = arena_printf(&f->arena, "%.*s/%.*s", STR_ARG(f->path), STR_ARG(name));
    const char *why = why_not(base);
    if (*base.p == '.')
        folder_skip(f, name, "hidden", false);
    else if (!study_quotable(name))
        folder_skip(f, name, "its name holds bytes that no study can; rename it", true);
    else if (lstat(path.p, &link) != 0 || stat(path.p, &st) != 0)
        folder_skip(f, name, errno == ENOENT ? "a link to nothing" : strerror(errno), true);
    else if (S_ISDIR(st.st_mode) && S_ISLNK(link.st_mode))
        folder_skip(f, name, "a link to a directory; links are not followed", false);
    else if (S_ISDIR(st.st_mode))
        return list_below(f, name, depth + 1, d);
    else if (!S_ISREG(st.st_mode))
        folder_skip(f, name, "not a regular file", false);
    else if (why)
        folder_skip(f, name, why, false);
    else
        vec_push(&f->file, (struct found){.name = name, .path = path});
    if (f->file.n > FILES_MAX)
        return diag_set(d, FAULT_USAGE, "%s holds more than %d files; name a folder of exports",
                        f->path.p, FILES_MAX);
    return true;
}

static bool list_below(struct folder *f, struct str below, unsigned depth, struct diag *d)
{
    struct str path =
        below.n ? arena_printf(&f->arena, "%.*s/%.*s", STR_ARG(f->path), STR_ARG(below)) : f->path;
    if (depth > DEEPEST) {
        folder_skip(f, below, "too deep", true);
        return true;
    }
    DIR *listing = opendir(path.p);
    if (!listing && depth == 0)
        return diag_errno(d, path, "open");
    if (!listing) {
        folder_skip(f, below, strerror(errno), true);
        return true;
    }
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(listing));) {
        struct str base = str_of(entry->d_name);
        if (str_eq(base, STR(".")) || str_eq(base, STR("..")))
            continue;
        struct str name = below.n ? arena_printf(&f->arena, "%.*s/%s", STR_ARG(below), base.p)
                                  : arena_str(&f->arena, base);
        good = add_entry(f, name, arena_str(&f->arena, base), depth, d);
    }
    closedir(listing);
    return good;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct found *)a)->name, ((const struct found *)b)->name);
}

static int by_skipped_name(const void *a, const void *b)
{
    return str_cmp(((const struct skipped *)a)->name, ((const struct skipped *)b)->name);
}

bool folder_list(struct folder *f, const char *path, struct diag *d)
{
    struct str p = str_of(path);
    while (p.n > 1 && p.p[p.n - 1] == '/')
        p.n--;
    f->path = arena_str(&f->arena, p);
    if (!list_below(f, STR(""), 0, d))
        return false;
    if (f->file.n)
        qsort(f->file.p, f->file.n, sizeof *f->file.p, by_name);
    if (f->skip.n)
        qsort(f->skip.p, f->skip.n, sizeof *f->skip.p, by_skipped_name);
    return true;
}

void folder_free(struct folder *f)
{
    for (vec_each(struct found, file, &f->file)) {
        sniff_free(&file->sniff);
        vec_free(&file->fits.list);
    }
    vec_free(&f->file);
    vec_free(&f->skip);
    arena_free(&f->arena);
}
