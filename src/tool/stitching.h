// What stitching amounts to: a summary and the refused joins, as tables and as lines.
#ifndef TOOL_STITCHING_H
#define TOOL_STITCHING_H

#include "stitch/stitch.h"
#include "store/store.h"
#include "tool/tool.h"

// A table of --report.
struct stitching_report {
    const char *name, *metric; // as --show names it, and as its JSON does
    bool details;              // it needs those of stitch_options
    void (*fill)(const struct stitch_result *result, struct table *t); // after table_init
};

// What a store keeps of it: the summary without what takes a report's work.
void stitching_summary(const struct stitch_result *result, struct table *t);

const struct stitching_report *stitching_find(struct str name); // NULL: there is none
void stitching_unknown(struct str name, struct diag *d);        // say so, with the valid names

// Lines on standard error: the first refused joins, then the summary.
void stitching_say(const struct call *call, const struct stitch_result *result);

// Count what a store's past has turned away too.
void stitching_add_past(struct stitch_result *result, const struct store_past *past);

#endif
