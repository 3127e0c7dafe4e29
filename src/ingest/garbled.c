// Values that were decoded wrongly before they were exported.
#include "ingest/garbled.h"

#include "ingest/part.h"

void garbled_forget(struct garbled *g)
{
    for (vec_each(struct garbled_column, column, &g->column))
        vec_free(&column->kind);
    g->column.n = 0;
    g->any = false;
}

void garbled_close(struct garbled *g)
{
    garbled_forget(g);
    vec_free(&g->column);
    mojibake_close(&g->finder);
}

static bool is_ascii(const char *p, size_t n)
{
    uint64_t all = 0;
    size_t i = 0;
    for (uint64_t word; n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, p + i, sizeof word);
        all |= word;
    }
    for (; i < n; i++)
        all |= (unsigned char)p[i];
    return (all & UINT64_C(0x8080808080808080)) == 0;
}

static void look(struct garbled *g, struct garbled_column *c, const struct dict *dict)
{
    uint32_t from = c->looked ? c->looked : 1;
    c->looked = dict->count;
    // The new values stand back to back.
    if (from >= dict->count ||
        is_ascii(dict->bytes + dict->start[from], dict->start[dict->count] - dict->start[from]))
        return;
    for (uint32_t code = from; code < dict->count; code++) {
        enum mojibake kind = mojibake_find(&g->finder, dict_get(dict, code), NULL);
        if (kind == MOJIBAKE_NONE)
            continue;
        while (c->kind.n <= code)
            vec_push(&c->kind, MOJIBAKE_NONE);
        c->kind.p[code] = (uint8_t)kind;
        g->any = true;
    }
}

static bool is_data(size_t column)
{
    return column >= TP_FIXED || column == TP_CHANNEL || column == TP_EVENT;
}

bool garbled_look(struct garbled *g, const struct touchpoints *t)
{
    while (g->column.n < t->column.n)
        vec_push(&g->column, (struct garbled_column){0});
    for (size_t i = 0; i < t->column.n; i++)
        if (is_data(i))
            look(g, &g->column.p[i], &t->column.p[i].dict);
    return g->any;
}

enum mojibake garbled_kind(const struct garbled *g, const struct touchpoints *t, size_t column,
                           size_t row)
{
    uint32_t code = t->column.p[column].code.p[row];
    const struct garbled_column *c = &g->column.p[column];
    return code < c->kind.n ? (enum mojibake)c->kind.p[code] : MOJIBAKE_NONE;
}

// ---- the rows of a part -------------------------------------------------------------------------

static bool feeds(const struct target *t, size_t column)
{
    return t->column == column && t->field != NO_FIELD;
}

// The field that fills a column; NULL: none does by itself.
static const struct target *target_of(const struct mapping *m, size_t column)
{
    if (column == TP_EVENT || column == TP_CHANNEL) {
        const struct target *t = column == TP_EVENT ? &m->event : &m->channel;
        return feeds(t, column) ? t : NULL;
    }
    for (vec_each(const struct target, t, &m->attribute))
        if (feeds(t, column))
            return t;
    for (vec_each(const struct target, t, &m->id))
        if (feeds(t, column))
            return t;
    return NULL;
}

static struct str field_name(const struct part *p, size_t column)
{
    const struct target *t = target_of(&p->mapping, column);
    return t ? t->name : p->block.column.p[column].name;
}

void garbled_say(struct buf *out, struct str value, enum mojibake kind, struct str meant)
{
    buf_printf(out, "'%.*s' looks garbled: %s", STR_ARG(mapping_shown(value)), mojibake_text(kind));
    if (meant.n)
        buf_printf(out, ", meant '%.*s'", STR_ARG(mapping_shown(meant)));
}

static void reject_row(struct part *p, size_t row, size_t column, enum mojibake kind)
{
    const struct note *note = &p->notes.p[row];
    const struct touchpoint_column *c = &p->block.column.p[column];
    const struct target *t = target_of(&p->mapping, column);
    struct str value = dict_get(&c->dict, c->code.p[row]);
    struct str raw = {p->raws.p + note->raw, note->raw_n};
    struct buf message = {0}, meant = {0};
    mojibake_find(&p->mapping.garbled.finder, value, &meant);
    buf_printf(&message, "field %.*s: ", STR_ARG(field_name(p, column)));
    garbled_say(&message, value, kind, buf_str(&meant));
    struct reject reject = {.line = p->block.line.p[row],
                            .column = source_column(p->declared, raw, t ? t->field : NO_FIELD),
                            .offset = note->offset,
                            .code = STR("mojibake"),
                            .message = buf_str(&message),
                            .raw = raw};
    part_reject(p, note->ordinal, &reject);
    part_uncount(p, &note->marks);
    buf_free(&message);
    buf_free(&meant);
}

void part_reject_garbled(struct part *p, uint8_t *out)
{
    const struct garbled *g = &p->mapping.garbled;
    for (size_t row = 0; row < p->block.time.n; row++)
        for (size_t i = 0; i < g->column.n && !out[row]; i++) {
            enum mojibake kind = garbled_kind(g, &p->block, i, row);
            if (!kind)
                continue;
            reject_row(p, row, i, kind);
            out[row] = 1;
        }
}

// The entry of the ledger for a field and a kind, new with its first row.
static struct ledger_garbled *entry(struct part *p, struct ledger *l, struct str file,
                                    size_t column, size_t row, enum mojibake kind)
{
    struct str field = field_name(p, column);
    for (size_t i = l->garbled.n; i-- && str_eq(l->garbled.p[i].file, file);)
        if (l->garbled.p[i].kind == kind && str_eq(l->garbled.p[i].field, field))
            return &l->garbled.p[i];
    const struct touchpoint_column *c = &p->block.column.p[column];
    struct str value = dict_get(&c->dict, c->code.p[row]);
    struct buf meant = {0};
    mojibake_find(&p->mapping.garbled.finder, value, &meant);
    vec_push(&l->garbled, (struct ledger_garbled){
                              .file = file,
                              .field = arena_str(&l->arena, field),
                              .kind = kind,
                              .line = p->block.line.p[row],
                              .sample = arena_str(&l->arena, mapping_shown(value)),
                              .meant = arena_str(&l->arena, mapping_shown(buf_str(&meant)))});
    buf_free(&meant);
    return &l->garbled.p[l->garbled.n - 1];
}

void part_count_garbled(struct part *p, struct ledger *l, struct str file)
{
    const struct garbled *g = &p->mapping.garbled;
    size_t rows = g->any ? p->block.time.n : 0;
    for (size_t row = 0; row < rows; row++) {
        bool found = false;
        for (size_t i = 0; i < g->column.n; i++) {
            enum mojibake kind = garbled_kind(g, &p->block, i, row);
            if (kind)
                entry(p, l, file, i, row, kind)->count++;
            found = found || kind;
        }
        p->count.mojibake += found;
    }
}
