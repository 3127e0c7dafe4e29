// wend stitch: touchpoints → customers → journeys, as a stream or a store.
#include "stitch/stitch.h"

#include "base/outfile.h"
#include "store/store.h"
#include "store/stream.h"
#include "tool/ledger.h"
#include "tool/stitching.h"

#include <stddef.h>

#include <stdio.h>
#include <unistd.h>

struct stitch_call {
    struct common common;
    const char *rejects, *show, *names;
    bool sources, add, report, strict;
};

static const struct option own[] = {
    {0, "sources", NULL, OPTION_FLAG, offsetof(struct stitch_call, sources),
     "read the study's own sources, as wend parse does, instead of a stream"},
    {0, "add", NULL, OPTION_FLAG, offsetof(struct stitch_call, add),
     "add the stream to the store of -o, as if all had been stitched at once"},
    {'o', "output", "FILE", OPTION_TEXT, offsetof(struct common, output),
     "write a store (FILE.wend) or a stream (any other name with a dot or slash); the table of "
     "--report goes to any other file than a store, in its format"},
    {0, "report", NULL, OPTION_FLAG, offsetof(struct stitch_call, report),
     "print how good the stitching is, as a table, instead of the touchpoints"},
    {0, "show", "TABLE", OPTION_TEXT, offsetof(struct stitch_call, show),
     "with --report: summary (default), namespaces, clusters, bridges, refused, aside, renamed or "
     "dangling"},
    {0, "keep-names", "STORE", OPTION_TEXT, offsetof(struct stitch_call, names),
     "let customers keep the names that they have in STORE, an earlier run"},
    {0, "rejects", "FILE", OPTION_TEXT, offsetof(struct stitch_call, rejects),
     "write every reject to FILE as JSON lines"},
    {0, "strict", NULL, OPTION_FLAG, offsetof(struct stitch_call, strict),
     "exit 1 if anything is rejected"},
    {0},
};

// One run: what is read, and what becomes of it.
struct run {
    struct call *call;
    struct study *study;
    struct touchpoints t;
    struct ledger ledger;
    struct stitch_result result;
    struct reject_log log;
    struct journeys *before;               // of --keep-names
    const struct stitching_report *report; // NULL: the touchpoints are asked for
    const char *store;                     // the file of -o, if it is a store
    struct outfile out;                    // reserved for it
    struct store_past past;                // of the store that is added to
    struct diag d;
};

static void on_stitch_reject(void *context, struct str source, struct str file, uint64_t line,
                             struct str code, struct str message)
{
    reject_log_add(context, &(struct reject){.source = source,
                                             .file = file,
                                             .line = line,
                                             .code = code,
                                             .message = message,
                                             .raw = STR("")});
}

static bool read_touchpoints(struct run *r)
{
    const struct stitch_call *o = r->call->options;
    bool stitched; // an earlier customer column is found anew
    if (o->add && access(r->store, F_OK) == 0 &&
        !store_load(r->store, r->study, &r->t, &r->past, &r->d))
        return false;
    if (!o->sources)
        return stream_read(r->call->arguments ? r->call->argument[0] : NULL, &r->t, &stitched,
                           &r->d);
    struct ingest_options options = {
        .threads = tool_threads(r->call), .on_reject = reject_log_add, .context = &r->log};
    return ingest(r->study, &options, &r->t, &r->ledger, &r->d);
}

// A stream may carry ids that this study has no namespace for.
static void say_unknown_ids(const struct run *r)
{
    for (vec_each(const struct touchpoint_column, c, &r->t.column)) {
        struct str name = c->name;
        if (str_starts(name, STR("id.")) && !study_namespace(r->study, str_slice(name, 3, name.n)))
            tool_say(r->call, "%.*s is no namespace of the study: it joins nobody", STR_ARG(name));
    }
}

static bool stitch_touchpoints(struct run *r)
{
    const struct stitch_call *o = r->call->options;
    say_unknown_ids(r);
    if (o->names && !(r->before = journeys_open(o->names, NULL, &r->d)))
        return false;
    struct stitch_options options = {.previous = r->before ? &r->before->customer : NULL,
                                     .threads = tool_threads(r->call),
                                     .details = r->report && r->report->details,
                                     .on_reject = on_stitch_reject,
                                     .context = &r->log};
    if (!stitch(r->study, &options, &r->t, &r->result, &r->d))
        return false;
    stitching_add_past(&r->result, &r->past);
    return true;
}

static void tsv_of(const struct run *r, bool ledger, struct buf *out)
{
    struct table t;
    struct table_look look = {.zone = NULL};
    table_init(&t, ledger ? "ledger" : "stitch");
    if (ledger)
        ledger_table(&r->ledger, &t);
    else
        stitching_summary(&r->result, &t);
    table_write(out, &t, TABLE_TSV, &look);
    table_free(&t);
}

// No other run may write the store from now on: what it would read may be what we write.
static bool reserve(struct run *r)
{
    const char *path = tool_output_file(r->call);
    if (!path || !str_ends(str_of(path), STR(".wend")))
        return true;
    if (!store_reserve(&r->out, path, &r->d))
        return false;
    r->store = path;
    return true;
}

