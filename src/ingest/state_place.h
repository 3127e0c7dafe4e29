// Where a file goes on that an earlier run has read, whatever its name is now.
#ifndef INGEST_STATE_PLACE_H
#define INGEST_STATE_PLACE_H

#include "ingest/state.h"
#include "text/record.h"

// A file of this run, from state_enter to state_leave.
struct state_place {
    uint64_t offset, lines; // records that begin before it were read; 0: none
    int64_t last, latest;
    bool skip;    // there is nothing new
    bool hold;    // it may grow: a record that its end leaves open waits
    bool tracked; // what is read is remembered
    bool passable;
    bool back; // records before `offset` are read again, and passed over
    struct state_file now;
    struct str head, tail; // bytes at `now.start`; those before `offset`
    char bytes[2][STATE_HEAD];
};

struct state_entry {
    struct str name, path, encoding;
    bool duplicates; // rows that come again are noticed
};

// Find out where the file of a reader that was just opened goes on. False fills d: reading failed,
// or the file is not what it was, and its rows would come twice.
bool state_enter(struct state_source *s, const struct state_entry *entry, struct reader *reader,
                 struct state_place *place, struct diag *d);

// What a file was read to, at its end. behind: bytes before `offset`, as far as they are at hand.
struct state_end {
    uint64_t offset, lines;
    int64_t last, latest;
    struct str behind;
    bool passable;
};

void state_leave(struct state_source *s, const struct state_place *place,
                 const struct state_end *end);

#endif
