// Which pattern a column's times are of, found by trying.
#ifndef TEXT_SNIFF_TIME_H
#define TEXT_SNIFF_TIME_H

#include "text/time.h"

#include "base/arena.h"
#include "base/vec.h"

// What stands first in a date. Of texts such as 03/04/2024 only other values can tell.
enum date_order { ORDER_FIXED, ORDER_YEAR, ORDER_DAY, ORDER_MONTH };

struct time_try {
    struct str text; // of the pattern
    struct time_pattern *pattern;
    enum date_order order;
    bool named;     // "iso", "epoch" and the like
    uint64_t hits;  // values that it reads
    uint64_t zoned; // … and that say their zone
};

// All zeros is a column of which nothing is known.
struct time_guess {
    struct arena arena;
    VEC(struct time_try) list;
    uint64_t seen;   // values that are not empty
    uint64_t clocks; // with an hour
    uint64_t digits; // of digits and a point alone
    // Abbreviations of zones that were seen, all taken for UTC here.
    VEC(struct time_alias) word;
    struct zone *utc;
    bool derived_only; // without the named patterns
};

void time_guess_add(struct time_guess *g, struct str value);
void time_guess_free(struct time_guess *g);

// The pattern that reads the most, or NULL if none reads half of the values. *rival: the one that
// means other days and cannot be ruled out by the values, else NULL. *evidence: how many values
// speak against the best of the others, 0 if no other is possible.
const struct time_try *time_guess_best(const struct time_guess *g, const struct time_try **rival,
                                       uint64_t *evidence);

// The patterns that a value can be of, by its looks: at most three texts, into the arena. The
// count.
size_t time_derive(struct str value, struct arena *arena, struct str *text, enum date_order *order);

// The word at the end of a value that looks like a zone's abbreviation; "" if there is none.
struct str time_zone_word(struct str value);

#endif
