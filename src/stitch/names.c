// Texts for people: of nodes, and of the places that edges come from.
#include "stitch/identity.h"

struct str node_text(const struct identity *id, uint32_t node)
{
    struct buf name = {0};
    space_name(id, node, &name);
    struct str copy = arena_str(&id->result->arena, buf_str(&name));
    buf_free(&name);
    return copy;
}

struct str given_place(const struct identity *id, const struct given *g)
{
    const struct study_identity *def = &id->study->identity;
    struct str file =
        g->file < def->links.n ? def->links.p[g->file] : def->overrides.p[g->file - def->links.n];
    return arena_printf(&id->result->arena, "%.*s:%u", STR_ARG(file), g->line);
}

struct str edge_origin(const struct identity *id, const struct edge *e)
{
    if (e->row == ROW_NONE || edge_is_ordered(id, e))
        return given_place(id, &id->given.p[e->given]);
    const struct touchpoint_column *file = &id->t->column.p[TP_FILE];
    return arena_printf(&id->result->arena, "%.*s:%llu",
                        STR_ARG(dict_get(&file->dict, file->code.p[e->row])),
                        (unsigned long long)id->t->line.p[e->row]);
}

int node_compare(const struct identity *id, uint32_t a, uint32_t b)
{
    int order = str_cmp(space_of(id, a)->def->name, space_of(id, b)->def->name);
    return order ? order : str_cmp(space_value(id, a), space_value(id, b));
}
