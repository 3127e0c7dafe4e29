// Fuzz encodings: bytes of any declared encoding come out the same whatever the blocks, as UTF-8
// but for 0xFF; what they look like, and mojibake in them. scripts/analyse fuzz encoding.
#define _GNU_SOURCE // memfd_create
#include "text/encoding.h"
#include "text/charset.h"
#include "text/input.h"
#include "text/mojibake.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const encodings[] = {
    "",
    "UTF-8",
    "UTF-16",
    "UTF-16LE",
    "UTF-16BE",
    "GB18030",
    "GBK",
    "BIG5-HKSCS",
    "Big5",
    "Shift_JIS",
    "CP932",
    "EUC-JP",
    "EUC-KR",
    "EUC-TW",
    "ISO-8859-1",
    "CP1252",
    "KOI8-R",
    "UTF-32",
    "UTF-16LE",
    "ISO-2022-JP",
    "ISO-2022-KR",
    "UNICODE",
    "CP1255",
    "TCVN5712-1",
    "CP1258",
    "ARMSCII-8",
    "IBM937",
    "SHIFT_JISX0213",
    "JOHAB",
    "UCS-2LE",
    "ISO-2022-CN",
};
enum { ENCODINGS = sizeof encodings / sizeof *encodings };

static void require(bool holds)
{
    if (!holds)
        abort();
}

// What comes out is UTF-8, but for 0xFF.
static void check_text(struct str s)
{
    while (s.n) {
        size_t good = utf8_check(s);
        require(good == s.n || (unsigned char)s.p[good] == 0xFF);
        s = str_slice(s, good < s.n ? good + 1 : good, s.n);
    }
}

// Convert with `step` bytes more at a time.
static struct buf convert(struct str encoding, struct str bytes, size_t step, struct buf *lost)
{
    struct buf out = {0};
    struct charset *c = charset_open(encoding, NULL);
    require(c);
    for (size_t at = 0, end = 0; end < bytes.n || at < end;) {
        end = bytes.n - end < step ? bytes.n : end + step;
        size_t used = charset_convert(c, str_slice(bytes, at, end), end == bytes.n, &out);
        require(used <= end - at && (end < bytes.n || used == end - at));
        at += used;
    }
    buf_add(lost, charset_lost(c));
    charset_other(c, bytes);
    charset_close(c);
    return out;
}

static void check_conversion(struct str encoding, struct str bytes)
{
    static const size_t steps[] = {7, 1};
    struct buf lost = {0};
    struct buf whole = convert(encoding, bytes, 4096, &lost);
    check_text(buf_str(&whole));
    for (size_t i = 0; i < 2; i++) {
        struct buf lost_too = {0}, part = convert(encoding, bytes, steps[i], &lost_too);
        require(str_eq(buf_str(&whole), buf_str(&part)));
        require(str_eq(buf_str(&lost), buf_str(&lost_too)));
        buf_free(&part);
        buf_free(&lost_too);
    }
    buf_free(&whole);
    buf_free(&lost);
}

// The same by input.c, `step` bytes given out at a time. False: it was not opened.
static bool read_all(const char *path, struct str encoding, size_t step, struct buf *out)
{
    char block[4096];
    struct diag d = {0};
    struct input *in = input_open(path, encoding, &d);
    require(in || d.fault != FAULT_NONE);
    ptrdiff_t n = in ? 0 : -1;
    while (in && (n = input_read(in, block, step, &d)) > 0)
        buf_add(out, (struct str){block, (size_t)n});
    require(n == 0 || d.fault != FAULT_NONE);
    if (in)
        input_guess(in);
    input_close(in);
    return n == 0;
}

static void check_input(struct str encoding, struct str bytes)
{
    char path[32];
    int fd = memfd_create("fuzz", 0);
    require(write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    static const size_t steps[] = {4096, 7, 1};
    struct buf out[3] = {0};
    bool good[3];
    for (size_t i = 0; i < 3; i++) {
        good[i] = read_all(path, encoding, steps[i], &out[i]);
        require(good[i] == good[0] && str_eq(buf_str(&out[i]), buf_str(&out[0])));
    }
    for (size_t i = 0; i < 3; i++)
        buf_free(&out[i]);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 3000)
        return 0;
    struct str encoding = str_of(encodings[data[0] % ENCODINGS]);
    struct str bytes = {(const char *)data + 1, size - 1};
    bool mark;
    struct mojibake_finder finder = {0};
    struct buf mended = {0};
    if (!encoding_is_utf8(encoding)) // is taken as it is
        check_conversion(encoding, bytes);
    check_input(encoding, bytes);
    encoding_guess(bytes);
    encoding_evident(bytes, &mark);
    if (mojibake_find(&finder, bytes, &mended) == MOJIBAKE_NONE)
        require(mended.n == 0);
    buf_free(&mended);
    mojibake_close(&finder);
    return 0;
}
