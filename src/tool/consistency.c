// wend consistency: do the channels agree, do journeys go on across them.
#include "tool/tool.h"

#include "base/suggest.h"

#include <stddef.h>

struct options {
    struct common common;
    const char *show;
};

static const struct option options_show[] = {
    {0, "show", "TABLE", OPTION_TEXT, offsetof(struct options, show),
     "scorecard (default), switches, matrix, facts, cases, breaks, channels or purchase"},
    {0},
};

static const struct option options_cut[] = {
    {0, "gap", "DURATION", OPTION_DURATION, offsetof(struct options, common.gap),
     "cut journeys here for ping-pong (default: the study's, else 7d)"},
    {0, "top", "N", OPTION_COUNT, offsetof(struct options, common.top), "show the first N rows"},
    {0},
};

static const struct {
    struct str name;
    const char *metric;
} tables[] = {
    {{"scorecard", 9}, "consistency"}, {{"switches", 8}, "switches"}, {{"matrix", 6}, "matrix"},
    {{"facts", 5}, "facts"},           {{"cases", 5}, "cases"},       {{"breaks", 6}, "breaks"},
    {{"channels", 8}, "channels"},     {{"purchase", 8}, "purchase"},
};
enum { TABLES = sizeof tables / sizeof *tables };

static int run(struct call *call)
{
    const struct options *o = call->options;
    struct str names[TABLES], show = o->show ? str_of(o->show) : tables[0].name;
    for (size_t i = 0; i < TABLES; i++) {
        if (str_eq(show, tables[i].name))
            return tool_metric(call, tables[i].metric, &(struct asked){0}, 0);
        names[i] = tables[i].name;
    }
    struct diag d = {0};
    diag_set(&d, FAULT_USAGE, "--show %s: no such table", o->show);
    suggest_diag(&d, show, names, TABLES);
    return tool_fail(call, &d);
}

const struct command command_consistency = {
    .name = "consistency",
    .purpose = "do the channels agree, do journeys go on across them",
    .arguments = "[JOURNEYS]",
    .groups = {options_show, options_study, options_unit, options_rows, options_cells, options_cut,
               options_threads, options_output},
    .examples = {"wend consistency shop.wend",
                 "wend consistency --show breaks --unit case:ticket shop.wend"},
    .options_size = sizeof(struct options),
    .run = run,
};
