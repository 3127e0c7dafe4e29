// Names of columns that change within a file.
#include "text/columns.h"

void columns_begin(struct columns *c)
{
    c->place.n = 0;
}

static bool taken(const struct columns *c, size_t name)
{
    for (size_t i = 0; i < c->place.n; i++)
        if (c->place.p[i] == name)
            return true;
    return false;
}

void columns_add(struct columns *c, struct reader *r, struct str name)
{
    size_t at = 0;
    while (at < r->names.list.n && (!str_eq(r->names.list.p[at], name) || taken(c, at)))
        at++;
    if (at == r->names.list.n)
        reader_name(r, name);
    vec_push(&c->place, at);
}

void columns_end(struct columns *c, struct reader *r)
{
    c->same = c->place.n == r->names.list.n;
    for (size_t i = 0; c->same && i < c->place.n; i++)
        c->same = c->place.p[i] == i;
}

const struct fields *columns_order(struct columns *c, struct reader *r)
{
    if (c->same)
        return &r->fields;
    size_t names = r->names.list.n;
    vec_reserve(&c->ordered.list, names);
    c->ordered.list.n = names;
    for (size_t i = 0; i < names; i++)
        c->ordered.list.p[i] = STR("");
    for (size_t i = 0; i < c->place.n; i++)
        c->ordered.list.p[c->place.p[i]] = r->fields.list.p[i];
    return &c->ordered;
}

void columns_free(struct columns *c)
{
    vec_free(&c->place);
    vec_free(&c->ordered.list);
}
