// wend init: look at a folder of exports and write a commented study of them.
#include "tool/init.h"

#include "base/escape.h"
#include "base/outfile.h"
#include "base/suggest.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct init_options {
    struct common common;
    const char *study, *format, *timezone;
};

static const struct option own[] = {
    {'o', "output", "STUDY", OPTION_TEXT, offsetof(struct init_options, study),
     "write the study there (default: DIR/study.conf); - is standard output"},
    {0, "format", "NAME", OPTION_TEXT, offsetof(struct init_options, format),
     "read every file as NAME, a preset or csv, tsv, json, w3c or pairs, whatever it looks like"},
    {0, "timezone", "ZONE", OPTION_TEXT, offsetof(struct init_options, timezone),
     "the zone of times that name none, and of days, as in Asia/Shanghai"},
    {0},
};

// ---- looking at the files -----------------------------------------------------------------------

enum side side_of(const struct found *file)
{
    const struct sniff *s = &file->sniff;
    if (s->kind != SNIFF_DELIMITED || !s->spec.header || s->spec.delimiter != ',' || s->names.n < 3)
        return SIDE_NONE;
    const struct str *name = s->names.p;
    if (s->fields == 3 && str_eq(name[0], STR("kind")) && str_eq(name[1], STR("id")))
        return SIDE_LINKS;
    return str_eq(name[0], STR("fact")) && str_eq(name[1], STR("channel")) &&
                   str_eq(name[2], STR("value"))
               ? SIDE_FACTS
               : SIDE_NONE;
}

static bool is_base(struct str format)
{
    static const char *const base[] = {"csv", "tsv", "json", "w3c", "pairs"};
    for (size_t i = 0; i < sizeof base / sizeof *base; i++)
        if (str_eq(format, str_of(base[i])))
            return true;
    return false;
}

static void look_at(struct plan_of_study *plan, struct found *file)
{
    struct diag d = {0};
    if (!sniff_file(&file->sniff, file->path.p, &d)) {
        file->sniff.kind = SNIFF_BINARY;
        struct buf why = {0};
        diag_line(&why, &d);
        folder_skip(&plan->folder, file->name, why.p, true);
        buf_free(&why);
        return;
    }
    if (file->sniff.kind == SNIFF_EMPTY)
        folder_skip(&plan->folder, file->name, "empty", false);
    else if (file->sniff.kind == SNIFF_BINARY)
        folder_skip(&plan->folder, file->name, "not text", false);
    else if (is_base(plan->format))
        sniff_as(&file->sniff, file->path.p, plan->format);
    else if (side_of(file) == SIDE_NONE)
        formats_fit(&plan->formats, &file->fits, file->path.p, &file->sniff);
}

// Whether a namespace can be called so.
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              (unsigned char)c >= 0x80 || c == '_' || c == '-' || c == '.'))
            return false;
    }
    return s.n > 0;
}

// The namespaces of a link file: the kinds, and the column that they are linked with.
static void read_links(struct plan_of_study *plan, const struct found *file)
{
    struct detection x = {.records = 0};
    detect_file(&x, file->path.p, file->sniff.encoding.name, &file->sniff.spec, 0, SNIFF_RECORDS,
                SIZE_MAX);
    struct str column = x.field.n == 3 ? x.field.p[2].name : STR("");
    const struct profile *kind = x.field.p;
    if (!is_name(column)) {
        folder_skip(&plan->folder, file->name, "a link file, but its column can be no namespace",
                    true);
        detect_free(&x);
        return;
    }
    vec_push(&plan->link_space, arena_str(&plan->arena, column));
    for (uint32_t code = 1; code < kind->values.count; code++)
        if (is_name(dict_get(&kind->values, code)))
            vec_push(&plan->link_space, arena_str(&plan->arena, dict_get(&kind->values, code)));
    vec_push(&plan->links, file->name);
    detect_free(&x);
}

