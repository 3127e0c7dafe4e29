// Text of the data inside a gnuplot program: seen, never run.
#include "base/utf8.h"
#include "plot/draw.h"

// Points that have no look, or change that of others.
static bool unseen(uint32_t p)
{
    return p < 0x20 || (p >= 0x7F && p <= 0x9F) || p == 0x061C || p == 0x200E || p == 0x200F ||
           (p >= 0x2028 && p <= 0x202E) || (p >= 0x2066 && p <= 0x2069) || p == 0xFEFF ||
           (p & 0xFFFE) == 0xFFFE; // not allowed in XML either
}

static bool harmless(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr(" _.,:()+/-", c));
}

void plot_quote(struct buf *out, struct str text, bool format)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.n;) {
        uint32_t point = 0;
        size_t n = utf8_next(str_slice(text, i, text.n), &point);
        if (n == 0)
            buf_add(out, STR("\xEF\xBF\xBD"));
        else if (unseen(point))
            buf_add_byte(out, ' ');
        else if (n > 1 || harmless(text.p[i]))
            buf_add(out, str_slice(text, i, i + n));
        else if (point == '%' && format)
            buf_add(out, STR("\\045\\045"));
        else
            buf_printf(out, "\\%03o", (unsigned)point);
        i += n ? n : 1;
    }
    buf_add_byte(out, '"');
}

struct str plot_clip(struct arena *a, struct str text, double cells)
{
    size_t room = cells > 4 ? (size_t)cells : 4;
    if (utf8_width(text) <= room)
        return text;
    struct str part = utf8_clip(text, room - 3);
    return arena_printf(a, "%.*s...", STR_ARG(part));
}
