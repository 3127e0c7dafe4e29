// What encoding bytes are in, as far as the bytes themselves tell.
#ifndef TEXT_ENCODING_H
#define TEXT_ENCODING_H

#include "base/str.h"

// The encoding that these bytes look like, by its iconv name, or NULL: nothing beyond ASCII, too
// few letters, or several encodings fit. Known: UTF-8, GB18030, Big5, Shift_JIS, EUC-JP, EUC-KR and
// windows-1252, which stands for all of Western Europe. The last letter may be cut off.
const char *encoding_guess(struct str sample);

// The same by marks that leave no doubt: a byte order mark; ten letters that are all UTF-8;
// UTF-16 of which much is ASCII. NULL: no doubt is not to be had. *mark: by a byte order mark.
const char *encoding_evident(struct str head, bool *mark);

// Whether the names stand for one of the forms of UTF-16 or UTF-32, or for UTF-8 ("" does).
bool encoding_is_wide(struct str name);
bool encoding_is_utf8(struct str name);

#endif