static bool make_drafts(struct plan_of_study *plan, struct diag *d)
{
    for (vec_each(struct found, file, &plan->folder.file)) {
        enum side side = side_of(file);
        if (side == SIDE_LINKS)
            read_links(plan, file);
        else if (side == SIDE_FACTS)
            vec_push(&plan->facts, file->name);
    }
    for (vec_each(const struct group, group, &plan->groups.list)) {
        struct draft draft;
        if (!draft_make(&draft, plan, group, d)) {
            draft_free(&draft);
            return false;
        }
        vec_push(&plan->draft, draft);
    }
    return true;
}

// ---- what is said -------------------------------------------------------------------------------

static void add_text(struct table *t, const struct buf *b)
{
    if (b->n)
        table_text(t, buf_str(b));
    else
        table_missing(t);
}

static int print_table(const struct call *call, const struct plan_of_study *plan)
{
    struct table t;
    table_init(&t, "init");
    table_column(&t, "file", "file", CELL_TEXT);
    table_column(&t, "files", "files", CELL_COUNT);
    table_column(&t, "format", "format", CELL_TEXT);
    table_column(&t, "sure", "sure", CELL_TEXT);
    table_column(&t, "read", "read", CELL_COUNT);
    table_column(&t, "sampled", "sampled", CELL_COUNT);
    table_column(&t, "time", "time", CELL_TEXT);
    table_column(&t, "ids", "ids", CELL_TEXT);
    for (vec_each(const struct draft, draft, &plan->draft)) {
        bool all = draft->matched * 100 >= draft->tried * 95;
        table_text(&t, draft->files);
        table_count(&t, (int64_t)draft->count);
        table_text(&t, draft->format);
        table_text(&t, draft->wanting       ? STR("off")
                       : all && draft->sure ? STR("sure")
                                            : STR("unsure"));
        table_count(&t, (int64_t)draft->matched);
        table_count(&t, (int64_t)draft->tried);
        add_text(&t, &draft->time);
        add_text(&t, &draft->ids);
    }
    int status = tool_table(call, &t, NULL);
    table_free(&t);
    return status;
}

static void say_skipped(const struct call *call, const struct plan_of_study *plan)
{
    const struct common *o = call->options;
    enum { NAMED = 10 };
    const struct folder *f = &plan->folder;
    for (size_t i = 0; i < f->skip.n && (o->verbose || i < NAMED); i++)
        tool_say(call, "not read: %.*s: %.*s", STR_ARG(f->skip.p[i].name),
                 STR_ARG(f->skip.p[i].why));
    if (f->skip.n > NAMED && !o->verbose)
        tool_say(call, "not read: %zu more; the study names them, and -v", f->skip.n - NAMED);
}

// What is left to do, and the exit status that follows.
static int say_rest(const struct call *call, const struct plan_of_study *plan, const char *study)
{
    size_t on = 0, naive = 0;
    int status = FAULT_NONE;
    for (vec_each(const struct draft, draft, &plan->draft)) {
        on += !draft->wanting;
        naive += draft->naive && !draft->wanting;
        if (draft->wanting) {
            tool_say(call, "%.*s: its source is commented out: %s", STR_ARG(draft->files),
                     draft->wanting);
            status = FAULT_CHECK;
        }
    }
    for (vec_each(const struct skipped, skip, &plan->folder.skip))
        status = skip->failed ? FAULT_IO : status;
    if (naive && !plan->timezone.n)
        tool_say(call,
                 "%zu of the sources have times without a zone, read as UTC until timezone is set",
                 naive);
    if (plan->draft.n == 0)
        tool_say(call, "there is no export in %.*s", STR_ARG(plan->folder.path));
    if (strcmp(study, "-") != 0)
        tool_say(call, on ? "wrote %s; go on with: wend parse -c %s" : "wrote %s", study, study);
    return plan->draft.n == 0 && status < FAULT_CHECK ? FAULT_CHECK : status;
}

// ---- where the study stands ---------------------------------------------------------------------

// The way from the study's directory to the folder: nothing, SUB/, or the whole path.
static struct str find_prefix(struct arena *arena, struct str folder, const char *study)
{
    char *real = realpath(folder.p, NULL);
    const char *slash = strrchr(study, '/');
    struct str directory = slash ? (struct str){study, (size_t)(slash - study)} : STR(".");
    char *copy = str_dup(directory.n ? directory : STR("/")), *base = realpath(copy, NULL);
    struct str prefix = arena_printf(arena, "%s/", real ? real : folder.p);
    size_t n = base ? strlen(base) : 0;
    if (n && real && strcmp(base, real) == 0)
        prefix = STR("");
    else if (n && real && strncmp(real, base, n) == 0 && (real[n] == '/' || n == 1))
        prefix = arena_printf(arena, "%s/", real + n + (n > 1));
    free(copy);
    free(base);
    free(real);
    return prefix;
}

