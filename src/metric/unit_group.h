// The rows of groups, which are of several customers. Private to unit.c.
#ifndef METRIC_UNIT_GROUP_H
#define METRIC_UNIT_GROUP_H

#include "store/journeys.h"

// Group g (0 … groups−1) has the code code[g] in the column and the rows row[offset[g]] …
// row[offset[g + 1]−1], by time and then by customer.
struct unit_groups {
    size_t groups;
    uint64_t *offset, *row;
};

// Rows that have no customer are in no group.
void unit_groups_open(struct unit_groups *g, const struct journeys *j, const struct column *column);
void unit_groups_close(struct unit_groups *g);

#endif
