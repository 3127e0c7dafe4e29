// Text that was read in a wrong encoding before it was written to the export.
#define _GNU_SOURCE // memmem
#include "text/mojibake.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <iconv.h>
#include <stdlib.h>

// Encodings for which UTF-8 was taken.
static const struct {
    const char *name;
    enum mojibake kind;
} taken[] = {{"GBK", MOJIBAKE_GBK}, {"CP932", MOJIBAKE_SJIS}};

enum { TAKEN = sizeof taken / sizeof *taken, POINTS = 0x10000 };

const char *mojibake_text(enum mojibake kind)
{
    static const char *const texts[] = {
        [MOJIBAKE_NONE] = "as it should be",
        [MOJIBAKE_LOST] = "letters lost in a conversion",
        [MOJIBAKE_LATIN] = "UTF-8 read as Windows-1252",
        [MOJIBAKE_GBK] = "UTF-8 read as GBK",
        [MOJIBAKE_SJIS] = "UTF-8 read as Shift-JIS",
        [MOJIBAKE_GB_LATIN] = "GBK read as Latin-1",
    };
    return texts[kind];
}

const char *mojibake_code(enum mojibake kind)
{
    static const char *const codes[] = {
        [MOJIBAKE_NONE] = "none", [MOJIBAKE_LOST] = "lost", [MOJIBAKE_LATIN] = "latin",
        [MOJIBAKE_GBK] = "gbk",   [MOJIBAKE_SJIS] = "sjis", [MOJIBAKE_GB_LATIN] = "gbk-latin",
    };
    return codes[kind];
}

void mojibake_close(struct mojibake_finder *finder)
{
    for (size_t i = 0; i < TAKEN; i++)
        if (finder->opened[i] && finder->to[i] != (iconv_t)-1)
            iconv_close(finder->to[i]);
    for (size_t i = 0; i < TAKEN; i++)
        free(finder->first[i]);
    buf_free(&finder->bytes);
    buf_free(&finder->mended);
    *finder = (struct mojibake_finder){0};
}

// The byte beyond ASCII that a code point is in Windows-1252 or Latin-1, or 0.
static unsigned char byte_of(uint32_t point)
{
    // 0x80 … 0x9F; 0: unassigned, and then as in Latin-1.
    static const uint16_t windows[] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    if (point < 0x100)
        return (unsigned char)(point < 0x80 ? 0 : point);
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        if (windows[i] == point)
            return (unsigned char)(0x80 + i);
    return 0;
}

static size_t letter(struct str s, size_t at, uint32_t *point)
{
    *point = 0;
    size_t n = utf8_next(str_slice(s, at, s.n), point);
    return n ? n : 1;
}

// Append n bytes of GBK as UTF-8.
static void add_gbk(struct buf *out, struct str bytes)
{
    iconv_t from = iconv_open("UTF-8", "GBK");
    char *in = (char *)bytes.p, *p; // iconv's prototype; it does not write there
    size_t left = bytes.n, room = bytes.n * 2;
    if (from == (iconv_t)-1)
        return;
    buf_reserve(out, room);
    p = out->p + out->n;
    iconv(from, &in, &left, &p, &room);
    out->n = (size_t)(p - out->p);
    out->p[out->n] = '\0';
    iconv_close(from);
}

// Runs of letters of Windows-1252.
static enum mojibake find_latin(struct mojibake_finder *finder, struct str s)
{
    enum mojibake found = MOJIBAKE_NONE;
    uint32_t point;
    size_t end;
    for (size_t i = 0; i < s.n; i = end) {
        unsigned char byte;
        buf_clear(&finder->bytes);
        for (end = i; end < s.n; buf_add_byte(&finder->bytes, (char)byte)) {
            size_t n = letter(s, end, &point);
            if (!(byte = byte_of(point)))
                break;
            end += n;
        }
        struct str bytes = buf_str(&finder->bytes);
        enum mojibake kind =
            mojibake_latin(bytes, i ? s.p[i - 1] : '\0', end < s.n ? s.p[end] : '\0');
        if (kind == MOJIBAKE_LATIN)
            buf_add(&finder->mended, bytes);
        else if (kind == MOJIBAKE_GB_LATIN)
            add_gbk(&finder->mended, bytes);
        else
            buf_add(&finder->mended, str_slice(s, i, end));
        found = kind ? kind : found;
        if (end < s.n) {
            size_t n = letter(s, end, &point);
            buf_add(&finder->mended, str_slice(s, end, end + n));
            end += n;
        }
    }
    return found;
}

