// The ledger for people and programs: lines on standard error, and a table.
#ifndef TOOL_LEDGER_H
#define TOOL_LEDGER_H

#include "base/outfile.h"
#include "ingest/ingest.h"
#include "tool/tool.h"

// The ledger as a table (initialised by the caller with table_init): a row a file; reasons holds
// what was rejected, as "bad-time 2, no-match 1".
void ledger_table(const struct ledger *l, struct table *t);

// Append it as short text: a line a file and a total, "read 51 = kept 48 + duplicate 2 + …".
void ledger_text(const struct ledger *l, struct buf *out);

// Values that nothing knew, the most frequent of each rule, topic, map and side table: a row each;
// as text, of maps only if verbose.
void ledger_unmatched_table(const struct ledger *l, struct table *t);
void ledger_unmatched_text(const struct ledger *l, bool verbose, struct buf *out);

// Where rejects go: the first few as lines on standard error, all to a file as JSON lines.
struct reject_log {
    const struct call *call;
    struct str directory; // before the names of files on standard error; "" or "." for none
    FILE *json;           // --rejects; NULL: only those lines
    struct outfile file;  // what it is of, if it is the log's own
    uint64_t seen;
};

// path NULL: no file. False fills d.
bool reject_log_open(struct reject_log *log, const struct call *call, struct str directory,
                     const char *path, struct diag *d);
void reject_log_add(void *log, const struct reject *reject); // fits ingest_options.on_reject
// Say how many were not shown, and keep the file (or, if not good, forget it). False fills d.
bool reject_log_close(struct reject_log *log, bool good, struct diag *d);

#endif
