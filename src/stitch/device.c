// Devices: rows without a person of their own get the one who was signed in on the device.
#include "stitch/identity.h"

#include "query/query.h"

// Of one device's rows in their total order, or of a part of them that a sign-out ends.
struct carry {
    struct identity *id;
    enum device_policy policy;
    const uint32_t *row;
    size_t n;
    uint32_t holder;   // by a link file, or NODE_NONE
    uint32_t *by_last; // scratch, by place: the person signed in before
};

static bool near(const struct identity *id, uint32_t from, uint32_t to)
{
    return id->t->time.p[to] - id->t->time.p[from] <= id->study->identity.look_back;
}

static void set(uint32_t *at, uint32_t value)
{
    if (*at == NODE_NONE)
        *at = value;
}

// How many people sign in, two standing for more.
static unsigned people(const struct carry *c)
{
    uint32_t one = NODE_NONE;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t own = c->id->own[c->row[i]];
        if (own && one && own != one)
            return 2;
        one = own ? own : one;
    }
    return one != NODE_NONE;
}

// What was known at the time: the last sign-in before. In quarantine nothing is, once there were
// two people.
static void fill_live(const struct carry *c)
{
    struct identity *id = c->id;
    uint32_t sign_in = ROW_NONE;
    bool several = false;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t row = c->row[i];
        if (id->own[row]) {
            several = several || (sign_in != ROW_NONE && id->own[sign_in] != id->own[row]);
            sign_in = row;
        }
        bool known = sign_in != ROW_NONE && near(id, sign_in, row);
        c->by_last[i] = known ? id->own[sign_in] : NODE_NONE;
        if (c->policy != DEVICE_QUARANTINE || !several)
            set(&id->live[row], known ? c->by_last[i] : c->holder);
    }
}

static void give(const struct carry *c, uint32_t row, uint32_t person, bool sign_in_far)
{
    set(&c->id->carried[row], person ? person : c->holder);
    if (!person && sign_in_far)
        c->id->mark[row] |= ROW_OUTSIDE;
}

// The last sign-in before within the look-back, else the first after, else the default holder.
static void carry_nearest(const struct carry *c)
{
    struct identity *id = c->id;
    bool any = people(c) > 0;
    uint32_t sign_in = ROW_NONE;
    for (size_t i = c->n; i-- > 0;) {
        uint32_t row = c->row[i];
        if (id->own[row]) {
            sign_in = row;
            continue;
        }
        uint32_t person = c->by_last[i];
        if (!person && sign_in != ROW_NONE && near(id, row, sign_in))
            person = id->own[sign_in];
        give(c, row, person, any);
    }
}

// The last sign-in of all that is not farther than the look-back, before or after.
static void carry_last(const struct carry *c)
{
    struct identity *id = c->id;
    bool any = people(c) > 0;
    uint32_t sign_in = ROW_NONE;
    for (size_t i = 0, ahead = 0; i < c->n; i++) {
        uint32_t row = c->row[i];
        for (; ahead < c->n && (ahead <= i || near(id, row, c->row[ahead])); ahead++)
            if (id->own[c->row[ahead]])
                sign_in = c->row[ahead];
        bool known = sign_in != ROW_NONE && near(id, sign_in, row);
        if (!id->own[row])
            give(c, row, known ? id->own[sign_in] : NODE_NONE, any);
    }
}

static void carry_part(const struct carry *c)
{
    fill_live(c);
    if (c->policy == DEVICE_LAST)
        carry_last(c);
    else if (c->policy != DEVICE_QUARANTINE || people(c) < 2)
        carry_nearest(c);
}

// Reset: a sign-in begins a part, a sign-out ends one.
static void carry_device(const struct carry *c)
{
    const uint8_t *mark = c->id->mark;
    bool shared = people(c) > 1;
    c->id->result->summary.devices_seen++;
    c->id->result->summary.devices_shared += shared;
    for (size_t i = 0; shared && i < c->n; i++)
        c->id->mark[c->row[i]] |= ROW_SHARED;
    struct carry part = *c;
    for (size_t from = 0, to; from < c->n; from = to) {
        for (to = from + 1;
             to < c->n && (c->policy != DEVICE_RESET || (!(mark[c->row[to]] & ROW_SIGN_IN) &&
                                                         !(mark[c->row[to - 1]] & ROW_SIGN_OUT)));
             to++)
            continue;
        part.row = c->row + from;
        part.n = to - from;
        carry_part(&part);
    }
}

static void carry_space(struct identity *id, const struct space *s)
{
    size_t rows = id->t->time.n;
    const uint32_t *code = id->t->column.p[s->column].code.p;
    uint32_t devices = s->names.count - 1;
    uint32_t *group = mem_array(rows, sizeof *group), *order = mem_array(rows, sizeof *order);
    uint64_t *offset = mem_array((size_t)devices + 1, sizeof *offset);
    for (size_t row = 0; row < rows; row++)
        group[row] = code[row] ? code[row] : ORDER_DROP;
    order_rows(group, rows, devices, &id->keys, order, offset);
    // The groups are not needed any more.
    struct carry c = {.id = id, .policy = s->def->policy, .by_last = group};
    for (uint32_t device = 0; device < devices; device++) {
        uint32_t holder = id->holder[s->base + device + 1];
        c.row = order + offset[device];
        c.n = (size_t)(offset[device + 1] - offset[device]);
        c.holder = holder ? id->person[holder] : NODE_NONE;
        if (c.n)
            carry_device(&c);
    }
    free(group);
    free(order);
    free(offset);
}

// Mark the rows that a predicate of the study matches.
static bool mark_rows(struct identity *id, struct str text, const char *key, uint8_t mark,
                      struct diag *d)
{
    enum { BLOCK = 4096 };
    if (text.n == 0)
        return true;
    struct column *columns = mem_array(id->t->column.n, sizeof *columns);
    struct frame f = touchpoints_frame(id->t, columns);
    struct query *query = query_predicate(text, &f, id->study, true, d);
    uint64_t *mask = mem_array(BLOCK, sizeof *mask);
    for (size_t from = 0, n; query && from < f.rows; from += n) {
        n = f.rows - from < BLOCK ? f.rows - from : BLOCK;
        query_match(query, NULL, from, n, mask);
        for (size_t i = 0; i < n; i++)
            id->mark[from + i] |= mask[i] & 1 ? mark : 0;
    }
    if (!query)
        diag_more(d, " (identity: %s)", key);
    bool good = query != NULL;
    query_free(query);
    free(columns);
    free(mask);
    return good;
}

bool devices_carry(struct identity *id, struct diag *d)
{
    const struct study_identity *def = &id->study->identity;
    if (!mark_rows(id, def->sign_in, "sign-in", ROW_SIGN_IN, d) ||
        !mark_rows(id, def->sign_out, "sign-out", ROW_SIGN_OUT, d))
        return false;
    // Stronger devices first: what one of them says stays.
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].kind == SPACE_DEVICE && id->space[i].column != NO_COLUMN)
            carry_space(id, &id->space[i]);
    return true;
}
