// What went wrong, where, and what to do: filled by libraries, printed by tools.
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/buf.h"

// The exit status that a fault leads to; the highest of a run wins.
enum fault {
    FAULT_NONE = 0,
    FAULT_CHECK = 1, // a check failed: target missed, too many rejects, verification
    FAULT_USAGE = 2, // usage or configuration
    FAULT_IO = 3,    // input or output failed, a store is damaged
};

// All zeros: no fault. The message is one line, without "wend:", place or newline; it may hold
// bytes of the data raw (diag_line makes them safe).
struct diag {
    enum fault fault;
    uint64_t line, column; // from 1; 0: not known
    char file[512];        // "" when the fault is of no file
    char message[1024];
};

// Fill *d and return false, so that callers can write `return diag_set(…)`. d may be NULL.
bool diag_set(struct diag *d, enum fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool diag_at(struct diag *d, enum fault fault, struct str file, uint64_t line, uint64_t column,
             const char *format, ...) __attribute__((format(printf, 6, 7)));

// "cannot open X: No such file or directory", with errno's text. Fault is FAULT_IO.
bool diag_errno(struct diag *d, struct str file, const char *what);

// Append the message's continuation, for example a suggestion.
void diag_more(struct diag *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Append "file:line:column: message" (as far as known) with control bytes made visible.
void diag_line(struct buf *out, const struct diag *d);

#endif
