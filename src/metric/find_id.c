// Customers by any of their ids.
#include "metric/find_id.h"

#include "model/identity.h"

enum { SHOWN = 5 };

struct found {
    size_t customer[SHOWN], n;
};

void find_id_value(const struct study *study, struct str space, struct str value, struct buf *out)
{
    const struct study_namespace *n = study ? study_namespace(study, space) : NULL;
    if (n && identity_normalise(n, value, out))
        return;
    buf_clear(out);
    buf_add(out, str_trim(value));
}

size_t find_id_owner(const struct journeys *j, uint64_t row)
{
    size_t low = 0, high = j->customers;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (j->offset[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

// Every customer that has a row with the code.
static void look(const struct journeys *j, const struct column *c, uint32_t code, struct found *f)
{
    for (uint64_t row = 0; code && row < j->offset[j->customers]; row++) {
        if (c->code[row] != code)
            continue;
        size_t customer = find_id_owner(j, row);
        bool known = false;
        for (size_t i = 0; i < f->n && i < SHOWN; i++)
            known = known || f->customer[i] == customer;
        if (!known && f->n < SHOWN)
            f->customer[f->n] = customer;
        f->n += !known;
        row = j->offset[customer + 1] - 1; // the loop goes on with the next customer
    }
}

static bool fault_several(const struct journeys *j, struct str text, const struct found *f,
                          struct diag *d)
{
    diag_set(d, FAULT_USAGE, "%.*s is on touchpoints of %zu customers: ", STR_ARG(text), f->n);
    for (size_t i = 0; i < f->n && i < SHOWN; i++)
        diag_more(d, "%s%.*s", i ? ", " : "",
                  STR_ARG(names_get(j->customer, (uint32_t)f->customer[i] + 1)));
    diag_more(d, "%s; name one", f->n > SHOWN ? ", …" : "");
    return false;
}

bool find_id(struct journeys *j, struct str text, size_t *customer, struct diag *d)
{
    if (journeys_find(j, text, customer, d))
        return true;
    struct found found = {.n = 0};
    struct str rest = text, space = str_cut(&rest, ':');
    struct buf value = {0};
    for (size_t i = 0; i < j->frame.columns; i++) {
        struct str name = j->frame.column[i].name;
        struct diag damaged = {0};
        if (!str_starts(name, STR("id.")))
            continue;
        const struct column *c = frame_column(&j->frame, name, &damaged);
        if (!c) {
            buf_free(&value);
            *d = damaged;
            return false;
        }
        struct str own = str_slice(name, 3, name.n);
        bool named = rest.p && str_eq(space, own);
        find_id_value(j->study, own, named ? rest : text, &value);
        look(j, c, names_find(c->names, buf_str(&value)), &found);
    }
    buf_free(&value);
    if (found.n == 0) {
        diag_more(d, "; --why tells whose another id is");
        return false;
    }
    *d = (struct diag){0};
    *customer = found.customer[0];
    return found.n == 1 || fault_several(j, text, &found, d);
}
