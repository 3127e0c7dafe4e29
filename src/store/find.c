// Finding a customer by name.
#include "store/journeys.h"

#include "base/mem.h"
#include "base/suggest.h"

#include <stdlib.h>

enum { SUGGEST_AMONG = 20000 }; // customers; among more, looking for near names takes too long

static struct str name_of(const struct journeys *j, size_t c)
{
    return names_get(j->customer, (uint32_t)c + 1);
}

static bool find_full(const struct journeys *j, struct str name, size_t *customer)
{
    size_t low = 0, high = j->customers;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(name_of(j, middle), name);
        if (order == 0) {
            *customer = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static struct str value_of(struct str name)
{
    size_t colon = str_find(name, ':', 0);
    return colon == SIZE_MAX ? name : str_slice(name, colon + 1, name.n);
}

static bool not_found(const struct journeys *j, struct str name, struct diag *d)
{
    diag_set(d, FAULT_USAGE, "no customer %.*s", STR_ARG(name));
    size_t n = j->customers <= SUGGEST_AMONG ? j->customers : 0;
    struct str *names = mem_array(n, sizeof *names);
    for (size_t c = 0; c < n; c++)
        names[c] = name_of(j, c);
    if (n)
        suggest_diag(d, name, names, n);
    free(names);
    return false;
}

bool journeys_find(const struct journeys *j, struct str name, size_t *customer, struct diag *d)
{
    if (find_full(j, name, customer))
        return true;
    size_t found = 0, first = 0;
    for (size_t c = 0; c < j->customers; c++) {
        if (!str_eq(value_of(name_of(j, c)), name))
            continue;
        if (found++)
            return diag_set(d, FAULT_USAGE, "%.*s may be %.*s or %.*s: give the whole name",
                            STR_ARG(name), STR_ARG(name_of(j, first)), STR_ARG(name_of(j, c)));
        first = c;
    }
    if (!found)
        return not_found(j, name, d);
    *customer = first;
    return true;
}
