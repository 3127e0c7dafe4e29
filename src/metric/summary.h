// The summaries that a store keeps beside its rows, read back: the ledger, the stitching.
#ifndef METRIC_SUMMARY_H
#define METRIC_SUMMARY_H

#include "store/journeys.h"
#include "table/table.h"

// Read one of j's summaries into *t (initialised by the caller). what names it in a fault. False
// fills d (FAULT_IO: the store wrote it, nobody else).
bool summary_read(struct table *t, const struct journeys *j, struct str tsv, const char *what,
                  struct diag *d);

// A count of a row, or its sum over all rows; 0 where the column is not there or no number.
int64_t summary_count(const struct table *t, size_t row, const char *column);
long long summary_sum(const struct table *t, const char *column);

// A text of a row; "" where the column is not there or the cell is missing.
struct str summary_text(const struct table *t, size_t row, const char *column);

// The count of a measure of the stitching summary.
long long summary_measure(const struct table *t, const char *name);

#endif
