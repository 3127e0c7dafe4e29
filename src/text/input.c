// Bytes of an export: opened, decompressed, converted to UTF-8.
#include "text/input.h"

#include "text/charset.h"
#include "text/encoding.h"
#include "text/unpack.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024, MARK = 3 };

struct input {
    char *name;
    struct unpack *unpack;
    struct charset *charset; // NULL: UTF-8 as it is
    char *raw;               // not yet given out or converted: [at, end)
    size_t at, end;
    size_t mark;        // bytes of the byte order mark of UTF-8
    bool eof, finished; // of the bytes read; of what comes out of the conversion
    struct buf text;    // converted, given out up to `given`
    size_t given;
    const char *guess; // what it looks like instead, or NULL
};

static bool read_raw(struct input *in, struct diag *d)
{
    ptrdiff_t got = unpack_read(in->unpack, in->raw + in->end, BLOCK - in->end, d);
    if (got < 0)
        return false;
    in->eof = got == 0;
    in->end += (size_t)got;
    return true;
}

static bool contradicts(const struct input *in, struct str declared, const char *evident,
                        struct diag *d)
{
    if (declared.n == 0)
        return diag_set(d, FAULT_USAGE,
                        "%s: this is %s without a byte order mark; add encoding = \"%s\"", in->name,
                        evident, evident);
    return diag_set(d, FAULT_USAGE, "%s: the encoding is declared as %.*s, but this is %s",
                    in->name, STR_ARG(declared), evident);
}

// UTF-16 of either order, by its mark or by what is declared.
static bool begin_wide(struct input *in, struct str declared, const char *evident, bool mark,
                       struct diag *d)
{
    bool order =
        str_eq_nocase(declared, STR("UTF-16LE")) || str_eq_nocase(declared, STR("UTF-16BE"));
    bool any = str_eq_nocase(declared, STR("UTF-16")) || str_eq_nocase(declared, STR("UTF16"));
    if (evident && (str_eq(str_of(evident), STR("UTF-8")) ||
                    (order && !str_eq_nocase(declared, str_of(evident)))))
        return contradicts(in, declared, evident, d);
    if (any && !evident && in->end > 1)
        return diag_set(d, FAULT_USAGE,
                        "%s: UTF-16 without a byte order mark: declare UTF-16LE or UTF-16BE",
                        in->name);
    return (in->charset = charset_open(any && !mark && evident ? str_of(evident) : declared, d));
}

static bool begin_utf8(struct input *in, struct str declared, const char *evident, bool mark,
                       struct diag *d)
{
    if (!evident)
        return true;
    if (str_eq(str_of(evident), STR("UTF-8"))) {
        in->at = in->mark = mark ? MARK : 0;
        return true;
    }
    if (!mark || declared.n)
        return contradicts(in, declared, evident, d);
    return (in->charset = charset_open(str_of(evident), d));
}

// Settle the encoding by the declaration and by what the first block leaves no doubt of.
static bool begin(struct input *in, struct str declared, struct diag *d)
{
    bool mark;
    while (in->end < BLOCK && !in->eof)
        if (!read_raw(in, d))
            return false;
    struct str head = {in->raw, in->end};
    const char *evident = encoding_evident(head, &mark);
    if (encoding_is_utf8(declared))
        return begin_utf8(in, declared, evident, mark, d);
    if (encoding_is_wide(declared))
        return begin_wide(in, declared, evident, mark, d);
    if (!(in->charset = charset_open(declared, d)))
        return false;
    if (evident)
        return contradicts(in, declared, evident, d);
    in->guess = charset_other(in->charset, head);
    return true;
}

static int open_file(const char *path, struct diag *d)
{
    struct str name = str_of(path);
    if (strcmp(path, "-") == 0)
        return STDIN_FILENO;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        fd = -1;
        errno = EISDIR;
    }
    if (fd < 0)
        diag_errno(d, name, "open");
    return fd;
}

struct input *input_open(const char *path, struct str encoding, struct diag *d)
{
    int fd = open_file(path, d);
    if (fd < 0)
        return NULL;
    struct str name = strcmp(path, "-") == 0 ? STR("standard input") : str_of(path);
    struct unpack *unpack = unpack_open(fd, name, d);
    if (!unpack)
        return NULL;
    struct input *in = mem_zero(sizeof *in);
    in->name = str_dup(name);
    in->unpack = unpack;
    in->raw = mem_alloc(BLOCK);
    if (begin(in, encoding, d))
        return in;
    input_close(in);
    return NULL;
}

