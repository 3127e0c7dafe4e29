// Forgetting: rows of those whom tombstones name are left out or lose their ids, and what was
// stitched through them goes back to its device, never to somebody else.
#include "stitch/forget.h"

#include "stitch/erase.h"

// ---- who

static const struct dict *values_of(const struct identity *id, const struct space *s)
{
    return s->column == NO_COLUMN ? &s->values : &id->t->column.p[s->column].dict;
}

static void raise(unsigned char *at, unsigned char doom)
{
    if (*at == DOOM_NONE || doom == DOOM_ROWS)
        *at = doom;
}

static void read_stones(struct identity *id, struct erase *e)
{
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[i];
        for (uint32_t code = 1; code < s->names.count; code++) {
            struct str value = names_get(s->names, code), space = s->def->name;
            if (tombstones_find(e->stones, TOMBSTONE_ROWS, space, value))
                e->doom[s->base + code] = DOOM_ROWS;
            else if (tombstones_find(e->stones, TOMBSTONE_ID, space, value))
                e->doom[s->base + code] = DOOM_ID;
            if (s->kind == SPACE_DEVICE)
                e->span[s->base + code] =
                    tombstones_find(e->stones, TOMBSTONE_DEVICE, space, value);
        }
    }
}

static bool is_stone(const struct erase *e, struct str space, struct str value)
{
    return tombstones_find(e->stones, TOMBSTONE_ROWS, space, value) ||
           tombstones_find(e->stones, TOMBSTONE_ID, space, value);
}

// What an id that somebody asks to forget is in one namespace.
struct found {
    size_t spaces; // that take the value and have it, or had it
    uint32_t node; // NODE_NONE: it is forgotten already, or nobody has it
    const struct space *space;
    struct buf value;
    bool known;
};

static void look_in(const struct identity *id, const struct erase *e, const struct space *s,
                    struct str value, struct found *f)
{
    struct buf normal = {0};
    if (identity_normalise(s->def, value, &normal)) {
        uint32_t code = dict_find(values_of(id, s), buf_str(&normal));
        bool there = code != DICT_NONE, stone = is_stone(e, s->def->name, buf_str(&normal));
        if (there || stone || !f->space) {
            f->space = s;
            buf_clear(&f->value);
            buf_add(&f->value, buf_str(&normal));
        }
        f->node = there ? s->base + code : f->node;
        f->known = f->known || there || stone;
        f->spaces += there || stone;
    }
    buf_free(&normal);
}

static bool ask_one(struct identity *id, struct erase *e, struct str text, struct diag *d)
{
    struct stitch_forget *forget = id->options->forget;
    size_t colon = str_find(text, ':', 0);
    const struct space *named =
        colon == SIZE_MAX ? NULL : space_named(id, str_slice(text, 0, colon));
    struct found f = {0};
    bool good = true;
    unsigned char doom = forget->keep_rows ? DOOM_ID : DOOM_ROWS;
    for (size_t i = 0; i < id->spaces; i++)
        if (!named)
            look_in(id, e, &id->space[i], text, &f);
    if (named)
        look_in(id, e, named, str_slice(text, colon + 1, text.n), &f);
    if (f.spaces > 1)
        good = diag_set(d, FAULT_USAGE, "%.*s is an id in %zu namespaces: say NAMESPACE:%.*s",
                        STR_ARG(text), f.spaces, STR_ARG(text));
    else if (!f.known && !(forget->absent && named && f.space))
        good = diag_set(d, FAULT_USAGE, "nobody has the id %.*s%s", STR_ARG(text),
                        forget->absent ? "; to forget it in advance write NAMESPACE:VALUE"
                                       : "; --absent forgets it in advance");
    else if (f.node)
        e->asked[f.node] = doom;
    else
        vec_push(&e->fresh, (struct fresh){f.space->def->name,
                                           arena_str(&id->result->arena, buf_str(&f.value))});
    buf_free(&f.value);
    return good;
}

bool forget_open(struct identity *id, struct diag *d)
{
    struct stitch_forget *forget = id->options->forget;
    struct erase *e = id->erase = mem_zero(sizeof *e);
    e->stones = forget ? forget->stones : &e->own;
    e->added.key = e->stones->key;
    if (!forget && !tombstones_read(&e->own, id->study, d))
        return false;
    if (!forget && e->own.stone.n == 0)
        return true;
    size_t nodes = (size_t)id->nodes + 1;
    e->doom = mem_zero(nodes);
    e->asked = mem_zero(nodes);
    e->span = mem_zero(nodes * sizeof *e->span);
    e->component = mem_zero(nodes);
    e->action = mem_zero(id->t->time.n);
    read_stones(id, e);
    bool good = true;
    for (size_t i = 0; good && forget && i < forget->ids.n; i++)
        good = ask_one(id, e, forget->ids.p[i], d);
    return good;
}

