// What encoding bytes are in, as far as the bytes themselves tell: how many of the letters beyond
// ASCII are among the usual ones of each encoding.
#include "text/encoding.h"

#include "base/utf8.h"

enum { LETTERS_LEAST = 10, SAMPLE_MOST = 64 * 1024 };

struct tally {
    size_t letters, usual, marked; // marked: those that tell it from its neighbours
    bool bad;                      // a sequence that there is not
};

static unsigned char at(struct str s, size_t i)
{
    return (unsigned char)s.p[i];
}

static bool in(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

// One letter beyond ASCII at i; returns its bytes, 0 for none. i + 1 is within s.
typedef size_t (*letter_fn)(struct str s, size_t i, struct tally *t);

// Level 1 of GB 2312, and its signs. Korean has no letters above C8.
static size_t gbk_letter(struct str s, size_t i, struct tally *t)
{
    unsigned char a = at(s, i), b = at(s, i + 1);
    if (!in(a, 0x81, 0xFE))
        return 0;
    if (in(b, 0x30, 0x39)) // four bytes of GB18030
        return i + 3 >= s.n || (in(at(s, i + 2), 0x81, 0xFE) && in(at(s, i + 3), 0x30, 0x39)) ? 4
                                                                                              : 0;
    t->usual += in(b, 0xA1, 0xFE) && (in(a, 0xB0, 0xD7) || in(a, 0xA1, 0xA3));
    t->marked += in(a, 0xC9, 0xD7);
    return b >= 0x40 && b != 0x7F && b != 0xFF ? 2 : 0;
}

// Level 1 of Big5, and its signs. What begins with A1 … FE is no second byte of GB 2312's below A1.
static size_t big5_letter(struct str s, size_t i, struct tally *t)
{
    unsigned char a = at(s, i), b = at(s, i + 1);
    t->usual += in(a, 0xA1, 0xC6);
    t->marked += in(b, 0x40, 0x7E);
    return in(a, 0x81, 0xFE) && (in(b, 0x40, 0x7E) || in(b, 0xA1, 0xFE)) ? 2 : 0;
}

// Kana, level 1 of JIS X 0208, and its signs.
static size_t sjis_letter(struct str s, size_t i, struct tally *t)
{
    unsigned char a = at(s, i), b = at(s, i + 1);
    if (in(a, 0xA1, 0xDF)) // kana of half width
        return 1;
    bool kana = (a == 0x82 && in(b, 0x4F, 0xF1)) || (a == 0x83 && in(b, 0x40, 0x96));
    t->usual += a == 0x81 || kana || in(a, 0x88, 0x97);
    t->marked += kana || a == 0x81 || in(a, 0x88, 0x97);
    return (in(a, 0x81, 0x9F) || in(a, 0xE0, 0xFC)) && b >= 0x40 && b != 0x7F && b <= 0xFC ? 2 : 0;
}

static size_t euc_jp_letter(struct str s, size_t i, struct tally *t)
{
    unsigned char a = at(s, i), b = at(s, i + 1);
    bool kana = (a == 0xA4 && in(b, 0xA1, 0xF3)) || (a == 0xA5 && in(b, 0xA1, 0xF6));
    t->usual += kana || in(a, 0xA1, 0xA3) || in(a, 0xB0, 0xCF);
    t->marked += kana;
    return in(a, 0xA1, 0xFE) && in(b, 0xA1, 0xFE) ? 2 : 0;
}

static size_t euc_kr_letter(struct str s, size_t i, struct tally *t)
{
    unsigned char a = at(s, i), b = at(s, i + 1);
    t->usual += in(a, 0xB0, 0xC8) || in(a, 0xA1, 0xA3);
    t->marked += in(a, 0xB0, 0xC8);
    return in(a, 0xA1, 0xFE) && in(b, 0xA1, 0xFE) ? 2 : 0;
}

static bool is_letter(unsigned char c)
{
    return in(c, 'A', 'Z') || in(c, 'a', 'z');
}

// A letter within a word of letters of ASCII, or a sign between words.
static size_t western_letter(struct str s, size_t i, struct tally *t)
{
    unsigned char c = at(s, i);
    bool alone = (i == 0 || at(s, i - 1) < 0x80 || i < 2 || at(s, i - 2) < 0x80) &&
                 (at(s, i + 1) < 0x80 || i + 2 >= s.n || at(s, i + 2) < 0x80);
    bool word = (i > 0 && is_letter(at(s, i - 1))) || is_letter(at(s, i + 1));
    bool within = i > 0 && is_letter(at(s, i - 1)) && is_letter(at(s, i + 1));
    bool letter = (c >= 0xC0 && c != 0xD7 && c != 0xF7) ||
                  (c < 0xA0 && memchr("\x8A\x8C\x8E\x9A\x9C\x9E\x9F", c, 7));
    uint32_t point;
    size_t letters = utf8_next(str_slice(s, i, s.n), &point);
    if (letters > 1)
        return letters;                    // UTF-8, but for a byte that is amiss
    bool joins = c == 0x92 || c == 0xB7;   // ’ and ·
    word = word || c == 0xE0 || c == 0xC0; // à is a word
    t->usual += alone && (letter ? word : !within || joins);
    t->marked += alone && letter && word;
    if (within && !letter && !joins)
        return 0; // Polish, say
    return c < 0xA0 && memchr("\x81\x8D\x8F\x90\x9D", c, 5) ? 0 : 1;
}

// Whether a letter of UTF-8 begins here and the text ends before it does.
static bool is_cut(struct str rest)
{
    unsigned char lead = at(rest, 0);
    size_t whole = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < rest.n; i++)
        if ((at(rest, i) & 0xC0) != 0x80)
            return false;
    return rest.n < whole;
}

