// Reading touchpoints whole and writing them again, as a stream or a store.
#include "tool/rows.h"

#include "base/outfile.h"
#include "stitch/order.h"
#include "stitch/sort.h"
#include "store/store.h"
#include "store/stream.h"

#include <unistd.h>

static bool open_store(struct rows *r, const char *path, const char *study, struct diag *d)
{
    r->store = r->stitched = true;
    if (study && !(r->own = study_open(study, d)))
        return false;
    if (!(r->j = store_open(path, d)))
        return false;
    r->study = r->own ? r->own : r->j->study;
    for (size_t i = 0; i < r->j->frame.columns; i++)
        if (!frame_column_if(&r->j->frame, r->j->frame.column[i].name, d))
            return false;
    r->frame = r->j->frame;
    return true;
}

static bool open_stream(struct rows *r, const char *path, const char *study, struct diag *d)
{
    if (study && !(r->study = r->own = study_open(study, d)))
        return false;
    if (!stream_read(path, &r->t, &r->stitched, d))
        return false;
    r->column = mem_array(r->t.column.n, sizeof *r->column);
    r->frame = touchpoints_frame(&r->t, r->column);
    return true;
}

bool rows_open(struct rows *r, const struct call *call, const char *path, struct diag *d)
{
    const struct common *common = call->options;
    bool store, standard = !path || strcmp(path, "-") == 0;
    *r = (struct rows){0};
    touchpoints_init(&r->t);
    if (standard && isatty(STDIN_FILENO))
        return diag_set(d, FAULT_USAGE, "no touchpoints: name a stream or a store, or pipe one in");
    if (!store_recognise(standard ? NULL : path, &store, d))
        return false;
    return store ? open_store(r, standard ? "/dev/stdin" : path, common->study, d)
                 : open_stream(r, path, common->study, d);
}

void rows_close(struct rows *r)
{
    journeys_close(r->j);
    study_free(r->own);
    touchpoints_free(&r->t);
    free(r->column);
}

static void copy_column(struct touchpoints *t, const struct column *from, size_t rows)
{
    size_t at = touchpoints_column(t, from->name);
    struct touchpoint_column *to = &t->column.p[at];
    for (uint32_t code = 1; code < from->names.count; code++)
        dict_add(&to->dict, names_get(from->names, code)); // in order: the codes stay
    vec_reserve(&to->code, rows);
    if (rows)
        memcpy(to->code.p, from->code, rows * sizeof *to->code.p);
    to->code.n = rows;
}

void rows_take(struct rows *r, struct touchpoints *t)
{
    *t = r->t;
    touchpoints_init(&r->t);
    if (!r->store)
        return;
    size_t rows = r->frame.rows;
    for (size_t i = 0; i < r->frame.columns; i++)
        copy_column(t, &r->frame.column[i], rows);
    vec_reserve(&t->time, rows);
    vec_reserve(&t->line, rows);
    for (size_t row = 0; row < rows; row++) {
        t->time.p[row] = r->frame.time[row];
        t->line.p[row] = frame_line(&r->frame, row);
    }
    t->time.n = t->line.n = rows;
    for (vec_each(struct touchpoint_column, column, &t->column))
        while (column->code.n < rows)
            vec_push(&column->code, 0);
}

static const struct column *column_named(const struct frame *f, const char *name)
{
    for (size_t i = 0; i < f->columns; i++)
        if (str_eq(f->column[i].name, str_of(name)))
            return &f->column[i];
    return NULL;
}

// Ranks of the codes of a column by their texts, bytewise; of numbers, by their value.
static uint32_t *ranks(struct names names, bool numbers)
{
    uint32_t *code = mem_array(names.count, sizeof *code), *rank = mem_zero(names.count * 4UL);
    for (uint32_t i = 0; i < names.count; i++)
        code[i] = i;
    sort_codes(names, code, names.count);
    for (uint32_t i = 0; i < names.count; i++) {
        uint64_t number;
        rank[code[i]] = i;
        if (numbers && str_to_u64(names_get(names, code[i]), &number))
            rank[code[i]] = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
    }
    free(code);
    return rank;
}

// By customer, time and place in the journey, as it was.
static uint32_t *sort_stitched(const struct frame *f, size_t *n)
{
    const struct column *who = column_named(f, "customer"), *seq = column_named(f, "seq");
    uint32_t *rank = ranks(who->names, false), *places = seq ? ranks(seq->names, true) : NULL;
    uint32_t *customer = mem_array(f->rows, sizeof *customer);
    uint32_t *order = mem_array(f->rows, sizeof *order);
    uint64_t *offset = mem_array(who->names.count, sizeof *offset);
    struct order_keys keys = {
        .time = f->time, .code = {seq ? seq->code : NULL, NULL}, .rank = {places, NULL}};
    for (size_t row = 0; row < f->rows; row++)
        customer[row] = rank[who->code[row]]; // the missing value comes first: 0
    *n = order_rows(customer, f->rows, who->names.count - 1, &keys, order, offset);
    free(rank);
    free(places);
    free(customer);
    free(offset);
    return order;
}

static bool write_stream(const struct rows *r, const struct frame *f, const uint32_t *order,
                         size_t n, const char *path, struct diag *d)
{
    struct outfile out;
    if (!outfile_open(&out, path, d))
        return false;
    stream_write_header(out.file, f, r->stitched);
    stream_write_rows(out.file, f, order, n, r->stitched);
    return outfile_commit(&out, d);
}

bool rows_write(const struct rows *r, const struct frame *f, const char *path, struct diag *d)
{
    bool store = path && str_ends(str_of(path), STR(".wend")), good;
    if (store && !r->stitched)
        return diag_set(d, FAULT_USAGE, "-o %s: a store is for stitched touchpoints", path);
    if (store && !r->study)
        return diag_set(d, FAULT_USAGE, "-o %s: a store holds its study: name it with -c STUDY",
                        path);
    size_t n = f->rows;
    uint32_t *order = r->stitched ? sort_stitched(f, &n) : NULL;
    if (store)
        good = store_write(path, f, order, n, r->study, r->j ? r->j->ledger : STR(""),
                           r->j ? r->j->stitch_summary : STR(""), d);
    else
        good = write_stream(r, f, order, n, path, d);
    free(order);
    return good;
}
