// Masking column by column: each distinct value once, then the rows' codes.
#include "stitch/mask.h"

#include "stitch/needles.h"
#include "stitch/tokens.h"

struct work {
    const struct frame *from;
    const struct study *study;
    const struct key *key;
    struct masked *out;
    VEC(struct tokens) space;
    struct needles ids;
    VEC(struct str) stands_for; // by the needle's code: its token
    struct arena arena;
    struct personal_finder *finder;
    struct buf text, lower, scratch;
};

// ---- what is what

void mask_split(struct str customer, struct str *space, struct str *value)
{
    size_t colon = str_find(customer, ':', 0);
    *space = STR("");
    *value = customer;
    for (size_t i = 0; colon != SIZE_MAX && i < colon; i++) {
        char c = customer.p[i];
        bool name = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
                    memchr("_-.", c, 3) || (unsigned char)c >= 0x80;
        if (!name)
            return;
    }
    if (colon == SIZE_MAX || colon == 0)
        return;
    *space = str_slice(customer, 0, colon);
    *value = str_slice(customer, colon + 1, customer.n);
}

struct study_namespace mask_space(const struct study *study, struct str name)
{
    const struct study_namespace *known = study ? study_namespace(study, name) : NULL;
    if (known)
        return *known;
    enum normalise form = str_eq(name, STR("email"))   ? NORMALISE_EMAIL
                          : str_eq(name, STR("phone")) ? NORMALISE_PHONE
                                                       : NORMALISE_TRIM;
    return (struct study_namespace){.name = name, .normalise = form, .country = STR("")};
}

static bool listed(struct strs list, struct str name)
{
    for (size_t i = 0; i < list.n; i++)
        if (str_eq(list.p[i], name))
            return true;
    return false;
}

static enum mask_how attribute_how(const struct study *study, struct str name, struct str *space)
{
    *space = name;
    if (study && listed(study->privacy.ids, name))
        return MASK_TOKEN;
    bool text = !study || !study->privacy.some_texts || listed(study->privacy.texts, name);
    return text ? MASK_TEXT : MASK_NOT;
}

// The column group names groups as customer does customers, unless it is an attribute of that name.
static bool has_groups(const struct study *study)
{
    bool found = !study;
    for (size_t i = 0; study && i < study->identity.count; i++)
        found = found || study->identity.spaces[i].group;
    return found;
}

enum mask_how mask_how(const struct study *study, struct str column, struct str *space)
{
    static const char *const plain[] = {"channel", "event", "direction", "source", "file", "seq"};
    *space = STR("");
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (str_eq(column, str_of(plain[i])))
            return MASK_NOT;
    if (str_eq(column, STR("customer")) || str_eq(column, STR("live")) ||
        (str_eq(column, STR("group")) && has_groups(study)))
        return MASK_CUSTOMER;
    if (str_starts(column, STR("id."))) {
        *space = str_slice(column, 3, column.n);
        for (size_t i = 0; study && i < study->identity.aliases.n; i++)
            if (str_eq(study->identity.aliases.p[i].key, *space)) {
                *space = study->identity.aliases.p[i].value;
                break;
            }
        return MASK_TOKEN;
    }
    if (!str_starts(column, STR("case.")))
        return attribute_how(study, column, space);
    const struct study_case *of = study ? study_case(study, str_slice(column, 5, column.n)) : NULL;
    if (of && !study_namespace(study, of->key))
        return attribute_how(study, of->key, space);
    *space = of ? of->key : column; // of an unknown case: an id, of a namespace of its own
    return MASK_TOKEN;
}

static struct tokens *space_of(struct work *w, struct str name)
{
    for (vec_each(struct tokens, t, &w->space))
        if (str_eq(t->space.name, name))
            return t;
    vec_reserve(&w->space, w->space.n + 1);
    tokens_init(&w->space.p[w->space.n], mask_space(w->study, name));
    return &w->space.p[w->space.n++];
}

// ---- ids

// Whatever is written for an id in a text becomes its token too.
static void remember(struct work *w, struct str written, struct str token)
{
    uint32_t code = needles_add(&w->ids, written, &w->scratch);
    if (code && code == w->stands_for.n)
        vec_push(&w->stands_for, arena_str(&w->arena, token));
}

static bool mask_id(struct work *w, struct str space, struct str value, struct str *token,
                    struct diag *d)
{
    struct tokens *t = space_of(w, space);
    uint32_t code;
    *token = STR("");
    if (!tokens_of(t, w->key, value, &code, d))
        return false;
    if (code == 0)
        return true;
    *token = dict_get(&t->token, code);
    remember(w, value, *token);
    remember(w, dict_get(&t->plain, code), *token);
    return true;
}

