// Why two ids are one customer's: the shortest chain of links between them that needs the fewest
// that were refused.
#include "stitch/explain.h"

#include "stitch/identity.h"

// A person's id from which a chain starts, and what ties the asked id to it.
struct end {
    uint32_t node;
    uint32_t row, given; // of a device's or transaction's; both NONE: the asked id itself
};

struct search {
    const struct identity *id;
    struct explanation *out;
    uint32_t asked[2];
    VEC(struct end) end[2];
    size_t edges;        // those of the graph; the others were dropped
    uint64_t *start;     // of each node: its links are link[start] … link[start + 1] − 1
    uint32_t *link, *by; // by: the link + 1 that led to a node
    uint8_t *seen;       // 1: reached; 2: an end of the first id
};

static const struct edge *edge_at(const struct search *s, uint32_t i)
{
    return i < s->edges ? &s->id->edge.p[i] : &s->id->dropped.p[i - s->edges];
}

static bool holds(const struct search *s, uint32_t i)
{
    const struct edge *e = edge_at(s, i);
    return i < s->edges && s->id->person[e->a] == s->id->person[e->b];
}

static void lay_out(struct search *s)
{
    const struct identity *id = s->id;
    size_t n = (size_t)id->nodes + 1, all = id->edge.n + id->dropped.n;
    s->edges = id->edge.n;
    s->start = mem_zero((n + 2) * sizeof *s->start);
    s->link = mem_array(all * 2, sizeof *s->link);
    s->by = mem_zero(n * sizeof *s->by);
    s->seen = mem_zero(n);
    for (uint32_t i = 0; i < all; i++) {
        s->start[edge_at(s, i)->a + 2]++;
        s->start[edge_at(s, i)->b + 2]++;
    }
    for (size_t i = 2; i < n + 2; i++)
        s->start[i] += s->start[i - 1];
    for (uint32_t i = 0; i < all; i++) {
        s->link[s->start[edge_at(s, i)->a + 1]++] = i;
        s->link[s->start[edge_at(s, i)->b + 1]++] = i;
    }
}

static uint32_t other_end(const struct edge *e, uint32_t node)
{
    return e->a == node ? e->b : e->a;
}

// Reach on from queue[from … to) along links that hold, or (good false) one step along others.
static size_t spread(struct search *s, uint32_t *queue, size_t from, size_t to, bool good)
{
    size_t tail = to;
    for (size_t head = from; head < (good ? tail : to); head++) {
        uint32_t node = queue[head];
        for (uint64_t i = s->start[node]; i < s->start[node + 1]; i++) {
            uint32_t next = other_end(edge_at(s, s->link[i]), node);
            if (s->seen[next] & 1 || holds(s, s->link[i]) != good)
                continue;
            s->seen[next] |= 1;
            s->by[next] = s->link[i] + 1;
            queue[tail++] = next;
        }
    }
    return tail;
}

// From the ends of b until an end of a is reached: its node, or NODE_NONE.
static uint32_t reach(struct search *s)
{
    uint32_t *queue = mem_array((size_t)s->id->nodes + 1, sizeof *queue), found = NODE_NONE;
    size_t from = 0, to = 0;
    for (vec_each(const struct end, e, &s->end[0]))
        s->seen[e->node] |= 2;
    for (vec_each(const struct end, e, &s->end[1])) {
        if (!(s->seen[e->node] & 1))
            queue[to++] = e->node;
        s->seen[e->node] |= 1;
    }
    for (size_t looked = 0; !found && from < to;) {
        to = spread(s, queue, from, to, true);
        for (; looked < to && !found; looked++)
            found = s->seen[queue[looked]] & 2 ? queue[looked] : NODE_NONE;
        size_t layer = from;
        from = to;
        to = spread(s, queue, layer, to, false);
    }
    free(queue);
    return found;
}

static struct str refusal_of(const struct identity *id, uint32_t edge)
{
    for (size_t i = 0; i < id->refused.n; i++)
        if (id->refused.p[i] == edge)
            return id->result->link.p[i].reason;
    return STR("a stronger or newer link came first");
}

