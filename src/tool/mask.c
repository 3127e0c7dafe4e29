// wend mask: pseudonyms for ids, marks for personal data in texts, and the proof of both.
#include "stitch/mask.h"

#include "tool/rows.h"

#include <stddef.h>

#include <stdio.h>

struct options {
    struct common common;
    const char *key, *new_key, *verify;
};

static const struct option own[] = {
    {0, "key", "FILE", OPTION_TEXT, offsetof(struct options, key),
     "the key of the tokens (default: the study's)"},
    {0, "new-key", "FILE", OPTION_TEXT, offsetof(struct options, new_key),
     "only make a file with a new key, and mask nothing"},
    {0, "verify", "INPUT", OPTION_TEXT, offsetof(struct options, verify),
     "mask nothing; look for the ids of INPUT in touchpoints that are masked, exit 1 if any is "
     "left"},
    {'o', "output", "FILE", OPTION_TEXT, offsetof(struct options, common.output),
     "write a store (FILE.wend) or a stream (any other name); default: a stream to standard "
     "output"},
    {0},
};

// ---- masking

static bool read_key(const struct options *o, struct rows *r, struct key *key, struct diag *d)
{
    if (o->key)
        return key_read(key, o->key, d);
    if (r->study && r->study->privacy.key.n) {
        struct study *study = r->own ? r->own : r->j->study; // to resolve a path in its arena
        return key_read(key, study_path(study, study->privacy.key).p, d);
    }
    return diag_set(d, FAULT_USAGE,
                    "no key: --key FILE, or privacy { key = … } of the study; wend mask --new-key "
                    "FILE makes one");
}

static void add_count(struct buf *text, uint64_t n, const char *what)
{
    if (n)
        buf_printf(text, ", %s %llu", what, (unsigned long long)n);
}

static void say(const struct call *call, const struct masked *m)
{
    static const char *const how[] = {"", "tokens", "tokens", "text"};
    struct buf text = {0};
    for (vec_each(const struct mask_count, c, &m->count)) {
        if (!c->values)
            continue;
        buf_clear(&text);
        add_count(&text, c->refused, "refused and left empty");
        for (int kind = 0; kind < PERSONAL_KINDS; kind++)
            add_count(&text, c->found[kind], personal_names[kind]);
        add_count(&text, c->found[MASK_IDS], "ids");
        tool_say(call, "%.*s: %llu values, %s %llu%.*s", STR_ARG(c->column),
                 (unsigned long long)c->values, how[c->how], (unsigned long long)c->masked,
                 STR_ARG(buf_str(&text)));
    }
    buf_free(&text);
}

static int mask(struct call *call)
{
    const struct options *o = call->options;
    struct diag d = {0};
    struct rows rows;
    struct key key = {{0}};
    struct masked masked = {0};
    bool good = rows_open(&rows, call, call->arguments ? call->argument[0] : NULL, &d) &&
                read_key(o, &rows, &key, &d) &&
                mask_frame(&rows.frame, rows.study, &key, &masked, &d) &&
                rows_write(&rows, &masked.frame, o->common.output, &d);
    if (good)
        say(call, &masked);
    key_forget(&key);
    mask_free(&masked);
    rows_close(&rows);
    return good ? 0 : tool_fail(call, &d);
}

// ---- the proof

static void say_leak(const struct call *call, const struct rows *r, const struct mask_leak *leak)
{
    const char *where = r->store ? "row" : "line";
    tool_say(call, "column %.*s holds ids of %.*s in %llu rows, first in %s %zu",
             STR_ARG(leak->column), STR_ARG(leak->space), (unsigned long long)leak->rows, where,
             leak->row + (r->store ? 1 : 2));
}

static int judge(const struct call *call, const struct rows *masked, const struct mask_leaks *leaks)
{
    struct diag d = {0};
    if (leaks->leak.n == 0) {
        tool_say(call,
                 "none of %llu ids is left (%llu of less than 5 bytes looked for in columns "
                 "of ids only)",
                 (unsigned long long)leaks->ids, (unsigned long long)leaks->shorter);
        return 0;
    }
    for (vec_each(const struct mask_leak, leak, &leaks->leak))
        say_leak(call, masked, leak);
    const struct mask_leak *first = &leaks->leak.p[0];
    diag_set(&d, FAULT_CHECK, "raw ids are left in %zu places: of %.*s in column %.*s%s",
             leaks->leak.n, STR_ARG(first->space), STR_ARG(first->column),
             leaks->leak.n > 1 ? " and others" : "");
    return tool_fail(call, &d);
}

static int verify(struct call *call)
{
    const struct options *o = call->options;
    struct diag d = {0};
    struct rows raw, masked;
    struct mask_leaks leaks = {.ids = 0};
    int status;
    bool good = rows_open(&raw, call, o->verify, &d);
    if (!good) {
        rows_close(&raw);
        return tool_fail(call, &d);
    }
    if (rows_open(&masked, call, call->arguments ? call->argument[0] : NULL, &d)) {
        mask_verify(&raw.frame, &masked.frame, raw.study, &leaks);
        status = judge(call, &masked, &leaks);
    } else {
        status = tool_fail(call, &d);
    }
    mask_leaks_free(&leaks);
    rows_close(&masked);
    rows_close(&raw);
    return status;
}

static int run(struct call *call)
{
    const struct options *o = call->options;
    struct diag d = {0};
    if (o->new_key && (o->key || o->verify || o->common.output || call->arguments))
        return tool_usage(call, "--new-key only makes a key: nothing else goes with it");
    if (o->verify && (o->key || o->common.output))
        return tool_usage(call, "--verify masks nothing: --key and -o do not go with it");
    if (call->arguments > 1)
        return tool_usage(call, "too many arguments: %s; usage: wend mask %s", call->argument[1],
                          call->command->arguments);
    if (o->new_key)
        return key_create(o->new_key, &d) ? 0 : tool_fail(call, &d);
    return o->verify ? verify(call) : mask(call);
}

const struct command command_mask = {
    .name = "mask",
    .purpose = "pseudonyms for ids and no personal data in texts; prove it",
    .arguments = "[TOUCHPOINTS]",
    .groups = {own, options_study},
    .examples = {"wend mask --key shop.key journeys.tsv >masked.tsv",
                 "wend mask --verify journeys.tsv masked.tsv"},
    .options_size = sizeof(struct options),
    .run = run,
};
