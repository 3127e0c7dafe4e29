// Rows that are one touchpoint: those of a file that agree in the fields that the source declares.
#include "ingest/part.h"

void once_add(struct part *p)
{
    const struct mapping *m = &p->mapping;
    bool any = false;
    p->said.n = 0;
    buf_clear(&p->scratch);
    vec_reserve(&p->said, m->once.n);
    for (vec_each(const struct target, t, &m->once)) {
        struct str value = mapping_value(m, t, m->record);
        any = any || value.n;
        p->said.p[p->said.n++] = value;
    }
    // Who has no name at all is nobody else's row.
    vec_push(&p->once,
             any ? seen_key(&p->scratch, p->said.p, p->said.n) : ((struct seen_key){0, 0}));
}

void once_mark(struct part *p, struct seen *seen)
{
    p->further.n = 0;
    for (vec_each(const struct seen_key, key, &p->once)) {
        bool named = key->low || key->high;
        vec_push(&p->further, named && !seen_add_key(seen, *key));
    }
}

void once_drop(struct part *p)
{
    uint64_t found = 0;
    for (size_t i = 0; i < p->further.n; i++) {
        if (!p->further.p[i])
            continue;
        found++;
        part_uncount(p, &p->notes.p[i].marks);
    }
    p->count.duplicate += found;
    p->count.further += found;
    if (found == 0)
        return;
    uint8_t *out = mem_array(p->further.n, 1);
    memcpy(out, p->further.p, p->further.n);
    part_keep_rows(p, out);
    free(out);
}
