// Which events a source has had already, by their declared ids.
#ifndef INGEST_REPEATS_H
#define INGEST_REPEATS_H

#include "ingest/seen.h"

// An event: its id, what it says beside its time, and when it was.
struct event_key {
    struct seen_key id, said;
    int64_t time;
};

struct repeat_slot {
    struct seen_key key;
    int64_t time; // of the last one that was kept
};

// All zeros is an empty set.
struct repeats {
    struct repeat_slot *slot; // key all zeros: free
    size_t slots, count;
};

enum repeat {
    REPEAT_NEW,
    REPEAT_SAME, // the same id says the same within the window
    REPEAT_OTHER // the same id says something else, or the same at another time
};

// Take note of an event, unless it is REPEAT_SAME. window: µs.
enum repeat repeats_add(struct repeats *r, const struct event_key *event, int64_t window);
void repeats_free(struct repeats *r);

#endif
