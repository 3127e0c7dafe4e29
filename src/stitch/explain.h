// Why two ids are one customer's, or why they are not: the evidence, hop by hop.
#ifndef STITCH_EXPLAIN_H
#define STITCH_EXPLAIN_H

#include "stitch/stitch.h"

enum hop_kind {
    HOP_ROW,     // a touchpoint has both ids
    HOP_LINK,    // a line of a link file
    HOP_INCLUDE, // a line of an override file
    HOP_REFUSED, // they were seen together, but not joined
    HOP_ASIDE,   // likewise: one of them is linked to too many
    HOP_SHARED,  // a touchpoint has both, but `with` (a device, transaction, group) joins nobody
};

#define HOP_NO_ROW UINT32_MAX

struct hop {
    struct str id, with;
    enum hop_kind kind;
    struct str reason; // of HOP_REFUSED and HOP_ASIDE
    uint32_t row;      // of the touchpoints, or HOP_NO_ROW: then
    struct str file;   // as the study names it
    uint64_t line;
};

struct explanation {
    struct stitch_result result; // owns the texts
    struct str a, b;             // NAMESPACE:VALUE, normalised
    struct str customer[2];      // of persons' ids; "" of others
    bool joined;                 // all hops hold
    VEC(struct hop) hop;         // from a to b; none: nothing links them
    struct str fault;            // set: one of the ids cannot be asked for
};

// Stitch t again and look. a and b: NAMESPACE:VALUE, or VALUE, which then is looked for in all
// namespaces, the strongest first. False fills d. explanation_free in either case.
bool explain(struct study *study, struct touchpoints *t, struct str a, struct str b,
             struct explanation *out, struct diag *d);
void explanation_free(struct explanation *e);

#endif
