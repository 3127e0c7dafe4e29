// Conversion to UTF-8 by iconv.
#include "text/charset.h"

#include "text/encoding.h"

#include "base/mem.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct charset {
    iconv_t iconv;
    char *name;
    size_t unit;  // bytes to step over when they cannot be converted
    bool started; // something has been written
    bool failed;  // something could not be converted
    bool line;    // … and a line has begun since
    struct buf lost;
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

// A suffix such as //IGNORE would drop text silently. What glibc makes of wrong bytes in the
// encodings named here depends on where the blocks end.
static bool is_sound(struct str encoding, const char *name)
{
    static const char *const unsound[] = {"UTF-7",           "UTF7",         "UNICODE-1-1-UTF-7",
                                          "CSUNICODE11UTF7", "UTF-7-IMAP",   "UTF7IMAP",
                                          "ISO-2022-CN-EXT", "ISO2022CNEXT", "TSCII"};
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++)
        if (str_eq_nocase(encoding, str_of(unsound[i])))
            return false;
    return str_find(encoding, '/', 0) == SIZE_MAX && strlen(name) == encoding.n;
}

struct charset *charset_open(struct str encoding, struct diag *d)
{
    char *name = str_dup(encoding);
    iconv_t iconv = is_sound(encoding, name) ? iconv_open("UTF-8", name) : (iconv_t)-1;
    if (iconv == (iconv_t)-1) {
        diag_set(d, FAULT_USAGE,
                 "unknown encoding %.*s; valid: UTF-8, UTF-16, GB18030, ISO-8859-1, … (iconv -l)",
                 STR_ARG(encoding));
    } else {
        struct charset *c = mem_zero(sizeof *c);
        c->iconv = iconv;
        c->unit = unit_of(name);
        c->name = name;
        return c;
    }
    free(name);
    return NULL;
}

void charset_close(struct charset *c)
{
    if (!c)
        return;
    iconv_close(c->iconv);
    buf_free(&c->lost);
    free(c->name);
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

// Take note of bytes that follow a failure: they tell what the encoding is.
static void note_lost(struct charset *c, struct str bytes)
{
    enum { NOTED = 4096 };
    size_t line = c->line ? 0 : str_find(bytes, '\n', 0);
    if (line == SIZE_MAX || c->lost.n == NOTED)
        return;
    bytes = str_slice(bytes, c->line ? 0 : line + 1, bytes.n);
    c->line = true;
    size_t room = NOTED - c->lost.n;
    buf_add(&c->lost, str_slice(bytes, 0, bytes.n < room ? bytes.n : room));
}

struct str charset_lost(const struct charset *c)
{
    return buf_str(&c->lost);
}

static struct buf converted(struct str encoding, struct str bytes)
{
    struct buf out = {0};
    struct charset *c = charset_open(encoding, NULL);
    if (c)
        charset_convert(c, bytes, false, &out);
    charset_close(c);
    return out;
}

const char *charset_other(const struct charset *c, struct str bytes)
{
    enum { LEAST = 40 }; // beyond ASCII
    size_t high = 0;
    for (size_t i = 0; i < bytes.n; i++)
        high += (unsigned char)bytes.p[i] >= 0x80;
    const char *guess = high < LEAST ? NULL : encoding_guess(bytes);
    if (!guess)
        return NULL;
    struct buf said = converted(str_of(c->name), bytes), other = converted(str_of(guess), bytes);
    bool good = !memchr(said.p, 0xFF, said.n); // of Western encodings, any other may be right
    bool same = str_eq(buf_str(&said), buf_str(&other)) ||
                (good && str_eq(str_of(guess), STR("windows-1252")));
    buf_free(&said);
    buf_free(&other);
    return same ? NULL : guess;
}

size_t charset_convert(struct charset *c, struct str from, bool end, struct buf *out)
{
    char *in = (char *)from.p; // iconv's prototype; it does not write there
    size_t left = from.n, written_from = out->n;
    size_t note = c->failed ? 0 : SIZE_MAX;
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
        if (!c->failed)
            note = from.n - left;
        c->failed = true;
        size_t skip = error == EINVAL || left < c->unit ? left : c->unit;
        in += skip;
        left -= skip;
    }
    if (c->failed)
        note_lost(c, str_slice(from, note, from.n - left));
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
