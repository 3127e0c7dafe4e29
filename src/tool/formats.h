// Presets tried on a file, for the commands that choose one.
#ifndef TOOL_FORMATS_H
#define TOOL_FORMATS_H

#include "ingest/trial.h"
#include "model/preset.h"
#include "tool/tool.h"

// A study of one source of that preset, for a trial. NULL fills d; study_free.
struct study *format_study(struct str preset, struct diag *d);

// A study of one source of that preset, with all the ids that the preset has, for files that are
// named. NULL fills d.
struct study *format_alone(struct str preset, bool files, struct diag *d);

// Print how well each preset reads the file, which is chosen, and where the others fail. Returns
// the exit status: 1 when none reads a record.
int format_explain(const struct call *call, struct strs names, struct str path);

#endif
