// The tokens of JSON by RFC 8259.
#include "text/json_scan.h"

bool json_fail(struct json *j)
{
    j->result = j->p < j->end ? JSON_BROKEN : JSON_MORE;
    return false;
}

bool json_take(struct json *j, char c)
{
    if (j->p == j->end || *j->p != c)
        return json_fail(j);
    j->p++;
    return true;
}

static bool digits(struct json *j)
{
    const char *from = j->p;
    while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
        j->p++;
    return j->p > from || json_fail(j);
}

static bool at(const struct json *j, char c)
{
    return j->p < j->end && *j->p == c;
}

bool json_number(struct json *j)
{
    j->p += at(j, '-');
    if (at(j, '0'))
        j->p++;
    else if (!digits(j))
        return false;
    if (at(j, '.')) {
        j->p++;
        if (!digits(j))
            return false;
    }
    if (at(j, 'e') || at(j, 'E')) {
        j->p++;
        j->p += at(j, '+') || at(j, '-');
        if (!digits(j))
            return false;
    }
    return true;
}

bool json_literal(struct json *j, struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!json_take(j, word.p[i]))
            return false;
    return true;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Read four hexadecimal digits, or up to where they are none.
static bool hex4(const char **p, const char *end, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++, ++*p) {
        int digit = *p < end ? hex(**p) : -1;
        if (digit < 0)
            return false;
        *value = *value << 4 | (uint32_t)digit;
    }
    return true;
}

// Pass over an escape, whose backslash is done.
static bool escape(struct json *j)
{
    uint32_t high, low;
    if (j->p == j->end || !*j->p || !strchr("\"\\/bfnrtu", *j->p))
        return json_fail(j);
    if (*j->p++ != 'u')
        return true;
    const char *from = j->p;
    if (!hex4(&j->p, j->end, &high))
        return json_fail(j);
    if (high == 0 && !j->nul)
        j->nul = from;
    if (high < 0xD800 || high > 0xDFFF)
        return true;
    if (!json_take(j, '\\') || !json_take(j, 'u'))
        return false;
    from = j->p;
    if (!hex4(&j->p, j->end, &low))
        return json_fail(j);
    j->p = high < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF ? j->p : from;
    return j->p > from || json_fail(j);
}

// The place of the next byte that is not plain: quote, backslash or control.
static const char *plain_end(const char *p, const char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    for (uint64_t word; end - p >= (ptrdiff_t)sizeof word; p += sizeof word) {
        memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        uint64_t quote = word ^ ones * '"', back = word ^ ones * '\\';
        // The lowest byte that is marked is right; a borrow can mark others above it.
        uint64_t hits =
            (((quote - ones) & ~quote) | ((back - ones) & ~back) | ((word - ones * 0x20) & ~word)) &
            high;
        if (hits)
            return p + __builtin_ctzll(hits) / 8;
    }
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        p++;
    return p;
}

bool json_string(struct json *j, struct str *raw, bool *escaped)
{
    if (!json_take(j, '"'))
        return false;
    const char *from = j->p;
    *escaped = false;
    for (;;) {
        j->p = plain_end(j->p, j->end);
        if (j->p == j->end || (*j->p != '"' && *j->p != '\\'))
            return json_fail(j);
        if (*j->p++ == '"')
            break;
        *escaped = true;
        if (!escape(j))
            return false;
    }
    *raw = (struct str){from, (size_t)(j->p - 1 - from)};
    return true;
}

static void add_point(struct buf *out, uint32_t point)
{
    if (point < 0x80) {
        buf_add_byte(out, (char)point);
        return;
    }
    unsigned tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    buf_add_byte(out, (char)(lead[tail] | point >> 6 * tail));
    while (tail--)
        buf_add_byte(out, (char)(0x80 | (point >> 6 * tail & 0x3F)));
}

// The code point of "XXXX" or "XXXX\uXXXX" at s[i], and how many bytes that are; 0: none is there.
static size_t read_point(struct str s, size_t i, uint32_t *point)
{
    uint32_t unit[2] = {0, 0};
    size_t units = 0;
    for (size_t from = i; units < 2 && s.n - from >= 4; from += 6) {
        const char *p = s.p + from;
        if (!hex4(&p, s.p + s.n, &unit[units]))
            break;
        units++;
        if (s.n - from < 10 || s.p[from + 4] != '\\' || s.p[from + 5] != 'u')
            break;
    }
    bool high = unit[0] >= 0xD800 && unit[0] < 0xDC00;
    if (units == 2 && high && unit[1] >= 0xDC00 && unit[1] <= 0xDFFF) {
        *point = 0x10000 + ((unit[0] - 0xD800) << 10) + (unit[1] - 0xDC00);
        return 10;
    }
    *point = unit[0] >= 0xD800 && unit[0] <= 0xDFFF ? 0xFFFD : unit[0];
    return units ? 4 : 0;
}

void json_unescape(struct buf *out, struct str raw)
{
    static const char letters[] = "bfnrt", meaning[] = "\b\f\n\r\t";
    for (size_t i = 0; i < raw.n;) {
        const char *back = memchr(raw.p + i, '\\', raw.n - i);
        size_t to = back ? (size_t)(back - raw.p) : raw.n;
        buf_add(out, str_slice(raw, i, to));
        if (raw.n - to < 2) // nothing, or a backslash alone
            return;
        char c = raw.p[to + 1];
        const char *letter = c ? strchr(letters, c) : NULL;
        uint32_t point;
        size_t used = c == 'u' ? read_point(raw, to + 2, &point) : 0;
        if (used)
            add_point(out, point);
        else
            buf_add_byte(out, letter ? meaning[letter - letters] : c);
        i = to + 2 + used;
    }
}

void json_compact(struct buf *out, struct str value)
{
    bool string = false;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (string && c == '\\')
            buf_add_byte(out, value.p[i++]);
        else if (c == '"')
            string = !string;
        else if (!string && (unsigned char)c <= ' ')
            continue;
        buf_add_byte(out, value.p[i]);
    }
}
