// Side tables at work: the row whose key is a touchpoint's value gives it attributes and ids.
#include "ingest/mapping.h"

// By code of the column that is looked up.
enum { NOT_ASKED, NO_ROW, FIRST_ROW }; // FIRST_ROW + n is the row n + 1

struct search {
    struct str name;
    bool found;
};

static void look(void *context, struct str name)
{
    struct search *search = context;
    search->found = search->found || str_eq(search->name, name);
}

// Whether the rows have an attribute of that name, or channel or event; else it is an id.
static bool is_attribute(const struct mapping *m, const struct study_join *join)
{
    struct search search = {.name = join->on};
    look(&search, STR("channel"));
    look(&search, STR("event"));
    study_each_attribute(m->study, m->source, join, look, &search);
    return search.found;
}

static void open_joins(struct mapping *m, const struct side_tables *side)
{
    for (size_t i = 0; i < side->count; i++) {
        const struct study_join *said = &m->study->joins[i];
        if (!side->table[i].said || !said->joins[m->source - m->study->sources])
            continue;
        struct joined joined = {.table = &side->table[i], .by_id = !is_attribute(m, said)};
        for (size_t k = 0; k < said->attributes.n; k++)
            vec_push(&joined.fill, (struct join_fill){.name = said->attributes.p[k].key});
        for (size_t k = 0; k < said->ids.n; k++) {
            struct target id = mapping_target(said->ids.p[k].value, NULL);
            id.space = study_namespace(m->study, said->ids.p[k].key);
            id.leader = true;
            vec_push(&joined.fill, ((struct join_fill){.name = said->ids.p[k].key, .id = id}));
        }
        vec_push(&m->join, joined);
    }
}

void mapping_join(struct mapping *m, const struct side_tables *side)
{
    open_joins(m, side);
    misses_open(m); // it keeps places of what is open now
}

void joins_close(struct mapping *m)
{
    for (vec_each(struct joined, joined, &m->join)) {
        for (vec_each(struct join_fill, fill, &joined->fill)) {
            target_free(&fill->id);
            vec_free(&fill->code);
        }
        vec_free(&joined->fill);
        vec_free(&joined->row);
    }
    vec_free(&m->join);
}

static size_t fill_column(const struct join_fill *fill, struct touchpoints *t)
{
    return fill->id.space ? mapping_id_column(t, fill->name) : touchpoints_column(t, fill->name);
}

void joins_columns(const struct mapping *m, struct touchpoints *t)
{
    for (vec_each(const struct joined, joined, &m->join))
        for (vec_each(const struct join_fill, fill, &joined->fill))
            fill_column(fill, t);
}

void joins_attach(struct mapping *m, struct touchpoints *t)
{
    for (vec_each(struct joined, joined, &m->join)) {
        struct str on = joined->table->said->on;
        joined->column = joined->by_id ? mapping_id_column(t, on) : touchpoints_column(t, on);
        joined->row.n = 0;
        for (vec_each(struct join_fill, fill, &joined->fill)) {
            fill->column = fill->id.column = fill_column(fill, t);
            fill->code.n = 0;
            target_clear(&fill->id);
        }
    }
}

static uint32_t row_of(const struct mapping *m, struct joined *joined, uint32_t code,
                       struct buf *scratch)
{
    while (joined->row.n <= code)
        vec_push(&joined->row, NOT_ASKED);
    uint32_t *row = &joined->row.p[code];
    if (*row == NOT_ASKED) {
        struct str value = dict_get(&m->rows->column.p[joined->column].dict, code);
        uint32_t found = side_row(joined->table, value, scratch);
        *row = found ? FIRST_ROW + found - 1 : NO_ROW;
    }
    return *row;
}

// The code of an attribute's cell in its column, looked up once for each row of the table.
static uint32_t cell_code(const struct mapping *m, struct join_fill *fill, size_t row,
                          struct str text)
{
    while (fill->code.n <= row)
        vec_push(&fill->code, DICT_NONE);
    if (fill->code.p[row] == DICT_NONE)
        fill->code.p[row] = dict_add(&m->rows->column.p[fill->column].dict, text);
    return fill->code.p[row];
}

static void fill_row(struct mapping *m, struct joined *joined, uint32_t from, size_t row,
                     struct row_marks *marks)
{
    for (size_t i = 0; i < joined->fill.n; i++) {
        struct join_fill *fill = &joined->fill.p[i];
        struct str text = side_cell(joined->table, from, i);
        uint32_t *code = &m->rows->column.p[fill->column].code.p[row];
        if (*code || text.n == 0) // what the row has itself wins
            continue;
        if (fill->id.space)
            mapping_set_id(m, &fill->id, text, row, marks);
        else
            *code = cell_code(m, fill, from, text);
    }
}

void joins_set(struct mapping *m, size_t row, struct row_marks *marks)
{
    for (vec_each(struct joined, joined, &m->join)) {
        uint32_t code = m->rows->column.p[joined->column].code.p[row];
        joined->at = 0;
        if (code == 0)
            continue;
        uint32_t from = row_of(m, joined, code, &m->scratch);
        if (from >= FIRST_ROW) {
            fill_row(m, joined, from - FIRST_ROW + 1, row, marks);
            continue;
        }
        joined->at = code;
        marks->unjoined = true;
    }
}