// Convert the next block. False: reading failed. Nothing given at the end of the input.
static bool convert(struct input *in, struct diag *d)
{
    buf_clear(&in->text);
    in->given = 0;
    while (in->text.n == 0 && !in->finished) {
        memmove(in->raw, in->raw + in->at, in->end - in->at);
        in->end -= in->at;
        in->at = 0;
        if (!in->eof && in->end < BLOCK && !read_raw(in, d))
            return false;
        in->at = charset_convert(in->charset, (struct str){in->raw, in->end}, in->eof, &in->text);
        in->finished = in->eof;
    }
    return true;
}

ptrdiff_t input_read(struct input *in, char *into, size_t n, struct diag *d)
{
    struct str ready = {in->raw + in->at, in->end - in->at};
    if (in->charset) {
        if (in->given == in->text.n && !convert(in, d))
            return -1;
        ready = (struct str){in->text.p + in->given, in->text.n - in->given};
    } else if (ready.n == 0) {
        return in->eof ? 0 : unpack_read(in->unpack, into, n, d);
    }
    n = n < ready.n ? n : ready.n;
    if (n)
        memcpy(into, ready.p, n);
    if (in->charset)
        in->given += n;
    else
        in->at += n;
    return (ptrdiff_t)n;
}

// Bytes of a plain file that are not at hand are sought.
static bool seek(struct input *in, uint64_t n, uint64_t *passed)
{
    struct stat st;
    int fd = unpack_file(in->unpack);
    off_t here = lseek(fd, 0, SEEK_CUR);
    if (in->charset || unpack_packed(in->unpack) || in->eof || here < 0 || fstat(fd, &st) != 0 ||
        !S_ISREG(st.st_mode) || n > INT64_MAX)
        return false;
    uint64_t left = st.st_size > here ? (uint64_t)(st.st_size - here) : 0;
    *passed = n < left ? n : left;
    return lseek(fd, (off_t)*passed, SEEK_CUR) >= 0;
}

bool input_pass(struct input *in, uint64_t n, uint64_t *passed, struct diag *d)
{
    char scrap[1 << 14];
    bool at_hand = true;
    for (*passed = 0; *passed < n;) {
        uint64_t sought;
        at_hand =
            at_hand && (in->at < in->end || in->given < in->text.n || unpack_at_hand(in->unpack));
        if (!at_hand && seek(in, n - *passed, &sought)) {
            *passed += sought;
            return true;
        }
        size_t want = n - *passed < sizeof scrap ? (size_t)(n - *passed) : sizeof scrap;
        ptrdiff_t got = input_read(in, scrap, want, d);
        if (got < 0)
            return false;
        if (got == 0)
            return true;
        *passed += (uint64_t)got;
    }
    return true;
}

bool input_look(const struct input *in, uint64_t offset, size_t n, char *into)
{
    struct stat st;
    int fd = unpack_file(in->unpack);
    if (!input_plain(in) || offset > INT64_MAX - n - MARK || fstat(fd, &st) != 0)
        return false;
    uint64_t at = offset + in->mark;
    if (at + n > (uint64_t)st.st_size)
        return false;
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(fd, into + done, n - done, (off_t)(at + done));
        if (got <= 0 && errno != EINTR)
            return false;
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool input_packed(const struct input *in)
{
    return unpack_packed(in->unpack);
}

bool input_plain(const struct input *in)
{
    return !in->charset && !unpack_packed(in->unpack);
}

int input_file(const struct input *in)
{
    return unpack_file(in->unpack);
}

struct str input_name(const struct input *in)
{
    return in ? str_of(in->name) : STR("");
}

const char *input_guess(const struct input *in)
{
    if (in->guess)
        return in->guess;
    if (in->charset)
        return charset_other(in->charset, charset_lost(in->charset));
    struct str head = {in->raw, in->end}; // it is let alone when it is given out
    const char *guess = utf8_check(head) < head.n ? encoding_guess(head) : NULL;
    return guess && str_eq(str_of(guess), STR("UTF-8")) ? NULL : guess; // a letter is cut off
}

void input_close(struct input *in)
{
    if (!in)
        return;
    unpack_close(in->unpack);
    charset_close(in->charset);
    buf_free(&in->text);
    free(in->raw);
    free(in->name);
    free(in);
}
