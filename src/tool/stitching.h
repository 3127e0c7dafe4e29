// What stitching amounts to: a summary and the refused joins, as tables and as lines.
#ifndef TOOL_STITCHING_H
#define TOOL_STITCHING_H

#include "stitch/stitch.h"
#include "tool/tool.h"

// Tables initialised by the caller with table_init.
void stitching_table(const struct stitch_summary *s, struct table *t);
void refused_table(const struct stitch_result *result, struct table *t);

// Lines on standard error: the first refused joins, then the summary.
void stitching_say(const struct call *call, const struct stitch_result *result);

#endif
