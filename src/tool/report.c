// wend report: the whole study on one page, as text, Markdown or HTML.
#include "tool/report.h"
#include "base/outfile.h"
#include "base/suggest.h"
#include "text/time.h"

#include <stddef.h>

static const struct option own[] = {
    {'o', "output", "FORMAT|FILE", OPTION_TEXT, offsetof(struct common, output),
     "txt (default, 78 columns), md or html, or a file with such an extension"},
    {0, "window", "DURATION", OPTION_DURATION, offsetof(struct common, window),
     "all steps of the funnel within DURATION of the first (default: no limit)"},
    {0},
};

struct format {
    struct str name;
    void (*write)(struct buf *out, const struct report *r);
};

static bool choose(const struct call *call, const struct format **chosen, const char **file,
                   struct diag *d)
{
    static const struct format formats[] = {{{"txt", 3}, report_text},
                                            {{"pretty", 6}, report_text},
                                            {{"md", 2}, report_markdown},
                                            {{"html", 4}, report_html}};
    enum { FORMATS = sizeof formats / sizeof formats[0] };
    const struct common *o = call->options;
    struct str names[FORMATS];
    *chosen = &formats[0];
    *file = NULL;
    if (!o->output)
        return true;
    const char *dot = strrchr(o->output, '.');
    struct str name = str_of(dot ? dot + 1 : o->output);
    for (size_t i = 0; i < FORMATS; i++) {
        names[i] = formats[i].name;
        if (str_eq(name, formats[i].name)) {
            *chosen = &formats[i];
            *file = dot ? o->output : NULL;
            return true;
        }
    }
    diag_set(d, FAULT_USAGE, "-o %s: no such format of a report", o->output);
    suggest_diag(d, name, names, FORMATS);
    return false;
}

static bool put(const char *file, struct str text, struct diag *d)
{
    struct outfile out;
    if (!outfile_open(&out, file, d))
        return false;
    fwrite(text.p, 1, text.n, out.file);
    return outfile_commit(&out, d);
}

static int check(const struct call *call, const struct report *r)
{
    if (report_reject_share(r) <= r->max_rejects)
        return 0;
    struct diag d = {0};
    diag_set(&d, FAULT_CHECK,
             "%llu of %llu records rejected (%.1f %%), the study allows %.1f %%; wend parse "
             "--rejects FILE lists them",
             (unsigned long long)r->rejected, (unsigned long long)r->records,
             100 * report_reject_share(r), 100 * r->max_rejects);
    return tool_fail(call, &d);
}

static int run(struct call *call)
{
    struct diag d = {0};
    struct ask ask;
    struct report r = {0};
    struct buf text = {0};
    const struct format *format;
    const char *file;
    if (!choose(call, &format, &file, &d))
        return tool_fail(call, &d);
    struct journeys *j = tool_journeys(call, 0, &d);
    if (!j)
        return tool_fail(call, &d);
    bool good = tool_ask(call, j->study, &ask, &d) && report_gather(&r, j, &ask, &d);
    if (good) {
        format->write(&text, &r);
        good = put(file, buf_str(&text), &d);
    }
    int status = good ? check(call, &r) : tool_fail(call, &d);
    buf_free(&text);
    report_free(&r);
    journeys_close(j);
    return status;
}

const struct command command_report = {
    .name = "report",
    .purpose = "the whole study on one page: text, Markdown or HTML",
    .arguments = "[JOURNEYS]",
    .groups = {own, options_unit, options_rows, options_cells, options_study, options_now,
               options_threads},
    .examples = {"wend report retail.wend", "wend report -o report.html retail.wend"},
    .options_size = sizeof(struct common),
    .run = run,
};
