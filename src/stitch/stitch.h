// Touchpoints → customers: normalise ids, join persons, attribute devices and transactions, order.
#ifndef STITCH_STITCH_H
#define STITCH_STITCH_H

#include "base/vec.h"
#include "model/study.h"
#include "model/touchpoints.h"

struct stitch_forget; // stitch/forget.h

struct stitch_summary {
    uint64_t rows;           // read
    uint64_t rejected;       // only an unknown transaction, or two values of a unique namespace
    uint64_t forgotten;      // of those whom tombstones name: left out
    uint64_t unattributed;   // kept, without any usable id: no customer
    uint64_t person_before;  // rows that carry a person's id themselves
    uint64_t person_after;   // rows whose customer is a person
    uint64_t device_only;    // rows that stay with an anonymous device
    uint64_t outside;        // of device_only: a person signs in there, beyond the look-back
    uint64_t devices_seen;   // distinct devices, of all namespaces
    uint64_t devices_shared; // those where several people sign in
    uint64_t rows_shared;    // rows on them
    uint64_t rows_shared_anonymous; // and of these without a person's id
    uint64_t customers_live;        // persons known at the time of a row, and devices else
    uint64_t clusters, bridges;     // persons with two ids or more; links that alone hold one
                                    // together (only with details)
    uint64_t customers;             // all, and of these
    uint64_t persons, devices;
    uint64_t links;           // distinct person links tried
    uint64_t refused;         // that would break a unique namespace or max-ids
    uint64_t blocked;         // id values set aside by the block list or their normaliser
    uint64_t blocked_links;   // of these, in link files
    uint64_t case_rows;       // rows without a key that joined an open case
    uint64_t links_rejected;  // lines of link and override files that say nothing usable
    uint64_t aside;           // values set aside for being linked to too many unique ids
    uint64_t renamed, merged; // of the customers of `previous`
    uint64_t dangling;        // ids that only a weaker id ties to somebody else's
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

// A person of the run before who has another name now.
struct stitch_renamed {
    struct str was, now; // now "": none of its ids is there any more
    bool merged;         // with another customer of that run
};

// One of the largest clusters.
struct stitch_cluster {
    struct str customer;
    uint64_t ids, links, bridges; // links: tried and not refused
    uint64_t rows;
};

// A link without which a cluster falls into two, both of two ids or more.
struct stitch_bridge {
    struct str customer, a, b;
    uint64_t ids; // on the smaller side
    int64_t time;
    struct str origin; // as of stitch_link
};

struct stitch_space {
    struct str name, kind;     // unique, person, device, transaction, group
    uint64_t values, rows;     // distinct values; rows that have one
    uint64_t customers, pairs; // customers with a value; distinct values of each, summed up
    uint64_t most_values;      // of one customer
    uint64_t most_customers;   // of one value
};

struct stitch_result {
    struct arena arena;
    struct stitch_summary summary;
    VEC(struct stitch_link) link; // the refused, in order of trial; without details the first 100
    VEC(struct stitch_aside)
    aside; // most rows first; only those set aside by degree unless details
    VEC(struct stitch_dangling) dangling;
    VEC(struct stitch_renamed) renamed; // by their former names
    VEC(struct stitch_cluster) cluster; // with details: the 20 largest,
    VEC(struct stitch_bridge) bridge;   // those that hold most ids first,
    VEC(struct stitch_space) space;     // in order of strength
    VEC(uint32_t) waiting;              // rejected rows that new ids may make somebody's
    VEC(uint32_t)
    order; // rows of *t kept, sorted by (customer, time, source rank, file,
           // line); unattributed rows last
};

struct identity; // of the room

struct stitch_options {
    unsigned threads;
    const struct names *previous; // customers of the run before, bytewise; their names are kept
    bool details;                 // fill what is only for a report
    void (*on_reject)(void *context, struct str source, struct str file, uint64_t line,
                      struct str code, struct str message); // NULL: only counted
    // Called when all is known, before it is forgotten; NULL: not.
    void (*inspect)(void *context, const struct identity *id);
    void *context;
    struct stitch_forget *forget; // whom to forget now; NULL: the study's tombstones are honoured
};

// Fills the columns customer, live, direction (defaults), id.* (normalised) and case.NAME of *t,
// and the order of its rows. The result does not depend on the order of the input rows. False
// fills d (a link file that cannot be read: FAULT_IO with its line).
bool stitch(struct study *study, const struct stitch_options *options, struct touchpoints *t,
            struct stitch_result *result, struct diag *d);
void stitch_free(struct stitch_result *r);

#endif
