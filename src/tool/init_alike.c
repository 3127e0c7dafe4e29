// Ids of several sources that go by different names and have the same values.
#include "tool/init.h"

#include <stdlib.h>

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void draft_add_id(struct draft *draft, struct plan_of_study *plan, struct str space,
                  enum id_kind kind, const struct profile *p)
{
    struct draft_id id = {space, kind, {NULL, 0}};
    uint32_t n = p ? (uint32_t)profile_distinct(p) : 0;
    id.values.p = arena_array(&plan->arena, n + 1, struct str);
    for (uint32_t i = 0; i < n; i++)
        id.values.p[id.values.n++] = arena_str(&plan->arena, dict_get(&p->values, i + 1));
    if (n)
        qsort(id.values.p, n, sizeof *id.values.p, by_bytes);
    vec_push(&draft->id, id);
}

static size_t shared(struct strs a, struct strs b)
{
    size_t found = 0;
    for (size_t i = 0, k = 0; i < a.n && k < b.n;) {
        int order = str_cmp(a.p[i], b.p[k]);
        found += order == 0;
        i += order <= 0;
        k += order >= 0;
    }
    return found;
}

static void compare(struct buf *out, const struct draft *x, const struct draft_id *a,
                    const struct draft *y, const struct draft_id *b)
{
    enum { LEAST = 3 };
    if (a->kind != ID_PERSON || b->kind != ID_PERSON || str_eq(a->space, b->space))
        return;
    size_t found = shared(a->values, b->values);
    size_t fewer = a->values.n < b->values.n ? a->values.n : b->values.n;
    if (found < LEAST || found * 2 < fewer)
        return;
    buf_printf(out, "# unsure: the same people? %zu of %zu values of %.*s in ", found, a->values.n,
               STR_ARG(a->space));
    add_comment_text(out, x->name);
    buf_printf(out, " are also of %.*s in ", STR_ARG(b->space));
    add_comment_text(out, y->name);
    buf_add_byte(out, '\n');
}

void add_alike(struct buf *out, const struct plan_of_study *plan)
{
    enum { SOURCES_MOST = 100 }; // of more nobody would read the pairs
    if (plan->draft.n > SOURCES_MOST)
        return;
    for (size_t i = 0; i < plan->draft.n; i++)
        for (size_t k = i + 1; k < plan->draft.n; k++) {
            const struct draft *x = &plan->draft.p[i], *y = &plan->draft.p[k];
            if (x->wanting || y->wanting)
                continue;
            for (vec_each(const struct draft_id, a, &x->id))
                for (vec_each(const struct draft_id, b, &y->id))
                    compare(out, x, a, y, b);
        }
}
