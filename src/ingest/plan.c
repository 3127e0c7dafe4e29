// Which files a source is read from: globs expanded, sorted, each file once.
#include "ingest/plan.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <unistd.h>

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct plan_file *)a)->name, ((const struct plan_file *)b)->name);
}

static void sort_unique(struct plan *plan)
{
    if (plan->file.n < 2)
        return;
    qsort(plan->file.p, plan->file.n, sizeof *plan->file.p, by_name);
    size_t kept = 1;
    for (size_t i = 1; i < plan->file.n; i++)
        if (!str_eq(plan->file.p[i].name, plan->file.p[kept - 1].name))
            plan->file.p[kept++] = plan->file.p[i];
    plan->file.n = kept;
}

static void add_file(struct plan *plan, struct str path, size_t prefix, struct arena *arena)
{
    path = arena_str(arena, path);
    vec_push(&plan->file, (struct plan_file){str_slice(path, prefix, path.n), path});
}

// The directory's own name may hold what glob(3) takes for a wildcard.
static void add_literal(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (memchr("*?[]\\", s.p[i], 5))
            buf_add_byte(out, '\\');
        buf_add_byte(out, s.p[i]);
    }
}

static bool expand(struct plan *plan, struct str directory, struct str pattern, struct arena *arena,
                   struct diag *d)
{
    bool below = !str_starts(pattern, STR("/")) && !str_eq(directory, STR("."));
    size_t prefix = below ? directory.n + 1 : 0;
    struct buf path = {0};
    buf_printf(&path, "%.*s%s%.*s", below ? (int)directory.n : 0, directory.p, below ? "/" : "",
               STR_ARG(pattern));
    bool good = true;
    if (access(path.p, F_OK) == 0) { // a name, even if it looks like a pattern
        add_file(plan, buf_str(&path), prefix, arena);
    } else {
        struct buf escaped = {0};
        glob_t found = {0};
        if (below) {
            add_literal(&escaped, directory);
            buf_add_byte(&escaped, '/');
        }
        buf_add(&escaped, pattern);
        errno = 0;
        if (glob(escaped.p, GLOB_NOSORT, NULL, &found) == 0) {
            for (size_t i = 0; i < found.gl_pathc; i++)
                add_file(plan, str_of(found.gl_pathv[i]), prefix, arena);
        } else {
            errno = errno ? errno : ENOENT;
            good = diag_errno(d, buf_str(&path), "open");
        }
        globfree(&found);
        buf_free(&escaped);
    }
    buf_free(&path);
    return good;
}

bool plan_source(struct plan *plan, const struct study *study, const struct study_source *source,
                 const struct strs *files, struct arena *arena, struct diag *d)
{
    for (size_t i = 0; files && i < files->n; i++)
        add_file(plan, files->p[i], 0, arena);
    for (size_t i = 0; !files && i < source->files.n; i++)
        if (!expand(plan, study->directory, source->files.p[i], arena, d))
            return false;
    sort_unique(plan);
    return true;
}
