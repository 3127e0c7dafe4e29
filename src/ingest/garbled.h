// Values of touchpoints that were decoded wrongly before they were exported: each distinct value is
// judged once.
#ifndef INGEST_GARBLED_H
#define INGEST_GARBLED_H

#include "base/vec.h"
#include "model/touchpoints.h"
#include "text/mojibake.h"

struct garbled_column {
    uint32_t looked;   // values of the dictionary that are judged
    VEC(uint8_t) kind; // by code: enum mojibake; empty while all is well
};

// All zeros is ready for use.
struct garbled {
    struct mojibake_finder finder;
    VEC(struct garbled_column) column; // of the touchpoints
    bool any;
};

void garbled_forget(struct garbled *g); // the dictionaries start anew
void garbled_close(struct garbled *g);

// Judge the values that are new. Whether any value of these dictionaries is garbled.
bool garbled_look(struct garbled *g, const struct touchpoints *t);

enum mojibake garbled_kind(const struct garbled *g, const struct touchpoints *t, size_t column,
                           size_t row);

#endif
