// Data quality: what its parts share. Definitions are in wend-metrics(7), DATA QUALITY.
#ifndef METRIC_QUALITY_H
#define METRIC_QUALITY_H

#include "base/vec.h"
#include "metric/unit.h"

// In the order of the table.
enum quality_measure {
    QUALITY_VALIDITY,
    QUALITY_REJECTS,
    QUALITY_UNIQUENESS,
    QUALITY_MOJIBAKE,
    QUALITY_COMPLETENESS,
    QUALITY_FRESHNESS,
    QUALITY_FUTURE,
    QUALITY_GAPS,
    QUALITY_LINKED,
    QUALITY_ORPHANS,
    QUALITY_SINGLE,
    QUALITY_UNOWNED,
    QUALITY_IDS,
    QUALITY_TOP_ID,
    QUALITY_SKEW
};

#define QUALITY_ALL UINT32_MAX // instead of a source: what is of all sources

// One row of the table.
struct quality_finding {
    uint32_t source; // its index, or QUALITY_ALL
    enum quality_measure measure;
    uint32_t place;     // before other findings of the measure; then by subject, bytewise
    struct str subject; // "" for none
    uint64_t count, of;
    bool counted, shared;  // count and of have values; count ÷ of is a share
    int64_t span;          // µs, TIME_NONE when there is none
    const char *limit;     // the study's key, NULL when nothing is asked
    struct str limit_text; // as the study has it
    bool failed;
    struct str detail;
};

struct quality_source {
    struct str name;
    const struct study_source *study;                   // NULL: only the data knows it
    uint64_t rows;                                      // touchpoints
    uint64_t read, kept, duplicate, rejected, mojibake; // of the ledger
};

enum { QUALITY_HAS_ID = 1, QUALITY_HAS_PERSON = 2, QUALITY_IS_ORIGIN = 4 };

struct quality {
    struct journeys *j;
    const struct study *study; // NULL: none
    const struct study_check *check;
    const struct ask *ask;
    struct table *t; // its arena owns texts
    struct zone *zone;
    VEC(struct quality_source) source;
    const uint32_t *code; // of the column source by row; NULL: there is none
    uint32_t *source_of;  // by code: index in source
    uint8_t *mark;        // by row
    VEC(struct quality_finding) finding;
};

static inline uint32_t quality_source_of(const struct quality *q, size_t row)
{
    return q->source_of[q->code ? q->code[row] : 0];
}

// The records that a source's fields are asked of: touchpoints and what was rejected.
uint64_t quality_asked(const struct quality *q, uint32_t source);

// A finding to be filled, valid until the next one is added.
struct quality_finding *quality_add(struct quality *q, uint32_t source,
                                    enum quality_measure measure, struct str subject);
// The same with count ÷ of.
struct quality_finding *quality_share(struct quality *q, uint32_t source,
                                      enum quality_measure measure, struct str subject,
                                      uint64_t count, uint64_t of);
// Hold a finding to a limit, if the study has it: failed tells whether it is broken.
void quality_limit(struct quality_finding *f, const char *key, const struct study_limit *limit,
                   bool failed);
static inline bool quality_above(uint64_t count, uint64_t of, double share)
{
    return (double)count > share * (double)of * (1 + 1e-12);
}

// A column of ids as stitching sees it: values that are one id in different spellings have one
// code, values that are no ids have 0.
struct quality_codes {
    struct dict dict; // of what was spelt anew
    uint32_t *canon;  // by code of the column; NULL: it is stitched already
    struct names names;
    const uint32_t *code;
};

struct quality_codes quality_codes(const struct quality *q, const struct column *c,
                                   const struct study_namespace *space);
void quality_codes_free(struct quality_codes *codes);
static inline uint32_t quality_code(const struct quality_codes *codes, size_t row)
{
    return codes->canon ? codes->canon[codes->code[row]] : codes->code[row];
}

// Add a source; its index.
uint32_t quality_source_add(struct quality *q, struct str name, const struct study_source *s);

// The parts, in the order in which they are called. False fills d.
bool quality_sources(struct quality *q, struct diag *d);
bool quality_ledger(struct quality *q, struct diag *d); // validity, rejects, uniqueness
bool quality_fields(struct quality *q, struct diag *d); // completeness
bool quality_days(struct quality *q, struct diag *d);   // gaps
bool quality_ids(struct quality *q, struct diag *d);    // linked to top_id
bool quality_skew(struct quality *q, struct diag *d);

// The id namespace that a column holds, "" when it is none. *space: as the study declares it, or
// NULL.
struct str quality_namespace(const struct quality *q, struct str column,
                             const struct study_namespace **space);

#endif
