// Parsing arguments by option tables, and the groups of options that commands share.
#include "tool/tool.h"

#include "base/suggest.h"
#include "text/time.h"

#include <stddef.h>

#define AT(field) offsetof(struct common, field)

const struct option options_basic[] = {
    {'q', "quiet", NULL, OPTION_FLAG, AT(quiet), "say nothing but errors on standard error"},
    {'v', "verbose", NULL, OPTION_FLAG, AT(verbose), "add definition, n, period and notes"},
    {'h', "help", NULL, OPTION_CALL, 0, "show this help and exit"},
    {0, "version", NULL, OPTION_CALL, 0, "show the version and exit"},
    {0},
};

const struct option options_study[] = {
    {'c', "study", "STUDY", OPTION_TEXT, AT(study), "the study file, see wend-study(5)"},
    {0},
};

const struct option options_output[] = {
    {'o', "output", "FORMAT|FILE", OPTION_TEXT, AT(output),
     "pretty, tsv, csv, json, jsonl, md, html or openmetrics, or a file with such an extension"},
    {0, "color", "WHEN", OPTION_TEXT, AT(color), "auto (default), always or never"},
    {0},
};

const struct option options_now[] = {
    {0, "now", "TIME", OPTION_TEXT, AT(now), "take TIME for the present (default: end of data)"},
    {0},
};

const struct option options_threads[] = {
    {'j', "threads", "N", OPTION_COUNT, AT(threads), "use N threads (default: all cores)"},
    {0},
};

const struct option options_rows[] = {
    {0, "where", "PREDICATE", OPTION_TEXT, AT(where), "only touchpoints that satisfy PREDICATE"},
    {0, "since", "TIME", OPTION_TEXT, AT(since), "only units that start at TIME or later"},
    {0, "until", "TIME", OPTION_TEXT, AT(until),
     "only units that start before TIME (a bare date includes that day)"},
    {0, "allow-unknown", NULL, OPTION_FLAG, AT(allow_unknown),
     "let names of events and channels that nobody knows match nothing"},
    {0},
};

const struct option options_unit[] = {
    {0, "unit", "UNIT", OPTION_TEXT, AT(unit), "customer (default), session, group or case:KEY"},
    {0},
};

const struct option options_cells[] = {
    {0, "min-cell", "N", OPTION_COUNT, AT(min_cell),
     "withhold counts from 1 to N - 1, and as much else as they could be told by"},
    {0},
};

const struct option options_by[] = {
    {0, "by", "FIELD", OPTION_TEXT, AT(by), "break down by the values of FIELD"},
    {0, "top", "N", OPTION_COUNT, AT(top), "show the N largest, the rest together"},
    {0},
};

void option_each(const struct command *c, void (*visit)(void *context, const struct option *o),
                 void *context)
{
    for (const struct option *const *group = c->groups; *group; group++)
        for (const struct option *o = *group; o->name; o++)
            visit(context, o);
    for (const struct option *o = options_basic; o->name; o++)
        visit(context, o);
}

struct search {
    struct str name; // of the long form, or empty
    char letter;
    const struct option *found;
    struct str names[64];
    size_t count;
};

static void look(void *context, const struct option *o)
{
    struct search *s = context;
    if (s->count < sizeof s->names / sizeof *s->names)
        s->names[s->count++] = str_of(o->name);
    if (s->name.n ? str_eq(str_of(o->name), s->name) : o->letter && o->letter == s->letter)
        s->found = o;
}

static bool unknown(const struct search *s, struct diag *d)
{
    if (s->name.n == 0)
        return diag_set(d, FAULT_USAGE, "unknown option -%c; -h lists the options", s->letter);
    diag_set(d, FAULT_USAGE, "unknown option --%.*s", STR_ARG(s->name));
    suggest_diag(d, s->name, s->names, s->count);
    return false;
}

