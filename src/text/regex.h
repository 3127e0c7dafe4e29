// One PCRE2 pattern and its named groups.
#ifndef TEXT_REGEX_H
#define TEXT_REGEX_H

#include "base/diag.h"

struct regex;

// define is put before the pattern; its groups are not the pattern's. dotall: `.` also matches \n.
// NULL fills d (FAULT_USAGE, column in the pattern).
struct regex *regex_open(struct str define, struct str pattern, bool dotall, struct diag *d);
void regex_close(struct regex *x); // NULL is fine

// The named groups, in order of their number.
size_t regex_count(const struct regex *x);
struct str regex_name(const struct regex *x, size_t i);

enum regex_result { REGEX_HIT, REGEX_MISS, REGEX_LIMIT };

// Match valid UTF-8. REGEX_LIMIT: it costs too much to know.
enum regex_result regex_match(struct regex *x, struct str text);
struct str regex_group(const struct regex *x, struct str text, size_t i); // of the last hit

#endif
