// Writing texts so that a study reads them back.
#include "model/study.h"

#include "base/utf8.h"

bool study_quotable(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F)
            return false;
    }
    return utf8_check(text) == text.n;
}

static bool holds(struct str text, const char *any)
{
    for (size_t i = 0; i < text.n; i++)
        if (strchr(any, text.p[i]))
            return true;
    return false;
}

static void quote_double(struct buf *out, struct str text)
{
    static const char control[] = "\n\r\t", letter[] = "nrt";
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        const char *found = strchr(control, text.p[i]);
        if (found) {
            buf_add_byte(out, '\\');
            buf_add_byte(out, letter[found - control]);
        } else {
            buf_add_byte(out, text.p[i]);
        }
    }
    buf_add_byte(out, '"');
}

void study_quote(struct buf *out, struct str text)
{
    if (!holds(text, "\\\"$")) { // ${ in double quotes is an error
        quote_double(out, text);
        return;
    }
    buf_add_byte(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        char next = i + 1 < text.n ? text.p[i + 1] : '\'';
        // A backslash alone stands for itself, as patterns want it.
        if (text.p[i] == '\'' || (text.p[i] == '\\' && strchr("\\'\n", next)))
            buf_add_byte(out, '\\');
        buf_add_byte(out, text.p[i]);
    }
    buf_add_byte(out, '\'');
}
