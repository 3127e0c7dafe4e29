// `valid`: rows that break a declared predicate are rejects, told with attribute and value.
#include "ingest/source.h"
#include "query/query.h"

// The column that a predicate is named after, or none.
static size_t column_named(const struct touchpoints *t, struct str name)
{
    size_t i = 0;
    while (i < t->column.n && !str_eq(t->column.p[i].name, name))
        i++;
    return i;
}

static size_t field_of(const struct mapping *m, size_t column)
{
    for (vec_each(const struct target, t, &m->attribute))
        if (t->column == column)
            return t->field;
    return NO_FIELD;
}

static void reject_row(struct source *s, size_t row, const struct unjudged *u,
                       const struct pair *valid, size_t column)
{
    struct buf message = {0};
    if (column < s->block.column.n) {
        const struct touchpoint_column *c = &s->block.column.p[column];
        buf_printf(&message, "%.*s is '%.*s'", STR_ARG(valid->key),
                   STR_ARG(mapping_shown(dict_get(&c->dict, c->code.p[row]))));
    } else {
        buf_printf(&message, "not %.*s", STR_ARG(valid->key));
    }
    buf_printf(&message, "; valid: %.*s", STR_ARG(valid->value));
    struct str raw = {s->raws.p + u->raw, u->raw_n};
    size_t field = column < s->block.column.n ? field_of(&s->mapping, column) : NO_FIELD;
    struct reject reject = {.line = s->block.line.p[row],
                            .column = source_column(s->declared, raw, field),
                            .offset = u->offset,
                            .code = STR("invalid"),
                            .message = buf_str(&message),
                            .raw = raw};
    source_reject(s, u->ordinal, &reject);
    s->file->kept--;
    s->file->gap -= u->marks.gap;
    s->file->repeated -= u->marks.repeated;
    s->file->corrected -= u->marks.corrected;
    s->file->no_id -= u->marks.no_id;
    s->file->ids_refused -= u->marks.ids_refused;
    buf_free(&message);
}

// Reject the rows first … first+n−1 that break one predicate and are not out yet.
static bool judge(struct source *s, const struct pair *valid, size_t first, size_t n,
                  struct frame *f, uint8_t *out)
{
    struct query *q = query_predicate(valid->value, f, s->study, true, &s->diag);
    if (!q) {
        struct diag inner = s->diag;
        return diag_at(&s->diag, FAULT_USAGE, s->study->file, s->declared->line, 0,
                       "source %.*s: valid %.*s: %s", STR_ARG(s->declared->name),
                       STR_ARG(valid->key), inner.message);
    }
    uint64_t *mask = mem_array(n, sizeof *mask);
    query_match(q, NULL, first, n, mask);
    size_t column = column_named(&s->block, valid->key);
    for (size_t i = 0; i < n; i++) {
        bool missing =
            column < s->block.column.n && s->block.column.p[column].code.p[first + i] == 0;
        if (mask[i] || missing || out[i])
            continue;
        reject_row(s, first + i, &s->unjudged.p[i], valid, column);
        out[i] = 1;
    }
    free(mask);
    query_free(q);
    return true;
}

static void drop_rows(struct touchpoints *t, size_t first, const uint8_t *out)
{
    size_t rows = t->time.n, to = first;
    for (size_t i = first; i < rows; i++) {
        if (out[i - first])
            continue;
        t->time.p[to] = t->time.p[i];
        t->line.p[to++] = t->line.p[i];
    }
    t->time.n = t->line.n = to;
    for (vec_each(struct touchpoint_column, column, &t->column)) {
        to = first;
        for (size_t i = first; i < rows; i++)
            if (!out[i - first])
                column->code.p[to++] = column->code.p[i];
        column->code.n = to;
    }
}

bool source_judge(struct source *s)
{
    const struct pairs *valid = &s->declared->valid;
    size_t n = s->unjudged.n, first = s->block.time.n - n;
    if (n == 0)
        return true;
    struct column *columns = mem_array(s->block.column.n, sizeof *columns);
    struct frame f = touchpoints_frame(&s->block, columns);
    uint8_t *out = mem_zero(n);
    bool good = true;
    for (size_t i = 0; good && i < valid->n; i++)
        good = judge(s, &valid->p[i], first, n, &f, out);
    drop_rows(&s->block, first, out);
    free(out);
    free(columns);
    s->unjudged.n = 0;
    buf_clear(&s->raws);
    return good;
}
