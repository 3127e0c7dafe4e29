// `filter` and `valid`: rows left out on purpose; rows that break a declared predicate are rejects,
// told with attribute and value.
#include "ingest/part.h"
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
            return rules_origin(m, t->field);
    return NO_FIELD;
}

static void reject_row(struct part *p, size_t row, const struct pair *valid, size_t column)
{
    const struct note *note = &p->notes.p[row];
    struct buf message = {0};
    if (column < p->block.column.n) {
        const struct touchpoint_column *c = &p->block.column.p[column];
        buf_printf(&message, "%.*s is '%.*s'", STR_ARG(valid->key),
                   STR_ARG(mapping_shown(dict_get(&c->dict, c->code.p[row]))));
    } else {
        buf_printf(&message, "not %.*s", STR_ARG(valid->key));
    }
    buf_printf(&message, "; valid: %.*s", STR_ARG(valid->value));
    struct str raw = {p->raws.p + note->raw, note->raw_n};
    size_t field = column < p->block.column.n ? field_of(&p->mapping, column) : NO_FIELD;
    struct reject reject = {.line = p->block.line.p[row],
                            .column = source_column(p->declared, raw, field),
                            .offset = note->offset,
                            .code = STR("invalid"),
                            .message = buf_str(&message),
                            .raw = raw};
    part_reject(p, note->ordinal, &reject);
    part_uncount(p, &note->marks);
    buf_free(&message);
}

static struct query *compile(struct part *p, struct str text, struct str what, struct frame *f)
{
    struct query *q = query_predicate(text, f, p->study, true, &p->diag);
    struct diag inner = p->diag;
    if (!q)
        diag_at(&p->diag, FAULT_USAGE, p->study->file, p->declared->line, 0,
                "source %.*s: %.*s: %s", STR_ARG(p->declared->name), STR_ARG(what), inner.message);
    return q;
}

// Reject the rows that break one predicate and are not out yet.
static bool judge(struct part *p, const struct pair *valid, struct frame *f, uint8_t *out)
{
    size_t n = f->rows;
    struct buf what = {0};
    buf_printf(&what, "valid %.*s", STR_ARG(valid->key));
    struct query *q = compile(p, valid->value, buf_str(&what), f);
    buf_free(&what);
    if (!q)
        return false;
    uint64_t *mask = mem_array(n, sizeof *mask);
    query_match(q, NULL, 0, n, mask);
    size_t column = column_named(&p->block, valid->key);
    for (size_t i = 0; i < n; i++) {
        bool missing = column < p->block.column.n && p->block.column.p[column].code.p[i] == 0;
        if (mask[i] || missing || out[i])
            continue;
        reject_row(p, i, valid, column);
        out[i] = 1;
    }
    free(mask);
    query_free(q);
    return true;
}

static bool filter(struct part *p, struct frame *f, uint8_t *out)
{
    struct query *q = compile(p, p->declared->filter, STR("filter"), f);
    if (!q)
        return false;
    uint64_t *mask = mem_array(f->rows, sizeof *mask);
    query_match(q, NULL, 0, f->rows, mask);
    for (size_t i = 0; i < f->rows; i++) {
        if (!mask[i])
            continue;
        out[i] = 1;
        p->count.filtered++;
        part_uncount(p, &p->notes.p[i].marks);
        vec_push(&p->filtered, p->notes.p[i].ordinal);
    }
    free(mask);
    query_free(q);
    return true;
}

static int by_ordinal(const void *a, const void *b)
{
    uint64_t x = ((const struct waiting *)a)->ordinal, y = ((const struct waiting *)b)->ordinal;
    return (x > y) - (x < y);
}

bool part_judge(struct part *p)
{
    const struct pairs *valid = &p->declared->valid;
    bool garbled = garbled_look(&p->mapping.garbled, &p->block) && p->declared->rejects_mojibake;
    if ((valid->n == 0 && p->declared->filter.n == 0 && !garbled) || p->block.time.n == 0)
        return true;
    struct column *columns = mem_array(p->block.column.n, sizeof *columns);
    struct frame f = touchpoints_frame(&p->block, columns);
    uint8_t *out = mem_zero(f.rows);
    bool good = p->declared->filter.n == 0 || filter(p, &f, out);
    if (good && garbled)
        part_reject_garbled(p, out);
    for (size_t i = 0; good && i < valid->n; i++)
        good = judge(p, &valid->p[i], &f, out);
    part_keep_rows(p, out);
    if (p->rejects.n > 1)
        qsort(p->rejects.p, p->rejects.n, sizeof *p->rejects.p, by_ordinal);
    free(out);
    free(columns);
    return good;
}
