// wend forget: take a customer out of a store or a stream, and see to it that nobody comes back.
#include "stitch/forget.h"

#include "base/outfile.h"
#include "stitch/sort.h"
#include "stitch/stitch.h"
#include "store/store.h"
#include "store/stream.h"
#include "tool/rows.h"
#include "tool/stitching.h"

#include <errno.h>
#include <stddef.h>

#include <stdio.h>
#include <stdlib.h>

struct options {
    struct common common;
    const char *ids;
    bool keep_rows, absent, dry_run;
};

static const struct option own[] = {
    {0, "ids", "FILE", OPTION_TEXT, offsetof(struct options, ids),
     "also forget the ids of FILE, one a line"},
    {0, "keep-rows", NULL, OPTION_FLAG, offsetof(struct options, keep_rows),
     "take the ids off the rows that carry them, instead of removing these rows"},
    {0, "absent", NULL, OPTION_FLAG, offsetof(struct options, absent),
     "forget an id that nobody has in advance, instead of taking it for a mistake"},
    {'n', "dry-run", NULL, OPTION_FLAG, offsetof(struct options, dry_run),
     "say what would be removed, and change nothing"},
    {0},
};

struct run {
    struct call *call;
    const char *path;
    struct outfile out; // of a store: reserved before it is read, so that no other run changes it
    struct rows rows;
    struct study *study;
    struct touchpoints t;
    VEC(struct str) ids;
    struct arena arena;
    struct tombstones stones;
    size_t stones_before;
    struct stitch_forget forget;
    struct stitch_result result;
    struct diag d;
};

static bool read_ids(struct run *r, const char *path)
{
    char *line = NULL;
    size_t room = 0;
    FILE *in = fopen(path, "r");
    if (!in)
        return diag_errno(&r->d, str_of(path), "open");
    for (ssize_t n; (n = getline(&line, &room, in)) > 0;) {
        struct str id = str_trim((struct str){line, (size_t)n});
        if (id.n)
            vec_push(&r->ids, arena_str(&r->arena, id));
    }
    bool good = !ferror(in) || diag_errno(&r->d, str_of(path), "read");
    free(line);
    fclose(in);
    return good;
}

static bool gather_ids(struct run *r)
{
    const struct options *o = r->call->options;
    for (size_t i = 0; i + 1 < r->call->arguments; i++)
        vec_push(&r->ids, str_of(r->call->argument[i]));
    return !o->ids || read_ids(r, o->ids);
}

// On a dry run nothing is written, and nobody has to wait.
static bool reserve(struct run *r)
{
    const struct options *o = r->call->options;
    bool store;
    if (!store_recognise(r->path, &store, &r->d))
        return false;
    return o->dry_run || !store || store_reserve(&r->out, r->path, &r->d);
}

static bool open_journeys(struct run *r)
{
    if (!reserve(r) || !rows_open(&r->rows, r->call, r->path, &r->d))
        return false;
    r->study = r->rows.own ? r->rows.own : r->rows.j ? r->rows.j->study : NULL;
    if (!r->rows.stitched)
        return diag_at(&r->d, FAULT_USAGE, str_of(r->path), 0, 0,
                       "not stitched: it has no customer column; run wend stitch");
    if (!r->study)
        return diag_set(&r->d, FAULT_USAGE,
                        "a stream does not say who is who: name the study with -c STUDY");
    if (r->study->privacy.tombstones.n)
        return true;
    return diag_at(&r->d, FAULT_USAGE, r->study->file, 0, 0,
                   "add privacy { key = \"FILE\" tombstones = \"FILE\" }: without tombstones the "
                   "next import brings everybody back");
}

// Without tombstones so far, their key has not been needed.
static bool open_stones(struct run *r)
{
    if (!tombstones_read(&r->stones, r->study, &r->d))
        return false;
    r->stones_before = r->stones.stone.n;
    return r->stones.keyed ||
           key_read(&r->stones.key, study_path(r->study, r->study->privacy.key).p, &r->d);
}

// Rows that wait for somebody to be known may be theirs who are forgotten.
static bool take_rows(struct run *r, struct store_past *past)
{
    bool stitched;
    rows_take(&r->rows, &r->t);
    if (!r->rows.store)
        return true;
    return store_past(r->rows.j, past, &r->d) &&
           (past->waiting.n == 0 ||
            stream_read_text(past->waiting, str_of(r->path), &r->t, &stitched, &r->d));
}

static bool stitch_without(struct run *r)
{
    const struct options *o = r->call->options;
    r->forget = (struct stitch_forget){.ids = {r->ids.p, r->ids.n},
                                       .keep_rows = o->keep_rows,
                                       .absent = o->absent,
                                       .stones = &r->stones};
    struct stitch_options options = {.threads = tool_threads(r->call), .forget = &r->forget};
    struct store_past past = {0};
    if (!take_rows(r, &past) || !stitch(r->study, &options, &r->t, &r->result, &r->d))
        return false;
    stitching_add_past(&r->result, &past);
    return true;
}

// ---- writing

