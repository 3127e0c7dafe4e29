// Names that last from run to run: a customer keeps the name that it had, unless an id of a
// stronger namespace has come.
#include "stitch/identity.h"

// The node of a customer's former name, or NODE_NONE: that id is not there any more.
static uint32_t node_of(const struct identity *id, struct str name)
{
    struct str value = name, space = str_cut(&value, ':');
    const struct space *s = value.p ? space_named(id, space) : NULL;
    if (!s)
        return NODE_NONE;
    const struct dict *dict =
        s->column == NO_COLUMN ? &s->values : &id->t->column.p[s->column].dict;
    uint32_t code = dict_find(dict, value);
    return code && code != DICT_NONE ? s->base + code : NODE_NONE;
}

void previous_keep(const struct identity *id, uint32_t *best, uint32_t (*root)(void *, uint32_t),
                   void *graph)
{
    const struct names *names = id->options->previous;
    uint32_t *kept = names ? mem_zero(((size_t)id->nodes + 1) * sizeof *kept) : NULL;
    for (uint32_t i = 1; names && i < names->count; i++) { // bytewise: of several the first stays
        uint32_t node = node_of(id, names_get(*names, i));
        if (!node || space_of(id, node)->kind != SPACE_PERSON)
            continue;
        uint32_t at = root(graph, node);
        if (!kept[at] && space_of(id, best[at]) == space_of(id, node))
            kept[at] = node;
    }
    for (uint32_t node = 1; names && node <= id->nodes; node++)
        if (kept[node])
            best[node] = kept[node];
    free(kept);
}

void previous_compare(struct identity *id)
{
    const struct names *names = id->options->previous;
    uint32_t *had = names ? mem_zero(((size_t)id->nodes + 1) * sizeof *had) : NULL;
    for (uint32_t i = 1; names && i < names->count; i++) {
        uint32_t node = node_of(id, names_get(*names, i));
        if (node && space_of(id, node)->kind == SPACE_PERSON)
            had[id->person[node]]++;
    }
    for (uint32_t i = 1; names && i < names->count; i++) {
        struct str was = names_get(*names, i), rest = was;
        const struct space *space = space_named(id, str_cut(&rest, ':'));
        uint32_t node = node_of(id, was);
        if ((space && space->kind != SPACE_PERSON) || (node && id->person[node] == node))
            continue;
        bool merged = node && had[id->person[node]] > 1;
        id->result->summary.merged += merged;
        id->result->summary.renamed += node && !merged;
        struct str now = node ? node_text(id, id->person[node]) : STR("");
        vec_push(&id->result->renamed,
                 (struct stitch_renamed){arena_str(&id->result->arena, was), now, merged});
    }
    free(had);
}
