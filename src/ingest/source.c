// One source being read: its files in turn, and what its parts have read put together.
#include "ingest/state_source.h"

#include "base/par.h"
#include "text/encoding.h"

#include <sys/stat.h>

enum {
    BLOCK_ROWS = 1 << 14,
    BLOCK_REJECTS = 1 << 10,
    DICTIONARY_BYTES = 1 << 19, // of a part, before its dictionaries start anew: in the cache
    PART_BYTES = 1 << 19,
    THREADS_MOST = 16,
    PARTS_A_THREAD = 2 // so that one that is late does not keep all others waiting for long
};

// A fault of the study's text, told with the source's line.
static void locate(const struct source *s, struct diag *d)
{
    if (!d || d->fault != FAULT_USAGE)
        return;
    struct diag inner = *d;
    diag_at(d, FAULT_USAGE, s->study->file, s->declared->line, 0, "source %.*s: %s",
            STR_ARG(s->declared->name), inner.message);
}

static struct reader *open_file(const struct source *s, const struct plan_file *file,
                                struct diag *d)
{
    struct input *in = input_open(file->path.p, s->declared->encoding, d);
    struct reader *reader = in ? reader_open(in, &s->spec, d) : NULL;
    if (!reader)
        locate(s, d);
    return reader;
}

static bool bind(struct part *p, struct reader *reader, struct str file, struct diag *d)
{
    size_t count;
    const struct str *names = reader_names(reader, &count);
    return mapping_bind(&p->mapping, file, names, count, d);
}

// Pipes and standard input are there once: they stay open until their turn.
static bool can_reopen(const struct plan_file *file)
{
    struct stat status;
    return !str_eq(file->path, STR("-")) && stat(file->path.p, &status) == 0 &&
           S_ISREG(status.st_mode);
}

static bool check_files(struct source *s, struct diag *d)
{
    s->open = mem_zero(s->plan.file.n * sizeof *s->open);
    for (size_t i = 0; i < s->plan.file.n; i++) {
        const struct plan_file *file = &s->plan.file.p[i];
        struct reader *reader = open_file(s, file, d);
        if (!reader)
            return false;
        bool waits = s->state && reader_empty(reader); // for the rest of its header
        bool good = waits || bind(&s->part[0], reader, file->name, d);
        if (!good && reader_guess(reader)) // the names, too, may be read wrongly
            diag_more(d, "; the file looks like encoding = \"%s\"", reader_guess(reader));
        if (can_reopen(file))
            reader_close(reader);
        else
            s->open[i] = reader;
        if (!good)
            return false;
    }
    return true;
}

bool source_open(struct source *s, const struct study *study, const struct study_source *declared,
                 const struct ingest_options *options, struct arena *arena, struct diag *d)
{
    unsigned threads = options->threads ? options->threads : 1;
    *s = (struct source){.study = study,
                         .declared = declared,
                         .spec = spec_of(declared, arena),
                         .threads = threads < THREADS_MOST ? threads : THREADS_MOST,
                         .part_bytes = options->part_bytes ? options->part_bytes : PART_BYTES,
                         .state =
                             options->state ? state_source(options->state, declared->name) : NULL,
                         .options = options,
                         .streaming = options->on_block != NULL,
                         .want_rejects = options->on_reject != NULL};
    size_t parts = s->threads > 1 ? s->threads * PARTS_A_THREAD : 1;
    s->part = mem_zero(parts * sizeof *s->part);
    for (s->shards = 1; s->shards < s->threads;)
        s->shards *= 2;
    s->seen = mem_zero(s->shards * sizeof *s->seen);
    s->repeats = mem_zero(s->shards * sizeof *s->repeats);
    while (s->parts < parts)
        if (!part_open(&s->part[s->parts++], study, declared, s->want_rejects, d))
            return false;
    for (size_t i = 0; i < parts && s->spec.format == RECORD_DELIMITED; i++)
        s->part[i].delimiter = s->spec.delimiter;
    if (options->retry) {
        retry_start(s, options->retry);
        return true;
    }
    if (!plan_source(&s->plan, study, declared, options->files, arena, d) || !check_files(s, d))
        return false;
    vec_reserve(&s->files, s->plan.file.n); // s->file must stay where it is
    return !s->state || resume_keys(s, d);
}

