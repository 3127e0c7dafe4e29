// Touchpoints → customers: normalise ids, join persons, attribute devices and transactions, order.
#ifndef STITCH_STITCH_H
#define STITCH_STITCH_H

#include "base/vec.h"
#include "model/study.h"
#include "model/touchpoints.h"

struct stitch_summary {
    uint64_t rows;          // read
    uint64_t rejected;      // only an unknown transaction, or two values of a unique namespace
    uint64_t unattributed;  // kept, without any usable id: no customer
    uint64_t person_before; // rows that carry a person's id themselves
    uint64_t person_after;  // rows whose customer is a person
    uint64_t device_only;   // rows that stay with an anonymous device
    uint64_t customers;     // all, and of these
    uint64_t persons, devices;
    uint64_t links;          // distinct person links tried
    uint64_t refused;        // that would break a unique namespace or max-ids
    uint64_t blocked;        // id values set aside by the block list or their normaliser
    uint64_t case_rows;      // rows without a key that joined an open case
    uint64_t links_rejected; // lines of link and override files that say nothing usable
    uint64_t aside;          // values set aside for being linked to too many unique ids
    uint64_t dangling;       // ids that only a weaker id ties to somebody else's
};

// A refused join.
struct stitch_link {
    struct str a, b;   // "namespace:value"
    int64_t time;      // of the newest row that has both; TIME_NONE for a link file
    struct str origin; // "file:line"
    struct str reason;
};

// A value that is no id, or that was set aside.
struct stitch_aside {
    struct str space, value; // value: as it came, or normalised; the first 256 bytes
    struct str reason;
    uint64_t rows; // of touchpoints and lines of link files
};

// An id that nothing but weaker ids ties to its customer, where another value of its namespace is
// better known: two people may be taken for one.
struct stitch_dangling {
    struct str id, customer, beside;
};

struct stitch_result {
    struct arena arena;
    struct stitch_summary summary;
    VEC(struct stitch_link) link; // the refused ones, in order of trial
    VEC(struct stitch_aside)
    aside; // most rows first; only those set aside by degree unless details
    VEC(struct stitch_dangling) dangling;
    VEC(uint32_t)
    order; // rows of *t kept, sorted by (customer, time, source rank, file,
           // line); unattributed rows last
};

struct stitch_options {
    unsigned threads;
    bool details; // list every value that is no id
    void (*on_reject)(void *context, struct str source, struct str file, uint64_t line,
                      struct str code, struct str message); // NULL: only counted
    void *context;
};

// Fills the columns customer, live, direction (defaults), id.* (normalised) and case.NAME of *t,
// and the order of its rows. The result does not depend on the order of the input rows. False
// fills d (a link file that cannot be read: FAULT_IO with its line).
bool stitch(struct study *study, const struct stitch_options *options, struct touchpoints *t,
            struct stitch_result *result, struct diag *d);
void stitch_free(struct stitch_result *r);

#endif
