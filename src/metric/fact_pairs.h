// Facts that channels state (a price, a balance, opening hours), compared channel by channel.
#ifndef METRIC_FACT_PAIRS_H
#define METRIC_FACT_PAIRS_H

#include "base/arena.h"
#include "base/vec.h"
#include "model/study.h"

// Two channels that both have a value of one fact.
struct fact_pair {
    struct str fact, channel[2], value[2]; // channel[0] before channel[1], bytewise
    bool agree;
};

struct fact_pairs {
    struct arena arena;         // owns the texts
    VEC(struct fact_pair) pair; // by fact, then channels
    uint64_t agree;             // pairs
    VEC(struct str) skipped;    // "facts.csv:7: …", rows that could not be read
};

// Read the study's facts files: columns fact, channel, value and, if there is one, time (RFC 3339,
// or in the study's zone). Without times the last row of a fact and channel counts. With times the
// last value by time does, and a pair agrees too if one channel still states what the other stated
// within the study's lag before the newer of the two. False fills d: a file that cannot be read, a
// column that is missing.
bool fact_pairs_read(struct fact_pairs *f, struct study *study, struct diag *d);
void fact_pairs_free(struct fact_pairs *f);

// Trimmed; as numbers if both are numbers, else bytewise.
bool fact_values_agree(struct str a, struct str b);

#endif
