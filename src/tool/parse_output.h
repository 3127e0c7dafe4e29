// Where the touchpoints of wend parse go: standard output, a file, or a file that grows with the
// state of earlier runs.
#ifndef TOOL_PARSE_OUTPUT_H
#define TOOL_PARSE_OUTPUT_H

#include "base/outfile.h"
#include "ingest/state.h"
#include "tool/ledger.h"

struct parse_options {
    struct common common;
    const char *source, *format, *rejects, *max_rejects, *state, *settled, *retry;
    bool strict, ledger, unmatched, restart;
};

struct output {
    const struct call *call;
    FILE *file;         // NULL: touchpoints are not wanted
    struct outfile own; // without a state
    bool stateful;
    struct state state;
    struct growing rows, rejects; // with a state, where files are named
    struct reject_log log;
};

// Open all that is written to, and the state. False fills d: nothing has been written.
bool output_open(struct output *out, const struct call *call, const struct study *study,
                 struct diag *d);
// The lines of a block; safe for several threads.
void output_format(struct touchpoints *block, struct buf *text);
// Write the header: of the first block, which has no rows. Then the lines.
bool output_header(struct output *out, struct touchpoints *block, struct diag *d);
bool output_text(struct output *out, struct str text, struct diag *d);
// Make all that was written last, then the state. good: the run has ended well; else all stays as
// it was. False fills d.
bool output_close(struct output *out, bool good, struct diag *d);

#endif
