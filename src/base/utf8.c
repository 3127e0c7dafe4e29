// UTF-8: validity and code points.
#include "base/utf8.h"

static bool tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

size_t utf8_next(struct str s, uint32_t *point)
{
    if (s.n == 0)
        return 0;
    const unsigned char *p = (const unsigned char *)s.p;
    if (p[0] < 0x80) {
        *point = p[0];
        return 1;
    }
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    if (p[0] < 0xE0) {
        if (s.n < 2 || !tail(p[1]))
            return 0;
        *point = (p[0] & 0x1FU) << 6 | (p[1] & 0x3FU);
        return 2;
    }
    if (p[0] < 0xF0) {
        if (s.n < 3 || !tail(p[1]) || !tail(p[2]) || (p[0] == 0xE0 && p[1] < 0xA0) ||
            (p[0] == 0xED && p[1] > 0x9F))
            return 0;
        *point = (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
        return 3;
    }
    if (s.n < 4 || !tail(p[1]) || !tail(p[2]) || !tail(p[3]) || (p[0] == 0xF0 && p[1] < 0x90) ||
        (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    *point = (p[0] & 0x07U) << 18 | (p[1] & 0x3FU) << 12 | (p[2] & 0x3FU) << 6 | (p[3] & 0x3FU);
    return 4;
}

size_t utf8_check(struct str s)
{
    size_t i = 0;
    while (i < s.n) {
        // Most text is ASCII: eight bytes at a time as long as none has its high bit set.
        uint64_t word;
        if (s.n - i >= sizeof word) {
            memcpy(&word, s.p + i, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof word;
                continue;
            }
        }
        uint32_t point;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        if (n == 0)
            return i;
        i += n;
    }
    return s.n;
}
