// wend parse: exports → touchpoint stream, and what became of every record.
#include "store/stream.h"
#include "tool/ledger.h"

#include <stddef.h>

#include <stdio.h>

struct parse_options {
    struct common common;
    const char *source, *rejects, *max_rejects;
    bool strict, ledger, unmatched;
};

static const struct option own[] = {
    {0, "source", "NAME", OPTION_TEXT, offsetof(struct parse_options, source),
     "only this source of the study; the FILEs named are then its files"},
    {0, "rejects", "FILE", OPTION_TEXT, offsetof(struct parse_options, rejects),
     "write every reject to FILE as JSON lines"},
    {0, "strict", NULL, OPTION_FLAG, offsetof(struct parse_options, strict),
     "exit 1 if any record is rejected"},
    {0, "max-rejects", "N|P%", OPTION_TEXT, offsetof(struct parse_options, max_rejects),
     "exit 1 if more records than that, or than that share of those read, are rejected"},
    {0, "ledger", NULL, OPTION_FLAG, offsetof(struct parse_options, ledger),
     "print the ledger as a table instead of the touchpoints"},
    {0, "unmatched", NULL, OPTION_FLAG, offsetof(struct parse_options, unmatched),
     "print the values that no rule, topic, map or side table knows, the most frequent of each"},
    {'o', "output", "FORMAT|FILE", OPTION_TEXT, offsetof(struct parse_options, common.output),
     "of --ledger and --unmatched: pretty, tsv, csv, json, jsonl, md, html or openmetrics, or a "
     "file with such an "
     "extension"},
    {0, "color", "WHEN", OPTION_TEXT, offsetof(struct parse_options, common.color),
     "of --ledger and --unmatched: auto (default), always or never"},
    {0},
};

struct sink {
    struct reject_log log;
    bool stream;
};

static void on_reject(void *context, const struct reject *reject)
{
    struct sink *sink = context;
    reject_log_add(&sink->log, reject);
}

// The first block has columns and no rows: the header.
static bool on_block(void *context, struct touchpoints *block, struct diag *d)
{
    struct sink *sink = context;
    if (!sink->stream)
        return true;
    struct column *columns = mem_array(block->column.n, sizeof *columns);
    struct frame f = touchpoints_frame(block, columns);
    if (f.rows == 0)
        stream_write_header(stdout, &f, false);
    else
        stream_write_rows(stdout, &f, NULL, f.rows, false);
    free(columns);
    return !ferror(stdout) || diag_errno(d, STR("standard output"), "write");
}

// --max-rejects: a number of records, or a share of those read with "%". False: neither.
static bool read_limit(const char *text, double *limit, bool *share)
{
    struct str s = str_of(text);
    *share = str_ends(s, STR("%"));
    if (*share)
        s.n--;
    return str_to_double(s, limit) && *limit >= 0 && (!*share || *limit <= 100);
}

static bool too_many(const struct parse_options *o, const struct ledger_file *total)
{
    double limit;
    bool share;
    if (o->strict && total->rejected)
        return true;
    if (!o->max_rejects || !read_limit(o->max_rejects, &limit, &share))
        return false;
    double rejected = (double)total->rejected;
    return share ? rejected * 100 > limit * (double)total->read : rejected > limit;
}

static int finish(const struct call *call, const struct study *study, const struct ledger *ledger)
{
    const struct parse_options *o = call->options;
    struct ledger_file total = ledger_total(ledger);
    int status = 0;
    if (!o->common.quiet) {
        struct buf text = {0};
        ledger_text(ledger, &text);
        ledger_unmatched_text(ledger, o->common.verbose, &text);
        fputs(text.p, stderr);
        buf_free(&text);
    }
    if (o->ledger || o->unmatched) {
        struct table table;
        table_init(&table, o->ledger ? "ledger" : "unmatched");
        if (o->ledger)
            ledger_table(ledger, &table);
        else
            ledger_unmatched_table(ledger, &table);
        status = tool_table(call, &table, study->timezone.p);
        table_free(&table);
    }
    if (status == 0 && too_many(o, &total)) {
        struct diag d;
        diag_set(&d, FAULT_CHECK, "%llu of %llu records rejected",
                 (unsigned long long)total.rejected, (unsigned long long)total.read);
        status = tool_fail(call, &d);
    }
    return status;
}

static int parse(struct call *call, struct study *study, const struct ingest_options *chosen)
{
    const struct parse_options *o = call->options;
    struct sink sink = {.stream = !o->ledger && !o->unmatched};
    struct ledger ledger = {0};
    struct diag d = {0};
    struct str directory = chosen->files ? STR("") : study->directory;
    struct ingest_options options = *chosen;
    options.on_reject = on_reject;
    options.on_block = on_block;
    options.context = &sink;
    bool good = reject_log_open(&sink.log, call, directory, o->rejects, &d) &&
                ingest(study, &options, NULL, &ledger, &d);
    int status = 0;
    if (!reject_log_close(&sink.log, good, &d))
        good = false;
    if (good)
        status = finish(call, study, &ledger);
    else
        status = tool_fail(call, &d);
    ledger_free(&ledger);
    return status;
}

// Files belong to a source: the one named, or the only one.
static bool choose_source(const struct call *call, const struct study *study,
                          struct ingest_options *options, struct diag *d)
{
    const struct parse_options *o = call->options;
    options->source = o->source ? str_of(o->source) : STR("");
    if (!call->arguments || options->source.n)
        return true;
    if (study->source_count == 1) {
        options->source = study->sources[0].name;
        return true;
    }
    diag_set(d, FAULT_USAGE,
             "which source is %s of? say it with --source NAME; valid:", call->argument[0]);
    for (size_t i = 0; i < study->source_count; i++)
        diag_more(d, "%s %.*s", i ? "," : "", STR_ARG(study->sources[i].name));
    return false;
}

static int run(struct call *call)
{
    const struct parse_options *o = call->options;
    struct diag d = {0};
    if (o->common.output && !o->ledger && !o->unmatched)
        return tool_usage(call, "-o is for the tables of --ledger and --unmatched; touchpoints are "
                                "always a stream");
    if (o->ledger && o->unmatched)
        return tool_usage(call, "give --ledger or --unmatched, not both");
    double limit;
    bool share;
    if (o->max_rejects && !read_limit(o->max_rejects, &limit, &share))
        return tool_usage(call, "--max-rejects %s: a number of records, or a share such as 5%%",
                          o->max_rejects);
    struct study *study = tool_study(call, &d);
    if (!study)
        return tool_fail(call, &d);
    struct strs files = {mem_array(call->arguments, sizeof *files.p), call->arguments};
    for (size_t i = 0; i < files.n; i++)
        files.p[i] = str_of(call->argument[i]);
    struct ingest_options options = {.files = files.n ? &files : NULL,
                                     .threads = tool_threads(call)};
    int status;
    if (choose_source(call, study, &options, &d))
        status = parse(call, study, &options);
    else
        status = tool_fail(call, &d);
    free(files.p);
    study_free(study);
    return status;
}

const struct command command_parse = {
    .name = "parse",
    .purpose = "exports to touchpoints, and what became of every record",
    .arguments = "[FILE ...]",
    .groups = {own, options_study, options_threads},
    .examples = {"wend parse -c shop.conf | head",
                 "wend parse -c shop.conf --source till - <till.csv"},
    .options_size = sizeof(struct parse_options),
    .run = run,
};