// The letters that the first two bytes of Chinese or Japanese in UTF-8 are taken for: few, and
// rare.
static uint8_t *first_letters(const char *encoding)
{
    uint8_t *first = mem_zero(POINTS / 8);
    iconv_t from = iconv_open("UTF-8", encoding);
    for (int lead = 0xE3; from != (iconv_t)-1 && lead <= 0xEF; lead++)
        for (int second = 0x80; second <= 0xBF; second++) {
            char bytes[2] = {(char)lead, (char)second}, out[8], *in = bytes, *p = out;
            size_t left = 2, room = sizeof out;
            uint32_t point;
            if (iconv(from, &in, &left, &p, &room) == 0 &&
                utf8_next((struct str){out, sizeof out - room}, &point) && point < POINTS)
                first[point / 8] |= (uint8_t)(1 << point % 8);
            iconv(from, NULL, NULL, NULL, NULL);
        }
    if (from != (iconv_t)-1)
        iconv_close(from);
    return first;
}

// Whether the run may be such letters; then its bytes in the encoding.
static bool encode(struct mojibake_finder *finder, size_t which, struct str run)
{
    uint32_t point;
    if (!finder->opened[which]) {
        finder->to[which] = iconv_open(taken[which].name, "UTF-8");
        finder->first[which] = first_letters(taken[which].name);
        finder->opened[which] = true;
    }
    letter(run, 0, &point);
    if (finder->to[which] == (iconv_t)-1 || point >= POINTS ||
        !(finder->first[which][point / 8] & 1 << point % 8))
        return false;
    buf_clear(&finder->bytes);
    buf_reserve(&finder->bytes, run.n);
    char *in = (char *)run.p, *p = finder->bytes.p;
    size_t left = run.n, room = run.n;
    if (iconv(finder->to[which], &in, &left, &p, &room) != 0)
        return false;
    finder->bytes.n = (size_t)(p - finder->bytes.p);
    return true;
}

// Bytes that are letters of Chinese or Japanese in UTF-8, but for the last one, which may be cut.
// So few that they may be so by chance do not count, unless GBK's rarest letters stand for them.
static bool is_meant(struct mojibake_finder *finder, enum mojibake kind)
{
    struct str bytes = buf_str(&finder->bytes);
    size_t i = 0, letters = 0;
    for (uint32_t point; bytes.n - i >= 3; i += 3, letters++)
        if (utf8_next(str_slice(bytes, i, bytes.n), &point) != 3 ||
            !((point >= 0x3000 && point < 0xA000) || (point >= 0xFF00 && point < 0xFFF0)))
            return false;
    if (i < bytes.n && ((unsigned char)bytes.p[i] < 0xE3 || (unsigned char)bytes.p[i] > 0xE9))
        return false;
    bool rare = false, kana = false;
    for (size_t k = 1; kind == MOJIBAKE_GBK && k < bytes.n; k += 2)
        rare = rare || (unsigned char)bytes.p[k] < 0xA1;
    for (size_t k = 0; k + 1 < bytes.n; k += 3)
        kana = kana || memcmp(bytes.p + k, "\xE3\x81", 2) == 0;
    finder->bytes.n = i;
    return letters > 2 || (letters == 2 && (rare || kana));
}

static enum mojibake find_taken(struct mojibake_finder *finder, struct str s, size_t which)
{
    enum { SHORTEST = 3 * 3 };
    bool found = false;
    for (size_t i = 0, end; i < s.n; i = end) {
        bool beyond = (unsigned char)s.p[i] >= 0x80;
        for (end = i; end < s.n && ((unsigned char)s.p[end] >= 0x80) == beyond;)
            end++;
        struct str run = str_slice(s, i, end);
        bool meant = beyond && run.n >= SHORTEST && encode(finder, which, run) &&
                     is_meant(finder, taken[which].kind);
        buf_add(&finder->mended, meant ? buf_str(&finder->bytes) : run);
        found = found || meant;
    }
    return found ? taken[which].kind : MOJIBAKE_NONE;
}

static bool has(struct str s, const char *text, size_t n)
{
    return memmem(s.p, s.n, text, n);
}

enum mojibake mojibake_find(struct mojibake_finder *finder, struct str s, struct buf *mended)
{
    bool mark = false;                // of U+FFFD's first byte
    bool latin = false, wide = false; // of À … ÿ, which all bytes of UTF-8 begin with; of others
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        mark |= c == 0xEF;
        latin |= c == 0xC3;
        wide |= c >= 0xE3;
    }
    if (!latin && !wide)
        return MOJIBAKE_NONE;
    if (wide &&
        ((mark && has(s, "\xEF\xBF\xBD", 3)) || has(s, "\xE9\x94\x9F\xE6\x96\xA4\xE6\x8B\xB7", 9)))
        return MOJIBAKE_LOST;
    buf_clear(&finder->mended);
    enum mojibake kind = latin ? find_latin(finder, s) : MOJIBAKE_NONE;
    for (size_t i = 0; !kind && wide && i < TAKEN; i++) {
        buf_clear(&finder->mended);
        kind = find_taken(finder, s, i);
    }
    if (kind && mended)
        buf_add(mended, buf_str(&finder->mended));
    return kind;
}
