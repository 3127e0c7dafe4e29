// Base: escapes, UTF-8, suggestions, threads.
#include "unit.h"

#include "base/escape.h"
#include "base/mem.h"
#include "base/par.h"
#include "base/suggest.h"
#include "base/utf8.h"

#include <stdlib.h>

typedef void escape_function(struct buf *out, struct str s);

static void check_escape(escape_function *escape, struct str s, const char *expected)
{
    struct buf out = {0};
    escape(&out, s);
    assert_str(buf_str(&out), expected);
    buf_free(&out);
}

static void terminal(void **state)
{
    (void)state;
    check_escape(escape_terminal, STR("caf\xC3\xA9 \xE5\xBA\x97"), "caf\xC3\xA9 \xE5\xBA\x97");
    check_escape(escape_terminal, STR("\x1B[31mred\a\x7F"), "\\x1b[31mred\\x07\\x7f");
    check_escape(escape_terminal, STR("a\tb\nc\r"), "a\\tb\\nc\\x0d");
    check_escape(escape_terminal,
                 STR("\xC2\x9B"
                     "31m"),
                 "\\u009b31m"); // C1: CSI
    check_escape(escape_terminal,
                 STR("\xE2\x80\xAE"
                     "abc"),
                 "\\u202eabc");
    check_escape(escape_terminal,
                 STR("\xE2\x81\xA6"
                     "abc"),
                 "\\u2066abc");
    check_escape(escape_terminal,
                 STR("a\xFF"
                     "b\xC3"),
                 "a\\xffb\\xc3");
    check_escape(escape_terminal, STR("a\0b"), "a\\x00b");
}

static void tsv(void **state)
{
    (void)state;
    check_escape(escape_tsv, STR("a\tb\nc\rd\\e"), "a\\tb\\nc\\rd\\\\e");
    check_escape(unescape_tsv, STR("a\\tb\\nc\\rd\\\\e\\x\\"), "a\tb\nc\rd\\ex\\");
    check_escape(unescape_tsv, STR("\\\\t"), "\\t");
}

static void csv(void **state)
{
    (void)state;
    check_escape(escape_csv, STR("plain text"), "plain text");
    check_escape(escape_csv, STR("a,b"), "\"a,b\"");
    check_escape(escape_csv, STR("say \"hi\""), "\"say \"\"hi\"\"\"");
    check_escape(escape_csv, STR("two\nlines"), "\"two\nlines\"");
    check_escape(escape_csv, STR("-3.5"), "-3.5");
    check_escape(escape_csv, STR("+4"), "+4");
    check_escape(escape_csv, STR("-1e-5"), "-1e-5");
    check_escape(escape_csv, STR("=1+1"), "'=1+1");
    check_escape(escape_csv, STR("-2+3"), "'-2+3");
    check_escape(escape_csv, STR("@SUM(A1)"), "'@SUM(A1)");
    check_escape(escape_csv, STR("=cmd|'/c calc'!A1,x"), "\"'=cmd|'/c calc'!A1,x\"");
    check_escape(escape_csv, STR("\tx"), "'\tx");
}

static void json(void **state)
{
    (void)state;
    check_escape(escape_json, STR("a\"b\\c\n\t\x01/"), "\"a\\\"b\\\\c\\n\\t\\u0001/\"");
    check_escape(escape_json, STR("\b\f\r\v"), "\"\\b\\f\\r\\u000b\"");
    check_escape(escape_json, STR("a\xFF\xE5\xBA\x97"), "\"a\xEF\xBF\xBD\xE5\xBA\x97\"");
}

