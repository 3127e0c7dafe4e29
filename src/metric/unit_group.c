// The rows of groups: dealt out by group, then put in order of time.
#include "metric/unit_group.h"

#include "base/mem.h"

#include <stdlib.h>

struct timed {
    int64_t time;
    uint64_t row;
};

static int compare(const void *a, const void *b)
{
    const struct timed *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void sort_group(const struct journeys *j, uint64_t *row, size_t n, struct timed *spare)
{
    for (size_t i = 0; i < n; i++)
        spare[i] = (struct timed){j->frame.time[row[i]], row[i]};
    qsort(spare, n, sizeof *spare, compare);
    for (size_t i = 0; i < n; i++)
        row[i] = spare[i].row;
}

void unit_groups_open(struct unit_groups *g, const struct journeys *j, const struct column *column)
{
    uint64_t rows = j->offset[j->customers], most = 0;
    g->groups = column->names.count ? column->names.count - 1 : 0;
    uint64_t *at = mem_zero((g->groups + 2) * sizeof *at);
    g->row = mem_array(rows, sizeof *g->row);
    g->offset = mem_array(g->groups + 1, sizeof *g->offset);
    for (uint64_t r = 0; r < rows; r++)
        at[column->code[r]]++;
    g->offset[0] = 0;
    for (size_t i = 0; i < g->groups; i++) {
        most = at[i + 1] > most ? at[i + 1] : most;
        g->offset[i + 1] = g->offset[i] + at[i + 1];
        at[i + 1] = g->offset[i];
    }
    for (uint64_t r = 0; r < rows; r++)
        if (column->code[r])
            g->row[at[column->code[r]]++] = r;
    struct timed *spare = mem_array(most, sizeof *spare);
    for (size_t i = 0; i < g->groups; i++)
        sort_group(j, g->row + g->offset[i], (size_t)(g->offset[i + 1] - g->offset[i]), spare);
    free(spare);
    free(at);
}

void unit_groups_close(struct unit_groups *g)
{
    free(g->offset);
    free(g->row);
    *g = (struct unit_groups){0};
}
