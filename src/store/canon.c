// Canonical columns: the values in use, sorted, and codes that follow.
#include "store/canon.h"

#include "base/mem.h"
#include "stitch/sort.h"

#include <stdlib.h>

struct canon canon_make(struct names names, const uint32_t *code, const uint32_t *order, size_t n)
{
    struct canon c = {.count = 1, .code = mem_array(n, sizeof *c.code)};
    uint32_t *map = mem_zero(((size_t)names.count + 1) * sizeof *map);
    uint32_t *used = mem_array((size_t)names.count + 1, sizeof *used);
    uint64_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        c.code[i] = code[order ? order[i] : i];
        if (c.code[i] && !map[c.code[i]]) {
            map[c.code[i]] = 1;
            used[c.count - 1] = c.code[i];
            bytes += names_get(names, c.code[i]).n;
            c.count++;
        }
    }
    sort_codes(names, used, c.count - 1);
    c.start = mem_array((size_t)c.count + 1, sizeof *c.start);
    c.bytes = mem_alloc((size_t)bytes);
    c.start[0] = c.start[1] = 0;
    for (uint32_t k = 1; k < c.count; k++) {
        struct str s = names_get(names, used[k - 1]);
        memcpy(c.bytes + c.start[k], s.p, s.n);
        c.start[k + 1] = c.start[k] + s.n;
        map[used[k - 1]] = k;
    }
    for (size_t i = 0; i < n; i++)
        c.code[i] = map[c.code[i]];
    free(map);
    free(used);
    return c;
}

void canon_free(struct canon *c)
{
    free(c->start);
    free(c->bytes);
    free(c->code);
    *c = (struct canon){0};
}
