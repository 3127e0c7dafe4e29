// Sessions: runs of a customer's acts, parted as sessions { … } of the study says.
#ifndef METRIC_SESSION_H
#define METRIC_SESSION_H

#include "metric/direction.h"
#include "store/journeys.h"

struct zone;

// What parts them, looked up once.
struct session_rules {
    const int64_t *time;
    struct direction direction;
    int64_t gap, maximum;
    struct zone *midnight;         // NULL: midnight parts none
    const struct column *campaign; // NULL: likewise
    const struct column *person;   // live
};

// The study's rules (NULL: the default ones). False fills d. Close in either case.
bool session_rules_open(struct session_rules *r, struct journeys *j, struct diag *d);
void session_rules_close(struct session_rules *r);

// Where a walk over a customer's rows is. All zeros before the first.
struct session {
    bool open;
    int64_t start, last; // the session's first act, and the last so far
    uint32_t campaign, person;
    uint32_t number; // from 1
};

// Whether an act begins a new session; the acts of a customer in order.
bool session_act(const struct session_rules *r, struct session *s, uint64_t row);

// The number of the session that any row belongs to, rows in order: that of an act; of what is no
// act, the open one, if it lies less than the gap behind its last act; else 0.
uint32_t session_of(const struct session_rules *r, struct session *s, uint64_t row);

#endif
