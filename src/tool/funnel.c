// wend funnel: how many get how far, how fast.
#include "tool/tool.h"

#include <stddef.h>

static const struct option own[] = {
    {0, "window", "DURATION", OPTION_DURATION, offsetof(struct common, window),
     "all steps within DURATION of the first, end inclusive (default: no limit)"},
    {0, "open", NULL, OPTION_FLAG, offsetof(struct common, open),
     "count each step by itself, whatever came before"},
    {0},
};

static int run(struct call *call)
{
    if (call->arguments == 0)
        return tool_usage(call, "no steps; write for example 'visit > cart > pay', or @stages");
    return tool_metric(call, "funnel", &(struct asked){.steps = call->argument[0]}, 1);
}

const struct command command_funnel = {
    .name = "funnel",
    .purpose = "how many get how far, how fast",
    .arguments = "STEPS [JOURNEYS]",
    .groups = {own, options_by, options_unit, options_rows, options_cells, options_now,
               options_study, options_output, options_threads},
    .examples = {"wend funnel 'visit > cart > pay' --window 7d shop.wend",
                 "wend stitch -c STUDY --sources | wend funnel @stages -c STUDY --by channel"},
    .options_size = sizeof(struct common),
    .run = run,
};
