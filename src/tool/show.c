// wend show: one customer's journey, step by step, why ids are one person, and all touchpoints for
// other tools.
#include "tool/tool.h"

#include "base/suggest.h"
#include "store/export.h"

#include <stddef.h>
#include <unistd.h>

struct options {
    struct common common;
    bool source, ids;
    const char *why, *export;
};

static const struct option options_show[] = {
    {0, "source", NULL, OPTION_FLAG, offsetof(struct options, source),
     "add source, file and line of each touchpoint"},
    {0, "ids", NULL, OPTION_FLAG, offsetof(struct options, ids),
     "instead of a journey: the customer's ids, and when each was first and last seen"},
    {0, "why", "ID", OPTION_TEXT, offsetof(struct options, why),
     "instead of a journey: which customer ID belongs to, and the rows that tie them; "
     "with a second id, why both are one customer's or not"},
    {0, "export", "FORMAT", OPTION_TEXT, offsetof(struct options, export),
     "all touchpoints for other tools, as tsv, csv, jsonl or sqlite; -o names the file"},
    {0},
};

static const struct option options_rows_shown[] = {
    {0, "where", "PREDICATE", OPTION_TEXT, offsetof(struct options, common.where),
     "only touchpoints that satisfy PREDICATE"},
    {0, "since", "TIME", OPTION_TEXT, offsetof(struct options, common.since),
     "only touchpoints at TIME or later"},
    {0, "until", "TIME", OPTION_TEXT, offsetof(struct options, common.until),
     "only touchpoints before TIME (a bare date includes that day)"},
    {0, "allow-unknown", NULL, OPTION_FLAG, offsetof(struct options, common.allow_unknown),
     "let names of events and channels that nobody knows match nothing"},
    {0, "top", "N", OPTION_COUNT, offsetof(struct options, common.top), "show the first N rows"},
    {0},
};

// Leave out the columns that say where a row comes from: the last ones.
static void without_source(const struct call *call, struct table *t)
{
    const struct options *o = call->options;
    size_t n = table_find(t, "source"), rows = table_rows(t), to = 0;
    if (o->source || n == SIZE_MAX)
        return;
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < n; i++)
            t->cell.p[to++] = *table_cell(t, row, i);
    t->cell.n = to;
    t->column.n = n;
}

static bool find_rows(const struct call *call, struct journeys *j, struct query **where,
                      struct export_rows *rows, struct diag *d)
{
    const struct options *o = call->options;
    struct ask ask;
    if (!tool_ask(call, j->study, &ask, d))
        return false;
    *rows = (struct export_rows){.since = ask.since, .until = ask.until};
    if (!o->common.where)
        return true;
    struct diag why = {0};
    bool any = o->common.allow_unknown;
    *where = query_predicate(str_of(o->common.where), &j->frame, j->study, any, &why);
    rows->where = *where;
    return *where || diag_set(d, why.fault, "--where: %s", why.message);
}

static int export_to(struct call *call, struct journeys *j, enum export_format format)
{
    struct diag d = {0};
    struct outfile out;
    struct query *where = NULL;
    struct export_rows rows;
    bool good =
        find_rows(call, j, &where, &rows, &d) && outfile_open(&out, tool_output_file(call), &d);
    if (good && export_write(j, &rows, format, &out, &d))
        good = outfile_commit(&out, &d);
    else if (good) {
        outfile_discard(&out);
        good = false;
    }
    query_free(where);
    return good ? 0 : tool_fail(call, &d);
}

static int export_rows(struct call *call)
{
    const struct options *o = call->options;
    struct diag d = {0};
    size_t format = 0;
    while (format < EXPORT_FORMATS && !str_eq(export_format_names[format], str_of(o->export)))
        format++;
    if (format == EXPORT_FORMATS) {
        diag_set(&d, FAULT_USAGE, "--export %s: no such format", o->export);
        suggest_diag(&d, str_of(o->export), export_format_names, EXPORT_FORMATS);
        return tool_fail(call, &d);
    }
    if (o->why || o->ids || o->source || o->common.top)
        return tool_usage(
            call, "--export writes all columns of all rows: --why, --ids, --source and --top "
                  "are for one customer");
    if (o->common.output && !tool_output_file(call))
        return tool_usage(call, "-o %s: with --export, name a file (with a dot or slash)",
                          o->common.output);
    if (format == EXPORT_SQLITE && !o->common.output)
        return tool_usage(call, "--export sqlite makes a file: name it with -o");
    if (call->arguments > 1)
        return tool_usage(call,
                          "too many arguments: %s; usage: wend show --export FORMAT "
                          "[JOURNEYS]",
                          call->argument[1]);
    struct journeys *j = tool_journeys(call, 0, &d);
    if (!j)
        return tool_fail(call, &d);
    int status = export_to(call, j, (enum export_format)format);
    journeys_close(j);
    return status;
}

// Whether an only argument names journeys and not a second id.
static bool names_journeys(const char *argument)
{
    struct str name = str_of(argument);
    return str_eq(name, STR("-")) || str_find(name, '/', 0) != SIZE_MAX ||
           str_ends(name, STR(".wend")) || str_ends(name, STR(".tsv")) ||
           access(argument, F_OK) == 0;
}

// --why A B [JOURNEYS], --why A [JOURNEYS]
static int run_why(struct call *call)
{
    const struct options *o = call->options;
    bool pair = call->arguments > 1 || (call->arguments && !names_journeys(call->argument[0]));
    if (o->source || o->ids || o->common.where || o->common.since || o->common.until)
        return tool_usage(call,
                          "--why tells how ids are tied: --ids, --source, --where, --since and "
                          "--until are for a customer");
    if (!pair)
        return tool_metric(call, "why", &(struct asked){.customer = o->why}, 0);
    struct asked asked = {.customer = o->why, .other = call->argument[0]};
    return tool_metric(call, "why-pair", &asked, 1);
}

static int run(struct call *call)
{
    const struct options *o = call->options;
    if (o->export)
        return export_rows(call);
    if (o->why)
        return run_why(call);
    if (call->arguments == 0)
        return tool_usage(call, "no customer; usage: wend show CUSTOMER [JOURNEYS]");
    if (o->ids && (o->source || o->common.where || o->common.since || o->common.until))
        return tool_usage(call,
                          "--ids tells of all touchpoints of the customer: --source, --where, "
                          "--since and --until are for a journey");
    struct asked asked = {.customer = call->argument[0], .shape = o->ids ? NULL : without_source};
    return tool_metric(call, o->ids ? "ids" : "timeline", &asked, 1);
}

const struct command command_show = {
    .name = "show",
    .purpose = "one customer's journey, step by step; why ids are one person",
    .arguments = "CUSTOMER [JOURNEYS]",
    .groups = {options_show, options_rows_shown, options_study, options_output},
    .examples = {"wend show member:880001 shop.wend",
                 "wend show --why v0007 13800000001 shop.wend"},
    .options_size = sizeof(struct options),
    .run = run,
};
