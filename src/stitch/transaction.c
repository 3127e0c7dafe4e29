// Transactions: an order number carries its person from the row that has both to those that have
// only the number. What is left goes to an anonymous device, or to nobody.
#include "stitch/identity.h"

struct holder {
    uint32_t row;    // the earliest that has the number and a customer, or ROW_NONE
    uint32_t entity; // that customer
    uint32_t known;  // the earliest whose person was known at its time, or ROW_NONE
};

static uint32_t person_of(const struct identity *id, size_t row)
{
    return id->own[row] ? id->own[row] : id->carried[row];
}

static uint32_t live_person_of(const struct identity *id, size_t row)
{
    return id->own[row] ? id->own[row] : id->live[row];
}

static uint32_t device_of(const struct identity *id, size_t row)
{
    uint32_t node = NODE_NONE;
    for (size_t i = 0; i < id->spaces && !node; i++)
        if (id->space[i].kind == SPACE_DEVICE)
            node = identity_node(id, &id->space[i], row);
    return node;
}

// A person is a better holder than an anonymous device; among equals the earliest row's.
static void offer(const struct identity *id, struct holder *best, uint32_t row, uint32_t entity)
{
    bool person = space_of(id, entity)->kind == SPACE_PERSON;
    if (best->row != ROW_NONE) {
        bool had = space_of(id, best->entity)->kind == SPACE_PERSON;
        if (had != person ? had : order_compare(&id->keys, best->row, row) < 0)
            return;
    }
    best->row = row;
    best->entity = entity;
}

static void offer_known(const struct identity *id, struct holder *best, uint32_t row)
{
    if (live_person_of(id, row) &&
        (best->known == ROW_NONE || order_compare(&id->keys, row, best->known) < 0))
        best->known = row;
}

static struct holder *find_holders(const struct identity *id, const struct space *s)
{
    struct holder *holder = mem_array(s->names.count, sizeof *holder);
    for (uint32_t code = 0; code < s->names.count; code++)
        holder[code] = (struct holder){ROW_NONE, NODE_NONE, ROW_NONE};
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t node = identity_node(id, s, row), entity = node ? person_of(id, row) : NODE_NONE;
        if (node && !entity)
            entity = device_of(id, row);
        if (entity)
            offer(id, &holder[node - s->base], (uint32_t)row, entity);
        if (entity)
            offer_known(id, &holder[node - s->base], (uint32_t)row);
    }
    for (uint32_t code = 1; code < s->names.count; code++) {
        uint32_t given = id->holder[s->base + code];
        bool anonymous =
            holder[code].row == ROW_NONE || space_of(id, holder[code].entity)->kind != SPACE_PERSON;
        if (given && anonymous)
            holder[code] = (struct holder){ROW_NONE, id->person[given], ROW_NONE};
    }
    return holder;
}

// The person that was known for a row's number at its time: by a link file always, else from an
// earlier row, which itself must not owe its person to a later sign-in.
static uint32_t known_at(const struct identity *id, const struct holder *h, size_t row)
{
    if (h->row == ROW_NONE)
        return h->entity;
    bool before = h->known != ROW_NONE && order_compare(&id->keys, h->known, (uint32_t)row) < 0;
    return before ? live_person_of(id, h->known) : NODE_NONE;
}

// Rows without a person of their own that carry a transaction of this space.
static void attribute_space(struct identity *id, const struct space *s, uint32_t *live)
{
    struct holder *holder = find_holders(id, s);
    for (size_t row = 0; row < id->t->time.n; row++) {
        uint32_t node = id->own[row] ? NODE_NONE : identity_node(id, s, row);
        const struct holder *h = node ? &holder[node - s->base] : NULL;
        if (!h || !h->entity)
            continue;
        bool person = space_of(id, h->entity)->kind == SPACE_PERSON;
        bool settled = id->entity[row] && space_of(id, id->entity[row])->kind == SPACE_PERSON;
        if (!id->entity[row] || (person && !settled))
            id->entity[row] = h->entity;
        if (!live[row])
            live[row] = known_at(id, h, row);
    }
    free(holder);
}

// The order of evidence: own ids, a transaction's person, the device's person, the device itself,
// a transaction's anonymous device.
static void settle(struct identity *id, size_t row)
{
    uint32_t by_transaction = id->entity[row], device;
    bool person = by_transaction && space_of(id, by_transaction)->kind == SPACE_PERSON;
    if (id->own[row])
        id->entity[row] = id->own[row];
    else if (person)
        return;
    else if (id->carried[row])
        id->entity[row] = id->carried[row];
    else if ((device = device_of(id, row)) != NODE_NONE)
        id->entity[row] = device;
}

void transactions_attribute(struct identity *id)
{
    size_t rows = id->t->time.n;
    uint32_t *live = mem_zero(rows * sizeof *live); // a transaction's comes before a device's
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].kind == SPACE_TRANSACTION && id->space[i].column != NO_COLUMN)
            attribute_space(id, &id->space[i], live);
    for (size_t row = 0; row < rows; row++) {
        settle(id, row);
        if (id->own[row])
            id->live[row] = id->own[row];
        else if (live[row])
            id->live[row] = live[row];
    }
    free(live);
}
