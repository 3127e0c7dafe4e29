// What forgetting knows while it goes over the rows. Private to forget.c and erase.c.
#ifndef STITCH_ERASE_H
#define STITCH_ERASE_H

#include "model/identity.h"
#include "stitch/forget.h"
#include "stitch/identity.h"

enum { DOOM_NONE, DOOM_ROWS, DOOM_ID };

struct fresh { // an id that no row has
    struct str space, value;
};

struct trace { // a device's row
    uint32_t node, row;
    int64_t time;
    bool returned;
};

struct erase {
    struct tombstones own, *stones;
    struct tombstones added;       // for those who are to be forgotten now
    unsigned char *doom;           // of each node; NULL: there is nobody to forget
    unsigned char *asked;          // of each node that is to be forgotten now
    unsigned char *component;      // of each root, or device or transaction
    const struct tombstone **span; // of each device: its first span, or NULL
    unsigned char *action;         // of each row
    VEC(struct fresh) fresh;
    VEC(struct trace) trace;
};

// Set entity, live and own of the rows that are concerned, and take ids off them.
void erase_rows(struct identity *id, struct erase *e);

// Add tombstones for the spans in which devices gave rows to those who are forgotten.
void erase_devices(struct identity *id, struct erase *e);

#endif
