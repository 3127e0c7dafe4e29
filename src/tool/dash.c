// wend dash: explore a store on the terminal.
#include "base/suggest.h"
#include "store/journeys.h"
#include "tool/tool.h"
#include "tui/tui.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

struct dash_options {
    struct common common;
    const char *screen, *dump, *customer;
    size_t step;
    bool keys;
};

static const struct option own[] = {
    {0, "screen", "NAME", OPTION_TEXT, offsetof(struct dash_options, screen),
     "start with funnel, dropoff, customers or timeline"},
    {0, "step", "N", OPTION_COUNT, offsetof(struct dash_options, step),
     "drop-off of step N (default: the first that lost somebody)"},
    {0, "customer", "CUSTOMER", OPTION_TEXT, offsetof(struct dash_options, customer),
     "timeline of CUSTOMER (default: the first of the Customers screen)"},
    {0, "dump", "COLSxLINES", OPTION_TEXT, offsetof(struct dash_options, dump),
     "print the screen as text of that size and exit"},
    {0, "keys", NULL, OPTION_FLAG, offsetof(struct dash_options, keys),
     "print the table of keys and exit"},
    {0, "window", "DURATION", OPTION_DURATION, offsetof(struct common, window),
     "all steps within DURATION of the first, end inclusive (default: no limit)"},
    {0, "open", NULL, OPTION_FLAG, offsetof(struct common, open),
     "count each step by itself, whatever came before"},
    {0},
};

// The funnel to start with when no steps are named.
static struct str default_steps(const struct study *study, struct arena *a)
{
    if (!study)
        return STR("");
    if (study->report_funnel.n > 0)
        return study->report_funnel;
    if (study_funnel(study, STR("stages")))
        return STR("@stages");
    if (study->funnel_count > 0)
        return arena_printf(a, "@%.*s", STR_ARG(study->funnels[0].name));
    return STR("");
}

static bool parse_size(const char *text, unsigned *columns, unsigned *lines, struct diag *d)
{
    uint64_t wide = 0, high = 0;
    struct str rest = str_of(text), first = str_cut(&rest, 'x');
    if (!rest.p || !str_to_u64(first, &wide) || !str_to_u64(rest, &high) || wide < 1 || high < 1 ||
        wide > 1000 || high > 1000)
        return diag_set(d, FAULT_USAGE, "--dump %s: not a size; write 80x24, at most 1000x1000",
                        text);
    *columns = (unsigned)wide;
    *lines = (unsigned)high;
    return true;
}

static bool choose_screen(struct tui_options *tui, const struct dash_options *o, struct diag *d)
{
    tui->screen = tui->ask.steps.n > 0 ? STR("funnel") : STR("customers");
    if (o->customer)
        tui->screen = STR("timeline");
    if (o->step > 0)
        tui->screen = STR("dropoff");
    if (o->screen)
        tui->screen = str_of(o->screen);
    for (size_t i = 0; i < tui_screen_count; i++)
        if (str_eq(tui->screen, tui_screen_names[i]))
            return true;
    diag_set(d, FAULT_USAGE, "--screen %s: no such screen", o->screen);
    suggest_diag(d, tui->screen, tui_screen_names, tui_screen_count);
    return false;
}

static int dump(const struct call *call, const struct tui_options *tui, unsigned columns,
                unsigned lines)
{
    struct diag d = {0};
    struct buf text = {0};
    int status = 0;
    if (!tui_dump(tui, columns, lines, &text, &d))
        status = tool_fail(call, &d);
    else
        fwrite(text.p, 1, text.n, stdout); // main notices a full disk
    buf_free(&text);
    return status;
}

// No terminal to draw on: the table of the screen, as other commands print theirs.
static int print(const struct call *call, const struct tui_options *tui)
{
    struct diag d = {0};
    struct table t;
    table_init(&t, "dash");
    int status = tui_table(tui, &t, &d) ? tool_table(call, &t, tui->zone) : tool_fail(call, &d);
    table_free(&t);
    return status;
}

static int explore(const struct call *call, const struct tui_options *tui)
{
    struct diag d = {0};
    int ended_by;
    if (!tui_run(tui, &ended_by, &d))
        return tool_fail(call, &d);
    if (ended_by)
        raise(ended_by); // its action is the default again: die by it, as whoever sent it expects
    return 0;
}

static int with_journeys(const struct call *call, struct journeys *j, const char *steps,
                         const char *path)
{
    const struct dash_options *o = call->options;
    struct arena arena = {0};
    struct diag d = {0};
    struct tui_options tui = {.journeys = j,
                              .name = path ? str_of(path) : STR("-"),
                              .study = o->common.study ? str_of(o->common.study) : STR(""),
                              .step = o->step,
                              .color = tool_color(call),
                              .zone = j->study ? j->study->timezone.p : NULL};
    unsigned columns = 0, lines = 0;
    int status;
    bool good = tool_ask(call, j->study, &tui.ask, &d) &&
                (!o->dump || parse_size(o->dump, &columns, &lines, &d));
    tui.ask.steps = steps ? str_of(steps) : default_steps(j->study, &arena);
    tui.ask.customer = o->customer ? str_of(o->customer) : STR("");
    if (!good || !choose_screen(&tui, o, &d))
        status = tool_fail(call, &d);
    else if (o->dump)
        status = dump(call, &tui, columns, lines);
    else if (o->common.output || !tui_possible())
        status = print(call, &tui);
    else
        status = explore(call, &tui);
    arena_free(&arena);
    return status;
}

static int run(struct call *call)
{
    const struct dash_options *o = call->options;
    struct diag d = {0};
    if (o->keys) {
        struct buf text = {0};
        tui_keys(&text);
        fwrite(text.p, 1, text.n, stdout);
        buf_free(&text);
        return 0;
    }
    size_t n = call->arguments;
    bool piped = !isatty(STDIN_FILENO);
    if (n > 2)
        return tool_usage(call, "too many arguments: %s; usage: wend dash %s", call->argument[2],
                          call->command->arguments);
    // The store is the last argument, unlike elsewhere: steps may be left out, it may not.
    const char *path = n > 0 ? call->argument[n - 1] : NULL;
    if (!path && !(piped && (o->dump || o->common.output)))
        return tool_usage(call, "no journeys: name a store, since standard input is the keyboard");
    struct journeys *j = journeys_open(path, o->common.study, &d);
    if (!j)
        return tool_fail(call, &d);
    int status = with_journeys(call, j, n > 1 ? call->argument[0] : NULL, path);
    journeys_close(j);
    return status;
}

const struct command command_dash = {
    .name = "dash",
    .purpose = "explore a store on the terminal",
    .arguments = "[STEPS] JOURNEYS",
    .groups = {own, options_by, options_unit, options_rows, options_now, options_study,
               options_output, options_threads},
    .examples = {"wend dash shop.wend", "wend dash 'visit > cart > pay' --window 7d shop.wend"},
    .options_size = sizeof(struct dash_options),
    .run = run,
};
