// Which rows are acts of the customer, and not messages to them, replies of staff or bots.
#ifndef METRIC_DIRECTION_H
#define METRIC_DIRECTION_H

#include "model/frame.h"

struct direction {
    const uint32_t *code; // of each row; NULL: all rows are acts
    uint32_t act;         // the code of "act"; 0 when no row says so
    const uint32_t *bot;  // of each row, 0: none; NULL: there are none
};

// False fills d: a column is damaged. Where there is no such column all rows are acts.
bool direction_open(struct direction *o, struct frame *f, struct diag *d);

// No direction means act.
static inline bool direction_is_act(const struct direction *o, uint64_t row)
{
    if (o->bot && o->bot[row])
        return false;
    return !o->code || o->code[row] == 0 || o->code[row] == o->act;
}

#endif
