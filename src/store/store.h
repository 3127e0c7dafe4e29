// The store: journeys in columns in one file, wend-store(5).
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/outfile.h"
#include "model/touchpoints.h"
#include "store/journeys.h"

// What a store keeps for touchpoints that are added later, beside its rows.
struct store_past {
    uint64_t gone;      // rows that stitching turned away for good
    uint64_t refused;   // id values of rows that are no ids
    struct str waiting; // the rows that it turned away until their ids are known, as a stream
    struct str ledger;
};

// Begin a store: from now on no other run can write it. False fills d (FAULT_IO).
bool store_reserve(struct outfile *out, const char *path, struct diag *d);

// Write the rows order[0..n) of f (sorted: see journeys.h) with the study's text and the two
// summaries to what store_reserve opened at that path. Whole or not at all; false fills d
// (FAULT_IO). Either way *out is released.
bool store_write_to(struct outfile *out, const char *path, const struct frame *f,
                    const uint32_t *order, size_t n, const struct study *study,
                    const struct store_past *past, struct str stitch_summary, struct diag *d);

// Rows as store_past wants those that wait: a stream, in one order whatever the input's.
void store_waiting(const struct frame *f, const uint32_t *row, size_t n, struct buf *stream);

// Append the rows of a store and those that wait, without what stitching found, to touchpoints
// that have none yet. The store must have been made with this study (else FAULT_USAGE). False
// fills d. The texts of past live as long as t.
bool store_load(const char *path, const struct study *study, struct touchpoints *t,
                struct store_past *past, struct diag *d);

// store_reserve and store_write_to in one, of rows that nothing will be added to.
bool store_write(const char *path, const struct frame *f, const uint32_t *order, size_t n,
                 const struct study *study, struct str ledger, struct str stitch_summary,
                 struct diag *d);

// Map a store. Header and directory are verified now, each section on first use. Used through
// journeys_open.
struct journeys *store_open(const char *path, struct diag *d);

// Whether a path (NULL: standard input) holds a store, told by its first bytes and its name. False
// fills d: it cannot be opened.
bool store_recognise(const char *path, bool *store, struct diag *d);

// What store_write_to was told to keep, borrowed from the store. False fills d.
bool store_past(const struct journeys *j, struct store_past *past, struct diag *d);

// Verify every section; false names the first that is damaged, with its offset.
bool store_verify(const char *path, struct diag *d);

#endif
