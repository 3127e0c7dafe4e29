// Parameters of URLs.
#include "text/url.h"

#include "base/utf8.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void url_decode(struct str s, bool plus, struct buf *out)
{
    size_t from = out->n;
    buf_reserve(out, s.n);
    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && s.n - i > 2 ? hex(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex(s.p[i + 2]) : -1;
        if (low >= 0) {
            buf_add_byte(out, (char)(high << 4 | low));
            i += 2;
        } else {
            buf_add_byte(out, plus && s.p[i] == '+' ? ' ' : s.p[i]);
        }
    }
    struct str decoded = {out->p + from, out->n - from};
    if (decoded.n && (memchr(decoded.p, '\0', decoded.n) || utf8_check(decoded) < decoded.n)) {
        out->n = from;
        buf_add(out, s);
    }
}

bool url_query(struct str url, struct str key, struct buf *out)
{
    size_t fragment = str_find(url, '#', 0);
    struct str rest = str_slice(url, 0, fragment < url.n ? fragment : url.n);
    size_t question = str_find(rest, '?', 0);
    if (question < rest.n)
        rest = str_slice(rest, question + 1, rest.n);
    while (rest.p) {
        struct str value = str_cut(&rest, '&');
        struct str name = str_cut(&value, '=');
        buf_clear(out);
        url_decode(name, true, out);
        if (!str_eq(buf_str(out), key))
            continue;
        buf_clear(out);
        if (value.p)
            url_decode(value, true, out);
        return true;
    }
    buf_clear(out);
    return false;
}
