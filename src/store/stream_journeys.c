// Journeys of a stream: read whole, sorted, columns made canonical when first asked for.
#include "store/owner.h"

#include "base/mem.h"
#include "stitch/order.h"
#include "stitch/sort.h"
#include "store/canon.h"
#include "store/stream.h"

#include <stdlib.h>

struct stream_owner {
    struct owner owner;
    struct touchpoints t;
    struct canon *canon; // of each column of the frame, all zeros until prepared
    size_t canons;
    size_t *from; // the column of t behind each column of the frame
    uint32_t *order;
    uint64_t *offset;
    int64_t *time;
    uint64_t *line;
    struct str name;
};

static void release(struct journeys *j)
{
    struct stream_owner *o = j->owner;
    for (size_t i = 0; i < o->canons; i++)
        canon_free(&o->canon[i]);
    free(o->canon);
    free(o->from);
    free(o->order);
    free(o->offset);
    free(o->time);
    free(o->line);
    free((char *)o->name.p);
    touchpoints_free(&o->t);
    free(o);
}

static bool prepare(void *context, struct column *column, struct diag *d)
{
    (void)d;
    struct journeys *j = context;
    struct stream_owner *o = j->owner;
    size_t i = (size_t)(column - j->frame.column);
    struct touchpoint_column *c = &o->t.column.p[o->from[i]];
    if (!o->canon[i].count) {
        o->canon[i] = canon_make(dict_names(&c->dict), c->code.p, o->order, o->t.time.n);
        vec_free(&c->code);
        dict_free(&c->dict);
    }
    column->names = canon_names(&o->canon[i]);
    column->code = o->canon[i].code;
    return true;
}

// Ranks of the numbers that the seq column holds; what is no number comes last.
static uint32_t *seq_ranks(const struct dict *dict)
{
    uint32_t *rank = mem_array(dict->count, sizeof *rank);
    for (uint32_t code = 0; code < dict->count; code++) {
        uint64_t number;
        bool good = str_to_u64(dict_get(dict, code), &number) && number < UINT32_MAX;
        rank[code] = good ? (uint32_t)number : UINT32_MAX;
    }
    return rank;
}

static void sort_rows(struct stream_owner *o, struct journeys *j)
{
    size_t n = o->t.time.n, seq_at = touchpoints_column(&o->t, STR("seq"));
    const struct touchpoint_column *seq = &o->t.column.p[seq_at];
    const struct touchpoint_column *who = &o->t.column.p[TP_CUSTOMER];
    struct canon customers = canon_make(dict_names(&who->dict), who->code.p, NULL, n);
    uint32_t *rank = seq_ranks(&seq->dict);
    struct order_keys keys = {
        .time = o->t.time.p, .code = {seq->code.p, NULL}, .rank = {rank, NULL}};
    j->customers = customers.count - 1;
    o->order = mem_array(n, sizeof *o->order);
    o->offset = mem_array(customers.count, sizeof *o->offset);
    order_rows(customers.code, n, customers.count - 1, &keys, o->order, o->offset);
    free(rank);
    o->time = mem_array(n, sizeof *o->time);
    o->line = mem_array(n, sizeof *o->line);
    for (size_t i = 0; i < n; i++) {
        o->time[i] = o->t.time.p[o->order[i]];
        o->line[i] = o->t.line.p[o->order[i]];
    }
    vec_free(&o->t.line);
    canon_free(&customers);
}

static void fill_frame(struct stream_owner *o, struct journeys *j)
{
    size_t n = o->t.column.n;
    struct column *column = mem_zero(n * sizeof *column);
    o->canons = n;
    o->canon = mem_zero(n * sizeof *o->canon);
    o->from = mem_zero(n * sizeof *o->from);
    j->frame = (struct frame){.rows = o->t.time.n,
                              .time = o->time,
                              .line = o->line,
                              .column = column,
                              .prepare = prepare,
                              .context = j};
    for (size_t i = 0; i < n; i++) {
        if (str_eq(o->t.column.p[i].name, STR("seq")))
            continue;
        column[j->frame.columns].name = o->t.column.p[i].name;
        o->from[j->frame.columns++] = i;
    }
    j->offset = o->offset;
    // The customers' names are the canonical dictionary of the customer column.
    prepare(j, &column[TP_CUSTOMER], NULL);
    column[TP_CUSTOMER].ready = true;
    j->customer = column[TP_CUSTOMER].names;
}

struct journeys *stream_journeys(const char *path, struct diag *d)
{
    bool stitched;
    struct stream_owner *o = mem_zero(sizeof *o);
    struct str name = path ? str_of(path) : STR("standard input");
    touchpoints_init(&o->t);
    if (!stream_read(path, &o->t, &stitched, d) ||
        (!stitched && !diag_at(d, FAULT_USAGE, name, 0, 0,
                               "not stitched: it has no customer column; run wend stitch"))) {
        touchpoints_free(&o->t);
        free(o);
        return NULL;
    }
    struct journeys *j = mem_zero(sizeof *j);
    o->owner.free = release;
    o->name = (struct str){str_dup(name), name.n};
    *j = (struct journeys){
        .origin = o->name, .stitch_summary = STR(""), .ledger = STR(""), .owner = o};
    sort_rows(o, j);
    fill_frame(o, j);
    return j;
}
