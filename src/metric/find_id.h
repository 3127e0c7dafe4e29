// Customers by any of their ids.
#ifndef METRIC_FIND_ID_H
#define METRIC_FIND_ID_H

#include "store/journeys.h"

// The customer of that name (journeys_find), or whose touchpoints alone have the id:
// NAMESPACE:VALUE or VALUE, normalised as stitching does. False fills d: there is none, or there
// are several.
bool find_id(struct journeys *j, struct str text, size_t *customer, struct diag *d);

// The id's value in a namespace, as stitching normalises it.
void find_id_value(const struct study *study, struct str space, struct str value, struct buf *out);

// Whose row it is; the row must have a customer.
size_t find_id_owner(const struct journeys *j, uint64_t row);

#endif
