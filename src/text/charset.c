// Conversion to UTF-8 by iconv.
#include "text/charset.h"

#include "base/mem.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct charset {
    iconv_t iconv;
    size_t unit;  // bytes to step over when they cannot be converted
    bool started; // something has been written
};

// How many bytes one more letter takes in the encoding: 2 in UTF-16.
static size_t unit_of(const char *encoding)
{
    iconv_t to = iconv_open(encoding, "UTF-8");
    if (to == (iconv_t)-1)
        return 1;
    size_t size[2];
    for (size_t i = 0; i < 2; i++) {
        char letters[] = "AA", out[32], *in = letters, *p = out;
        size_t in_left = i + 1, out_left = sizeof out;
        iconv(to, NULL, NULL, NULL, NULL);
        iconv(to, &in, &in_left, &p, &out_left);
        size[i] = sizeof out - out_left;
    }
    iconv_close(to);
    return size[1] > size[0] ? size[1] - size[0] : 1;
}

struct charset *charset_open(struct str encoding, struct diag *d)
{
    char *name = str_dup(encoding);
    // A suffix such as //IGNORE would drop text silently.
    iconv_t iconv = str_find(encoding, '/', 0) == SIZE_MAX && strlen(name) == encoding.n
                        ? iconv_open("UTF-8", name)
                        : (iconv_t)-1;
    struct charset *c = NULL;
    if (iconv == (iconv_t)-1) {
        diag_set(d, FAULT_USAGE,
                 "unknown encoding %.*s; valid: UTF-8, UTF-16, GB18030, ISO-8859-1, … (iconv -l)",
                 STR_ARG(encoding));
    } else {
        c = mem_zero(sizeof *c);
        c->iconv = iconv;
        c->unit = unit_of(name);
    }
    free(name);
    return c;
}

void charset_close(struct charset *c)
{
    if (!c)
        return;
    iconv_close(c->iconv);
    free(c);
}

// Drop the byte order mark that some encodings hand through as a character.
static void drop_mark(struct charset *c, struct buf *out, size_t from)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (c->started || out->n == from)
        return;
    c->started = true;
    if (out->n - from >= 3 && memcmp(out->p + from, mark, 3) == 0) {
        memmove(out->p + from, out->p + from + 3, out->n - from - 3);
        out->n -= 3;
    }
}

size_t charset_convert(struct charset *c, struct str from, bool end, struct buf *out)
{
    char *in = (char *)from.p; // iconv's prototype; it does not write there
    size_t left = from.n, written_from = out->n;
    while (left) {
        buf_reserve(out, left * 2 + 16);
        char *p = out->p + out->n;
        size_t room = out->capacity - out->n - 1;
        size_t result = iconv(c->iconv, &in, &left, &p, &room);
        int error = result == (size_t)-1 ? errno : 0;
        out->n = (size_t)(p - out->p);
        if (error == 0 || error == E2BIG)
            continue;
        if (error == EINVAL && !end)
            break;
        buf_add_byte(out, '\xFF');
        size_t skip = error == EINVAL || left < c->unit ? left : c->unit;
        in += skip;
        left -= skip;
    }
    if (end) { // some encodings hold a letter back until they see what follows
        buf_reserve(out, 16);
        char *p = out->p + out->n;
        size_t room = 16;
        iconv(c->iconv, NULL, NULL, &p, &room);
        out->n = (size_t)(p - out->p);
    }
    drop_mark(c, out, written_from);
    return from.n - left;
}
