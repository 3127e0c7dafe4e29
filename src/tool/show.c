// wend show: one customer's journey, step by step, and why ids are one person.
#include "tool/tool.h"

#include <stddef.h>

struct options {
    struct common common;
    bool source;
    const char *why;
};

static const struct option options_show[] = {
    {0, "source", NULL, OPTION_FLAG, offsetof(struct options, source),
     "add source, file and line of each touchpoint"},
    {0, "why", "ID", OPTION_TEXT, offsetof(struct options, why),
     "instead of a journey: which customer ID belongs to, and the rows that tie them"},
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

static int run(struct call *call)
{
    const struct options *o = call->options;
    if (o->why && (o->source || o->common.where || o->common.since || o->common.until))
        return tool_usage(call, "--why tells how ids are tied: --source, --where, --since and "
                                "--until are for a journey");
    if (o->why)
        return tool_metric(call, "why", &(struct asked){.customer = o->why}, 0);
    if (call->arguments == 0)
        return tool_usage(call, "no customer; usage: wend show CUSTOMER [JOURNEYS]");
    struct asked asked = {.customer = call->argument[0], .shape = without_source};
    return tool_metric(call, "timeline", &asked, 1);
}

const struct command command_show = {
    .name = "show",
    .purpose = "one customer's journey, step by step; why ids are one person",
    .arguments = "CUSTOMER [JOURNEYS]",
    .groups = {options_show, options_rows_shown, options_study, options_output},
    .examples = {"wend show member:880001 shop.wend", "wend show --why v0007 shop.wend"},
    .options_size = sizeof(struct options),
    .run = run,
};
