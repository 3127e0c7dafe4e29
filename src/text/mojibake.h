// Text that was read in a wrong encoding before it was written to the export.
#ifndef TEXT_MOJIBAKE_H
#define TEXT_MOJIBAKE_H

#include "base/buf.h"

enum mojibake {
    MOJIBAKE_NONE,
    MOJIBAKE_LOST,     // U+FFFD, or 锟斤拷, which is U+FFFD once more: the letters are gone
    MOJIBAKE_LATIN,    // UTF-8 taken for Latin-1 or Windows-1252: cafÃ©
    MOJIBAKE_GBK,      // UTF-8 taken for GBK: 鍥涙湀 (四月)
    MOJIBAKE_SJIS,     // UTF-8 taken for Shift-JIS: 縺ゅｊ (あり)
    MOJIBAKE_GB_LATIN, // GBK taken for Latin-1: ÖÐÎÄ (中文)
};

// What finding needs; not for two threads at once. All zeros is ready for use.
struct mojibake_finder {
    void *to[2]; // iconv_t, opened when first needed
    bool opened[2];
    uint8_t *first[2]; // by code point: whether it can be the first of such letters
    struct buf bytes, mended;
};

void mojibake_close(struct mojibake_finder *finder);

// Judge a text in UTF-8, by what cannot come about otherwise: rather no alarm than a false one. A
// letter alone (café) never is one, nor is punctuation behind a letter (NESCAFÉ®, « Spaß“ »). What
// was meant is appended to mended, which may be NULL; nothing for MOJIBAKE_LOST.
enum mojibake mojibake_find(struct mojibake_finder *finder, struct str s, struct buf *mended);

// A phrase for people: "UTF-8 read as GBK".
const char *mojibake_text(enum mojibake kind);

const char *mojibake_code(enum mojibake kind); // one word: "gbk"

// For mojibake.c: what a run of letters of Windows-1252, given as its bytes, stands for between
// these two bytes (0: none).
enum mojibake mojibake_latin(struct str bytes, char before, char after);

#endif
