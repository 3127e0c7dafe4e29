// Erasure: whom to forget now, and what became of the rows.
#ifndef STITCH_FORGET_H
#define STITCH_FORGET_H

#include "stitch/tombstones.h"

enum forget_action {
    FORGET_KEPT,
    FORGET_REMOVED,  // the row carries the id, or nothing but a number that leads to it
    FORGET_STRIPPED, // the row stays, its ids are gone
    FORGET_BLANKED,  // the row is somebody else's, and lost an id of theirs
    FORGET_RETURNED, // the row was stitched through it, and is its device's again
    FORGET_ACTIONS
};

struct stitch_forget {
    struct strs ids; // NAMESPACE:VALUE, or a value that only one namespace has
    bool keep_rows;  // take the ids off the rows that carry them, instead of the rows
    bool absent;     // an id that nobody has is no fault, if it names its namespace
    // The study's, keyed; those of the people to forget and of their devices are added.
    struct tombstones *stones;
    unsigned char *action; // of each row of the touchpoints: allocated by stitch, freed by caller
    uint64_t customers;    // that are forgotten now
};

#endif
