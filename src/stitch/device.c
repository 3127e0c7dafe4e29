// Devices: rows without a person of their own get the one who was signed in on the device (carry).
#include "stitch/identity.h"

struct carry {
    struct identity *id;
    const uint32_t *row; // of one device, in their total order
    size_t n;
    uint32_t holder;   // by a link file, or NODE_NONE
    uint32_t *by_last; // scratch, by place: the person signed in before
};

static bool near(const struct identity *id, uint32_t from, uint32_t to)
{
    int64_t look_back = id->study->identity.look_back;
    return id->t->time.p[to] - id->t->time.p[from] <= look_back;
}

static void set(uint32_t *at, uint32_t value)
{
    if (*at == NODE_NONE)
        *at = value;
}

// The last sign-in before within the look-back, else the first after, else the default holder.
static void carry_device(struct carry *c)
{
    struct identity *id = c->id;
    uint32_t sign_in = ROW_NONE;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t row = c->row[i];
        if (id->own[row])
            sign_in = row;
        bool known = sign_in != ROW_NONE && near(id, sign_in, row);
        c->by_last[i] = known ? id->own[sign_in] : NODE_NONE;
        set(&id->live[row], known ? c->by_last[i] : c->holder);
    }
    sign_in = ROW_NONE;
    for (size_t i = c->n; i-- > 0;) {
        uint32_t row = c->row[i];
        if (id->own[row]) {
            sign_in = row;
            continue;
        }
        uint32_t person = c->by_last[i];
        if (!person && sign_in != ROW_NONE && near(id, row, sign_in))
            person = id->own[sign_in];
        set(&id->carried[row], person ? person : c->holder);
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
    struct carry c = {.id = id, .by_last = group}; // the groups are not needed any more
    for (uint32_t device = 0; device < devices; device++) {
        uint32_t holder = id->holder[s->base + device + 1];
        c.row = order + offset[device];
        c.n = (size_t)(offset[device + 1] - offset[device]);
        c.holder = holder ? id->person[holder] : NODE_NONE;
        carry_device(&c);
    }
    free(group);
    free(order);
    free(offset);
}

void devices_carry(struct identity *id)
{
    // Stronger devices first: what one of them says stays.
    for (size_t i = 0; i < id->spaces; i++)
        if (id->space[i].kind == SPACE_DEVICE && id->space[i].column != NO_COLUMN)
            carry_space(id, &id->space[i]);
}