static void set_place(const struct identity *id, struct hop *hop, uint32_t row, uint32_t given)
{
    const struct study_identity *def = &id->study->identity;
    hop->row = row;
    if (given == GIVEN_NONE)
        return;
    const struct given *g = &id->given.p[given];
    bool link = g->file < def->links.n;
    hop->file = link ? def->links.p[g->file] : def->overrides.p[g->file - def->links.n];
    hop->line = g->line;
    hop->kind = link ? HOP_LINK : HOP_INCLUDE;
}

static void add_edge(struct search *s, uint32_t edge, uint32_t from)
{
    const struct identity *id = s->id;
    const struct edge *e = edge_at(s, edge);
    struct hop hop = {.id = node_text(id, from),
                      .with = node_text(id, other_end(e, from)),
                      .reason = STR(""),
                      .file = STR("")};
    bool ordered = edge_is_ordered(id, e);
    set_place(id, &hop, ordered ? HOP_NO_ROW : e->row,
              ordered || e->row == ROW_NONE ? e->given : GIVEN_NONE);
    if (edge >= s->edges) {
        hop.kind = HOP_ASIDE;
        hop.reason = id->aside[from] ? hop.id : hop.with;
    } else if (!holds(s, edge)) {
        hop.kind = HOP_REFUSED;
        hop.reason = refusal_of(id, edge);
    }
    vec_push(&s->out->hop, hop);
}

// The hop between the asked id and the person's id where its chain starts.
static void add_end(struct search *s, size_t which, uint32_t node)
{
    const struct end *e = s->end[which].p;
    while (e->node != node)
        e++;
    if (e->row == ROW_NONE && e->given == GIVEN_NONE)
        return;
    struct str asked = node_text(s->id, s->asked[which]), person = node_text(s->id, node);
    struct hop hop = {.id = which ? person : asked,
                      .with = which ? asked : person,
                      .reason = STR(""),
                      .file = STR("")};
    set_place(s->id, &hop, e->row, e->given);
    vec_push(&s->out->hop, hop);
}

static void collect_ends(struct search *s, size_t which)
{
    const struct identity *id = s->id;
    uint32_t asked = s->asked[which];
    const struct space *space = space_of(id, asked);
    if (space->kind == SPACE_PERSON) {
        vec_push(&s->end[which], (struct end){asked, ROW_NONE, GIVEN_NONE});
        return;
    }
    bool *seen = mem_zero((size_t)id->nodes + 1);
    for (size_t row = 0; row < id->t->time.n; row++) {
        for (vec_each(const struct id_column, c, &id->person_column)) {
            uint32_t node =
                identity_node(id, space, row) == asked ? id_column_node(id, c, row) : NODE_NONE;
            if (node && !seen[node])
                vec_push(&s->end[which], (struct end){node, (uint32_t)row, GIVEN_NONE});
            seen[node] = true;
        }
    }
    for (size_t i = 0; i < id->given.n; i++) {
        const struct given *g = &id->given.p[i];
        uint32_t node = id->space[g->space[1]].base + g->code[1];
        if (&id->space[g->space[0]] == space && space->base + g->code[0] == asked && !seen[node])
            vec_push(&s->end[which], (struct end){node, ROW_NONE, (uint32_t)i});
    }
    free(seen);
}

// A device or the like that both customers were seen with, though it joins nobody.
static void find_shared(struct search *s)
{
    const struct identity *id = s->id;
    uint32_t person[2] = {id->person[s->asked[0]], id->person[s->asked[1]]};
    for (size_t i = 0; i < id->spaces && s->out->hop.n == 0; i++) {
        const struct space *space = &id->space[i];
        if (space->kind == SPACE_PERSON || space->column == NO_COLUMN)
            continue;
        uint32_t *row[2] = {mem_zero(space->names.count * sizeof(uint32_t)),
                            mem_zero(space->names.count * sizeof(uint32_t))};
        for (size_t r = id->t->time.n; r-- > 0;) {
            uint32_t node = identity_node(id, space, r);
            for (size_t k = 0; node && k < 2; k++)
                if (id->own[r] == person[k])
                    row[k][node - space->base] = (uint32_t)r + 1;
        }
        for (uint32_t code = 1; code < space->names.count && s->out->hop.n == 0; code++) {
            for (size_t k = 0; row[0][code] && row[1][code] && k < 2; k++)
                vec_push(&s->out->hop, (struct hop){.id = node_text(id, person[k]),
                                                    .with = node_text(id, space->base + code),
                                                    .kind = HOP_SHARED,
                                                    .reason = STR(""),
                                                    .file = STR(""),
                                                    .row = row[k][code] - 1});
        }
        free(row[0]);
        free(row[1]);
    }
}

