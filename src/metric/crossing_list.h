// All switches of a question as a flat list, for the tables that group them.
#ifndef METRIC_CROSSING_LIST_H
#define METRIC_CROSSING_LIST_H

#include "metric/crossing.h"

struct crossing_entry {
    int64_t gap; // µs from the last act in the old channel
    uint32_t from, to, customer;
    uint32_t repeat; // event that was given again; 0: not broken
    bool progressed, broken;
};

struct crossing_list {
    VEC(struct crossing_entry) item;
};

// All switches, sorted by (from, to, repeat, customer) as codes, then gap.
void crossing_list_make(struct crossing_list *l, const struct acts_plan *p);
void crossing_list_free(struct crossing_list *l);

// Entries item[first … end) are alike.
struct crossing_group {
    size_t first, end;
    const struct crossing_entry *head;
};

struct crossing_groups {
    VEC(struct crossing_group) group;
};

// Group by (from, to), or (from, to, repeat) of the broken ones only. Most frequent first, then by
// the names of channels and event.
void crossing_group_by(struct crossing_groups *g, const struct crossing_list *l,
                       const struct acts_plan *p, bool breaks);
void crossing_groups_free(struct crossing_groups *g);

#endif
