// Values that nothing knew: no pattern of a rule or topic, no entry of a map, no row of a side
// table. Counted exactly, up to a number of distinct values.
#ifndef INGEST_UNMATCHED_H
#define INGEST_UNMATCHED_H

#include "ingest/ingest.h"
#include "ingest/mapping.h"

// Distinct values that are told apart, and bytes of them. Of values that come first after that
// only the number of records is known.
enum { UNMATCHED_VALUES = 100000, UNMATCHED_BYTES = 32 << 20 };

// The counts of one source, by counter of its mapping. All zeros is empty.
struct unmatched {
    VEC(struct unmatched_values) by;
    VEC(uint64_t) count;   // of the values of one part, by code
    VEC(uint32_t) touched; // codes that have one
};

struct unmatched_values {
    struct dict value;
    VEC(uint64_t) count; // by code of value
    uint64_t records, other;
};

// Take over the misses of a part's mapping, which are then forgotten; parts in order.
void unmatched_add(struct unmatched *u, struct mapping *m);

// Append what there is to the ledger: the most frequent values first, ties bytewise.
void unmatched_report(const struct unmatched *u, const struct mapping *m, struct ledger *ledger);
void unmatched_free(struct unmatched *u);

#endif