void source_join(struct source *s, const struct side_tables *side)
{
    for (size_t i = 0; i < s->parts; i++)
        mapping_join(&s->part[i].mapping, side);
}

void source_columns(const struct source *s, struct touchpoints *t)
{
    mapping_columns(&s->part[0].mapping, t);
}

void source_start(struct source *s, const struct touchpoints *like)
{
    touchpoints_init(&s->done);
    for (size_t i = 0; like && i < like->column.n; i++)
        touchpoints_column(&s->done, like->column.p[i].name);
    source_columns(s, &s->done);
    for (size_t i = 0; i < s->parts; i++)
        part_attach(&s->part[i], &s->done);
}

void source_close(struct source *s)
{
    for (size_t i = 0; s->open && i < s->plan.file.n; i++)
        if (s->open[i])
            reader_close(s->open[i]);
    if (s->reader)
        reader_close(s->reader);
    free(s->open);
    memory_close(&s->memory);
    for (size_t i = 0; i < s->parts; i++)
        part_close(&s->part[i]);
    free(s->part);
    for (size_t i = 0; s->seen && i < s->shards; i++) {
        seen_free(&s->seen[i]);
        repeats_free(&s->repeats[i]);
    }
    seen_free(&s->once);
    unmatched_free(&s->unmatched);
    free(s->seen);
    free(s->repeats);
    plan_free(&s->plan);
    retry_stop(s);
    touchpoints_free(&s->done);
    vec_free(&s->files);
    vec_free(&s->reasons);
    ledger_free(&s->found);
    buf_free(&s->lost);
    vec_free(&s->rejects);
    arena_free(&s->texts);
}

static bool start_part(struct source *s, struct part *p, struct str file)
{
    reader_part_close(p->reader);
    p->reader = NULL;
    if (s->divided && !(p->reader = reader_part(s->reader, &s->spec, &s->diag)))
        return false;
    if (!bind(p, s->reader, file, &s->diag))
        return false;
    mapping_file(&p->mapping, file);
    return true;
}

static bool start_file(struct source *s)
{
    size_t i = s->next++;
    const struct plan_file *file = &s->plan.file.p[i];
    s->reader = s->open[i];
    s->open[i] = NULL;
    if (!s->reader && !(s->reader = open_file(s, file, &s->diag)))
        return false;
    if (s->state && !resume_file(s, file))
        return false;
    if (s->place.skip)
        return true;
    s->divided = reader_divisible(s->reader) && !s->place.back;
    for (size_t k = 0; k < s->parts; k++)
        if (!start_part(s, &s->part[k], file->name))
            return false;
    seen_free(&s->once);
    if (s->state && !resume_once(s))
        return false;
    memory_start(s);
    s->latest = s->state ? s->place.latest : INT64_MIN;
    s->last = s->state ? s->place.last : INT64_MIN;
    vec_push(&s->files, (struct ledger_file){.source = s->declared->name, .file = file->name});
    s->file = &s->files.p[s->files.n - 1];
    return true;
}

// Records of a file that is read from its front, up to one block.
static bool read_whole(struct source *s, bool *ended)
{
    struct record record;
    struct part *p = &s->part[0];
    s->used = 1;
    while (p->block.time.n < BLOCK_ROWS && p->rejects.n < BLOCK_REJECTS && !*ended) {
        switch (reader_next(s->reader, &record, &s->diag)) {
        case READER_RECORD:
            if (s->place.hold && record.open) {
                s->held = *ended = true;
            } else if (record.offset >= s->place.offset) {
                part_take(p, s->reader, &record);
                if (s->state)
                    resume_taken(s);
            }
            break;
        case READER_END:
            *ended = true;
            break;
        case READER_FAILED:
            return false;
        }
    }
    s->memory.lines = reader_lines(s->reader);
    touchpoints_end_rows(&p->block);
    if (part_judge(p))
        return true;
    s->diag = p->diag;
    return false;
}

