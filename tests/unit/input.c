// Bytes of exports: compression, encodings, byte order marks, and what goes wrong.
#define _GNU_SOURCE // memfd_create
#include "unit.h"

#include "base/buf.h"
#include "text/input.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

// Everything that input_read gives for a file of these bytes, `step` at a time; or "fault:
// message".
static struct buf read_all(struct str bytes, const char *encoding, size_t step)
{
    char path[32], block[4096];
    struct buf out = {0};
    struct diag d = {0};
    int fd = memfd_create("bytes", 0);
    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct input *in = input_open(path, str_of(encoding), &d);
    ptrdiff_t n = in ? 0 : -1;
    while (in && (n = input_read(in, block, step, &d)) > 0)
        buf_add(&out, (struct str){block, (size_t)n});
    if (n < 0) {
        buf_clear(&out);
        buf_printf(&out, "%d: %s", d.fault, d.message);
    } else {
        assert_int_equal(input_read(in, block, step, &d), 0); // the end stays the end
    }
    input_close(in);
    close(fd);
    return out;
}

#define assert_read(bytes, encoding, expected)                                                     \
    do {                                                                                           \
        static const size_t steps_[] = {1, 3, 4096};                                               \
        for (size_t i_ = 0; i_ < 3; i_++) {                                                        \
            struct buf out_ = read_all(bytes, encoding, steps_[i_]);                               \
            assert_int_equal(out_.n, (expected).n);                                                \
            if (out_.n)                                                                            \
                assert_memory_equal(out_.p, (expected).p, out_.n);                                 \
            buf_free(&out_);                                                                       \
        }                                                                                          \
    } while (0)

#define assert_fault(bytes, encoding, said)                                                        \
    do {                                                                                           \
        struct buf out_ = read_all(bytes, encoding, 4096);                                         \
        assert_non_null(out_.p);                                                                   \
        if (!strstr(out_.p, said))                                                                 \
            fail_msg("%s", out_.p);                                                                \
        buf_free(&out_);                                                                           \
    } while (0)

static void plain(void **state)
{
    (void)state;
    assert_read(STR(""), "", STR(""));
    assert_read(STR("a"), "", STR("a"));
    assert_read(STR("a,b\r\n\0\xFF"), "", STR("a,b\r\n\0\xFF"));
    assert_read(STR("\xEF\xBB\xBFtime,id"), "", STR("time,id"));
    assert_read(STR("\xEF\xBB\xBFtime,id"), "utf-8", STR("time,id"));
    assert_read(STR("\xEF\xBB"), "", STR("\xEF\xBB"));
}

static void utf16(void **state)
{
    (void)state;
    assert_read(STR("\xFF\xFEt\0-N\xE9\0"), "", STR("t\xE4\xB8\xAD\xC3\xA9") /* t 4E2D 00E9 */);
    assert_read(STR("\xFE\xFF\0t\x4E\x2D"), "", STR("t\xE4\xB8\xAD"));
    assert_read(STR("\xFF\xFEt\0-N"), "UTF-16", STR("t\xE4\xB8\xAD"));
    assert_read(STR("\xFF\xFEt\0"), "UTF-16LE", STR("t"));
    assert_read(STR("\0t"), "UTF-16BE", STR("t"));
    assert_read(STR("\xFF\xFE\x3D\xD8\x00\xDE"), "", STR("\xF0\x9F\x98\x80")); // a surrogate pair
    // Half a pair, then a letter; an odd byte at the end.
    assert_read(STR("\xFF\xFE\x3D\xD8t\0"), "", STR("\xFFt"));
    assert_read(STR("\xFF\xFEt\0x"), "", STR("t\xFF"));
}

static void other_encodings(void **state)
{
    (void)state;
    assert_read(STR("\xB5\xEA,1"), "GB18030", STR("\xE5\xBA\x97,1"));
    assert_read(STR("caf\xE9"), "ISO-8859-1", STR("caf\xC3\xA9"));
    // A lead byte without its second, then the line end, which must survive.
    assert_read(STR("a\x81\nb"), "GB18030", STR("a\xFF\nb"));
    assert_read(STR("a\xB5"), "GB18030", STR("a\xFF"));
    assert_read(STR("a\xFF"
                    "b"),
                "GB18030",
                STR("a\xFF"
                    "b"));
    assert_fault(STR("a"), "KLINGON-8", "2: unknown encoding KLINGON-8");
    assert_fault(STR("a"), "GB18030//IGNORE", "2: unknown encoding");
}