static bool write_store(struct run *r, const struct frame *f)
{
    struct table t;
    struct buf summary = {0}, waiting = {0};
    struct table_look look = {.zone = NULL};
    table_init(&t, "stitch");
    stitching_summary(&r->result, &t);
    table_write(&summary, &t, TABLE_TSV, &look);
    table_free(&t);
    const struct stitch_summary *s = &r->result.summary;
    store_waiting(f, r->result.waiting.p, r->result.waiting.n, &waiting);
    struct store_past past = {.gone = s->rejected - r->result.waiting.n,
                              .refused = s->blocked - s->blocked_links,
                              .waiting = buf_str(&waiting),
                              .ledger = r->rows.j->ledger};
    bool good = store_write_to(&r->out, r->path, f, r->result.order.p, r->result.order.n, r->study,
                               &past, buf_str(&summary), &r->d);
    buf_free(&waiting);
    buf_free(&summary);
    return good;
}

static bool write_stream(struct run *r, const struct frame *f)
{
    struct outfile out;
    if (!outfile_open(&out, r->path, &r->d))
        return false;
    stream_write_header(out.file, f, true);
    stream_write_rows(out.file, f, r->result.order.p, r->result.order.n, true);
    return outfile_commit(&out, &r->d);
}

// The tombstones first: should it end here, the next run removes what they name.
static bool write_all(struct run *r)
{
    if (!tombstones_write(&r->stones, r->study, &r->d))
        return false;
    struct column *columns = mem_array(r->t.column.n, sizeof *columns);
    struct frame f = touchpoints_frame(&r->t, columns);
    bool good = r->rows.store ? write_store(r, &f) : write_stream(r, &f);
    free(columns);
    return good;
}

// ---- what was done

static void add_row(struct table *t, const struct run *r, uint32_t source)
{
    const struct touchpoint_column *c = &r->t.column.p[TP_SOURCE];
    int64_t rows = 0, count[FORGET_ACTIONS] = {0};
    for (size_t row = 0; row < r->t.time.n; row++)
        if (c->code.p[row] == source) {
            rows++;
            count[r->forget.action[row]]++;
        }
    if (rows == 0)
        return;
    table_text(t, dict_get(&c->dict, source));
    table_count(t, rows);
    table_count(t, count[FORGET_REMOVED]);
    table_count(t, count[FORGET_STRIPPED] + count[FORGET_BLANKED]);
    table_count(t, count[FORGET_RETURNED]);
}

static void fill_table(struct table *t, const struct run *r)
{
    const struct options *o = r->call->options;
    t->title = STR("Forgotten");
    t->definition = STR("rows that carry an id of the forgotten are removed (or, with --keep-rows, "
                        "lose their ids); rows that were stitched through them are their device's "
                        "again, and never another person's");
    t->unit = STR("rows");
    t->n = r->t.time.n;
    table_column(t, "source", "source", CELL_TEXT);
    table_column(t, "rows", "rows", CELL_COUNT);
    table_column(t, "removed", "removed", CELL_COUNT);
    table_column(t, "stripped", "lost ids", CELL_COUNT);
    table_column(t, "returned", "back to device", CELL_COUNT);
    const struct dict *sources = &r->t.column.p[TP_SOURCE].dict;
    uint32_t *code = mem_array(sources->count, sizeof *code);
    for (uint32_t i = 0; i < sources->count; i++)
        code[i] = i;
    sort_codes(dict_names(sources), code, sources->count);
    for (uint32_t i = 0; i < sources->count; i++)
        add_row(t, r, code[i]);
    free(code);
    size_t stones = r->stones.stone.n - r->stones_before;
    table_note(t, "%llu customer%s forgotten, %zu new tombstone%s%s",
               (unsigned long long)r->forget.customers, r->forget.customers == 1 ? "" : "s", stones,
               stones == 1 ? "" : "s", o->dry_run ? "; nothing was written" : "");
}

static int say(const struct run *r)
{
    struct table t;
    table_init(&t, "forgotten");
    fill_table(&t, r);
    int status = tool_table(r->call, &t, NULL);
    table_free(&t);
    return status;
}

static void release(struct run *r)
{
    if (r->out.file)
        outfile_discard(&r->out);
    free(r->forget.action);
    stitch_free(&r->result);
    tombstones_free(&r->stones);
    touchpoints_free(&r->t);
    rows_close(&r->rows);
    vec_free(&r->ids);
    arena_free(&r->arena);
}

static bool is_packed(struct str path)
{
    return str_ends(path, STR(".gz")) || str_ends(path, STR(".zst")) ||
           str_ends(path, STR(".xz")) || str_ends(path, STR(".bz2"));
}

static int run(struct call *call)
{
    const struct options *o = call->options;
    size_t n = call->arguments;
    if (n == 0 || (n == 1 && !o->ids))
        return tool_usage(call, "%s; usage: wend forget %s",
                          n ? "no id, or no journeys" : "nobody to forget",
                          call->command->arguments);
    struct run r = {.call = call, .path = call->argument[n - 1]};
    if (strcmp(r.path, "-") == 0)
        return tool_usage(call, "name the file of the journeys: it is replaced");
    if (is_packed(str_of(r.path)))
        return tool_usage(call, "%s: unpack it first: it would be replaced by plain text", r.path);
    bool good = gather_ids(&r) && open_journeys(&r) && open_stones(&r) && stitch_without(&r) &&
                (o->dry_run || write_all(&r));
    int status = good ? say(&r) : tool_fail(call, &r.d);
    release(&r);
    return status;
}

const struct command command_forget = {
    .name = "forget",
    .purpose = "take a customer out of a store or stream, for good",
    .arguments = "ID ... JOURNEYS",
    .groups = {own, options_study, options_output, options_threads},
    .examples = {"wend forget --dry-run member:880001 shop.wend",
                 "wend forget member:880001 shop.wend"},
    .options_size = sizeof(struct options),
    .run = run,
};