static void mark_again(void *context, size_t shard)
{
    enum { AHEAD = 8 };
    struct source *s = context;
    for (size_t i = 0; i < s->used; i++) {
        struct part *p = &s->part[i];
        for (size_t k = 0; k < p->keys.n; k++) {
            if (k + AHEAD < p->keys.n && (p->keys.p[k + AHEAD].high & (s->shards - 1)) == shard)
                seen_prefetch(&s->seen[shard], p->keys.p[k + AHEAD]);
            struct seen_key key = p->keys.p[k];
            if ((key.high & (s->shards - 1)) == shard && (key.low || key.high))
                p->again.p[k] = !seen_add_key(&s->seen[shard], key);
        }
    }
}

static void mark_repeats(void *context, size_t shard)
{
    struct source *s = context;
    for (size_t i = 0; i < s->used; i++) {
        struct part *p = &s->part[i];
        for (size_t k = 0; k < p->events.n; k++)
            if ((p->events.p[k].id.high & (s->shards - 1)) == shard)
                p->again.p[k] = (uint8_t)repeats_add(&s->repeats[shard], &p->events.p[k],
                                                     s->declared->duplicate_window);
    }
}

static void drop_again(void *context, size_t i)
{
    struct source *s = context;
    part_drop_again(&s->part[i]);
}

static void find_repeats(struct source *s)
{
    bool ids = s->declared->duplicates == DUPLICATES_ID;
    for (size_t i = 0; i < s->used; i++) {
        struct part *p = &s->part[i];
        size_t n = ids ? p->events.n : p->keys.n;
        vec_reserve(&p->again, n);
        if (n)
            memset(p->again.p, 0, n);
        p->again.n = n;
    }
    par_run(s->threads, s->shards, ids ? mark_repeats : mark_again, s);
    par_run(s->threads, s->used, drop_again, s);
}

static void find_duplicates(struct source *s)
{
    bool once = s->declared->once_per.n > 0;
    for (size_t i = 0; once && i < s->used; i++)
        once_mark(&s->part[i], &s->once);
    if (once && s->state)
        resume_once_turn(s);
    if (s->declared->duplicates != DUPLICATES_NONE)
        find_repeats(s);
    for (size_t i = 0; once && i < s->used; i++)
        once_drop(&s->part[i]);
}

static void count_reason(struct source *s, struct str code)
{
    // The file being read has the last ones.
    for (size_t i = s->reasons.n; i-- && str_eq(s->reasons.p[i].file, s->file->file);) {
        if (str_eq(s->reasons.p[i].code, code)) {
            s->reasons.p[i].count++;
            return;
        }
    }
    vec_push(&s->reasons, (struct ledger_reason){s->declared->name, s->file->file, code, 1});
}

// Records that are no text tell, put together, what encoding they are in.
static void note_encoding(struct source *s, const struct reject *reject)
{
    enum { NOTED = 4096 };
    if (s->lost.n >= NOTED || !str_eq(reject->code, STR("bad-text")))
        return;
    buf_add(&s->lost, reject->raw);
    buf_add_byte(&s->lost, '\n');
}

static void judge_encoding(struct source *s)
{
    s->file->looks_like = reader_guess(s->reader);
    if (!s->file->looks_like && encoding_is_utf8(s->declared->encoding))
        s->file->looks_like = encoding_guess(buf_str(&s->lost));
    buf_clear(&s->lost);
}

static void add_rejects(struct source *s, const struct part *p)
{
    for (vec_each(const struct waiting, from, &p->rejects)) {
        count_reason(s, from->reject.code);
        note_encoding(s, &from->reject);
        if (!s->want_rejects)
            continue;
        struct waiting w = *from;
        w.reject.source = s->declared->name;
        w.reject.file = s->file->file;
        w.reject.message = arena_str(&s->texts, w.reject.message);
        w.reject.raw = arena_str(&s->texts, w.reject.raw);
        w.reject.header = arena_str(&s->texts, w.reject.header);
        vec_push(&s->rejects, w);
    }
}

