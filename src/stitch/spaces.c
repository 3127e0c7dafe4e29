// Namespaces: every distinct value is normalised once; rows then only carry codes.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "stitch/identity.h"

#include "model/identity.h"

#include <pcre2.h>

struct blocks {
    pcre2_code **code;
    pcre2_match_data *match;
    size_t n;
};

static bool compile_blocks(struct identity *id, struct diag *d)
{
    const struct strs *patterns = &id->study->identity.block;
    struct blocks *b = id->blocks = mem_zero(sizeof *b);
    b->code = mem_array(patterns->n, sizeof(pcre2_code *));
    b->match = pcre2_match_data_create(1, NULL);
    for (size_t i = 0; i < patterns->n; i++) {
        int number;
        size_t at;
        struct str text = patterns->p[i];
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.p, text.n,
                                         PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &number, &at, NULL);
        if (!code) {
            char message[120] = "";
            pcre2_get_error_message(number, (PCRE2_UCHAR *)message, sizeof message);
            return diag_at(d, FAULT_USAGE, id->study->file, 0, 0,
                           "identity: block pattern '%.*s', at its byte %zu: %s", STR_ARG(text),
                           at + 1, message);
        }
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
        b->code[b->n++] = code;
    }
    return true;
}

static bool blocked(const struct blocks *b, struct str value)
{
    for (size_t i = 0; i < b->n; i++)
        if (pcre2_match(b->code[i], (PCRE2_SPTR)value.p, value.n, 0, 0, b->match, NULL) >= 0)
            return true;
    return false;
}

uint32_t spaces_add(struct identity *id, struct space *s, struct str value, struct buf *scratch)
{
    if (!identity_normalise(s->def, value, scratch) || blocked(id->blocks, buf_str(scratch)))
        return 0;
    return dict_add(&s->values, buf_str(scratch));
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

static void normalise_column(struct identity *id, struct space *s)
{
    struct touchpoint_column *c = &id->t->column.p[s->column];
    uint32_t *map = mem_zero(c->dict.count * sizeof *map);
    struct buf scratch = {0};
    for (uint32_t code = 1; code < c->dict.count; code++)
        map[code] = spaces_add(id, s, dict_get(&c->dict, code), &scratch);
    for (size_t i = 0; i < c->code.n; i++) {
        uint32_t raw = c->code.p[i];
        c->code.p[i] = map[raw];
        id->result->summary.blocked += raw && !map[raw];
    }
    buf_free(&scratch);
    free(map);
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
                                        : SPACE_PERSON;
        s->column = find_column(id->t, "id.", s->def->name);
        dict_init(&s->values);
    }
    if (!compile_blocks(id, d))
        return false;
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].column != NO_COLUMN)
            normalise_column(id, &id->space[i]);
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
    for (size_t i = 0; id->blocks && i < id->blocks->n; i++)
        pcre2_code_free(id->blocks->code[i]);
    if (id->blocks) {
        pcre2_match_data_free(id->blocks->match);
        free(id->blocks->code);
    }
    free(id->blocks);
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
