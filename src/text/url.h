// Parameters of URLs.
#ifndef TEXT_URL_H
#define TEXT_URL_H

#include "base/buf.h"

// Append s with %XX decoded, and with plus also + as a blank. An % without two hexadecimal digits
// stays. What would not be UTF-8, or hold a NUL, is appended as written.
void url_decode(struct str s, bool plus, struct buf *out);

// The value of the first parameter `key` of a URL's query, decoded, into *out (cleared first). A
// text without ? is taken as the query itself, as W3C logs have it in a column of its own. False:
// there is none; *out is then empty.
bool url_query(struct str url, struct str key, struct buf *out);

#endif
