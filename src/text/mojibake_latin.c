// Whether letters beyond ASCII of a Western text are the bytes of letters of another encoding.
#include "text/mojibake.h"

#include "base/utf8.h"

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
    return is_lower(c) || is_upper(c) || (c >= '0' && c <= '9');
}

// Signs of Windows-1252 that stand behind a word in good text: … quotes, dashes, ™ ® ° and such.
static bool is_closing(unsigned char c)
{
    static const char closing[] = "\x82\x84\x85\x86\x87\x8B\x91\x92\x93\x94\x96\x97\x99\x9B"
                                  "\xA0\xAA\xAB\xAE\xB0\xB2\xB3\xB4\xB7\xB9\xBA\xBB";
    return memchr(closing, c, sizeof closing - 1);
}

static bool in(uint32_t point, uint32_t low, uint32_t high)
{
    return point >= low && point <= high;
}

// Letters of three bytes that texts have.
static bool is_usual(uint32_t point)
{
    return in(point, 0x0900, 0x0E7F) || in(point, 0x1E00, 0x1EFF) || in(point, 0x2000, 0x2BFF) ||
           in(point, 0x3000, 0x9FFF) || in(point, 0xAC00, 0xD7A3) || in(point, 0xF900, 0xFAFF) ||
           in(point, 0xFEFF, 0xFFEF);
}

// One letter may have come about by chance: É” is two bytes of UTF-8, é”… three.
static bool is_evident(struct str bytes, uint32_t point, char before, char after)
{
    unsigned char lead = (unsigned char)bytes.p[0], second = (unsigned char)bytes.p[1];
    bool closing = is_closing(second);
    switch (bytes.n) {
    case 2:
        if (lead > 0xC5)
            return false; // ß“ is one of those
        return closing ? is_lower(before) || is_word(after) || (lead == 0xC2 && !is_upper(before))
                       : !is_upper(before) || lead == 0xC3;
    case 3:
        closing = closing && is_closing((unsigned char)bytes.p[2]);
        if (closing && !is_word(after) && (second == 0xA0 || is_word(before)))
            return false; // the blank that does not break, as in « è »
        return is_usual(point);
    default:
        return lead == 0xF0 && second == 0x9F; // 😀
    }
}

static bool is_utf8(struct str bytes, char before, char after)
{
    size_t letters = 0;
    uint32_t point = 0;
    for (size_t i = 0, n; i < bytes.n; i += n, letters++) {
        n = utf8_next(str_slice(bytes, i, bytes.n), &point);
        if (n < 2 || point < 0xA0)
            return false;
    }
    return letters > 1 || (letters == 1 && is_evident(bytes, point, before, after));
}

// Pairs of the most usual Chinese letters. Capitals alone (ÉÈÀÙ) prove nothing, nor does what
// stands around words; other signs between them do, and Ð, Þ and ×.
static bool is_gbk(struct str bytes)
{
    bool letters = false, signs = false;
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        bool lead = i % 2 == 0;
        if (c < (lead ? 0xB0 : 0xA1) || c > (lead ? 0xD7 : 0xFE))
            return false;
        letters |= c >= 0xC0;
        signs |= (c < 0xC0 && !memchr("\xA1\xAA\xAB\xB0\xB7\xBA\xBB\xBF", c, 8)) ||
                 memchr("\xD0\xD7\xDE\xF0\xF7\xFE", c, 6);
    }
    return bytes.n >= 4 && bytes.n % 2 == 0 && letters && signs;
}

enum mojibake mojibake_latin(struct str bytes, char before, char after)
{
    if (bytes.n < 2)
        return MOJIBAKE_NONE;
    if (is_utf8(bytes, before, after))
        return MOJIBAKE_LATIN;
    return is_gbk(bytes) ? MOJIBAKE_GB_LATIN : MOJIBAKE_NONE;
}
