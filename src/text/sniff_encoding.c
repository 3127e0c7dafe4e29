// Guessing an encoding: which one makes the bytes beyond ASCII letters that people write.
#include "text/sniff.h"

#include "base/utf8.h"

static unsigned char at(struct str s, size_t i)
{
    return i < s.n ? (unsigned char)s.p[i] : 0;
}

static bool within(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

// Letters beyond ASCII, those that are common in the language, and bytes that cannot be.
struct tally {
    uint64_t letters, common, wrong;
};

static struct tally tally_gb(struct str s)
{
    struct tally t = {0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char lead = at(s, i), next = at(s, i + 1);
        if (lead < 0x80)
            continue;
        bool four = within(next, 0x30, 0x39) && at(s, i + 2) >= 0x81;
        t.letters++;
        if (!within(lead, 0x81, 0xFE) || !(four || within(next, 0x40, 0xFE)) || next == 0x7F) {
            t.wrong++;
            continue;
        }
        // The 3755 letters of every day, and the punctuation.
        t.common += next >= 0xA1 && (within(lead, 0xB0, 0xD7) || lead == 0xA1 || lead == 0xA3);
        i += four ? 3 : 1;
    }
    return t;
}

static struct tally tally_big5(struct str s)
{
    struct tally t = {0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char lead = at(s, i), next = at(s, i + 1);
        if (lead < 0x80)
            continue;
        t.letters++;
        if (!within(lead, 0xA1, 0xF9) || !(within(next, 0x40, 0x7E) || within(next, 0xA1, 0xFE))) {
            t.wrong++;
            continue;
        }
        t.common += within(lead, 0xA4, 0xC6) || lead == 0xA1;
        i++;
    }
    return t;
}

static struct tally tally_sjis(struct str s)
{
    struct tally t = {0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char lead = at(s, i), next = at(s, i + 1);
        if (lead < 0x80)
            continue;
        t.letters++;
        if (within(lead, 0xA1, 0xDF)) // half-width, one byte; old
            continue;
        if (!(within(lead, 0x81, 0x9F) || within(lead, 0xE0, 0xFC)) || !within(next, 0x40, 0xFC)) {
            t.wrong++;
            continue;
        }
        t.common += within(lead, 0x81, 0x83) || within(lead, 0x88, 0x97);
        i++;
    }
    return t;
}

// Letters with accents stand among plain ones and seldom in long runs.
static struct tally tally_latin(struct str s)
{
    struct tally t = {0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = at(s, i);
        if (c < 0x80)
            continue;
        unsigned char before = i ? at(s, i - 1) : 0, after = at(s, i + 1);
        bool plain = within(before | 0x20, 'a', 'z') || within(after | 0x20, 'a', 'z');
        bool sign = c == 0x80 || c == 0xA3 || c == 0xA7 || c == 0xB0 || within(c, 0x91, 0x97);
        t.letters++;
        t.wrong += c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D;
        t.common += sign || (c >= 0xC0 && c != 0xD7 && c != 0xF7 && plain);
    }
    return t;
}

static struct tally tally_utf8(struct str s, bool whole)
{
    struct tally t = {0};
    for (size_t i = 0; i < s.n;) {
        uint32_t point;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        t.letters += n != 1;
        t.common += n > 1;
        t.wrong += n == 0 && (whole || s.n - i > 3);
        i += n ? n : 1;
    }
    return t;
}

static double share(struct tally t)
{
    uint64_t common = t.common > 4 * t.wrong ? t.common - 4 * t.wrong : 0;
    return t.letters ? (double)common / (double)t.letters : 0;
}

// NULs at every other byte are UTF-16 without a mark; elsewhere, and many controls, are no text.
static bool guess_by_zeros(struct str s, struct encoding_guess *g)
{
    size_t zero[2] = {0, 0}, controls = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = at(s, i);
        zero[i % 2] += c == 0;
        controls += c < 0x20 && c != 0 && !(c >= 0x07 && c <= 0x0D) && c != 0x1B;
    }
    size_t pairs = s.n / 2;
    if (pairs > 1 && zero[1] * 10 > pairs * 3 && zero[0] * 50 < pairs)
        g->name = STR("UTF-16LE");
    else if (pairs > 1 && zero[0] * 10 > pairs * 3 && zero[1] * 50 < pairs)
        g->name = STR("UTF-16BE");
    g->sure = g->name.n > 0;
    // A few NULs may be broken lines of a text.
    g->binary = !g->sure && ((zero[0] + zero[1]) * 100 > s.n || controls * 20 > s.n);
    return g->sure || g->binary;
}

// Of Chinese in two bytes a Korean text has none of these, a Japanese one many kana.
static const char *beside_gb(struct str s, double *kana)
{
    uint64_t letters = 0, late = 0, japanese = 0;
    for (size_t i = 0; i + 1 < s.n; i++) {
        unsigned char lead = at(s, i);
        if (lead < 0x80)
            continue;
        letters++;
        late += within(lead, 0xC9, 0xD7);
        japanese += lead == 0xA4 || lead == 0xA5;
        i++;
    }
    *kana = letters ? (double)japanese / (double)letters : 0;
    return late * 20 > letters ? NULL : "EUC-KR";
}

struct encoding_guess encoding_guess(struct str bytes, bool whole)
{
    struct encoding_guess g = {.name = STR("")};
    struct tally utf8 = tally_utf8(bytes, whole);
    if (guess_by_zeros(bytes, &g))
        return g;
    g.letters = utf8.letters;
    g.sure = utf8.wrong == 0;
    if (g.sure)
        return g;
    if (utf8.common > 10 * utf8.wrong) { // UTF-8 with damage
        g.others = "another encoding: not all of it is UTF-8";
        return g;
    }
    double gb = share(tally_gb(bytes)), big5 = share(tally_big5(bytes)),
           sjis = share(tally_sjis(bytes)), latin = share(tally_latin(bytes)), kana;
    const char *korean = beside_gb(bytes, &kana);
    bool many = g.letters >= 20;
    if (latin > 0.7 && latin >= gb && latin >= sjis && latin >= big5) {
        g.name = STR("WINDOWS-1252");
        g.others = "ISO-8859-1, ISO-8859-2, ISO-8859-15 and others of one byte a letter";
    } else if (sjis > 0.7 && sjis > gb && sjis > big5) {
        g.name = STR("SHIFT_JIS");
        g.others = gb > 0.5 ? "GB18030" : NULL;
    } else if (kana > 0.3 && gb + kana > 0.7) {
        g.name = STR("EUC-JP");
    } else if (gb > 0.7 && gb >= big5) {
        g.name = STR("GB18030");
        g.others = big5 > gb - 0.2 ? "BIG5" : korean;
    } else if (big5 > 0.7) {
        g.name = STR("BIG5");
        g.others = gb > big5 - 0.2 ? "GB18030" : NULL;
    } else {
        g.others = "an encoding that is not known here: not all of it is UTF-8";
        return g;
    }
    g.sure = many && !g.others;
    return g;
}
