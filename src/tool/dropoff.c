// wend dropoff: who was lost where, and what they did next.
#include "tool/tool.h"

#include <stddef.h>

struct options {
    struct common common;
    size_t list;
};

static const struct option own[] = {
    {0, "list", "K", OPTION_COUNT, offsetof(struct options, list),
     "list the customers (or cases) that were lost after step K"},
    {0, "window", "DURATION", OPTION_DURATION, offsetof(struct common, window),
     "all steps within DURATION of the first, end inclusive (default: no limit)"},
    {0, "top", "N", OPTION_COUNT, offsetof(struct common, top),
     "show the N most frequent of each kind, the rest together (default: 5)"},
    {0},
};

static int run(struct call *call)
{
    const struct options *o = call->options;
    if (call->arguments == 0)
        return tool_usage(call, "no steps; write for example 'visit > cart > pay', or @stages");
    struct asked asked = {.steps = call->argument[0], .list = o->list};
    return tool_metric(call, "dropoff", &asked, 1);
}

const struct command command_dropoff = {
    .name = "dropoff",
    .purpose = "who was lost where, and what they did next",
    .arguments = "STEPS [JOURNEYS]",
    .groups = {own, options_unit, options_rows, options_cells, options_now, options_study,
               options_output, options_threads},
    .examples = {"wend dropoff 'visit > cart > pay' shop.wend",
                 "wend dropoff 'visit > cart > pay' --list 2 shop.wend"},
    .options_size = sizeof(struct options),
    .run = run,
};
