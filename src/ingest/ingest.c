// All sources of a study, read side by side and handed on in order of declaration.
#include "ingest/ingest.h"

#include "base/par.h"
#include "base/suggest.h"
#include "ingest/source.h"

struct run {
    const struct ingest_options *options;
    struct touchpoints *out;
    struct ledger *ledger;
    struct side_tables side;
    VEC(struct source) source;
    VEC(struct source *) runnable; // in this round
};

static bool open_sources(struct run *run, struct study *study, struct diag *d)
{
    struct str only = run->options->source;
    vec_reserve(&run->source, study->source_count);
    for (size_t i = 0; i < study->source_count; i++) {
        const struct study_source *declared = &study->sources[i];
        if (only.n && !str_eq(only, declared->name))
            continue;
        struct source *s = &run->source.p[run->source.n++];
        if (!source_open(s, study, declared, run->options, &run->ledger->arena, d))
            return false;
        source_join(s, &run->side);
    }
    if (run->source.n)
        return true;
    if (study->source_count == 0)
        return diag_set(d, FAULT_USAGE, "%.*s declares no source", STR_ARG(study->file));
    diag_set(d, FAULT_USAGE, "no source %.*s in %.*s", STR_ARG(only), STR_ARG(study->file));
    struct str *names = mem_array(study->source_count, sizeof *names);
    for (size_t i = 0; i < study->source_count; i++)
        names[i] = study->sources[i].name;
    suggest_diag(d, only, names, study->source_count);
    free(names);
    return false;
}

// All columns there will be, in order of declaration: the result's, or in every block.
static void declare_columns(struct run *run, struct touchpoints *t)
{
    for (vec_each(const struct source, s, &run->source))
        source_columns(s, t);
}

static void start_sources(struct run *run)
{
    struct touchpoints like;
    bool streaming = run->options->on_block;
    touchpoints_init(&like);
    declare_columns(run, &like);
    for (vec_each(struct source, s, &run->source))
        source_start(s, streaming ? &like : NULL);
    touchpoints_free(&like);
}

static void read_part(void *context, size_t part)
{
    struct run *run = context;
    source_read(run->runnable.p[part]);
}

static void add_to_ledger(struct ledger *ledger, const struct source *s)
{
    struct str source = arena_str(&ledger->arena, s->declared->name);
    for (vec_each(struct ledger_file, file, &s->files)) {
        vec_push(&ledger->file, *file);
        ledger->file.p[ledger->file.n - 1].source = source;
    }
    unmatched_report(&s->unmatched, &s->part[0].mapping, ledger);
    for (vec_each(struct ledger_reason, reason, &s->reasons)) {
        vec_push(&ledger->reason, *reason);
        ledger->reason.p[ledger->reason.n - 1].source = source;
    }
    for (vec_each(struct ledger_garbled, garbled, &s->found.garbled)) {
        garbled->source = source;
        garbled->field = arena_str(&ledger->arena, garbled->field);
        garbled->sample = arena_str(&ledger->arena, garbled->sample);
        garbled->meant = arena_str(&ledger->arena, garbled->meant);
        vec_push(&ledger->garbled, *garbled);
    }
}

static void take_rows(struct run *run, struct source *s, bool alone)
{
    if (alone) { // the usual case of one big file: nothing to recode
        struct touchpoints empty = *run->out;
        *run->out = s->done;
        s->done = empty;
        return;
    }
    if (s->done.time.n)
        touchpoints_append(run->out, &s->done);
}

// Pass on what a source has read; it is the first that has not finished.
static bool hand_over(struct run *run, struct source *s, bool alone, struct diag *d)
{
    const struct ingest_options *o = run->options;
    for (vec_each(const struct waiting, w, &s->rejects))
        o->on_reject(o->context, &w->reject);
    if (s->failed) {
        if (d)
            *d = s->diag;
        return false;
    }
    for (size_t i = 0; o->on_block && i < s->used; i++)
        if (s->part[i].block.time.n &&
            (!o->on_block(o->context, &s->part[i].block, d) ||
             (o->format && !o->on_text(o->context, buf_str(&s->part[i].text), d))))
            return false;
    source_clear(s);
    if (!s->finished)
        return true;
    if (!o->on_block)
        take_rows(run, s, alone);
    add_to_ledger(run->ledger, s);
    return true;
}

static bool waits(const struct source *s)
{
    return s->finished || s->failed || s->rejects.n || (s->streaming && source_has_rows(s));
}

static bool read_all(struct run *run, bool alone, struct diag *d)
{
    size_t first = 0, n = run->source.n;
    while (first < n) {
        run->runnable.n = 0;
        for (size_t i = first; i < n; i++)
            if (!waits(&run->source.p[i]))
                vec_push(&run->runnable, &run->source.p[i]);
        par_run(run->options->threads, run->runnable.n, read_part, run);
        while (first < n) {
            struct source *s = &run->source.p[first];
            if (waits(s) && !hand_over(run, s, alone, d))
                return false;
            if (!s->finished)
                break;
            source_close(s);
            *s = (struct source){.finished = true};
            first++;
        }
    }
    return true;
}

static bool show_columns(struct run *run, struct diag *d)
{
    if (!run->options->on_block)
        return true;
    struct touchpoints none;
    touchpoints_init(&none);
    declare_columns(run, &none);
    bool good = run->options->on_block(run->options->context, &none, d);
    touchpoints_free(&none);
    return good;
}

bool ingest(struct study *study, const struct ingest_options *options, struct touchpoints *out,
            struct ledger *ledger, struct diag *d)
{
    struct run run = {.options = options, .out = out, .ledger = ledger};
    bool good = side_open(&run.side, study, options->source, d) && open_sources(&run, study, d);
    if (good) {
        // Only an untouched result may be replaced by the rows of the only source.
        bool alone = out && out->column.n == TP_FIXED && !out->time.n && run.source.n == 1;
        if (out)
            declare_columns(&run, out);
        start_sources(&run);
        good = show_columns(&run, d) && read_all(&run, alone, d);
    }
    for (vec_each(struct source, s, &run.source))
        source_close(s);
    side_close(&run.side);
    vec_free(&run.source);
    vec_free(&run.runnable);
    return good;
}
