// Text that was read in a wrong encoding before it was written to the export.
#include "text/mojibake.h"

#include "base/utf8.h"

// The code points of cp1252 for 0x80 … 0x9F; 0: unassigned, and then as in Latin-1.
static const uint16_t windows[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// The byte beyond ASCII that a code point is in cp1252 or Latin-1, or 0.
static unsigned char byte_of(uint32_t point)
{
    if (point >= 0x80 && point <= 0xFF)
        return (unsigned char)point;
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        if (windows[i] == point && point)
            return (unsigned char)(0x80 + i);
    return 0;
}

// Append the run as what it means, or as it is. Whether it means something.
static bool end_run(struct str text, const struct buf *bytes, struct buf *out)
{
    bool means = bytes->n > 1 && utf8_check(buf_str(bytes)) == bytes->n;
    buf_add(out, means ? buf_str(bytes) : text);
    return means;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

enum mojibake mojibake_find(struct str s, struct buf *mended)
{
    static const char lost[] = "\xEF\xBF\xBD", twice[] = "\xE9\x94\x9F\xE6\x96\xA4\xE6\x8B\xB7";
    if (is_ascii(s))
        return MOJIBAKE_NONE;
    struct buf bytes = {0}, out = {0};
    bool found = false, gone = false;
    size_t from = 0; // of the run
    for (size_t i = 0, n; i < s.n; i += n) {
        uint32_t point = 0;
        struct str rest = str_slice(s, i, s.n);
        n = utf8_next(rest, &point);
        n = n ? n : 1;
        gone = gone || str_starts(rest, str_of(lost)) || str_starts(rest, str_of(twice));
        unsigned char byte = point >= 0x80 ? byte_of(point) : 0;
        if (byte) {
            buf_add_byte(&bytes, (char)byte);
            continue;
        }
        found |= end_run(str_slice(s, from, i), &bytes, &out);
        buf_clear(&bytes);
        buf_add(&out, str_slice(s, i, i + n));
        from = i + n;
    }
    found |= end_run(str_slice(s, from, s.n), &bytes, &out);
    if (found && !gone && mended)
        buf_add(mended, buf_str(&out));
    buf_free(&bytes);
    buf_free(&out);
    return gone ? MOJIBAKE_LOST : found ? MOJIBAKE_LATIN : MOJIBAKE_NONE;
}
