// Values of ids: their normal form in a namespace, and which values are no ids at all.
#ifndef MODEL_IDENTITY_H
#define MODEL_IDENTITY_H

#include "base/buf.h"
#include "model/study.h"

// Normalise one value for its namespace into *out (cleared first). False: not an id, because it is
// blank, what systems write for nobody ("0", "null", "unknown", the nil UUID, …), or not of the
// namespace's form (*out is then unspecified):
//   e-mail  one @ with text on both sides and no blank; in lower case
//   phone   5 to 15 digits, their code included, and phone punctuation only; to E.164 when it has
//           + or 00, or when the namespace has a country; else the digits
//   digits  the digits, at least one
//   upper, lower: ASCII letters only
// The study's own block patterns are not looked at.
bool identity_normalise(const struct study_namespace *space, struct str value, struct buf *out);

#endif