static size_t utf8_letter(struct str s, size_t i, struct tally *t)
{
    uint32_t point;
    size_t n = utf8_next(str_slice(s, i, s.n), &point);
    t->usual += n > 0;
    t->marked += n > 0;
    return n == 0 && is_cut(str_slice(s, i, s.n)) ? s.n - i : n;
}

static const struct {
    const char *name;
    letter_fn letter;
    unsigned marked; // per cent of the letters that must be
    size_t least;
} encodings[] = {
    {"UTF-8", utf8_letter, 100, LETTERS_LEAST},   {"GB18030", gbk_letter, 10, LETTERS_LEAST},
    {"Big5", big5_letter, 10, LETTERS_LEAST},     {"Shift_JIS", sjis_letter, 80, LETTERS_LEAST},
    {"EUC-JP", euc_jp_letter, 20, LETTERS_LEAST}, {"EUC-KR", euc_kr_letter, 80, 3 * LETTERS_LEAST},
    {"windows-1252", western_letter, 30, 3},
};

static bool fits(struct str s, size_t which)
{
    enum { USUAL = 90 }; // per cent
    struct tally t = {0};
    for (size_t i = 0, n; i + 1 < s.n; i += n) {
        n = 1;
        if (at(s, i) < 0x80)
            continue;
        n = encodings[which].letter(s, i, &t);
        t.letters++;
        if (n == 0)
            return false;
    }
    return t.letters >= encodings[which].least && t.usual * 100 >= t.letters * USUAL &&
           t.marked * 100 >= t.letters * encodings[which].marked;
}

const char *encoding_guess(struct str sample)
{
    const char *found = NULL;
    sample = str_slice(sample, 0, sample.n < SAMPLE_MOST ? sample.n : SAMPLE_MOST);
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        if (!fits(sample, i))
            continue;
        if (found)
            return NULL;
        found = encodings[i].name;
        if (i == 0)
            return found; // nothing else comes out as UTF-8 throughout
    }
    return found;
}

// Letters of UTF-8, or 0 where a byte is none of it.
static size_t utf8_letters(struct str s)
{
    struct tally t = {0};
    size_t letters = 0;
    for (size_t i = 0, n; i < s.n; i += n) {
        n = at(s, i) < 0x80 ? 1 : utf8_letter(s, i, &t);
        letters += at(s, i) >= 0x80;
        if (n == 0)
            return 0;
    }
    return letters;
}

// Units of two bytes, none a control, and every eighth or more of them ASCII.
static bool is_utf16(struct str s, size_t high)
{
    enum { LEAST = 8, SHARE = 8 };
    size_t ascii = 0, swapped = 0, units = s.n / 2;
    for (size_t i = 0; i < units; i++) {
        unsigned char a = at(s, i * 2 + high), b = at(s, i * 2 + 1 - high);
        if (a == 0 && (b >= 0x7F ? b < 0xA0 : b < ' ' && b != '\t' && b != '\r' && b != '\n'))
            return false;
        ascii += a == 0 && b < 0x80;
        swapped += b == 0 && a < 0x80;
    }
    return ascii >= LEAST && ascii * SHARE >= units && ascii > swapped * 4;
}

const char *encoding_evident(struct str head, bool *mark)
{
    enum { LETTERS = 10, LOOKED = 4096 };
    struct str begin = str_slice(head, 0, head.n < LOOKED ? head.n : LOOKED);
    *mark = true;
    if (str_starts(head, STR("\xEF\xBB\xBF")))
        return "UTF-8";
    if (str_starts(head, STR("\xFF\xFE")))
        return "UTF-16LE";
    if (str_starts(head, STR("\xFE\xFF")))
        return "UTF-16BE";
    *mark = false;
    if (is_utf16(begin, 1))
        return "UTF-16LE";
    if (is_utf16(begin, 0))
        return "UTF-16BE";
    // One in seven letters of GB18030 looks like UTF-8; so many, and no other, do not come by
    // chance.
    return utf8_letters(head) >= LETTERS ? "UTF-8" : NULL;
}

bool encoding_is_wide(struct str name)
{
    static const char *const begins[] = {"UTF-16",  "UTF16",   "UTF-32",  "UTF32",     "UCS-2",
                                         "UCS2",    "UCS-4",   "UCS4",    "ISO-10646", "CSUNICODE",
                                         "UNICODE", "WCHAR_T", "INTERNAL"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        struct str begin = str_of(begins[i]);
        if (name.n >= begin.n && str_eq_nocase(str_slice(name, 0, begin.n), begin))
            return true;
    }
    return false;
}

bool encoding_is_utf8(struct str name)
{
    return name.n == 0 || str_eq_nocase(name, STR("UTF-8")) || str_eq_nocase(name, STR("UTF8"));
}
