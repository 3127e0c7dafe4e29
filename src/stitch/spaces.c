// Namespaces: every distinct value is normalised once; rows then only carry codes.
#include "stitch/identity.h"

#include "model/identity.h"

struct str spaces_judge(const struct identity *id, const struct space *s, struct str value,
                        struct buf *out)
{
    static const struct str reasons[] = {
        [IDENTITY_BLANK] = STR_INIT("blank"),
        [IDENTITY_NOBODY] = STR_INIT("names nobody"),
        [IDENTITY_LENGTH] = STR_INIT("too long"),
        [IDENTITY_PATTERN] = STR_INIT("not of the namespace's pattern"),
        [IDENTITY_FORM] = STR_INIT("not of the namespace's form"),
    };
    enum identity_fault fault = identity_judge(s->def, value, out);
    if (fault != IDENTITY_FINE)
        return reasons[fault];
    return blocks_match(id, buf_str(out)) ? STR("blocked by the study") : STR("");
}

uint32_t spaces_add(struct identity *id, struct space *s, struct str value, struct buf *scratch,
                    struct str *why)
{
    *why = spaces_judge(id, s, value, scratch);
    return why->n ? 0 : dict_add(&s->values, buf_str(scratch));
}

static size_t find_column(const struct touchpoints *t, const char *prefix, struct str name)
{
    size_t n = strlen(prefix);
    for (size_t i = 0; i < t->column.n; i++) {
        struct str full = t->column.p[i].name;
        if (str_starts(full, str_of(prefix)) && str_eq(str_slice(full, n, full.n), name))
            return i;
    }
    return NO_COLUMN;
}

// Count the rows of the values that are no ids, and note these.
static void note_refused(struct identity *id, const struct touchpoint_column *c, const bool *good,
                         const struct str *why)
{
    uint64_t *rows = mem_zero(c->dict.count * sizeof *rows);
    for (size_t i = 0; i < c->code.n; i++)
        rows[c->code.p[i]] += !good[c->code.p[i]];
    for (uint32_t code = 1; code < c->dict.count; code++) {
        id->result->summary.blocked += rows[code];
        if (rows[code])
            aside_note(id, str_slice(c->name, 3, c->name.n), dict_get(&c->dict, code), why[code],
                       rows[code]);
    }
    free(rows);
}

// Rewrite an id column by its normal values. The codes of an alias are its own; map takes them to
// those of its namespace.
static void normalise_column(struct identity *id, struct space *s, size_t column, uint32_t **map)
{
    struct touchpoint_column *c = &id->t->column.p[column];
    uint32_t n = c->dict.count;
    uint32_t *to = mem_zero(n * sizeof *to);
    bool *good = mem_zero(n);
    struct str *why = mem_array(n, sizeof *why);
    struct buf scratch = {0};
    struct dict own;
    dict_init(&own);
    if (map)
        *map = mem_zero(n * sizeof **map);
    good[0] = true;
    for (uint32_t code = 1; code < n; code++) {
        uint32_t in_space = spaces_add(id, s, dict_get(&c->dict, code), &scratch, &why[code]);
        good[code] = in_space != 0;
        to[code] = map && in_space ? dict_add(&own, buf_str(&scratch)) : in_space;
        if (map)
            (*map)[to[code]] = in_space;
    }
    note_refused(id, c, good, why);
    for (size_t i = 0; i < c->code.n; i++)
        c->code.p[i] = to[c->code.p[i]];
    if (map) {
        dict_free(&c->dict);
        c->dict = own;
    } else {
        dict_free(&own);
    }
    buf_free(&scratch);
    free(why);
    free(good);
    free(to);
}

static void open_column(struct identity *id, size_t space, size_t column, bool alias)
{
    struct id_column c = {.space = space, .column = column};
    if (column == NO_COLUMN)
        return;
    normalise_column(id, &id->space[space], column, alias ? &c.map : NULL);
    if (id->space[space].kind == SPACE_PERSON)
        vec_push(&id->person_column, c);
}

bool spaces_open(struct identity *id, struct diag *d)
{
    const struct study_identity *def = &id->study->identity;
    if (def->count > SPACES_MAX)
        return diag_at(d, FAULT_USAGE, id->study->file, 0, 0,
                       "identity: %zu namespaces, the most are %d", def->count, SPACES_MAX);
    id->space = mem_zero(def->count * sizeof *id->space);
    id->spaces = def->count;
    for (size_t i = 0; i < id->spaces; i++) {
        struct space *s = &id->space[i];
        s->def = &def->spaces[i];
        s->kind = s->def->device        ? SPACE_DEVICE
                  : s->def->transaction ? SPACE_TRANSACTION
                  : s->def->group       ? SPACE_GROUP
                                        : SPACE_PERSON;
        s->column = find_column(id->t, "id.", s->def->name);
        dict_init(&s->values);
    }
    if (!blocks_open(id, d))
        return false;
    for (size_t i = 0; i < id->spaces; i++) {
        open_column(id, i, id->space[i].column, false);
        for (size_t k = 0; k < def->aliases.n; k++)
            if (str_eq(def->aliases.p[k].value, id->space[i].def->name))
                open_column(id, i, find_column(id->t, "id.", def->aliases.p[k].key), true);
    }
    return true;
}

void spaces_number(struct identity *id)
{
    uint32_t base = 0;
    for (size_t i = 0; i < id->spaces; i++) {
        struct space *s = &id->space[i];
        s->base = base;
        s->names = dict_names(&s->values);
        if (UINT32_MAX - 1 - base < s->names.count)
            mem_exhausted(); // more ids than nodes
        base += s->names.count - 1;
        if (s->column != NO_COLUMN) {
            struct touchpoint_column *c = &id->t->column.p[s->column];
            dict_free(&c->dict);
            c->dict = s->values;
            s->values = (struct dict){0};
        }
    }
    id->nodes = base;
}

void spaces_close(struct identity *id)
{
    for (size_t i = 0; i < id->spaces; i++)
        dict_free(&id->space[i].values);
    for (vec_each(struct id_column, c, &id->person_column))
        free(c->map);
    vec_free(&id->person_column);
    blocks_close(id);
    free(id->space);
}

const struct space *space_of(const struct identity *id, uint32_t node)
{
    size_t i = id->spaces - 1;
    while (i > 0 && id->space[i].base >= node)
        i--;
    return &id->space[i];
}

struct str space_value(const struct identity *id, uint32_t node)
{
    const struct space *s = space_of(id, node);
    return names_get(s->names, node - s->base);
}

void space_name(const struct identity *id, uint32_t node, struct buf *out)
{
    buf_add(out, space_of(id, node)->def->name);
    buf_add_byte(out, ':');
    buf_add(out, space_value(id, node));
}

struct space *space_named(const struct identity *id, struct str name)
{
    for (size_t i = 0; i < id->spaces; i++)
        if (str_eq(id->space[i].def->name, name))
            return &id->space[i];
    return NULL;
}
