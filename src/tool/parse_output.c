// Where the touchpoints of wend parse go.
#include "tool/parse_output.h"

#include "store/stream.h"
#include "text/time.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SETTLED "1d"

static int64_t clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

// A file that goes with the state: what a broken run has left in it is of no use.
static bool open_growing(struct output *out, struct growing *g, const char *path,
                         struct growing_mark *mark, struct diag *d)
{
    if (!path)
        return true;
    if (!growing_open(g, path, mark, d))
        return false;
    if (g->fresh) {
        *mark = g->mark;
        out->state.changed = true;
    }
    return true;
}

static bool begin_growing(const struct output *out, struct growing *g, struct diag *d)
{
    uint64_t cut;
    if (!g->file)
        return true;
    if (!growing_begin(g, &cut, d))
        return false;
    if (cut)
        tool_say(out->call, "%s: %llu bytes of a run that did not end are cut off", g->path,
                 (unsigned long long)cut);
    return true;
}

static bool finish_growing(struct growing *g, struct growing_mark *mark, struct diag *d)
{
    if (!g->file)
        return true;
    if (!growing_finish(g, d))
        return false;
    *mark = g->mark;
    return true;
}

static bool open_state(struct output *out, const struct study *study, struct diag *d)
{
    const struct parse_options *o = out->call->options;
    struct ask ask;
    int64_t settled;
    const char *said = o->settled ? o->settled : SETTLED;
    if (strcmp(said, "0") == 0)
        settled = 0;
    else if (!duration_parse(str_of(said), &settled) || settled < 0)
        return diag_set(d, FAULT_USAGE, "--settled %s: not a duration; write 0, 12h or 7d", said);
    if (!tool_ask(out->call, study, &ask, d))
        return false;
    int64_t now = ask.now == TIME_NONE ? clock_now() : ask.now;
    if (!state_open(&out->state, o->state, o->restart, now, d))
        return false;
    out->stateful = true;
    out->state.settled = settled;
    state_study(&out->state, study);
    if (out->state.study_changed)
        tool_say(out->call, "the study has changed since the last run: what was read stays as it "
                            "is; --restart reads everything anew");
    return true;
}

static bool open_stateful(struct output *out, const struct study *study, struct diag *d)
{
    const struct parse_options *o = out->call->options;
    struct state *s = &out->state;
    const char *rows = tool_output_file(out->call);
    if (!open_state(out, study, d) || !open_growing(out, &out->rows, rows, &s->output, d) ||
        !open_growing(out, &out->rejects, o->rejects, &s->rejects, d) || !state_begin(s, d) ||
        !begin_growing(out, &out->rows, d) || !begin_growing(out, &out->rejects, d))
        return false;
    if (rows)
        out->file = out->rows.file;
    out->log.json = out->rejects.file;
    return true;
}

bool output_open(struct output *out, const struct call *call, const struct study *study,
                 struct diag *d)
{
    const struct parse_options *o = call->options;
    struct str directory = call->arguments ? STR("") : study->directory;
    *out = (struct output){.call = call, .file = o->ledger || o->unmatched ? NULL : stdout};
    if (!reject_log_open(&out->log, call, directory, o->state ? NULL : o->rejects, d))
        return false;
    if (o->state)
        return open_stateful(out, study, d);
    if (out->file && tool_output_file(call)) {
        if (!outfile_open(&out->own, tool_output_file(call), d))
            return false;
        out->file = out->own.file;
    }
    return true;
}

// Rows can follow those in the file only if they have the same columns.
static bool same_header(const char *path, const struct frame *f, struct diag *d)
{
    char *now = NULL, *then = NULL;
    size_t now_n = 0, then_n = 0;
    FILE *text = open_memstream(&now, &now_n), *file = fopen(path, "r");
    bool good = text && file;
    if (text) {
        stream_write_header(text, f, false);
        good = fclose(text) == 0 && good;
    }
    ssize_t n = good ? getline(&then, &then_n, file) : -1;
    good = good && n >= 0;
    if (!good)
        diag_errno(d, str_of(path), "read");
    else if (!str_eq((struct str){now, now_n}, (struct str){then, (size_t)n}))
        good = diag_set(d, FAULT_USAGE,
                        "%s has other columns than the study gives now; name a new file", path);
    if (file)
        fclose(file);
    free(now);
    free(then);
    return good;
}

void output_format(struct touchpoints *block, struct buf *text)
{
    struct column *columns = mem_array(block->column.n, sizeof *columns);
    struct frame f = touchpoints_frame(block, columns);
    stream_add_rows(text, &f, NULL, f.rows, false);
    free(columns);
}

static bool written(const struct output *out, struct diag *d)
{
    const char *path = out->rows.path ? out->rows.path : out->own.path;
    return !ferror(out->file) || diag_errno(d, str_of(path ? path : "standard output"), "write");
}

bool output_header(struct output *out, struct touchpoints *block, struct diag *d)
{
    struct column *columns = mem_array(block->column.n, sizeof *columns);
    struct frame f = touchpoints_frame(block, columns);
    bool good = true;
    if (out->rows.file && !out->rows.fresh)
        good = same_header(out->rows.path, &f, d);
    else
        stream_write_header(out->file, &f, false);
    free(columns);
    return good && written(out, d);
}

bool output_text(struct output *out, struct str text, struct diag *d)
{
    fwrite(text.p, 1, text.n, out->file);
    return written(out, d);
}

// What was written is with whoever reads it; closing a copy shows what some systems say only then.
static bool flush_stdout(struct diag *d)
{
    int copy;
    bool good = fflush(stdout) == 0 && !ferror(stdout) && (copy = dup(STDOUT_FILENO)) >= 0 &&
                close(copy) == 0;
    return good || diag_errno(d, STR("standard output"), "write");
}

static bool close_stateful(struct output *out, struct diag *d)
{
    struct state *s = &out->state;
    for (vec_each(struct state_source *, source, &s->source)) {
        state_note_displaced(*source);
        for (vec_each(const struct str, note, &(*source)->note))
            tool_say(out->call, "%.*s", STR_ARG(*note));
    }
    return flush_stdout(d) && finish_growing(&out->rows, &s->output, d) &&
           finish_growing(&out->rejects, &s->rejects, d) && state_commit(s, d);
}

bool output_close(struct output *out, bool good, struct diag *d)
{
    if (!reject_log_close(&out->log, good, good ? d : NULL))
        good = false;
    if (good && out->stateful)
        good = close_stateful(out, d);
    if (out->own.file && good)
        good = outfile_commit(&out->own, d);
    else if (out->own.file)
        outfile_discard(&out->own);
    growing_close(&out->rows);
    growing_close(&out->rejects);
    if (out->stateful)
        state_close(&out->state);
    return good;
}