static void html(void **state)
{
    (void)state;
    check_escape(escape_html, STR("<a href='x'>\"&\"</a>"),
                 "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
    check_escape(escape_html, STR("a\x01\tb\n\xFF\xC2\x85"),
                 "a\xEF\xBF\xBD\tb\n\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void utf8_is_checked(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        size_t at;
    } cases[] = {
        {{"caf\xC3\xA9", 5}, 5},
        {{"\xF0\x9F\x98\x80", 4}, 4},
        {{"a\xC0\x80", 3}, 1},
        {{"\xED\xA0\x80", 3}, 0},
        {{"\xF4\x90\x80\x80", 4}, 0},
        {{"\xE0\x80\x80", 3}, 0},
        {{"12345678\xFF", 9}, 8},
        {{"123456789\xE5\xBA", 11}, 9},
        {{"\xF0\x80\x80\x80", 4}, 0},
        {{"\xEF\xBF\xBF", 3}, 3},
        {{"\xF4\x8F\xBF\xBF", 4}, 4},
        {{"\x80", 1}, 0},
        {{"", 0}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_check(cases[i].text), cases[i].at);
}

// Every code point by its encoding, made here by shifts, comes back; surrogates do not.
static void every_point_comes_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char b[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        uint32_t rest = c;
        for (size_t i = n - 1; i > 0; i--, rest >>= 6)
            b[i] = (char)(0x80 | (rest & 0x3F));
        b[0] = (char)(lead[n] | rest);
        uint32_t point = 0;
        size_t got = utf8_next((struct str){b, n}, &point);
        if (c >= 0xD800 && c <= 0xDFFF) {
            assert_int_equal(got, 0);
            continue;
        }
        assert_int_equal(got, n);
        assert_int_equal(point, c);
        assert_int_equal(utf8_next((struct str){b, n - 1}, &point), 0);
    }
}

static void cells(void **state)
{
    (void)state;
    assert_int_equal(utf8_width(STR("abc")), 3);
    assert_int_equal(utf8_width(STR("\xE4\xB8\xAD\xE6\x96\x87")), 4); // 中文
    assert_int_equal(utf8_width(STR("e\xCC\x81")), 1);                // e + acute
    assert_int_equal(utf8_width(STR("\xF0\x9F\x98\x80")), 2);         // emoji
    assert_int_equal(utf8_width(STR("\xEF\xBC\xA1")), 2);             // fullwidth A
    assert_int_equal(utf8_width(STR("\xED\x95\x9C")), 2);             // hangul
    assert_int_equal(utf8_width(STR("\xE2\x94\x80\xE2\x96\x88")), 2); // ─ █
    assert_int_equal(utf8_width(STR("a\xE2\x80\x8D\xEF\xB8\x8F"
                                    "b")),
                     2);                                                  // ZWJ, VS16
    assert_int_equal(utf8_width(STR("\xE2\x82\xAC\xD0\x96\xCE\xA9")), 3); // € Ж Ω
    assert_int_equal(utf8_width(STR("a\xFF"
                                    "b")),
                     3);
    assert_str(utf8_clip(STR("\xE4\xB8\xAD\xE6\x96\x87"), 3), "\xE4\xB8\xAD");
    assert_str(utf8_clip(STR("e\xCC\x81x"), 1), "e\xCC\x81");
    assert_str(utf8_clip(STR("abc"), 9), "abc");
    assert_str(utf8_clip(STR("abc"), 0), "");
}

static void suggestions(void **state)
{
    (void)state;
    const struct str names[] = {STR("event"), STR("encoding"), STR("channel"), STR("id")};
    assert_str(suggest(STR("chanel"), names, 4), "channel");
    assert_str(suggest(STR("CHANNLE"), names, 4), "channel");
    assert_str(suggest(STR("evnet"), names, 4), "event"); // a swap is one edit
    assert_str(suggest(STR("zebra"), names, 4), "");
    assert_str(suggest(STR("ix"), names, 4), ""); // half of it differs
    assert_str(suggest(STR(""), names, 4), "");
    struct diag d = {0};
    diag_set(&d, FAULT_USAGE, "unknown key chanel");
    suggest_diag(&d, STR("chanel"), names, 4);
    assert_string_equal(d.message, "unknown key chanel; did you mean channel?; valid: event, "
                                   "encoding, channel, id");
}

static void add_part(void *context, size_t part)
{
    ((unsigned *)context)[part] += (unsigned)part + 1;
}

static void every_part_once(void **state)
{
    (void)state;
    enum { PARTS = 1000 };
    static const unsigned threads[] = {0, 1, 2, 7, 2000};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        unsigned *done = mem_zero(PARTS * sizeof *done);
        par_run(threads[i], PARTS, add_part, done);
        for (unsigned part = 0; part < PARTS; part++)
            assert_int_equal(done[part], part + 1);
        free(done);
    }
    par_run(4, 0, add_part, NULL);
    assert_true(par_cores() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal),
        cmocka_unit_test(tsv),
        cmocka_unit_test(csv),
        cmocka_unit_test(json),
        cmocka_unit_test(html),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(every_point_comes_back),
        cmocka_unit_test(cells),
        cmocka_unit_test(suggestions),
        cmocka_unit_test(every_part_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
