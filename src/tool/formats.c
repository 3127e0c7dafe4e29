// wend formats: which presets there are, whether they hold, which of them reads a file.
#include "tool/formats.h"

#include "text/time.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

struct options {
    struct common common;
    bool check;
    const char *explain;
    const char *format;
};

static const struct option options_formats[] = {
    {0, "check", NULL, OPTION_FLAG, offsetof(struct options, check),
     "read each preset's samples; exit 1 where a record does not give what it should"},
    {0, "explain", "FILE", OPTION_TEXT, offsetof(struct options, explain),
     "which presets read FILE, and where the others fail"},
    {0, "format", "NAME", OPTION_TEXT, offsetof(struct options, format), "only the preset NAME"},
    {0},
};

// The names that the options leave.
static bool chosen(const struct options *o, struct study *study, struct strs *names, struct diag *d)
{
    *names = preset_names(&study->arena);
    if (!o->format)
        return true;
    struct preset preset;
    if (!preset_about(study, str_of(o->format), &preset, d))
        return false;
    names->p[0] = preset.name;
    names->n = 1;
    return true;
}

static int list(const struct call *call, struct study *study, struct strs names)
{
    struct table t;
    struct diag d = {0};
    table_init(&t, "formats");
    t.title = arena_str(&t.arena, STR("Formats"));
    table_column(&t, "format", "format", CELL_TEXT);
    table_column(&t, "purpose", "purpose", CELL_TEXT);
    for (size_t i = 0; i < names.n; i++) {
        struct preset preset;
        if (!preset_about(study, names.p[i], &preset, &d)) {
            table_free(&t);
            return tool_fail(call, &d);
        }
        table_text(&t, preset.name);
        table_text(&t, preset.purpose);
    }
    int status = tool_table(call, &t, NULL);
    table_free(&t);
    return status;
}

struct study *format_alone(struct str name, bool files, struct diag *d)
{
    struct study *presets = study_parse(STR(""), STR("(presets)"), d);
    struct preset preset;
    struct study *study = NULL;
    struct buf text = {0};
    if (!presets || !preset_about(presets, name, &preset, d)) {
        study_free(presets);
        return NULL;
    }
    for (size_t i = 0; i < preset.ids.n; i++)
        buf_printf(&text, "%s\"%.*s\"", i ? ", " : "identity { order = {",
                   STR_ARG(preset.ids.p[i].key));
    buf_printf(&text, "%ssource \"%.*s\" { files = {\"-\"} format = \"%.*s\"",
               preset.ids.n ? "} }\n" : "", STR_ARG(name), STR_ARG(name));
    if (preset.channel.n == 0)
        buf_printf(&text, " channel = \"%.*s\"", STR_ARG(name));
    for (size_t i = 0; i < preset.ids.n; i++) {
        buf_printf(&text, "%s%.*s = ", i ? " " : " id { ", STR_ARG(preset.ids.p[i].key));
        study_quote(&text, preset.ids.p[i].value);
    }
    buf_add(&text, preset.ids.n ? STR(" } }\n") : STR(" }\n"));
    if (files)
        study = study_parse(buf_str(&text), STR("(preset)"), d);
    else
        diag_set(d, FAULT_USAGE, "--format without a study: name the files, or the study with -c");
    buf_free(&text);
    study_free(presets);
    return study;
}

// ---- check --------------------------------------------------------------------------------------

struct expected {
    const struct preset *preset;
    size_t next; // of its expectations
    struct buf said;
};

static void compare(void *context, const int64_t *time)
{
    struct expected *e = context;
    size_t i = e->next++;
    struct str wanted = i < e->preset->expect.n ? e->preset->expect.p[i] : STR("no such record");
    struct buf got = {0};
    if (time)
        time_format_utc(&got, *time);
    else
        buf_add(&got, STR("reject"));
    int64_t instant;
    bool same = str_eq(wanted, buf_str(&got));
    if (!same && time)
        same = time_parse_utc(wanted, &instant) && instant == *time;
    if (!same)
        buf_printf(&e->said, "record %zu: %.*s, expected %.*s\n", i + 1, STR_ARG(buf_str(&got)),
                   STR_ARG(wanted));
    buf_free(&got);
}

static bool check_sample(const struct preset *preset, struct str sample, struct expected *e,
                         struct diag *d)
{
    struct study *study = format_study(preset->name, d);
    struct str directory = str_slice(preset->path, 0, preset->path.n - preset->name.n - 5);
    struct trial trial = {.on_record = compare, .context = e};
    bool good = study != NULL;
    if (good) {
        struct str path =
            arena_printf(&study->arena, "%.*ssample/%.*s", STR_ARG(directory), STR_ARG(sample));
        good = trial_run(&trial, study, &study->sources[0], path, 0, d);
    }
    if (good && trial.failed && trial.tried == 0) {
        diag_line(&e->said, &trial.why);
        buf_add_byte(&e->said, '\n');
    }
    trial_free(&trial);
    study_free(study);
    return good;
}

static int check(const struct call *call, struct study *study, struct strs names)
{
    const struct common *common = call->options;
    size_t failed = 0;
    for (size_t i = 0; i < names.n; i++) {
        struct diag d = {0};
        struct preset preset;
        if (!preset_about(study, names.p[i], &preset, &d))
            return tool_fail(call, &d);
        struct expected e = {.preset = &preset};
        for (size_t k = 0; k < preset.samples.n; k++)
            if (!check_sample(&preset, preset.samples.p[k], &e, &d))
                return tool_fail(call, &d);
        if (preset.samples.n == 0)
            buf_add(&e.said, STR("there is no sample\n"));
        else if (e.next < preset.expect.n)
            buf_printf(&e.said, "%zu records, expected %zu\n", e.next, preset.expect.n);
        if (!common->quiet || e.said.n)
            printf("%-18.*s %3zu records  %s\n", STR_ARG(preset.name), e.next,
                   e.said.n ? "fails" : "fine");
        struct str rest = buf_str(&e.said);
        for (struct str line; rest.n && (line = str_cut(&rest, '\n')).p;)
            printf("    %.*s\n", STR_ARG(line));
        failed += e.said.n > 0;
        buf_free(&e.said);
    }
    return failed ? FAULT_CHECK : FAULT_NONE;
}

static int run(struct call *call)
{
    const struct options *o = call->options;
    struct diag d = {0};
    if (call->arguments)
        return tool_usage(call, "no argument is needed; --explain=FILE names the file");
    if (o->check && o->explain)
        return tool_usage(call, "give --check or --explain, not both");
    struct stat status_of;
    if (o->explain && (strcmp(o->explain, "-") == 0 ||
                       (stat(o->explain, &status_of) == 0 && !S_ISREG(status_of.st_mode))))
        return tool_usage(call, "--explain %s: every preset reads the file, so it must be a file",
                          o->explain);
    struct study *study = study_parse(STR(""), STR("(presets)"), &d);
    struct strs names;
    int status;
    if (!study || !chosen(o, study, &names, &d))
        status = tool_fail(call, &d);
    else if (o->check)
        status = check(call, study, names);
    else if (o->explain)
        status = format_explain(call, names, str_of(o->explain));
    else
        status = list(call, study, names);
    study_free(study);
    return status;
}

const struct command command_formats = {
    .name = "formats",
    .purpose = "which exports are known; which of them is this file, and why not",
    .arguments = "",
    .groups = {options_formats, options_output, options_basic},
    .examples = {"wend formats --explain access.log", "wend formats --check"},
    .options_size = sizeof(struct options),
    .run = run,
};
