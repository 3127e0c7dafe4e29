// "Did you mean …?": the nearest of the valid names.
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/diag.h"

// The name nearest to word (Damerau-Levenshtein, case ignored; at most a third of the longer
// length may differ), or an empty str when none is near. count names.
struct str suggest(struct str word, const struct str *names, size_t count);

// Append to d's message: "; did you mean X?" if one is near, then "; valid: a, b, c" (at most 20
// names, then "and N more").
void suggest_diag(struct diag *d, struct str word, const struct str *names, size_t count);

#endif