void forget_close(struct identity *id)
{
    struct erase *e = id->erase;
    if (!e)
        return;
    tombstones_free(&e->own);
    tombstones_free(&e->added);
    vec_free(&e->fresh);
    vec_free(&e->trace);
    free(e->doom);
    free(e->asked);
    free(e->component);
    free(e->action);
    free(e->span);
    free(e);
}

// A component is a forgotten customer's if an id of its strongest namespace is: a weaker one may
// have become somebody else's since. Who is asked to be forgotten goes with all ids.
static void find_components(struct identity *id, struct erase *e)
{
    unsigned char *whole = mem_zero((size_t)id->nodes + 1);
    bool *strongest = mem_zero((size_t)id->nodes + 1); // the component has a stronger namespace
    for (size_t i = 0; i < id->spaces; i++) {
        const struct space *s = &id->space[i];
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++) {
            uint32_t root = s->kind == SPACE_PERSON ? id->person[node] : node;
            if (e->asked[node])
                raise(&whole[root], e->asked[node]);
            if (e->doom[node] && !strongest[root])
                raise(&e->component[root], e->doom[node]);
        }
        for (uint32_t node = s->base + 1; node < s->base + s->names.count; node++)
            strongest[s->kind == SPACE_PERSON ? id->person[node] : node] = true;
    }
    for (uint32_t node = 1; node <= id->nodes; node++) {
        bool person = space_of(id, node)->kind == SPACE_PERSON;
        uint32_t root = person ? id->person[node] : node;
        if (!whole[root])
            continue;
        raise(&e->doom[node], whole[root]);
        raise(&e->component[root], whole[root]);
        struct str space = space_of(id, node)->def->name, value = space_value(id, node);
        tombstones_add(&e->added, whole[root] == DOOM_ROWS ? TOMBSTONE_ROWS : TOMBSTONE_ID, space,
                       value, 0, 0);
        id->options->forget->customers += root == node;
    }
    for (vec_each(struct fresh, f, &e->fresh))
        tombstones_add(&e->added, id->options->forget->keep_rows ? TOMBSTONE_ID : TOMBSTONE_ROWS,
                       f->space, f->value, 0, 0);
    free(whole);
    free(strongest);
}

// Who is forgotten is in no cluster: each id stands for itself, and no link leads to it.
static void dissolve(struct identity *id, const struct erase *e)
{
    size_t kept = 0;
    for (uint32_t node = 1; node <= id->nodes; node++)
        if (space_of(id, node)->kind == SPACE_PERSON && e->component[id->person[node]])
            e->doom[node] = e->doom[node] ? e->doom[node] : DOOM_ROWS;
    for (vec_each(const struct edge, x, &id->edge))
        if (!e->doom[x->a] && !e->doom[x->b])
            id->edge.p[kept++] = *x;
    id->edge.n = kept;
    for (uint32_t node = 1; node <= id->nodes; node++)
        if (e->doom[node])
            id->person[node] = node;
}

// What is listed must not name who is forgotten.
static void forget_lists(struct identity *id, const struct erase *e)
{
    struct stitch_result *r = id->result;
    struct dict names;
    struct buf name = {0};
    size_t links = 0, danglings = 0;
    if (r->link.n + r->dangling.n == 0)
        return;
    dict_init(&names);
    for (uint32_t node = 1; node <= id->nodes; node++) {
        buf_clear(&name);
        space_name(id, node, &name);
        if (e->doom[node])
            dict_add(&names, buf_str(&name));
    }
    for (vec_each(struct stitch_link, link, &r->link))
        if (dict_find(&names, link->a) == DICT_NONE && dict_find(&names, link->b) == DICT_NONE)
            r->link.p[links++] = *link;
    for (vec_each(struct stitch_dangling, x, &r->dangling))
        if (dict_find(&names, x->id) == DICT_NONE && dict_find(&names, x->customer) == DICT_NONE &&
            dict_find(&names, x->beside) == DICT_NONE)
            r->dangling.p[danglings++] = *x;
    r->link.n = links;
    r->dangling.n = danglings;
    buf_free(&name);
    dict_free(&names);
}

void forget_apply(struct identity *id)
{
    struct erase *e = id->erase;
    struct stitch_forget *forget = id->options->forget;
    if (!e->doom)
        return;
    find_components(id, e);
    erase_rows(id, e);
    dissolve(id, e);
    forget_lists(id, e);
    if (forget) {
        erase_devices(id, e);
        for (vec_each(const struct tombstone, s, &e->added.stone))
            vec_push(&forget->stones->stone, *s);
        tombstones_sort(forget->stones);
        forget->action = e->action;
        e->action = NULL;
    }
}
