// The registry of commands, in the order of the flow.
#include "tool/tool.h"

extern const struct command command_init;
extern const struct command command_formats;
extern const struct command command_parse;
extern const struct command command_stitch;
extern const struct command command_check;
extern const struct command command_show;
extern const struct command command_funnel;
extern const struct command command_dropoff;
extern const struct command command_consistency;
extern const struct command command_plot;
extern const struct command command_report;
extern const struct command command_dash;
extern const struct command command_mask;
extern const struct command command_forget;
extern const struct command command_help;

// clang-format off
const struct command *const commands[] = {
    &command_init,
    &command_formats,
    &command_parse,
    &command_stitch,
    &command_check,
    &command_show,
    &command_funnel,
    &command_dropoff,
    &command_consistency,
    &command_plot,
    &command_report,
    &command_dash,
    &command_mask,
    &command_forget,
    &command_help,
    NULL,
};
// clang-format on

const struct command *command_find(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}
