// Switches as a matrix: a row each channel that is left, a column each channel that is entered.
#include "metric/crossing_list.h"

#include <stdlib.h>

enum { CHANNELS_MOST = 500 }; // a matrix of more is no longer one that can be read

struct name {
    struct str text;
    uint32_t code;
};

static int by_text(const void *a, const void *b)
{
    return str_cmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

// The channels that take part in a switch, by name; place[code] says where.
static size_t channels(const struct crossing_list *l, const struct acts_plan *p,
                       struct name **names, size_t *place)
{
    size_t count = p->channel->names.count, n = 0;
    bool *used = mem_zero(count);
    *names = mem_array(count, sizeof **names);
    for (vec_each(struct crossing_entry, x, &l->item))
        used[x->from] = used[x->to] = true;
    for (uint32_t code = 0; code < count; code++)
        if (used[code])
            (*names)[n++] = (struct name){acts_channel(p, code), code};
    qsort(*names, n, sizeof **names, by_text);
    for (size_t i = 0; i < n; i++)
        place[(*names)[i].code] = i;
    free(used);
    return n;
}

static bool fill(struct table *t, const struct acts_plan *p, const struct crossing_list *l,
                 struct diag *d)
{
    struct name *names;
    size_t *place = mem_array(p->channel->names.count, sizeof *place);
    size_t n = channels(l, p, &names, place);
    bool good = n <= CHANNELS_MOST;
    int64_t *cell = mem_zero(good ? n * n * sizeof *cell : 0);
    if (!good) {
        diag_set(d, FAULT_USAGE,
                 "%zu channels take part in switches, a matrix shows at most %d: choose some with "
                 "--where, or list them with --show switches",
                 n, CHANNELS_MOST);
        n = 0;
    }
    for (const struct crossing_entry *x = l->item.p; n && x < l->item.p + l->item.n; x++)
        cell[place[x->from] * n + place[x->to]]++;
    table_column(t, "from", "from", CELL_TEXT);
    for (size_t i = 0; i < n; i++)
        table_column_of(t, &(struct table_column){names[i].text, names[i].text, CELL_COUNT});
    for (size_t i = 0; i < n; i++) {
        table_text(t, names[i].text);
        for (size_t k = 0; k < n; k++)
            table_count(t, cell[i * n + k]);
    }
    free(cell);
    free(names);
    free(place);
    return good;
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct acts_plan plan;
    struct crossing_list list;
    if (!acts_plan_open(&plan, j, ask, d))
        return false;
    crossing_list_make(&list, &plan);
    bool good = fill(t, &plan, &list, d);
    if (good && ask->top)
        table_head(t, ask->top);
    t->n = list.item.n;
    t->unit = STR("switches");
    crossing_list_free(&list);
    acts_plan_close(&plan);
    return good;
}

const struct metric metric_matrix = {
    .name = "matrix",
    .title = "Switches from channel (row) to channel (column)",
    .definition = "Counts of switches: two consecutive acts of a customer (or case) in different "
                  "channels. Channels without a switch are left out.",
    .run = run,
    .cells = cells_matrix,
};
