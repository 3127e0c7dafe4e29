// What commands share: faults, the question, journeys, where a table goes.
#include "tool/tool.h"

#include "base/escape.h"
#include "base/outfile.h"
#include "base/par.h"
#include "base/suggest.h"
#include "store/journeys.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int tool_fail(const struct call *call, const struct diag *d)
{
    struct buf line = {0};
    diag_line(&line, d);
    fprintf(stderr, "wend %s: %s\n", call->command->name, line.p);
    buf_free(&line);
    return (int)d->fault;
}

int tool_usage(const struct call *call, const char *format, ...)
{
    struct diag d = {.fault = FAULT_USAGE};
    va_list args;
    va_start(args, format);
    vsnprintf(d.message, sizeof d.message, format, args);
    va_end(args);
    return tool_fail(call, &d);
}

void tool_say(const struct call *call, const char *format, ...)
{
    const struct common *common = call->options;
    if (common->quiet)
        return;
    struct buf text = {0}, line = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    escape_terminal(&line, buf_str(&text));
    fprintf(stderr, "wend %s: %s\n", call->command->name, line.p);
    buf_free(&text);
    buf_free(&line);
}

static bool bound(const char *option, const char *text, const struct zone *zone, bool later,
                  int64_t *out, struct diag *d)
{
    *out = TIME_NONE;
    if (!text || (time_parse_bound(str_of(text), zone, later, out) && *out != TIME_NONE))
        return true;
    return diag_set(d, FAULT_USAGE,
                    "--%s %s: not a time; write 2024-03-01, '2024-03-01 12:00' or "
                    "2024-03-01T12:00:00+08:00",
                    option, text);
}

static struct str text_or_empty(const char *text)
{
    return text ? str_of(text) : STR("");
}

bool tool_ask(const struct call *call, const struct study *study, struct ask *ask, struct diag *d)
{
    const struct common *o = call->options;
    ask_init(ask);
    ask->where = text_or_empty(o->where);
    ask->unit = o->unit ? str_of(o->unit) : STR("customer");
    ask->by = text_or_empty(o->by);
    ask->window = o->window;
    ask->gap = o->gap;
    ask->open = o->open;
    ask->allow_unknown = o->allow_unknown;
    ask->top = o->top;
    ask->min_cell = o->min_cell;
    ask->threads = tool_threads(call);
    struct zone *zone = zone_open(study ? study->timezone : STR("UTC"), d);
    bool good = zone && bound("since", o->since, zone, false, &ask->since, d) &&
                bound("until", o->until, zone, true, &ask->until, d) &&
                bound("now", o->now, zone, false, &ask->now, d);
    zone_close(zone);
    if (good && ask->since != TIME_NONE && ask->until != TIME_NONE && ask->since >= ask->until)
        return diag_set(d, FAULT_USAGE, "--since %s is not before --until %s", o->since, o->until);
    return good;
}

struct journeys *tool_journeys(const struct call *call, size_t i, struct diag *d)
{
    const struct common *o = call->options;
    if (call->arguments > i + 1) {
        diag_set(d, FAULT_USAGE, "too many arguments: %s; usage: wend %s %s", call->argument[i + 1],
                 call->command->name, call->command->arguments);
        return NULL;
    }
    const char *path = i < call->arguments ? call->argument[i] : NULL;
    if (!path && isatty(STDIN_FILENO)) {
        diag_set(d, FAULT_USAGE, "no journeys: name a store or a stream, or pipe a stream in");
        return NULL;
    }
    return journeys_open(path, o->study, d);
}

struct study *tool_study(const struct call *call, struct diag *d)
{
    const struct common *o = call->options;
    if (o->study)
        return study_open(o->study, d);
    diag_set(d, FAULT_USAGE, "no study: name one with -c STUDY");
    return NULL;
}

const char *tool_output_file(const struct call *call)
{
    const struct common *o = call->options;
    enum table_format format;
    if (!o->output || table_format_of(str_of(o->output), &format))
        return NULL;
    return strpbrk(o->output, "./") ? o->output : NULL;
}

static bool choose_format(const struct call *call, enum table_format *format, struct diag *d)
{
    const struct common *o = call->options;
    *format = isatty(STDOUT_FILENO) ? TABLE_PRETTY : TABLE_TSV;
    if (!o->output)
        return true;
    const char *file = tool_output_file(call), *dot = file ? strrchr(file, '.') : NULL;
    struct str name = str_of(dot ? dot + 1 : o->output);
    if (dot && (strcmp(dot, ".txt") == 0))
        name = STR("pretty");
    if (table_format_of(name, format))
        return true;
    diag_set(d, FAULT_USAGE, "-o %s: no such format", o->output);
    suggest_diag(d, name, table_format_names, table_format_count);
    return false;
}

bool tool_color(const struct call *call)
{
    const struct common *o = call->options;
    if (o->color && strcmp(o->color, "always") == 0)
        return true;
    if (o->color && strcmp(o->color, "never") == 0)
        return false;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

unsigned tool_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

unsigned tool_threads(const struct call *call)
{
    const struct common *o = call->options;
    return o->threads ? (unsigned)(o->threads < 256 ? o->threads : 256) : par_cores();
}

int tool_table(const struct call *call, const struct table *t, const char *zone)
{
    const struct common *o = call->options;
    struct diag d = {0};
    enum table_format format;
    if (!choose_format(call, &format, &d))
        return tool_fail(call, &d);
    const char *file = tool_output_file(call);
    struct table_look look = {.width = file ? 0 : tool_width(),
                              .color = !file && tool_color(call),
                              .verbose = o->verbose,
                              .zone = zone};
    struct outfile out;
    if (!outfile_open(&out, file, &d))
        return tool_fail(call, &d);
    struct buf text = {0};
    table_write(&text, t, format, &look);
    fwrite(text.p, 1, text.n, out.file);
    buf_free(&text);
    return outfile_commit(&out, &d) ? 0 : tool_fail(call, &d);
}

int tool_metric(const struct call *call, const char *metric, const struct asked *asked, size_t i)
{
    struct diag d = {0};
    struct ask ask;
    struct table table;
    struct journeys *j = tool_journeys(call, i, &d);
    if (!j)
        return tool_fail(call, &d);
    table_init(&table, metric);
    int status;
    bool good = tool_ask(call, j->study, &ask, &d);
    ask.steps = text_or_empty(asked->steps);
    ask.customer = text_or_empty(asked->customer);
    ask.other = text_or_empty(asked->other);
    ask.list = asked->list;
    if (good && metric_run(metric_find(str_of(metric)), j, &ask, &table, &d)) {
        if (asked->shape)
            asked->shape(call, &table);
        status = tool_table(call, &table, j->study ? j->study->timezone.p : NULL);
    } else {
        status = tool_fail(call, &d);
    }
    table_free(&table);
    journeys_close(j);
    return status;
}
