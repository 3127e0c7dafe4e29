// wend parse: exports → touchpoint stream, and what became of every record.
#include "ingest/retry.h"
#include "tool/formats.h"
#include "tool/parse_output.h"

#include <stddef.h>

#include <stdio.h>

static const struct option own[] = {
    {0, "source", "NAME", OPTION_TEXT, offsetof(struct parse_options, source),
     "only this source of the study; the FILEs named are then its files"},
    {0, "format", "NAME", OPTION_TEXT, offsetof(struct parse_options, format),
     "read the source as NAME, whatever the study says; without a study, FILEs of the preset NAME"},
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
    {'o', "output", "FILE|FORMAT", OPTION_TEXT, offsetof(struct parse_options, common.output),
     "write the touchpoints to FILE, whose name has a dot or slash; with --state behind those that "
     "are there; of --ledger and --unmatched: pretty, tsv, csv, json, jsonl, md, html or "
     "openmetrics, or a file "
     "with such an extension"},
    {0, "state", "FILE", OPTION_TEXT, offsetof(struct parse_options, state),
     "read only what is new since the run that left this state, and leave it for the next"},
    {0, "restart", NULL, OPTION_FLAG, offsetof(struct parse_options, restart),
     "with --state: forget what was read, begin anew"},
    {0, "settled", "DURATION", OPTION_TEXT, offsetof(struct parse_options, settled),
     "with --state: a last record without its end is read once its file has not changed for that "
     "long (default 1d; 0: at once)"},
    {0, "retry-rejects", "FILE", OPTION_TEXT, offsetof(struct parse_options, retry),
     "read the records of FILE again, which --rejects has written, instead of the exports"},
    {0, "color", "WHEN", OPTION_TEXT, offsetof(struct parse_options, common.color),
     "of --ledger and --unmatched: auto (default), always or never"},
    {0},
};

static void on_reject(void *context, const struct reject *reject)
{
    struct output *out = context;
    reject_log_add(&out->log, reject);
}

static bool on_block(void *context, struct touchpoints *block, struct diag *d)
{
    struct output *out = context;
    return !out->file || block->time.n || output_header(out, block, d);
}

static void format(const void *context, struct touchpoints *block, struct buf *text)
{
    (void)context;
    output_format(block, text);
}

static bool on_text(void *context, struct str text, struct diag *d)
{
    return output_text(context, text, d);
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
    struct output out;
    struct ledger ledger = {0};
    struct diag d = {0};
    struct ingest_options options = *chosen;
    bool good = output_open(&out, call, study, &d);
    options.state = out.stateful ? &out.state : NULL;
    options.on_reject = on_reject;
    options.on_block = on_block;
    options.context = &out;
    options.format = out.file ? format : NULL;
    options.on_text = on_text;
    good = good && ingest(study, &options, NULL, &ledger, &d);
    good = output_close(&out, good, &d) && good;
    int status = good ? finish(call, study, &ledger) : tool_fail(call, &d);
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

// The study of -c; with --format a source of it read as that, or the preset alone.
static struct study *open_study(const struct call *call, struct diag *d)
{
    const struct parse_options *o = call->options;
    if (!o->format)
        return tool_study(call, d);
    if (!o->common.study)
        return format_alone(str_of(o->format), call->arguments > 0, d);
    struct str source = str_of(o->source ? o->source : ""), format = str_of(o->format);
    struct study *study = study_open_as(o->common.study, source, format, d);
    if (!study || source.n || study->source_count == 1)
        return study;
    study_free(study);
    diag_set(d, FAULT_USAGE, "--format %s: which source is it for? say it with --source NAME",
             o->format);
    return NULL;
}

static int run(struct call *call)
{
    const struct parse_options *o = call->options;
    struct diag d = {0};
    bool table = o->ledger || o->unmatched;
    if (o->common.output && !table && !tool_output_file(call))
        return tool_usage(call,
                          "-o %s: touchpoints are always a stream; name a file, with a dot or "
                          "slash, or say --ledger or --unmatched",
                          o->common.output);
    if (o->ledger && o->unmatched)
        return tool_usage(call, "give --ledger or --unmatched, not both");
    if (table && o->state)
        return tool_usage(call, "--%s writes no touchpoints: with --state they would be lost",
                          o->ledger ? "ledger" : "unmatched");
    if (o->retry && (o->state || o->source || call->arguments))
        return tool_usage(call, "--retry-rejects reads the rejects of all sources, and no file: "
                                "leave out --state, --source and FILE");
    if (!o->state && (o->restart || o->settled))
        return tool_usage(call, "--%s goes with --state FILE", o->restart ? "restart" : "settled");
    double limit;
    bool share;
    if (o->max_rejects && !read_limit(o->max_rejects, &limit, &share))
        return tool_usage(call, "--max-rejects %s: a number of records, or a share such as 5%%",
                          o->max_rejects);
    struct study *study = open_study(call, &d);
    if (!study)
        return tool_fail(call, &d);
    struct strs files = {mem_array(call->arguments, sizeof *files.p), call->arguments};
    for (size_t i = 0; i < files.n; i++)
        files.p[i] = str_of(call->argument[i]);
    struct ingest_options options = {.files = files.n ? &files : NULL,
                                     .threads = tool_threads(call)};
    int status;
    struct retry retry = {0};
    if (choose_source(call, study, &options, &d) &&
        (!o->retry || retry_open(&retry, study, o->retry, &d))) {
        options.retry = o->retry ? &retry : NULL;
        status = parse(call, study, &options);
    } else {
        status = tool_fail(call, &d);
    }
    retry_close(&retry);
    free(files.p);
    study_free(study);
    return status;
}

const struct command command_parse = {
    .name = "parse",
    .purpose = "exports to touchpoints, and what became of every record",
    .arguments = "[FILE ...]",
    .groups = {own, options_study, options_now, options_threads},
    .examples = {"wend parse -c shop.conf | head",
                 "wend parse -c shop.conf --source till - <till.csv"},
    .options_size = sizeof(struct parse_options),
    .run = run,
};