static bool mask_customer(struct work *w, struct str value, struct str *masked, struct diag *d)
{
    struct str space, id, token;
    mask_split(value, &space, &id);
    if (!mask_id(w, space, id, &token, d))
        return false;
    buf_clear(&w->text);
    if (token.n && space.n)
        buf_printf(&w->text, "%.*s:", STR_ARG(space));
    buf_add(&w->text, token);
    *masked = buf_str(&w->text);
    return true;
}

// ---- texts

static void mask_words(struct work *w, struct str text, size_t from, size_t to,
                       struct mask_count *count)
{
    struct str lower = str_slice(buf_str(&w->lower), 0, to);
    size_t at, end;
    uint32_t code;
    while (needles_find(&w->ids, lower, from, &at, &end, &code)) {
        buf_add(&w->text, str_slice(text, from, at));
        buf_add(&w->text, w->stands_for.p[code]);
        count->found[MASK_IDS]++;
        from = end;
    }
    buf_add(&w->text, str_slice(text, from, to));
}

static struct str mask_text(struct work *w, struct str text, struct mask_count *count)
{
    struct personal_span span;
    size_t at = 0;
    buf_clear(&w->text);
    needles_lower(&w->lower, text);
    while (personal_find(w->finder, text, at, &span)) {
        mask_words(w, text, at, span.from, count);
        uint32_t code = needles_code(&w->ids, str_slice(text, span.from, span.to), &w->scratch);
        if (code)
            buf_add(&w->text, w->stands_for.p[code]);
        else
            buf_printf(&w->text, "[%s]", personal_names[span.kind]);
        count->found[code ? MASK_IDS : (int)span.kind]++;
        at = span.to;
    }
    mask_words(w, text, at, text.n, count);
    return buf_str(&w->text);
}

// ---- columns

static bool mask_value(struct work *w, struct mask_count *count, struct str space, struct str value,
                       struct str *masked, struct diag *d)
{
    bool good = true;
    if (count->how == MASK_TEXT)
        *masked = mask_text(w, value, count);
    else if (count->how == MASK_CUSTOMER)
        good = mask_customer(w, value, masked, d);
    else
        good = mask_id(w, space, value, masked, d);
    count->masked += masked->n && !str_eq(*masked, value);
    count->refused += good && masked->n == 0;
    return good;
}

static bool mask_column(struct work *w, size_t i, enum mask_how how, struct str space,
                        struct diag *d)
{
    const struct column *from = &w->from->column[i];
    struct masked_column *to = &w->out->column[i];
    struct mask_count count = {.column = from->name, .how = how, .values = from->names.count - 1};
    uint32_t *map = mem_zero(from->names.count * sizeof *map);
    bool good = true;
    dict_init(&to->dict);
    for (uint32_t code = 1; good && code < from->names.count; code++) {
        struct str masked = STR("");
        good = mask_value(w, &count, space, names_get(from->names, code), &masked, d);
        map[code] = good && masked.n ? dict_add(&to->dict, masked) : 0;
    }
    to->code = mem_array(w->from->rows, sizeof *to->code);
    for (size_t row = 0; row < w->from->rows; row++)
        to->code[row] = map[from->code[row]];
    free(map);
    w->out->frame.column[i].names = dict_names(&to->dict);
    w->out->frame.column[i].code = to->code;
    vec_push(&w->out->count, count);
    return good;
}

// Ids before texts, which may hold them.
static bool mask_columns(struct work *w, struct diag *d)
{
    for (int texts = 0; texts < 2; texts++)
        for (size_t i = 0; i < w->from->columns; i++) {
            struct str space;
            enum mask_how how = mask_how(w->study, w->from->column[i].name, &space);
            if (how != MASK_NOT && (how == MASK_TEXT) == texts && !mask_column(w, i, how, space, d))
                return false;
        }
    return true;
}

bool mask_frame(const struct frame *f, const struct study *study, const struct key *key,
                struct masked *out, struct diag *d)
{
    struct work w = {.from = f, .study = study, .key = key, .out = out};
    *out = (struct masked){.frame = *f};
    out->frame.column = mem_array(f->columns, sizeof *f->column);
    if (f->columns)
        memcpy(out->frame.column, f->column, f->columns * sizeof *f->column);
    out->column = mem_zero(f->columns * sizeof *out->column);
    needles_init(&w.ids);
    vec_push(&w.stands_for, STR(""));
    w.finder = personal_open();
    bool good = mask_columns(&w, d);
    for (vec_each(struct tokens, t, &w.space))
        tokens_free(t);
    vec_free(&w.space);
    vec_free(&w.stands_for);
    needles_free(&w.ids);
    personal_close(w.finder);
    arena_free(&w.arena);
    buf_free(&w.text);
    buf_free(&w.lower);
    buf_free(&w.scratch);
    return good;
}

void mask_free(struct masked *m)
{
    for (size_t i = 0; m->column && i < m->frame.columns; i++) {
        if (m->column[i].code)
            dict_free(&m->column[i].dict);
        free(m->column[i].code);
    }
    free(m->column);
    free(m->frame.column);
    vec_free(&m->count);
}
