// Guessing an encoding of a file that may have broken lines, or few letters beyond ASCII.
#include "text/sniff.h"

#include "text/encoding.h"

#include "base/utf8.h"

static unsigned char at(struct str s, size_t i)
{
    return i < s.n ? (unsigned char)s.p[i] : 0;
}

static bool within(unsigned char c, unsigned char low, unsigned char high)
{
    return c >= low && c <= high;
}

// NULs and many controls are no text; a few may be in broken lines.
static bool is_binary(struct str s)
{
    size_t zeros = 0, controls = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = at(s, i);
        zeros += c == 0;
        controls += c < 0x20 && c != 0 && !within(c, 0x07, 0x0D) && c != 0x1B;
    }
    return zeros * 100 > s.n || controls * 20 > s.n;
}

// Letters beyond ASCII, and bytes that are not UTF-8.
static void count_utf8(struct str s, bool whole, uint64_t *letters, uint64_t *wrong)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t point;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        *letters += n > 1;
        *wrong += n == 0 && (whole || s.n - i > 3);
        i += n ? n : 1;
    }
}

// What most parts of the text look like: a broken line spoils its part only.
static const char *by_parts(struct str s)
{
    enum { PARTS = 32, NAMES = 8 };
    const char *name[NAMES] = {NULL};
    size_t votes[NAMES] = {0}, cast = 0, best = 0, size = s.n / PARTS + 1;
    for (size_t from = 0, to; from < s.n; from = to) {
        to = str_find(s, '\n', from + size < s.n ? from + size : s.n);
        to = to == SIZE_MAX ? s.n : to + 1;
        const char *guess = encoding_guess(str_slice(s, from, to));
        size_t i = 0;
        while (guess && i + 1 < NAMES && name[i] && strcmp(name[i], guess) != 0)
            i++;
        if (!guess)
            continue;
        name[i] = guess;
        votes[i]++;
        cast++;
        best = votes[i] > votes[best] ? i : best;
    }
    return votes[best] * 3 > cast * 2 ? name[best] : NULL;
}

// Of a few letters: whether all are pairs of usual letters of GB 2312, or stand among plain
// letters.
static void few_letters(struct str s, uint64_t *letters, uint64_t *chinese, uint64_t *western)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = at(s, i), next = at(s, i + 1), before = i ? at(s, i - 1) : 0;
        if (c < 0x80)
            continue;
        bool plain = within(before | 0x20, 'a', 'z') || within(next | 0x20, 'a', 'z');
        bool pair = (within(c, 0xB0, 0xD7) || within(c, 0xA1, 0xA3)) && next >= 0xA1;
        ++*letters;
        *chinese += pair;
        *western += !pair && plain && c >= 0xC0;
        i += pair;
    }
}

struct sniffed_encoding sniff_encoding(struct str bytes, bool whole)
{
    struct sniffed_encoding e = {.name = STR(""), .binary = is_binary(bytes)};
    uint64_t letters = 0, wrong = 0, chinese = 0, western = 0, few = 0;
    count_utf8(bytes, whole, &letters, &wrong);
    e.letters = letters;
    e.sure = wrong == 0;
    if (e.binary || e.sure)
        return e;
    e.others = "another encoding: not all of it is UTF-8";
    if (letters > 10 * wrong)
        return e;
    const char *name = encoding_guess(bytes);
    e.sure = name != NULL;
    if (!name)
        name = by_parts(bytes);
    few_letters(bytes, &few, &chinese, &western);
    e.letters = few;
    e.sure = e.sure && few >= 20;
    if (!name && chinese * 10 >= few * 9)
        name = "GB18030";
    else if (!name && western * 10 >= few * 9)
        name = "windows-1252";
    if (name && strcmp(name, "UTF-8") != 0) {
        e.name = str_of(name);
        e.others = strcmp(name, "windows-1252") == 0 ? "ISO-8859-2 or another of one byte a letter"
                                                     : "another of two bytes a letter";
    }
    if (e.sure)
        e.others = NULL;
    return e;
}
