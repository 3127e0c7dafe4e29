// Journeys, read-only: the one interface of metrics, whether they come from a stream or a store.
#ifndef STORE_JOURNEYS_H
#define STORE_JOURNEYS_H

#include "model/frame.h"
#include "model/study.h"

// Customer c (0 … customers−1, bytewise order of names) has the rows offset[c] … offset[c+1]−1 of
// the frame, in their total order (time, source rank, file, line). Rows from offset[customers] on
// have no customer.
struct journeys {
    struct frame frame;
    size_t customers;
    const uint64_t *offset;    // customers + 1
    struct names customer;     // names_get(customer, c + 1) is the name of customer c
    struct study *study;       // of -c, or embedded in the store; NULL for a bare stream
    struct str origin;         // file name, "standard input"
    struct str stitch_summary; // TSV of the stitching summary; empty for a stream
    struct str ledger;         // TSV of the ledger; empty for a stream
    void *owner;               // what journeys_close frees
};

// Open a store or a stitched stream, told apart by the first bytes. path NULL or "-": standard
// input. study_path NULL: the store's own study, or none. NULL fills d: FAULT_IO (cannot be read,
// damaged: names the section), FAULT_USAGE (a stream that is not stitched, or not a stream at all).
struct journeys *journeys_open(const char *path, const char *study_path, struct diag *d);
void journeys_close(struct journeys *j); // NULL is fine

// Find a customer by "member:880001" or, if only one namespace has it, by the value alone. False
// fills d with a suggestion (FAULT_USAGE).
bool journeys_find(const struct journeys *j, struct str name, size_t *customer, struct diag *d);

#endif