// Ten letters that can only be UTF-8 show that the declaration is wrong; one that cannot, or fewer,
// do not.
static void a_wrong_declaration(void **state)
{
    (void)state;
#define SHOP "\xE5\xBA\x97\xE9\x93\xBA"
    assert_fault(STR("id," SHOP SHOP SHOP SHOP SHOP), "GB18030", "2: ");
    assert_fault(STR("id," SHOP SHOP SHOP SHOP SHOP), "ISO-8859-1", "but this is UTF-8");
    struct buf out = read_all(STR("id," SHOP SHOP SHOP SHOP SHOP " \xE9t\xE9"), "ISO-8859-1", 4096);
    assert_null(strstr(out.p, "but this"));
    buf_free(&out);
    out = read_all(STR("id," SHOP SHOP SHOP SHOP), "ISO-8859-1", 4096);
    assert_null(strstr(out.p, "but this"));
    buf_free(&out);
    // Letters of GB18030, of which some look like UTF-8.
    assert_read(STR("\xC1\xAA\xCD\xA8,\xB5\xEA\xC6\xCC"), "GB18030",
                STR("\xE8\x81\x94\xE9\x80\x9A," SHOP));
    // A letter that the block cuts in two is no sign of anything else.
    struct buf text = {0};
    buf_add_byte(&text, 'x');
    for (int i = 0; i < 50000; i++)
        buf_add(&text, STR("\xE5\xBA\x97"));
    assert_fault(buf_str(&text), "Big5", "but this is UTF-8");
    buf_free(&text);
}

// What leaves no doubt is said at once.
static void evident_encodings(void **state)
{
    (void)state;
    assert_fault(STR("\xEF\xBB\xBFt,x\n"), "GB18030", "declared as GB18030, but this is UTF-8");
    assert_fault(STR("\xFF\xFEt\0"), "UTF-8", "declared as UTF-8, but this is UTF-16LE");
    assert_fault(STR("\xFF\xFEt\0"), "windows-1252", "but this is UTF-16LE");
    assert_fault(STR("\xFF\xFEt\0"), "UTF-16BE", "declared as UTF-16BE, but this is UTF-16LE");
    assert_fault(STR("\xEF\xBB\xBFt,x\n"), "UTF-16", "but this is UTF-8");
    assert_fault(STR("t\0i\0m\0e\0,\0-N\x87\x65\r\0\n\0"
                     "1\0"),
                 "", ": this is UTF-16LE without a byte order mark; add encoding = \"UTF-16LE\"");
    assert_fault(STR("\0t\0i\0m\0e\0,N-\x65\x87\0\r\0\n"
                     "\0"
                     "1"),
                 "", "this is UTF-16BE without");
    assert_fault(STR("-N\x87\x65"), "UTF-16", "declare UTF-16LE or UTF-16BE");
    assert_read(STR("\0t\0i\0m\0e\0,N-\x65\x87\0\r\0\n"
                    "\0"
                    "1"),
                "UTF-16", STR("time,\xE4\xB8\xAD\xE6\x96\x87\r\n1"));
    assert_read(STR("a,b\n1,\0x\0y\0\n"), "", STR("a,b\n1,\0x\0y\0\n"));
}

// A text that is longer than every block inside, of letters of two bytes that blocks cut in two.
static void long_text_keeps_its_letters(void **state)
{
    (void)state;
    enum { LETTERS = 200001 };
    struct buf gb = {0}, utf8 = {0};
    buf_add_byte(&gb, 'x');
    buf_add_byte(&utf8, 'x');
    for (int i = 0; i < LETTERS; i++) {
        buf_add(&gb, STR("\xB5\xEA"));
        buf_add(&utf8, STR("\xE5\xBA\x97"));
    }
    struct buf out = read_all(buf_str(&gb), "GB18030", 4096);
    assert_int_equal(out.n, utf8.n);
    assert_memory_equal(out.p, utf8.p, out.n);
    buf_free(&out);
    buf_free(&gb);
    buf_free(&utf8);
}

