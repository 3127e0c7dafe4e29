// Predicates, steps and selections: text → compiled against a frame → rows. Language: wend-query in
// wend-study(5), section PREDICATES AND STEPS.
//
//   event == "cart_add" and channel in (web, app) and amount >= 100
//   url =~ "^/product/"   note contains "refund"   order is set   order is missing
//   cart_add              a bare word: a stage of the study if there is one, else an event
//   web:product_view      channel:event; either side may be * or a glob
//   order_paid#2+         second and later occurrence in the unit (#2, #last too)
//   Cart = cart_add | cart_restore      NAME = … labels a step
//   a > b > c             steps; inside parentheses, and in --where, > compares
//   @name                 a funnel (as steps) or a segment (as predicate) of the study
#ifndef QUERY_QUERY_H
#define QUERY_QUERY_H

#include "base/arena.h"
#include "model/frame.h"
#include "model/study.h"

enum { QUERY_STEPS_MAX = 64 };

struct query; // compiled; borrows the frame's columns

// Compile for a frame. study may be NULL (then no stages, no @names). allow_unknown: event and
// channel names that neither the data nor the study knows match nothing instead of being faults.
// NULL fills d (FAULT_USAGE), its message naming the column of the text: the caller adds which
// option it came from. Everything lives until query_free.
struct query *query_predicate(struct str text, struct frame *f, const struct study *study,
                              bool allow_unknown, struct diag *d);
struct query *query_steps(struct str text, struct frame *f, const struct study *study,
                          bool allow_unknown, struct diag *d);
void query_free(struct query *q); // NULL is fine

size_t query_count(const struct query *q);               // steps; 1 for a predicate
struct str query_label(const struct query *q, size_t k); // NAME of step k, else its text

// For the rows row[0..n) (one unit, in order; NULL: the contiguous rows first … first+n−1) set
// mask[i] to the set of steps that row matches: bit k for step k. Occurrences (#n) count within
// these rows. Safe for several threads.
void query_match(const struct query *q, const uint64_t *row, uint64_t first, size_t n,
                 uint64_t *mask);

// The stage of each row as a query: steps are the study's stages in order; of several that match,
// the last declared is a row's stage. NULL with d->fault FAULT_NONE when there are no stages.
struct query *query_stages(struct frame *f, const struct study *study, struct diag *d);

#endif
