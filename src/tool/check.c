// wend check: is the store whole, and is the data fit?
#include "ingest/ingest.h"
#include "store/store.h"
#include "store/stream.h"
#include "text/time.h"
#include "tool/ledger.h"

#include <stddef.h>

#include <stdio.h>
#include <unistd.h>

struct check_call {
    struct common common;
    bool sources;
};

static const struct option own[] = {
    {0, "sources", NULL, OPTION_FLAG, offsetof(struct check_call, sources),
     "read the study's own sources, as wend parse does, instead of a file"},
    {0},
};

static void add_value(struct buf *out, const struct table *t, size_t row, const char *name)
{
    size_t column = table_find(t, name);
    const struct cell *cell = table_cell(t, row, column);
    if (!cell->missing)
        cell_pretty(out, &t->column.p[column], cell, NULL);
}

static struct str text_of(const struct table *t, size_t row, const char *name)
{
    const struct cell *cell = table_cell(t, row, table_find(t, name));
    return cell->missing ? STR("") : cell->text;
}

// One line for each limit that is broken: "web: completeness of id.member 40.0 % (10 of 25), …".
static int say_failed(const struct call *call, const struct table *t)
{
    int status = 0;
    for (size_t row = 0; row < table_rows(t); row++) {
        if (!str_eq(text_of(t, row, "state"), STR("failed")))
            continue;
        struct buf value = {0}, counts = {0};
        struct str subject = text_of(t, row, "subject"), detail = text_of(t, row, "detail");
        struct str measure = text_of(t, row, "measure"), limit = text_of(t, row, "limit");
        struct diag d = {0};
        add_value(&value, t, row, "span_seconds");
        if (value.n == 0)
            add_value(&value, t, row, "share");
        if (!table_cell(t, row, table_find(t, "count"))->missing) {
            buf_add(&counts, STR(" ("));
            add_value(&counts, t, row, "count");
            buf_add(&counts, STR(" of "));
            add_value(&counts, t, row, "of");
            buf_add(&counts, STR(")"));
        }
        diag_set(&d, FAULT_CHECK, "%.*s: %.*s%s%.*s%s%.*s%.*s; the study wants %.*s%s%.*s",
                 STR_ARG(text_of(t, row, "source")), STR_ARG(measure), subject.n ? " of " : "",
                 STR_ARG(subject), value.n ? " " : "", STR_ARG(buf_str(&value)),
                 STR_ARG(buf_str(&counts)), STR_ARG(limit), detail.n ? ": " : "", STR_ARG(detail));
        status = tool_fail(call, &d);
        buf_free(&value);
        buf_free(&counts);
    }
    return status;
}

static int measure(const struct call *call, struct journeys *j, bool store)
{
    struct diag d = {0};
    struct ask ask;
    struct table t;
    table_init(&t, "quality");
    int status;
    if (tool_ask(call, j->study, &ask, &d) &&
        metric_run(metric_find(STR("quality")), j, &ask, &t, &d)) {
        if (store)
            table_note(&t, "the store is whole: every section agrees with its checksum");
        status = tool_table(call, &t, j->study ? j->study->timezone.p : NULL);
        if (status == 0)
            status = say_failed(call, &t);
    } else {
        status = tool_fail(call, &d);
    }
    table_free(&t);
    return status;
}

// Touchpoints that are not stitched: journeys of nobody.
static int measure_touchpoints(const struct call *call, struct study *study,
                               const struct touchpoints *tp, struct str ledger, struct str origin)
{
    static const uint64_t offset[1];
    struct column *columns = mem_array(tp->column.n, sizeof *columns);
    struct journeys j = {.frame = touchpoints_frame(tp, columns),
                         .offset = offset,
                         .study = study,
                         .origin = origin,
                         .ledger = ledger};
    int status = measure(call, &j, false);
    free(columns);
    return status;
}

static int check_sources(const struct call *call, struct study *study)
{
    struct diag d = {0};
    struct touchpoints tp;
    struct ledger ledger = {0};
    struct table t;
    struct table_look look = {.zone = NULL};
    struct buf text = {0};
    int status;
    struct ingest_options options = {.threads = tool_threads(call)};
    touchpoints_init(&tp);
    table_init(&t, "ledger");
    if (ingest(study, &options, &tp, &ledger, &d)) {
        ledger_table(&ledger, &t);
        table_write(&text, &t, TABLE_TSV, &look);
        status = measure_touchpoints(call, study, &tp, buf_str(&text), study->file);
    } else {
        status = tool_fail(call, &d);
    }
    buf_free(&text);
    table_free(&t);
    ledger_free(&ledger);
    touchpoints_free(&tp);
    return status;
}

static int check_stream(const struct call *call, const char *path)
{
    const struct common *o = call->options;
    struct diag d = {0};
    struct touchpoints tp;
    bool stitched;
    struct study *study = o->study ? study_open(o->study, &d) : NULL;
    if (o->study && !study)
        return tool_fail(call, &d);
    touchpoints_init(&tp);
    int status = stream_read(path, &tp, &stitched, &d)
                     ? measure_touchpoints(call, study, &tp, STR(""),
                                           path ? str_of(path) : STR("standard input"))
                     : tool_fail(call, &d);
    touchpoints_free(&tp);
    study_free(study);
    return status;
}

static int check_store(const struct call *call, const char *path)
{
    struct diag d = {0};
    if (!store_verify(path, &d))
        return tool_fail(call, &d);
    struct journeys *j = tool_journeys(call, 0, &d);
    if (!j)
        return tool_fail(call, &d);
    int status = measure(call, j, true);
    journeys_close(j);
    return status;
}

static int check_file(const struct call *call)
{
    struct diag d = {0};
    bool store;
    const char *path = call->arguments ? call->argument[0] : NULL;
    if (path && strcmp(path, "-") == 0)
        path = NULL;
    if (!store_recognise(path, &store, &d))
        return tool_fail(call, &d);
    return store ? check_store(call, path ? path : "/dev/stdin") : check_stream(call, path);
}

static int run(struct call *call)
{
    const struct check_call *o = call->options;
    struct diag d = {0};
    if (o->sources && call->arguments)
        return tool_usage(call, "%s: with --sources the study names the files", call->argument[0]);
    if (call->arguments > 1)
        return tool_usage(call, "too many arguments: %s; usage: wend check %s", call->argument[1],
                          call->command->arguments);
    if (!o->sources && !call->arguments && isatty(STDIN_FILENO))
        return tool_usage(call, "nothing to check: name a store or a stream, pipe a stream in, or "
                                "say --sources");
    if (!o->sources)
        return check_file(call);
    struct study *study = tool_study(call, &d);
    if (!study)
        return tool_fail(call, &d);
    int status = check_sources(call, study);
    study_free(study);
    return status;
}

const struct command command_check = {
    .name = "check",
    .purpose = "is the store whole, and is the data fit",
    .arguments = "[STORE|STREAM]",
    .groups = {own, options_study, options_output, options_now, options_threads},
    .examples = {"wend check retail.wend", "wend check -c shop.conf --sources -o pretty"},
    .options_size = sizeof(struct check_call),
    .run = run,
};
