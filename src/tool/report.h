// The parts of a report, gathered once and written as text, Markdown or a page.
#ifndef TOOL_REPORT_H
#define TOOL_REPORT_H

#include "store/journeys.h"
#include "tool/tool.h"

// One heading with a paragraph, a table, or both.
struct report_section {
    struct str id, heading;
    struct str text;     // "" for none
    bool has_table;      // the table as a whole, for Markdown and pictures
    struct table table;  // its title is empty: the heading says it
    const char *columns; // of the narrow form, comma-separated; NULL: all
    const char *minor;   // of these, what a phone may go without; NULL: none
    size_t grouped;      // leading columns of the narrow form that are shown when they change
    bool picture;        // draw it, where pictures can be
};

struct report {
    struct journeys *j;
    struct arena arena;
    struct str title, zone, source, version, study_hash; // hash "" without a study
    struct str where, unit; // of the question, where "" = all; from, to: TIME_NONE = open
    int64_t from, to;
    int64_t since, until, now; // now: of --now, or the end of data
    bool now_given;
    uint64_t customers, touchpoints, records, rejected;
    double max_rejects; // share; 1: no check
    VEC(struct report_section) section;
    VEC(struct str) definition; // "Funnel: …", for the foot
    struct str unfinished;
};

// Fill *r from the journeys. False fills d.
bool report_gather(struct report *r, struct journeys *j, const struct ask *ask, struct diag *d);
void report_free(struct report *r);

// The sections of what was read and of stitching; sets records and rejected.
bool report_read(struct report *r, struct diag *d);

// A section to be filled, valid until the next one is added.
struct report_section *report_add(struct report *r, const char *id, const char *heading);
// The share of records that were rejected; 0 when nothing is known.
double report_reject_share(const struct report *r);

// Keep the columns named in a comma-separated list, in its order; absent ones are left out.
void report_keep(struct table *t, const char *names);
// The section's table in its narrow form, for text and HTML. Texts stay with the section.
void report_narrow(const struct report_section *s, struct table *t);
void report_narrow_free(struct table *t);
// The lines of the head and of the foot, each a sentence or a "key: value".
void report_head(const struct report *r, struct buf *lines);
void report_foot(const struct report *r, struct buf *lines);

void report_text(struct buf *out, const struct report *r);
void report_markdown(struct buf *out, const struct report *r);
void report_html(struct buf *out, const struct report *r);

#endif
