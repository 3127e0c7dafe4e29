// The ids of one customer: on how many touchpoints, and when first and last.
#include "metric/find_id.h"
#include "metric/metric.h"

#include <stdlib.h>

struct seen {
    const struct column *column;
    uint32_t code;
    uint64_t rows;
    int64_t first, last;
};

struct list {
    VEC(struct seen) item;
};

// The rows of a customer are in order of time: the first that has a value is its first.
static void collect(struct list *l, const struct journeys *j, size_t customer,
                    const struct column *c)
{
    size_t from = l->item.n;
    uint32_t *at = mem_zero(c->names.count * sizeof *at);
    for (uint64_t row = j->offset[customer]; row < j->offset[customer + 1]; row++) {
        uint32_t code = c->code[row];
        int64_t time = j->frame.time[row];
        if (!code)
            continue;
        if (!at[code]) {
            vec_push(&l->item, (struct seen){c, code, 0, time, time});
            at[code] = (uint32_t)(l->item.n - from);
        }
        struct seen *s = &l->item.p[from + at[code] - 1];
        s->rows++;
        s->last = time;
    }
    free(at);
}

static int compare(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    int order = str_cmp(x->column->name, y->column->name);
    return order ? order
                 : str_cmp(names_get(x->column->names, x->code),
                           names_get(y->column->names, y->code));
}

static void fill(struct table *t, const struct list *l, struct str customer)
{
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "namespace", "namespace", CELL_TEXT);
    table_column(t, "value", "value", CELL_TEXT);
    table_column(t, "rows", "rows", CELL_COUNT);
    table_column(t, "first_time", "first seen", CELL_TIME);
    table_column(t, "last_time", "last seen", CELL_TIME);
    for (vec_each(const struct seen, s, &l->item)) {
        table_text(t, customer);
        table_text(t, str_slice(s->column->name, 3, s->column->name.n));
        table_text(t, names_get(s->column->names, s->code));
        table_count(t, (int64_t)s->rows);
        table_count(t, s->first);
        table_count(t, s->last);
    }
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    size_t customer;
    struct list l = {0};
    if (!find_id(j, ask->customer, &customer, d))
        return false;
    struct str name = names_get(j->customer, (uint32_t)customer + 1);
    bool good = true;
    for (size_t i = 0; good && i < j->frame.columns; i++) {
        struct str column = j->frame.column[i].name;
        if (!str_starts(column, STR("id.")))
            continue;
        const struct column *c = frame_column(&j->frame, column, d);
        good = c != NULL;
        if (good)
            collect(&l, j, customer, c);
    }
    if (good) {
        if (l.item.n)
            qsort(l.item.p, l.item.n, sizeof *l.item.p, compare);
        fill(t, &l, name);
        t->title = arena_printf(&t->arena, "Ids of %.*s", STR_ARG(name));
        t->unit = STR("touchpoints");
        t->n = j->offset[customer + 1] - j->offset[customer];
        if (ask->top)
            table_head(t, ask->top);
    }
    vec_free(&l.item);
    return good;
}

const struct metric metric_ids = {
    .name = "ids",
    .title = "Ids of a customer",
    .definition = "Every id on the customer's touchpoints, on how many, and when it was first and "
                  "last seen. Ids that stand only in link files are not among them.",
    .run = run,
};