static bool is_person(const struct identity *id, uint32_t node)
{
    return space_of(id, node)->kind == SPACE_PERSON;
}

static void tell(struct search *s, uint32_t node)
{
    struct explanation *out = s->out;
    out->joined = node != NODE_NONE;
    if (node) {
        add_end(s, 0, node);
        while (s->by[node]) {
            uint32_t edge = s->by[node] - 1;
            add_edge(s, edge, node);
            node = other_end(edge_at(s, edge), node);
        }
        add_end(s, 1, node);
    } else if (is_person(s->id, s->asked[0]) && is_person(s->id, s->asked[1])) {
        find_shared(s);
    }
    for (vec_each(const struct hop, hop, &out->hop))
        out->joined = out->joined && hop->kind < HOP_REFUSED;
}

// The id's node in one space, or NODE_NONE.
static uint32_t node_in(const struct identity *id, const struct space *s, struct str value,
                        struct str *fault)
{
    struct buf scratch = {0};
    struct str why = spaces_judge(id, s, value, &scratch);
    uint32_t code = why.n ? 0 : names_find(s->names, buf_str(&scratch));
    if (why.n && fault->n == 0)
        *fault = arena_printf(&id->result->arena, "%.*s:%.*s is no id: %.*s", STR_ARG(s->def->name),
                              STR_ARG(value), STR_ARG(why));
    buf_free(&scratch);
    return code ? s->base + code : NODE_NONE;
}

static uint32_t find_node(const struct identity *id, struct str text, struct str *fault)
{
    struct str value = text, name = str_cut(&value, ':'), why = STR("");
    struct space *named = value.p ? space_named(id, name) : NULL;
    uint32_t node = named ? node_in(id, named, value, &why) : NODE_NONE;
    for (size_t i = 0; i < id->spaces && !node && !named; i++)
        node = node_in(id, &id->space[i], text, &(struct str){.p = "", .n = 1});
    if (!node)
        *fault = why.n ? why
                       : arena_printf(&id->result->arena,
                                      "no row and no link file has the id %.*s; write VALUE or "
                                      "NAMESPACE:VALUE",
                                      STR_ARG(text));
    return node;
}

struct question {
    struct str text[2];
    struct explanation *out;
};

static void look(void *context, const struct identity *id)
{
    const struct question *q = context;
    struct search s = {.id = id, .out = q->out};
    for (size_t i = 0; i < 2 && q->out->fault.n == 0; i++)
        s.asked[i] = find_node(id, q->text[i], &q->out->fault);
    if (q->out->fault.n)
        return;
    q->out->a = node_text(id, s.asked[0]);
    q->out->b = node_text(id, s.asked[1]);
    for (size_t i = 0; i < 2; i++) {
        bool person = is_person(id, s.asked[i]) && !is_aside(id, s.asked[i]);
        q->out->customer[i] = person ? node_text(id, id->person[s.asked[i]]) : STR("");
        collect_ends(&s, i);
    }
    if (s.asked[0] != s.asked[1]) {
        lay_out(&s);
        tell(&s, reach(&s));
    }
    free(s.start);
    free(s.link);
    free(s.by);
    free(s.seen);
    vec_free(&s.end[0]);
    vec_free(&s.end[1]);
}

bool explain(struct study *study, struct touchpoints *t, struct str a, struct str b,
             struct explanation *out, struct diag *d)
{
    struct question q = {.text = {a, b}, .out = out};
    *out = (struct explanation){.a = a, .b = b, .fault = STR("")};
    struct stitch_options options = {.threads = 1, .details = true, .inspect = look, .context = &q};
    return stitch(study, &options, t, &out->result, d);
}

void explanation_free(struct explanation *e)
{
    stitch_free(&e->result);
    vec_free(&e->hop);
}