static struct buf gzip(struct str bytes)
{
    struct buf out = {0};
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    buf_reserve(&out, bytes.n + 1000);
    z.next_in = (unsigned char *)(uintptr_t)bytes.p;
    z.avail_in = (unsigned)bytes.n;
    z.next_out = (unsigned char *)out.p;
    z.avail_out = (unsigned)(bytes.n + 1000);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

static struct buf zstd(struct str bytes)
{
    struct buf out = {0};
    buf_reserve(&out, ZSTD_compressBound(bytes.n));
    out.n = ZSTD_compress(out.p, out.capacity, bytes.p, bytes.n, 3);
    assert_false(ZSTD_isError(out.n));
    return out;
}

static struct buf xz(struct str bytes)
{
    struct buf out = {0};
    buf_reserve(&out, lzma_stream_buffer_bound(bytes.n));
    assert_int_equal(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, (const uint8_t *)bytes.p,
                                             bytes.n, (uint8_t *)out.p, &out.n, out.capacity),
                     LZMA_OK);
    return out;
}

static struct buf bzip2(struct str bytes)
{
    struct buf out = {0};
    unsigned n = (unsigned)bytes.n * 2 + 1000;
    buf_reserve(&out, n);
    assert_int_equal(
        BZ2_bzBuffToBuffCompress(out.p, &n, (char *)(uintptr_t)bytes.p, (unsigned)bytes.n, 1, 0, 0),
        BZ_OK);
    out.n = n;
    return out;
}

// Some 300 kB that do not compress away.
static struct buf noise(void)
{
    struct buf out = {0};
    srandom(6);
    while (out.n < 300000)
        buf_printf(&out, "%ld,", random());
    return out;
}

static void compressed(void **state)
{
    (void)state;
    struct buf text = noise();
    struct buf packed[] = {gzip(buf_str(&text)), zstd(buf_str(&text)), xz(buf_str(&text)),
                           bzip2(buf_str(&text))};
    for (size_t i = 0; i < 4; i++) {
        struct buf *p = &packed[i];
        struct buf out = read_all(buf_str(p), "", 4096);
        assert_int_equal(out.n, text.n);
        assert_memory_equal(out.p, text.p, text.n);
        buf_free(&out);
        assert_fault(str_slice(buf_str(p), 0, p->n - 1), "", "3: ");
        assert_fault(str_slice(buf_str(p), 0, p->n / 2), "", "ends early");
        p->p[p->n / 2] = (char)(p->p[p->n / 2] ^ 0x55); // all but zstd's have checksums
        if (i != 1)
            assert_fault(buf_str(p), "", "is damaged");
        p->p[p->n / 2] = (char)(p->p[p->n / 2] ^ 0x55);
        // Two members or frames, as `cat a.gz b.gz` makes them.
        size_t n = p->n;
        buf_reserve(p, n);
        buf_add(p, (struct str){p->p, n});
        out = read_all(buf_str(p), "", 4096);
        assert_int_equal(out.n, 2 * text.n);
        buf_free(&out);
        buf_add(p, STR("this is garbage"));
        assert_fault(buf_str(p), "", "is damaged");
        buf_free(p);
    }
    buf_free(&text);
}

// Compressed, in another encoding, with a mark: all layers at once.
static void compressed_utf16(void **state)
{
    (void)state;
    struct buf p = gzip(STR("\xFF\xFEt\0\xE9\0"));
    buf_add_bytes(&p, '\0', 512); // as tapes pad
    assert_read(buf_str(&p), "", STR("t\xC3\xA9"));
    buf_free(&p);
    p = zstd(STR(""));
    assert_read(buf_str(&p), "", STR(""));
    buf_free(&p);
    p = bzip2(STR(""));
    assert_read(buf_str(&p), "", STR(""));
    buf_free(&p);
    p = xz(STR(""));
    assert_read(buf_str(&p), "", STR(""));
    buf_free(&p);
    assert_read(STR("BZh1 is a text"), "", STR("BZh1 is a text"));
    assert_read(STR("BZh1"), "", STR("BZh1"));
}

static void what_cannot_be_opened(void **state)
{
    (void)state;
    struct diag d = {0};
    assert_null(input_open("/nonexistent/web.csv", STR(""), &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_string_equal(d.message, "cannot open /nonexistent/web.csv: No such file or directory");
    assert_null(input_open("/tmp", STR(""), &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_string_equal(d.message, "cannot open /tmp: Is a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(utf16),
        cmocka_unit_test(other_encodings),
        cmocka_unit_test(long_text_keeps_its_letters),
        cmocka_unit_test(a_wrong_declaration),
        cmocka_unit_test(evident_encodings),
        cmocka_unit_test(compressed),
        cmocka_unit_test(compressed_utf16),
        cmocka_unit_test(what_cannot_be_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
