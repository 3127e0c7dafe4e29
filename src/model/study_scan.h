// A first pass over a study's text: where each key stands, and what libconfuse would let through.
// Private to model/.
#ifndef MODEL_STUDY_SCAN_H
#define MODEL_STUDY_SCAN_H

#include "base/diag.h"
#include "base/vec.h"
#include "model/study_grammar.h"

// One key or section. Texts are borrowed from the scan and raw: escapes stand as written.
struct place {
    size_t parent; // index of the section around it; of the top level: 0
    struct str key, title;
    uint64_t line;
};

// libconfuse splits keys at '|' (a path through sections). Free-form keys are data and may hold
// one, so the scan puts this byte, which no study may contain, in its place.
#define SCAN_BAR '\x1f'

struct scan {
    struct str file;         // for messages, borrowed
    struct buf text;         // what libconfuse shall read: comments blanked, bars hidden
    VEC(struct place) place; // place 0 is the top level
};

// Check text against the grammar: quotes and braces closed, keys known, of the right form and
// given once. False fills d with file:line (FAULT_USAGE). scan_free in either case.
bool scan_study(struct scan *s, struct str text, struct str file, const cfg_opt_t *grammar,
                struct diag *d);
void scan_free(struct scan *s);

// The index of the nth place of that key inside a section, or SIZE_MAX.
size_t scan_find(const struct scan *s, size_t parent, struct str key, size_t nth);

#endif