static bool write_store(struct run *r, const struct frame *f)
{
    const struct stitch_call *o = r->call->options;
    struct buf ledger = {0}, summary = {0}, waiting = {0};
    const struct stitch_summary *s = &r->result.summary;
    const uint32_t *order = r->result.order.p;
    if (o->sources)
        tsv_of(r, true, &ledger);
    tsv_of(r, false, &summary);
    store_waiting(f, r->result.waiting.p, r->result.waiting.n, &waiting);
    struct store_past past = {.gone = s->rejected - r->result.waiting.n,
                              .refused = s->blocked - s->blocked_links,
                              .waiting = buf_str(&waiting),
                              .ledger = o->sources ? buf_str(&ledger) : r->past.ledger};
    const char *path = r->store;
    r->store = NULL; // it is written or given up
    bool good = store_write_to(&r->out, path, f, order, r->result.order.n, r->study, &past,
                               buf_str(&summary), &r->d);
    buf_free(&waiting);
    buf_free(&ledger);
    buf_free(&summary);
    return good;
}

static bool write_stream(struct run *r, const char *path, const struct frame *f)
{
    struct outfile out;
    if (!outfile_open(&out, path, &r->d))
        return false;
    stream_write_header(out.file, f, true);
    stream_write_rows(out.file, f, r->result.order.p, r->result.order.n, true);
    return outfile_commit(&out, &r->d);
}

// The file of -o that takes the journeys; NULL: none, or -o is for the table.
static const char *journeys_file(const struct run *r)
{
    const char *path = tool_output_file(r->call);
    bool store = path && str_ends(str_of(path), STR(".wend"));
    return r->report && !store ? NULL : path;
}

static bool write_journeys(struct run *r)
{
    const char *path = journeys_file(r);
    if (!path && r->report)
        return true;
    struct column *columns = mem_array(r->t.column.n, sizeof *columns);
    struct frame f = touchpoints_frame(&r->t, columns);
    bool good = r->store ? write_store(r, &f) : write_stream(r, path, &f);
    free(columns);
    return good;
}

// The table goes to standard output when -o names a store, else where -o says.
static int print_table(const struct run *r)
{
    struct stitch_call *o = r->call->options;
    struct table t;
    if (!r->report)
        return 0;
    table_init(&t, r->report->metric);
    r->report->fill(&r->result, &t);
    if (journeys_file(r))
        o->common.output = NULL;
    int status = tool_table(r->call, &t, r->study->timezone.p);
    table_free(&t);
    return status;
}

static int finish(struct run *r)
{
    const struct stitch_call *o = r->call->options;
    if (!o->common.quiet && o->sources) {
        struct buf text = {0};
        ledger_text(&r->ledger, &text);
        ledger_unmatched_text(&r->ledger, o->common.verbose, &text);
        fputs(text.p, stderr);
        buf_free(&text);
    }
    if (!o->common.quiet)
        stitching_say(r->call, &r->result);
    int status = print_table(r);
    if (status == 0 && o->strict && r->log.seen) {
        diag_set(&r->d, FAULT_CHECK, "%llu rejects", (unsigned long long)r->log.seen);
        status = tool_fail(r->call, &r->d);
    }
    return status;
}

static int stitch_all(struct call *call, struct study *study)
{
    const struct stitch_call *o = call->options;
    struct run r = {.call = call, .study = study, .past = {.waiting = STR(""), .ledger = STR("")}};
    if (o->report)
        r.report = stitching_find(o->show ? str_of(o->show) : STR("summary"));
    touchpoints_init(&r.t);
    bool good =
        reject_log_open(&r.log, call, o->sources ? study->directory : STR(""), o->rejects, &r.d) &&
        reserve(&r) && read_touchpoints(&r) && stitch_touchpoints(&r) && write_journeys(&r);
    if (r.store)
        outfile_discard(&r.out);
    struct diag late = {0};
    if (!reject_log_close(&r.log, good, &late) && good) {
        good = false;
        r.d = late;
    }
    int status = good ? finish(&r) : tool_fail(call, &r.d);
    journeys_close(r.before);
    stitch_free(&r.result);
    ledger_free(&r.ledger);
    touchpoints_free(&r.t);
    return status;
}

static int run(struct call *call)
{
    const struct stitch_call *o = call->options;
    struct diag d = {0};
    if (o->add &&
        (o->sources || !o->common.output || !str_ends(str_of(o->common.output), STR(".wend"))))
        return tool_usage(call,
                          "--add adds a stream to a store: wend parse … | wend stitch -c STUDY "
                          "--add -o FILE.wend");
    if (o->sources && call->arguments)
        return tool_usage(call, "%s: with --sources the study names the files", call->argument[0]);
    if (call->arguments > 1)
        return tool_usage(call, "too many arguments: %s; usage: wend stitch %s", call->argument[1],
                          call->command->arguments);
    if (o->show && !o->report)
        return tool_usage(call, "--show %s: tables are of --report", o->show);
    if (o->common.output && !tool_output_file(call) && !o->report)
        return tool_usage(call, "-o %s: name a file: FILE.wend for a store, else a stream",
                          o->common.output);
    if (!o->sources && !call->arguments && isatty(STDIN_FILENO))
        return tool_usage(call, "no touchpoints: name a stream, pipe one in, or say --sources");
    if (o->show && !stitching_find(str_of(o->show)))
        return stitching_unknown(str_of(o->show), &d), tool_fail(call, &d);
    struct study *study = tool_study(call, &d);
    if (!study)
        return tool_fail(call, &d);
    int status = stitch_all(call, study);
    study_free(study);
    return status;
}

const struct command command_stitch = {
    .name = "stitch",
    .purpose = "touchpoints to customers and journeys, as a stream or a store",
    .arguments = "[STREAM]",
    .groups = {own, options_study, options_threads},
    .examples = {"wend stitch -c shop.conf --sources -o shop.wend",
                 "wend parse -c shop.conf | wend stitch -c shop.conf >journeys.tsv"},
    .options_size = sizeof(struct stitch_call),
    .run = run,
};
