// The store: journeys in columns in one file, wend-store(5).
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/outfile.h"
#include "store/journeys.h"

// Begin a store: from now on no other run can write it. False fills d (FAULT_IO).
bool store_reserve(struct outfile *out, const char *path, struct diag *d);

// Write the rows order[0..n) of f (sorted: see journeys.h) with the study's text and the two
// summaries to what store_reserve opened at that path. Whole or not at all; false fills d
// (FAULT_IO). Either way *out is released.
bool store_write_to(struct outfile *out, const char *path, const struct frame *f,
                    const uint32_t *order, size_t n, const struct study *study, struct str ledger,
                    struct str stitch_summary, struct diag *d);

// Both in one.
bool store_write(const char *path, const struct frame *f, const uint32_t *order, size_t n,
                 const struct study *study, struct str ledger, struct str stitch_summary,
                 struct diag *d);

// Map a store. Header and directory are verified now, each section on first use. Used through
// journeys_open.
struct journeys *store_open(const char *path, struct diag *d);

// Whether a path (NULL: standard input) holds a store, told by its first bytes and its name. False
// fills d: it cannot be opened.
bool store_recognise(const char *path, bool *store, struct diag *d);

// Verify every section; false names the first that is damaged, with its offset.
bool store_verify(const char *path, struct diag *d);

#endif