static bool write_study(const struct plan_of_study *plan, const char *path, struct diag *d)
{
    struct buf text = {0};
    study_write(&text, plan);
    struct study *study = study_parse(buf_str(&text), str_of(path), d);
    struct outfile out;
    bool good = study != NULL && outfile_open(&out, path, d);
    if (good) {
        fwrite(text.p, 1, text.n, out.file);
        good = outfile_commit(&out, d);
    }
    study_free(study);
    buf_free(&text);
    return good;
}

static bool check(const struct plan_of_study *plan, const char *path, struct diag *d)
{
    if (strcmp(path, "-") != 0 && access(path, F_OK) == 0)
        return diag_set(d, FAULT_USAGE,
                        "%s is there already and is not overwritten; name another with -o", path);
    struct zone *zone = plan->timezone.n ? zone_open(plan->timezone, d) : NULL;
    bool good = zone || !plan->timezone.n;
    zone_close(zone);
    if (!good || !plan->format.n || is_base(plan->format))
        return good;
    VEC(struct str) valid = {0};
    bool known = false;
    for (vec_each(const struct known_format, f, &plan->formats.list)) {
        known = known || str_eq(f->about.name, plan->format);
        vec_push(&valid, f->about.name);
    }
    if (!known) {
        diag_set(d, FAULT_USAGE, "unknown format '%.*s'", STR_ARG(plan->format));
        suggest_diag(d, plan->format, valid.p, valid.n);
    }
    vec_free(&valid);
    return known;
}

static int run_plan(const struct call *call, struct plan_of_study *plan, const char *study)
{
    struct diag d = {0};
    bool good = formats_open(&plan->formats, &d) && check(plan, study, &d) &&
                folder_list(&plan->folder, call->argument[0], &d);
    plan->prefix = good ? find_prefix(&plan->arena, plan->folder.path, study) : STR("");
    for (size_t i = 0; good && i < plan->folder.file.n; i++)
        look_at(plan, &plan->folder.file.p[i]);
    if (good) {
        groups_make(&plan->groups, &plan->folder);
        good = make_drafts(plan, &d);
    }
    if (!good || !write_study(plan, study, &d))
        return tool_fail(call, &d);
    int status = strcmp(study, "-") == 0 ? 0 : print_table(call, plan);
    say_skipped(call, plan);
    int rest = say_rest(call, plan, study);
    return rest > status ? rest : status;
}

static int run(struct call *call)
{
    const struct init_options *o = call->options;
    if (call->arguments != 1)
        return tool_usage(call, "name the folder of the exports: wend init DIR");
    struct plan_of_study plan = {.format = str_of(o->format ? o->format : ""),
                                 .timezone = str_of(o->timezone ? o->timezone : "")};
    struct str folder = str_of(call->argument[0]);
    struct str study = o->study ? str_of(o->study)
                                : arena_printf(&plan.arena, "%.*s%sstudy.conf", STR_ARG(folder),
                                               str_ends(folder, STR("/")) ? "" : "/");
    int status = run_plan(call, &plan, study.p);
    for (vec_each(struct draft, draft, &plan.draft))
        draft_free(draft);
    vec_free(&plan.draft);
    vec_free(&plan.links);
    vec_free(&plan.facts);
    vec_free(&plan.link_space);
    groups_free(&plan.groups);
    formats_close(&plan.formats);
    folder_free(&plan.folder);
    arena_free(&plan.arena);
    return status;
}

const struct command command_init = {
    .name = "init",
    .purpose = "write a commented study for a folder of exports",
    .arguments = "DIR",
    .groups = {own, options_basic},
    .examples = {"wend init exports --timezone=Asia/Shanghai", "wend init exports -o shop.conf"},
    .options_size = sizeof(struct init_options),
    .run = run,
};
