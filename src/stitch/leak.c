// Proving that nothing raw is left: every id of the original, looked for in every masked value.
#include "stitch/mask.h"

#include "model/identity.h"
#include "stitch/needles.h"

enum { LEAKS_MAX = 1000 }; // columns × namespaces; more would say nothing more

struct search {
    const struct study *study;
    struct mask_leaks *out;
    struct needles ids;
    VEC(struct str) space_of; // by the needle's code
    struct dict whole;        // NAMESPACE:VALUE of all ids, also short ones
    struct buf name, lower, scratch;
};

static void add_whole(struct search *s, struct str space, struct str value)
{
    buf_clear(&s->name);
    buf_add(&s->name, space);
    buf_add_byte(&s->name, ':');
    buf_add(&s->name, value);
    dict_add(&s->whole, buf_str(&s->name));
}

static void add_needle(struct search *s, struct str space, struct str value)
{
    uint32_t code = needles_add(&s->ids, value, &s->scratch);
    if (code && code == s->space_of.n)
        vec_push(&s->space_of, arena_str(&s->out->arena, space));
}

static void add_id(struct search *s, struct str space, struct str value)
{
    struct study_namespace of = mask_space(s->study, space), any = of;
    struct buf normal = {0};
    any.normalise = NORMALISE_TRIM;
    if (identity_normalise(&any, value, &normal)) { // not what systems write for nobody
        uint32_t before = s->whole.count;
        add_whole(s, space, value);
        s->out->ids += s->whole.count > before;
        s->out->shorter += s->whole.count > before && value.n < NEEDLE_SHORTEST;
        add_needle(s, space, value);
        if (identity_normalise(&of, value, &normal)) {
            add_whole(s, space, buf_str(&normal));
            add_needle(s, space, buf_str(&normal));
        }
    }
    buf_free(&normal);
}

static void add_ids(struct search *s, const struct frame *raw)
{
    for (size_t i = 0; i < raw->columns; i++) {
        const struct column *c = &raw->column[i];
        struct str space, value;
        enum mask_how how = mask_how(s->study, c->name, &space);
        for (uint32_t code = 1; code < c->names.count; code++) {
            value = names_get(c->names, code);
            if (how == MASK_CUSTOMER)
                mask_split(value, &space, &value);
            if (how == MASK_CUSTOMER || how == MASK_TOKEN)
                add_id(s, space, value);
        }
    }
}

// Whether the value is or holds an id, and of which namespace.
static bool leaked(struct search *s, enum mask_how how, struct str space, struct str value,
                   struct str *of)
{
    size_t at, end;
    uint32_t code;
    needles_lower(&s->lower, value);
    if (needles_find(&s->ids, buf_str(&s->lower), 0, &at, &end, &code)) {
        *of = s->space_of.p[code];
        return true;
    }
    if (how != MASK_CUSTOMER && how != MASK_TOKEN)
        return false;
    if (how == MASK_CUSTOMER)
        mask_split(value, &space, &value);
    buf_clear(&s->name);
    buf_add(&s->name, space);
    buf_add_byte(&s->name, ':');
    buf_add(&s->name, value);
    *of = space;
    return dict_find(&s->whole, buf_str(&s->name)) != DICT_NONE;
}

static size_t leak_of(struct mask_leaks *out, struct str column, struct str space)
{
    for (size_t i = 0; i < out->leak.n; i++)
        if (str_eq(out->leak.p[i].column, column) && str_eq(out->leak.p[i].space, space))
            return i;
    vec_push(&out->leak, (struct mask_leak){.column = arena_str(&out->arena, column),
                                            .space = arena_str(&out->arena, space),
                                            .row = SIZE_MAX});
    return out->leak.n - 1;
}

static void search_column(struct search *s, const struct frame *f, const struct column *c)
{
    struct str space;
    enum mask_how how = mask_how(s->study, c->name, &space);
    uint32_t *found = mem_zero(c->names.count * sizeof *found); // a leak's index + 1
    for (uint32_t code = 1; code < c->names.count && s->out->leak.n < LEAKS_MAX; code++) {
        struct str of;
        if (leaked(s, how, space, names_get(c->names, code), &of))
            found[code] = (uint32_t)leak_of(s->out, c->name, of) + 1;
    }
    for (size_t row = 0; row < f->rows; row++) {
        if (!found[c->code[row]])
            continue;
        struct mask_leak *leak = &s->out->leak.p[found[c->code[row]] - 1];
        leak->row = leak->rows++ ? leak->row : row;
    }
    free(found);
}

void mask_verify(const struct frame *raw, const struct frame *masked, const struct study *study,
                 struct mask_leaks *out)
{
    struct search s = {.study = study, .out = out};
    *out = (struct mask_leaks){0};
    needles_init(&s.ids);
    dict_init(&s.whole);
    vec_push(&s.space_of, STR(""));
    add_ids(&s, raw);
    for (size_t i = 0; i < masked->columns; i++)
        search_column(&s, masked, &masked->column[i]);
    needles_free(&s.ids);
    vec_free(&s.space_of);
    dict_free(&s.whole);
    buf_free(&s.name);
    buf_free(&s.lower);
    buf_free(&s.scratch);
}

void mask_leaks_free(struct mask_leaks *l)
{
    vec_free(&l->leak);
    arena_free(&l->arena);
}
