// What the fields of an unknown export may mean: looked at value by value, judged by names and
// looks.
#ifndef INGEST_DETECT_H
#define INGEST_DETECT_H

#include "base/dict.h"
#include "text/sniff.h"
#include "text/sniff_time.h"

// ---- what was seen ------------------------------------------------------------------------------

enum { MARKERS = 6, DISTINCT = 2000 };
extern const struct str detect_markers[MARKERS]; // texts that stand for no value: -, NULL, \N, …

struct profile {
    struct str name;
    bool zone_name;  // says that it is about zones
    bool usable;     // can be named in a study, and is the first of its name
    uint64_t filled; // values that are not empty and no marker
    struct dict values;
    bool many; // there are more than DISTINCT different values
    uint64_t emails, phones, plus, whole, numbers, uuids, agents, digits, blanks, zones;
    uint64_t marker[MARKERS];
    uint64_t steps, last; // whole numbers that are one above the last one; that one
    size_t longest;
    struct time_guess time, clock; // clock: values that are a time of day, read as of one day
    struct str number;             // a value that shows how numbers are written here
};

struct detection {
    struct arena arena;
    VEC(struct profile) field;
    uint64_t records, faults; // faults: that could not be cut into fields
};

// Add up to `limit` records of a file; `skip` those before. only: SIZE_MAX, or the one field whose
// times are looked at. False: the file cannot be read so.
bool detect_file(struct detection *x, const char *path, struct str encoding,
                 const struct record_spec *spec, uint64_t skip, uint64_t limit, size_t only);
void detect_free(struct detection *x);

static inline uint64_t profile_distinct(const struct profile *p)
{
    return p->values.count ? p->values.count - 1 : 0;
}

// ---- what it may mean ---------------------------------------------------------------------------

enum sure { SURE, LIKELY, UNSURE };

struct when_guess {
    enum { WHEN_NONE, WHEN_FOUND, WHEN_WEAK, WHEN_ORDER, WHEN_ZONE_WORD } result;
    // WHEN_WEAK: numbers that may be times. WHEN_ORDER: day or month first. WHEN_ZONE_WORD: an
    // abbreviation that has to be declared.
    size_t field[2], fields;
    struct str pattern, rival; // rival: the other reading; "" none
    struct str word;           // an abbreviation
    uint64_t seen, hits, zoned, evidence;
    size_t borrowed; // the field whose values settled the order, or SIZE_MAX
    VEC(size_t) others;
};

enum id_kind { ID_PERSON, ID_DEVICE, ID_TRANSACTION };

struct id_guess {
    struct str space;
    enum id_kind kind;
    size_t field;
    enum sure sure;
    const char *why;
};

struct role {     // of one field
    size_t field; // SIZE_MAX: none
    enum sure sure;
};

struct roles {
    struct when_guess when;
    struct str zone; // that the time's name says
    struct role zone_field, event, channel, agent;
    VEC(struct id_guess) id;
    VEC(struct id_guess) maybe; // ids by their looks alone
};

void roles_find(struct roles *roles, struct detection *x);
void roles_free(struct roles *roles);

// Its parts.
void roles_time(struct roles *roles, struct detection *x);
void roles_ids(struct roles *roles, const struct detection *x);

// A namespace that is known by its name, or that a preset calls so.
enum id_kind id_kind_of(struct str space);

// The word of a name that says which channel something is, as the channel's usual name, or "".
struct str channel_by_words(struct str name);

// A field's name as words between underscores, _user_mail_, lower case.
void name_words(struct str name, struct buf *out);
bool has_word(struct str words, const char *word);

#endif
