// Text that was read in a wrong encoding before it was written to the export.
#ifndef TEXT_MOJIBAKE_H
#define TEXT_MOJIBAKE_H

#include "base/buf.h"

enum mojibake {
    MOJIBAKE_NONE,
    MOJIBAKE_LOST,  // U+FFFD, or 锟斤拷, which is U+FFFD once more: the letters are gone
    MOJIBAKE_LATIN, // UTF-8 taken for Latin-1 or cp1252, as cafÃ©
};

// Judge a text in UTF-8. A run of letters beyond ASCII that are the bytes of whole UTF-8 letters in
// cp1252 is taken for mojibake; one letter alone (café) never is. For MOJIBAKE_LATIN the text that
// was meant is appended to mended, which may be NULL.
enum mojibake mojibake_find(struct str s, struct buf *mended);

#endif