static bool store(struct call *call, const struct option *o, const char *value, struct diag *d)
{
    char *at = (char *)call->options + o->offset;
    uint64_t count;
    switch (o->kind) {
    case OPTION_TEXT:
        memcpy(at, &value, sizeof value);
        return true;
    case OPTION_COUNT:
        if (!str_to_u64(str_of(value), &count) || count > SIZE_MAX)
            return diag_set(d, FAULT_USAGE, "--%s %s: not a whole number", o->name, value);
        if (count == 0)
            return diag_set(d, FAULT_USAGE, "--%s 0: write 1 or more, or leave it out", o->name);
        *(size_t *)(void *)at = (size_t)count;
        return true;
    case OPTION_DURATION:
        if (!duration_parse(str_of(value), (int64_t *)(void *)at) || *(int64_t *)(void *)at < 0)
            return diag_set(d, FAULT_USAGE,
                            "--%s %s: not a duration; write a number and a unit, such as 30min, "
                            "12h or 7d",
                            o->name, value);
        return true;
    case OPTION_FLAG:
    case OPTION_CALL:
        break;
    }
    return true;
}

// The value of an option that takes one: behind "=", the rest of a cluster, or the next argument.
static bool take_value(struct call *call, const struct option *o, const char *attached, int argc,
                       char **argv, int *i, struct diag *d)
{
    if (!attached && *i + 1 >= argc)
        return diag_set(d, FAULT_USAGE, "--%s needs a value (%s)", o->name, o->metavar);
    return store(call, o, attached ? attached : argv[++*i], d);
}

static void set_flag(struct call *call, const struct option *o, bool *help, bool *version)
{
    if (o->kind == OPTION_FLAG)
        *((bool *)call->options + o->offset) = true;
    else if (o->letter == 'h')
        *help = true;
    else
        *version = true;
}

static bool parse_long(struct call *call, int argc, char **argv, int *i, bool *help, bool *version,
                       struct diag *d)
{
    struct str text = str_of(argv[*i] + 2);
    struct search s = {.name = str_cut(&text, '=')};
    option_each(call->command, look, &s);
    if (!s.found)
        return unknown(&s, d);
    if (s.found->metavar)
        return take_value(call, s.found, text.p, argc, argv, i, d);
    if (text.p)
        return diag_set(d, FAULT_USAGE, "--%s takes no value", s.found->name);
    set_flag(call, s.found, help, version);
    return true;
}

static bool parse_letters(struct call *call, int argc, char **argv, int *i, bool *help,
                          bool *version, struct diag *d)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        struct search s = {.letter = *p};
        option_each(call->command, look, &s);
        if (!s.found)
            return unknown(&s, d);
        if (s.found->metavar)
            return take_value(call, s.found, p[1] ? p + 1 : NULL, argc, argv, i, d);
        set_flag(call, s.found, help, version);
    }
    return true;
}

static bool check_color(const struct common *common, struct diag *d)
{
    static const struct str valid[] = {{"auto", 4}, {"always", 6}, {"never", 5}};
    struct str color = common->color ? str_of(common->color) : valid[0];
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        if (str_eq(color, valid[i]))
            return true;
    diag_set(d, FAULT_USAGE, "--color %s", common->color);
    suggest_diag(d, color, valid, sizeof valid / sizeof *valid);
    return false;
}

bool option_parse(struct call *call, int argc, char **argv, bool *help, bool *version,
                  struct diag *d)
{
    struct common *common = call->options;
    common->window = common->gap = -1;
    bool only_arguments = false;
    for (int i = 1; i < argc; i++) {
        bool good = true;
        if (only_arguments || argv[i][0] != '-' || argv[i][1] == '\0')
            call->argument[call->arguments++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_arguments = true;
        else if (argv[i][1] == '-')
            good = parse_long(call, argc, argv, &i, help, version, d);
        else
            good = parse_letters(call, argc, argv, &i, help, version, d);
        if (!good)
            return false;
    }
    return check_color(common, d);
}
