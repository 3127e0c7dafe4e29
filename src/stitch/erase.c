// Going over the rows of those who are forgotten.
#include "stitch/erase.h"

static uint32_t device_of(const struct identity *id, const struct erase *e, size_t row)
{
    for (size_t i = 0; i < id->spaces; i++) {
        uint32_t node =
            id->space[i].kind == SPACE_DEVICE ? identity_node(id, &id->space[i], row) : NODE_NONE;
        if (node && !e->doom[node])
            return node;
    }
    return NODE_NONE;
}

static uint32_t strongest_own(const struct identity *id, size_t row)
{
    for (vec_each(const struct id_column, c, &id->person_column)) {
        uint32_t node = id_column_node(id, c, row);
        if (node && !is_aside(id, node))
            return node;
    }
    return NODE_NONE;
}

// The doom of a device or transaction that the row carries.
static unsigned char doom_of_others(const struct identity *id, const struct erase *e, size_t row)
{
    unsigned char doom = DOOM_NONE;
    for (size_t i = 0; i < id->spaces; i++) {
        uint32_t node =
            id->space[i].kind != SPACE_PERSON ? identity_node(id, &id->space[i], row) : NODE_NONE;
        if (node && (doom == DOOM_NONE || e->doom[node] == DOOM_ROWS))
            doom = e->doom[node] ? e->doom[node] : doom;
    }
    return doom;
}

static void blank_spaces(struct identity *id, size_t row, enum space_kind kind)
{
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].kind == kind && id->space[i].column != NO_COLUMN)
            id->t->column.p[id->space[i].column].code.p[row] = 0;
    for (vec_each(const struct id_column, c, &id->person_column))
        if (kind == SPACE_PERSON)
            id->t->column.p[c->column].code.p[row] = 0;
}

// Take the ids of others, who are forgotten, off a row that stays.
static bool blank_doomed(struct identity *id, const struct erase *e, size_t row)
{
    bool blanked = false;
    for (size_t i = 0; i < id->spaces; i++) {
        uint32_t node = identity_node(id, &id->space[i], row);
        if (node && e->doom[node]) {
            id->t->column.p[id->space[i].column].code.p[row] = 0;
            blanked = true;
        }
    }
    for (vec_each(const struct id_column, c, &id->person_column)) {
        uint32_t node = id_column_node(id, c, row);
        if (node && e->doom[node]) {
            id->t->column.p[c->column].code.p[row] = 0;
            blanked = true;
        }
    }
    return blanked;
}

static void drop(struct identity *id, struct erase *e, size_t row)
{
    id->entity[row] = NODE_REJECTED;
    id->own[row] = id->live[row] = NODE_NONE;
    id->mark[row] = 0;
    id->result->summary.forgotten++;
    e->action[row] = FORGET_REMOVED;
}

// A row goes to its device, without the numbers that lead to a person.
static void give_back(struct identity *id, struct erase *e, size_t row)
{
    blank_spaces(id, row, SPACE_TRANSACTION);
    id->entity[row] = device_of(id, e, row);
    id->live[row] = NODE_NONE;
}

static bool has_transaction(const struct identity *id, size_t row)
{
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].kind == SPACE_TRANSACTION && identity_node(id, &id->space[i], row))
            return true;
    return false;
}

// Whether a device of the row was somebody's who is forgotten, at that time.
static bool in_span(const struct identity *id, const struct erase *e, size_t row)
{
    int64_t time = id->t->time.p[row];
    for (size_t i = 0; i < id->spaces; i++) {
        uint32_t node =
            id->space[i].kind == SPACE_DEVICE ? identity_node(id, &id->space[i], row) : NODE_NONE;
        const struct tombstone *span = node ? e->span[node] : NULL;
        while (span && !(span->since <= time && time <= span->until))
            if (!tombstone_next(e->stones, &span))
                span = NULL;
        if (span)
            return true;
    }
    return false;
}

static unsigned char doom_of_customer(const struct identity *id, const struct erase *e, size_t row)
{
    uint32_t node = id->entity[row];
    return node == NODE_NONE || node == NODE_REJECTED ? DOOM_NONE : e->component[node];
}

static void erase_row(struct identity *id, struct erase *e, size_t row)
{
    uint32_t own = id->own[row], strongest = own ? strongest_own(id, row) : NODE_NONE;
    unsigned char carried = own ? e->component[own] : DOOM_NONE;
    if (own && !carried)
        carried = e->doom[strongest];
    unsigned char others = doom_of_others(id, e, row), stitched = doom_of_customer(id, e, row);
    if (carried == DOOM_ROWS || others == DOOM_ROWS) {
        drop(id, e, row);
    } else if (carried) {
        blank_spaces(id, row, SPACE_PERSON);
        id->own[row] = NODE_NONE;
        give_back(id, e, row);
        e->action[row] = FORGET_STRIPPED;
    } else if (stitched) {
        give_back(id, e, row);
        e->action[row] = FORGET_RETURNED;
        if (!id->entity[row] && stitched == DOOM_ROWS)
            drop(id, e, row);
    } else if (!own && in_span(id, e, row) && !has_transaction(id, row)) {
        give_back(id, e, row);
    }
    if (id->entity[row] != NODE_REJECTED && blank_doomed(id, e, row) && !e->action[row])
        e->action[row] = FORGET_BLANKED;
    if (id->live[row] && e->component[id->live[row]])
        id->live[row] = NODE_NONE;
}

void erase_rows(struct identity *id, struct erase *e)
{
    for (size_t row = 0; row < id->t->time.n; row++)
        erase_row(id, e, row);
}

// ---- devices

static int compare_traces(const void *a, const void *b)
{
    const struct trace *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

// Whether a row is to be kept from others by a new tombstone: old ones do not know of it.
static bool is_returned(const struct identity *id, const struct erase *e, size_t row)
{
    return e->action[row] != FORGET_KEPT && e->action[row] != FORGET_BLANKED &&
           !in_span(id, e, row);
}

static void collect(struct identity *id, struct erase *e, const bool *concerned)
{
    for (size_t i = 0; i < id->spaces; i++)
        for (size_t row = 0; id->space[i].kind == SPACE_DEVICE && row < id->t->time.n; row++) {
            uint32_t node = identity_node(id, &id->space[i], row);
            if (node && concerned[node])
                vec_push(&e->trace, (struct trace){node, (uint32_t)row, id->t->time.p[row],
                                                   is_returned(id, e, row)});
        }
}

void erase_devices(struct identity *id, struct erase *e)
{
    bool *concerned = mem_zero((size_t)id->nodes + 1);
    for (size_t i = 0; i < id->spaces; i++)
        for (size_t row = 0; id->space[i].kind == SPACE_DEVICE && row < id->t->time.n; row++) {
            uint32_t node = identity_node(id, &id->space[i], row);
            if (node && e->action[row] != FORGET_REMOVED && is_returned(id, e, row))
                concerned[node] = true;
        }
    collect(id, e, concerned);
    free(concerned);
    if (e->trace.n)
        qsort(e->trace.p, e->trace.n, sizeof *e->trace.p, compare_traces);
    for (size_t i = 0, end; i < e->trace.n; i = end) {
        const struct trace *first = &e->trace.p[i];
        end = i + 1;
        if (!first->returned)
            continue;
        while (end < e->trace.n && e->trace.p[end].node == first->node && e->trace.p[end].returned)
            end++;
        tombstones_add(&e->added, TOMBSTONE_DEVICE, space_of(id, first->node)->def->name,
                       space_value(id, first->node), first->time, e->trace.p[end - 1].time);
    }
}
