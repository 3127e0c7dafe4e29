// How far a pattern gets in a text that it does not match: where to look for what is wrong.
#ifndef TEXT_REACH_H
#define TEXT_REACH_H

#include "base/str.h"

// The length of the longest beginning of text that the beginning of a match could be. define is put
// before the pattern. A pattern that is none, or costs too much, reaches 0.
size_t pattern_reach(struct str define, struct str pattern, struct str text);

#endif
