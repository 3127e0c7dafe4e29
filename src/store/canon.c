// Canonical columns: the values in use, sorted, and codes that follow.
#include "store/canon.h"

#include "base/mem.h"
#include "stitch/sort.h"

#include <stdlib.h>

// The codes in use, sorted by their values.
static uint32_t *sorted_codes(struct names names, const uint32_t *map, uint32_t *n)
{
    uint32_t *used = mem_array((size_t)names.count + 1, sizeof *used);
    *n = 0;
    for (uint32_t code = 1; code < names.count; code++)
        if (map[code])
            used[(*n)++] = code;
    sort_codes(names, used, *n);
    return used;
}

static bool is_identity(const uint32_t *used, uint32_t n, uint32_t count)
{
    bool same = n + 1 == count;
    for (uint32_t i = 0; same && i < n; i++)
        same = used[i] == i + 1;
    return same;
}

static void copy_values(struct canon_values *v, struct names names, const uint32_t *used,
                        uint32_t n)
{
    v->start = mem_array((size_t)n + 2, sizeof *v->start);
    v->start[0] = v->start[1] = 0;
    for (uint32_t i = 0; i < n; i++)
        v->start[i + 2] = v->start[i + 1] + names_get(names, used[i]).n;
    v->bytes = mem_alloc((size_t)v->start[n + 1]);
    for (uint32_t i = 0; i < n; i++) {
        struct str s = names_get(names, used[i]);
        memcpy(v->bytes + v->start[i + 1], s.p, s.n);
    }
    v->names = (struct names){n + 1, v->start, v->bytes};
}

struct canon_values canon_values(struct names names, uint32_t *map)
{
    struct canon_values v = {.names = names};
    uint32_t n, *used = sorted_codes(names, map, &n);
    if (!is_identity(used, n, names.count))
        copy_values(&v, names, used, n);
    map[0] = 0;
    for (uint32_t i = 0; i < n; i++)
        map[used[i]] = i + 1;
    free(used);
    return v;
}

void canon_values_free(struct canon_values *v)
{
    free(v->start);
    free(v->bytes);
    *v = (struct canon_values){0};
}

// Values that belong to another become a copy.
static void take(struct canon *c, struct canon_values *v)
{
    c->count = v->names.count;
    if (!v->start) {
        uint64_t bytes = v->names.start[c->count];
        v->start = mem_array((size_t)c->count + 1, sizeof *v->start);
        v->bytes = mem_alloc((size_t)bytes);
        memcpy(v->start, v->names.start, ((size_t)c->count + 1) * sizeof *v->start);
        if (bytes)
            memcpy(v->bytes, v->names.bytes, (size_t)bytes);
    }
    c->start = v->start;
    c->bytes = v->bytes;
}

struct canon canon_make(struct names names, const uint32_t *code, const uint32_t *order, size_t n)
{
    struct canon c = {.code = mem_array(n, sizeof *c.code)};
    uint32_t *map = mem_zero(((size_t)names.count + 1) * sizeof *map);
    for (size_t i = 0; i < n; i++) {
        c.code[i] = code[order ? order[i] : i];
        map[c.code[i]] = 1;
    }
    struct canon_values values = canon_values(names, map);
    take(&c, &values);
    for (size_t i = 0; i < n; i++)
        c.code[i] = map[c.code[i]];
    free(map);
    return c;
}

void canon_free(struct canon *c)
{
    free(c->start);
    free(c->bytes);
    free(c->code);
    *c = (struct canon){0};
}
