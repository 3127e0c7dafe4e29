// Who is forgotten: keyed hashes of ids, which tell nobody who it was, in one file.
#ifndef STITCH_TOMBSTONES_H
#define STITCH_TOMBSTONES_H

#include "base/key.h"
#include "base/vec.h"
#include "model/study.h"

enum tombstone_kind {
    TOMBSTONE_ROWS,   // of an id: rows that carry it are left out
    TOMBSTONE_ID,     // of an id: it is taken off the rows that carry it
    TOMBSTONE_DEVICE, // of a device: its rows of a span of time are nobody's
    TOMBSTONE_KINDS
};

struct tombstone {
    enum tombstone_kind kind;
    unsigned char token[TOKEN_BYTES];
    int64_t since, until; // µs UTC, both included; of TOMBSTONE_DEVICE
};

struct tombstones {
    struct key key;
    bool keyed; // the study has a key
    VEC(struct tombstone) stone;
};

// Read the study's: without the key privacy.tombstones there are none, without the file none yet.
// False fills d: no key, a file that is none, or one of another key.
bool tombstones_read(struct tombstones *t, struct study *study, struct diag *d);
void tombstones_free(struct tombstones *t);

// Write them all, which must be sorted, to the study's file. False fills d.
bool tombstones_write(struct tombstones *t, struct study *study, struct diag *d);

// Add a stone for an id; since and until are 0 but for a device.
void tombstones_add(struct tombstones *t, enum tombstone_kind kind, struct str space,
                    struct str value, int64_t since, int64_t until);

void tombstones_sort(struct tombstones *t); // each once; before tombstones_find and _write

// The first stone of that kind and id, or NULL; others of it follow.
const struct tombstone *tombstones_find(const struct tombstones *t, enum tombstone_kind kind,
                                        struct str space, struct str value);
bool tombstone_next(const struct tombstones *t, const struct tombstone **stone); // of the same id

#endif
