// Which presets read a file, how well, and where those fail that do not.
#include "tool/formats.h"

#include "base/escape.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { RECORDS = 1000, SHOWN = 76, BEFORE = 40 };

struct study *format_study(struct str preset, struct diag *d)
{
    struct buf text = {0};
    buf_printf(&text, "source \"file\" { files = {\"-\"} format = \"%.*s\" channel = \"any\" }\n",
               STR_ARG(preset));
    struct study *study = study_parse(buf_str(&text), STR("(preset)"), d);
    buf_free(&text);
    return study;
}

struct candidate {
    struct str name;
    struct trial trial;
};

static double share(const struct candidate *c)
{
    return c->trial.tried ? (double)c->trial.matched / (double)c->trial.tried : 0;
}

// The best first; of equals, by name.
static int by_share(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (share(x) > share(y) || share(x) < share(y))
        return share(x) > share(y) ? -1 : 1;
    return str_cmp(x->name, y->name);
}

// The part of the line around the column, and a caret below it.
static void print_place(struct str raw, uint64_t column)
{
    const char *end = raw.n ? memchr(raw.p, '\n', raw.n) : NULL;
    if (end)
        raw.n = (size_t)(end - raw.p);
    size_t at = column - 1 < raw.n ? (size_t)column - 1 : raw.n, from = 0;
    if (at > BEFORE)
        for (from = at - BEFORE; from < at && ((unsigned char)raw.p[from] & 0xC0) == 0x80;)
            from++;
    struct str after = utf8_clip(str_slice(raw, at, raw.n), SHOWN - BEFORE);
    struct buf line = {0};
    escape_terminal(&line, str_slice(raw, from, at));
    size_t width = utf8_width(buf_str(&line));
    escape_terminal(&line, after);
    printf("    %.*s\n    %*s^\n", STR_ARG(buf_str(&line)), (int)width, "");
    buf_free(&line);
}

static void print_candidate(const struct candidate *c)
{
    printf("%-18.*s %4llu of %llu records\n", STR_ARG(c->name),
           (unsigned long long)c->trial.matched, (unsigned long long)c->trial.tried);
    if (!c->trial.failed)
        return;
    struct buf place = {0};
    diag_line(&place, &c->trial.why);
    printf("  %.*s\n", STR_ARG(buf_str(&place)));
    buf_free(&place);
    print_place(buf_str(&c->trial.raw), c->trial.why.column);
}

// What is chosen, how sure that is, and what else would do as well.
static void print_choice(const struct candidate *all, size_t n, struct str path)
{
    struct buf name = {0};
    escape_terminal(&name, path);
    if (n == 0 || all[0].trial.matched == 0) {
        printf("%.*s: no preset reads it\n\n", STR_ARG(buf_str(&name)));
        buf_free(&name);
        return;
    }
    printf("%.*s: %.*s, %llu of the first %llu records", STR_ARG(buf_str(&name)),
           STR_ARG(all[0].name), (unsigned long long)all[0].trial.matched,
           (unsigned long long)all[0].trial.tried);
    for (size_t i = 1; i < n && all[i].trial.matched && share(&all[i]) >= share(&all[0]); i++)
        printf("%s %.*s", i == 1 ? "; not to be told from" : ",", STR_ARG(all[i].name));
    printf("\n\n");
    buf_free(&name);
}

static bool try_preset(struct candidate *c, struct str path, struct diag *d)
{
    struct study *study = format_study(c->name, d);
    bool good = study && trial_run(&c->trial, study, &study->sources[0], path, RECORDS, d);
    study_free(study);
    return good;
}

int format_explain(const struct call *call, struct strs names, struct str path)
{
    struct diag d = {0};
    VEC(struct candidate) all = {0};
    bool good = true;
    for (size_t i = 0; good && i < names.n; i++) {
        vec_push(&all, (struct candidate){.name = names.p[i]});
        good = try_preset(&all.p[i], path, &d);
    }
    bool found = false;
    if (good && all.n) {
        qsort(all.p, all.n, sizeof *all.p, by_share);
        print_choice(all.p, all.n, path);
        for (vec_each(const struct candidate, c, &all))
            print_candidate(c);
        found = all.p[0].trial.matched > 0;
    }
    for (vec_each(struct candidate, c, &all))
        trial_free(&c->trial);
    vec_free(&all);
    if (!good)
        return tool_fail(call, &d);
    return found ? FAULT_NONE : FAULT_CHECK;
}
