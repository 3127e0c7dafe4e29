// Values of ids: their normal form in a namespace, and which values are no ids at all.
#ifndef MODEL_IDENTITY_H
#define MODEL_IDENTITY_H

#include "base/buf.h"
#include "model/study.h"

// The pattern of a namespace, compiled. NULL fills d (FAULT_USAGE, column in the pattern).
struct identity_pattern *identity_pattern_open(struct str pattern, struct diag *d);
void identity_pattern_close(struct identity_pattern *p); // NULL is fine

// Whether it matches; *value becomes its first group, or the whole match if it has none.
bool identity_pattern_match(const struct identity_pattern *p, struct str *value);

// Why a value is no id.
enum identity_fault {
    IDENTITY_FINE,
    IDENTITY_BLANK,
    IDENTITY_NOBODY,  // what systems write for nobody
    IDENTITY_LENGTH,  // longer than the namespace permits
    IDENTITY_PATTERN, // the namespace's pattern does not match
    IDENTITY_FORM,    // not of the namespace's form
};

// Normalise one value for its namespace into *out (cleared first). Not an id (*out is then
// unspecified): it is blank, what systems write for nobody ("0", "null", "unknown", the nil UUID,
// …), too long, or not of the namespace's pattern or form. The id is the pattern's first group, if
// it has one; then a domain is stripped, where that is asked for; then the form is applied:
//   e-mail  one @ with text on both sides and no blank; in lower case
//   phone   5 to 15 digits, their code included, and phone punctuation only; to E.164 when it has
//           + or 00, or when the namespace has a country; else the digits
//   digits  the digits, at least one
//   upper, lower: ASCII letters only
// The study's own block patterns are not looked at. Safe for several threads.
enum identity_fault identity_judge(const struct study_namespace *space, struct str value,
                                   struct buf *out);

// The same, where the reason does not matter: whether it is an id.
bool identity_normalise(const struct study_namespace *space, struct str value, struct buf *out);

#endif