static void mark_late(struct source *s, const struct touchpoints *t)
{
    int64_t latest = s->latest, last = s->last, after = s->declared->late_after;
    uint64_t late = 0, disorder = 0;
    for (size_t i = 0; i < t->time.n; i++) {
        int64_t time = t->time.p[i];
        disorder += time < last;
        late += latest != INT64_MIN && time < latest - after;
        latest = time > latest ? time : latest;
        last = time;
    }
    s->latest = latest;
    s->last = last;
    s->file->late += late;
    s->file->out_of_order += disorder;
}

static void add_counts(struct source *s)
{
    struct ledger_file *f = s->file;
    for (size_t i = 0; i < s->used; i++) {
        struct part *p = &s->part[i];
        part_count_garbled(p, &s->found, f->file);
        ledger_add(f, &p->count);
        unmatched_add(&s->unmatched, &s->part[i].mapping);
        mark_late(s, &p->block);
        add_rejects(s, p);
    }
    f->lines = s->memory.lines;
}

static void format_part(void *context, size_t i)
{
    struct source *s = context;
    struct part *p = &s->part[i];
    buf_clear(&p->text);
    if (p->block.time.n)
        s->options->format(s->options->context, &p->block, &p->text);
}

// What all parts of a turn have read is known.
static void finish_turn(struct source *s)
{
    find_duplicates(s);
    add_counts(s);
    if (s->streaming && s->options->format)
        par_run(s->threads, s->used, format_part, s);
}

static bool retry_turn(struct source *s)
{
    s->finished = retry_ended(s);
    if (s->finished)
        return true;
    if (!retry_read(s))
        return false;
    finish_turn(s);
    return true;
}

// Read one turn: of each part a piece, or of the file a block.
static bool read_turn(struct source *s)
{
    bool ended = false;
    if (s->retry.retry)
        return retry_turn(s);
    if (!s->reader && s->next == s->plan.file.n) {
        s->finished = true;
        return true;
    }
    if (!s->reader && !start_file(s))
        return false;
    if (s->place.skip) {
        resume_skip(s);
        return true;
    }
    if (!(s->divided ? memory_read(s) : read_whole(s, &ended)))
        return false;
    if (s->divided)
        ended = s->memory.at_end && (s->memory.n == 0 || (s->place.hold && s->memory.stuck));
    finish_turn(s);
    if (s->state)
        resume_turn(s);
    if (ended && s->state)
        resume_end(s);
    if (ended) {
        judge_encoding(s);
        reader_close(s->reader);
        s->reader = NULL;
    }
    return true;
}

static void append_column(void *context, size_t column)
{
    struct source *s = context;
    for (size_t i = 0; i < s->used; i++)
        part_append(&s->part[i], &s->done, column < s->done.column.n ? column : SIZE_MAX);
}

// Dictionaries that have grown out of the cache start anew.
static void clear_parts(struct source *s)
{
    for (size_t i = 0; i < s->used; i++) {
        struct part *p = &s->part[i];
        size_t bytes = 0;
        part_clear(p);
        for (vec_each(const struct touchpoint_column, column, &p->block.column))
            bytes += dict_bytes(&column->dict);
        if (bytes < DICTIONARY_BYTES)
            continue;
        part_restart(p);
        if (s->reader || s->retry.retry)
            mapping_file(&p->mapping, s->file->file);
    }
    s->used = 0;
}

bool source_has_rows(const struct source *s)
{
    for (size_t i = 0; i < s->used; i++)
        if (s->part[i].block.time.n)
            return true;
    return false;
}

void source_read(struct source *s)
{
    for (;;) {
        s->failed = !read_turn(s);
        if (s->failed || s->finished || s->rejects.n >= BLOCK_REJECTS)
            break;
        if (!s->streaming) {
            par_run(s->threads, s->done.column.n + 1, append_column, s);
            clear_parts(s);
        } else if (s->rejects.n || source_has_rows(s)) {
            break;
        } else {
            clear_parts(s);
        }
    }
    if (!s->streaming && !s->failed && s->used) {
        par_run(s->threads, s->done.column.n + 1, append_column, s);
        clear_parts(s);
    }
}

void source_clear(struct source *s)
{
    s->rejects.n = 0;
    arena_free(&s->texts);
    clear_parts(s);
}
