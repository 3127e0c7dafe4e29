// Making data safe for the place it goes to.
#include "base/escape.h"

#include "base/utf8.h"

// Points that could move the cursor, change the terminal's state or the order of what is read.
static bool unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void escape_terminal(struct buf *out, struct str s)
{
    size_t done = 0; // s up to here is in out
    for (size_t i = 0; i < s.n;) {
        uint32_t point;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        if (n && !unsafe(point)) {
            i += n;
            continue;
        }
        buf_add(out, str_slice(s, done, i));
        if (n == 0)
            buf_printf(out, "\\x%02x", (unsigned char)s.p[i]);
        else if (point == '\n')
            buf_add(out, STR("\\n"));
        else if (point == '\t')
            buf_add(out, STR("\\t"));
        else
            buf_printf(out, point < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned)point);
        i += n ? n : 1;
        done = i;
    }
    buf_add(out, str_slice(s, done, s.n));
}

void escape_tsv(struct buf *out, struct str s)
{
    size_t done = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        char letter = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\\' ? '\\' : 0;
        if (!letter)
            continue;
        buf_add(out, str_slice(s, done, i));
        buf_add_byte(out, '\\');
        buf_add_byte(out, letter);
        done = i + 1;
    }
    buf_add(out, str_slice(s, done, s.n));
}

void unescape_tsv(struct buf *out, struct str s)
{
    size_t at = 0, slash;
    while ((slash = str_find(s, '\\', at)) != SIZE_MAX && slash + 1 < s.n) {
        char letter = s.p[slash + 1];
        buf_add(out, str_slice(s, at, slash));
        buf_add_byte(out, letter == 't'   ? '\t'
                          : letter == 'n' ? '\n'
                          : letter == 'r' ? '\r'
                                          : letter);
        at = slash + 2;
    }
    buf_add(out, str_slice(s, at, s.n));
}

void escape_csv(struct buf *out, struct str s)
{
    double number;
    bool formula = s.n && memchr("=+-@\t\r", s.p[0], 6) && !str_to_double(s, &number);
    bool quote = s.n && (memchr(s.p, ',', s.n) || memchr(s.p, '"', s.n) || memchr(s.p, '\n', s.n) ||
                         memchr(s.p, '\r', s.n));
    if (quote)
        buf_add_byte(out, '"');
    if (formula)
        buf_add_byte(out, '\'');
    size_t done = 0, at;
    while ((at = str_find(s, '"', done)) != SIZE_MAX) {
        buf_add(out, str_slice(s, done, at + 1));
        buf_add_byte(out, '"');
        done = at + 1;
    }
    buf_add(out, str_slice(s, done, s.n));
    if (quote)
        buf_add_byte(out, '"');
}

void escape_json(struct buf *out, struct str s)
{
    static const char letters[] = "btn?fr"; // of 8 to 13
    buf_add_byte(out, '"');
    size_t done = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t point;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        if (n && point >= 0x20 && point != '"' && point != '\\' && point != 0x7F) {
            i += n;
            continue;
        }
        buf_add(out, str_slice(s, done, i));
        if (n == 0)
            buf_add(out, STR("\xEF\xBF\xBD"));
        else if (point == '"' || point == '\\')
            buf_printf(out, "\\%c", (char)point);
        else if (point >= 8 && point <= 13 && point != 11)
            buf_printf(out, "\\%c", letters[point - 8]);
        else
            buf_printf(out, "\\u%04x", (unsigned)point);
        i += n ? n : 1;
        done = i;
    }
    buf_add(out, str_slice(s, done, s.n));
    buf_add_byte(out, '"');
}

static struct str entity(uint32_t point)
{
    switch (point) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    default: // a control
        return STR("\xEF\xBF\xBD");
    }
}

void escape_html(struct buf *out, struct str s)
{
    size_t done = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t point = 0;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        bool control = n == 0 || (point < 0x20 && point != '\t' && point != '\n') ||
                       (point >= 0x7F && point <= 0x9F);
        bool mark = n == 1 && point && strchr("&<>\"'", (int)point);
        if (!control && !mark) {
            i += n;
            continue;
        }
        buf_add(out, str_slice(s, done, i));
        buf_add(out, entity(point));
        i += n ? n : 1;
        done = i;
    }
    buf_add(out, str_slice(s, done, s.n));
}
