// Records: RFC 4180 and its faults, patterns, places, and what must not depend on block sizes.
#include "records.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>

static const struct record_spec comma = {.delimiter = ',', .header = true};

static void what_rfc_4180_users_expect(void **state)
{
    (void)state;
    assert_dump(STR("a,b\r\n 1 , \r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\n,last"),
                &comma,
                "2+1@5 fine:0 < 1 , > [ 1 ][ ]\n"
                "3+1@12 fine:0 <\"x, y\",\"say \"\"hi\"\"\"> [x, y][say \"hi\"]\n"
                "4+2@33 fine:0 <\"two\nlines\",> [two\nlines][]\n"
                "6+1@47 fine:0 <,last> [][last]\n"
                "lines 6\n");
}

static void blank_lines_are_no_records(void **state)
{
    (void)state;
    assert_dump(STR("\n\na,b\n\n1,2\n  \t\n\r\n3,4\n\n"), &comma,
                "5+1@7 fine:0 <1,2> [1][2]\n"
                "8+1@17 fine:0 <3,4> [3][4]\n"
                "lines 9\n");
    const struct record_spec tab = {.delimiter = '\t', .header = true};
    assert_dump(STR("a\tb\n\t\n"), &tab,
                "2+1@4 fine:0 <\t> [][]\n"
                "lines 2\n");
}

static void other_delimiters(void **state)
{
    (void)state;
    const struct record_spec semicolon = {.delimiter = ';', .header = true};
    assert_dump(STR("a;b\n1,5;\"2;3\"\n"), &semicolon,
                "2+1@4 fine:0 <1,5;\"2;3\"> [1,5][2;3]\n"
                "lines 2\n");
}

static void field_count(void **state)
{
    (void)state;
    assert_dump(STR("a,b\n1\n1,2,3\n\"1\",2,3\n1,2\n"), &comma,
                "2+1@4 field-count:0 <1> [1]\n"
                "3+1@6 field-count:0 <1,2,3> [1][2][3]\n"
                "4+1@12 field-count:0 <\"1\",2,3> [1][2][3]\n"
                "5+1@20 fine:0 <1,2> [1][2]\n"
                "lines 5\n");
}

// Only the opening line of a quote that is never closed is lost.
static void unclosed_quotes(void **state)
{
    (void)state;
    assert_dump(STR("a,b\n1,\"open\n2,x\n3,y\n"), &comma,
                "2+1@4 unclosed-quote:3 <1,\"open> \n"
                "3+1@12 fine:0 <2,x> [2][x]\n"
                "4+1@16 fine:0 <3,y> [3][y]\n"
                "lines 4\n");
    // The quote of a later line would close it, but what follows there shows that it opens.
    assert_dump(STR("a,b\n1,\"open\n2,\"x\"\n"), &comma,
                "2+1@4 unclosed-quote:3 <1,\"open> \n"
                "3+1@12 fine:0 <2,\"x\"> [2][x]\n"
                "lines 3\n");
    assert_dump(STR("a,b\n\"q\",\"x\ny\",\"open\n2,z"), &comma,
                "2+1@4 unclosed-quote:5 <\"q\",\"x> \n"
                "3+1@11 stray-quote:2 <y\",\"open> \n"
                "4+1@20 fine:0 <2,z> [2][z]\n"
                "lines 4\n");
    assert_dump(STR("a,b\n1,\""), &comma,
                "2+1@4 unclosed-quote:3 <1,\"> \n"
                "lines 2\n");
}

static void stray_quotes(void **state)
{
    (void)state;
    assert_dump(STR("a,b\n1,5\" disk\n\"x\" y,2\n \"z\",3\n4,5\n"), &comma,
                "2+1@4 stray-quote:4 <1,5\" disk> \n"
                "3+1@14 stray-quote:4 <\"x\" y,2> \n"
                "4+1@22 stray-quote:2 < \"z\",3> \n"
                "5+1@29 fine:0 <4,5> [4][5]\n"
                "lines 5\n");
}

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    assert_dump(STR("a,b\n1,\xC3\xA9\n1,\xC3\n\"\xFF\",2\n\xED\xA0\x80,2\n3,4\n"), &comma,
                "2+1@4 fine:0 <1,\xC3\xA9> [1][\xC3\xA9]\n"
                "3+1@9 bad-text:3 <1,\xC3> \n"
                "4+1@13 bad-text:2 <\"\xFF\",2> \n"
                "5+1@19 bad-text:1 <\xED\xA0\x80,2> \n"
                "6+1@25 fine:0 <3,4> [3][4]\n"
                "lines 6\n");
    struct reader *r = reader_of(STR("a,b\n1,\0x\n\"q\0\",2\n3,4"), &comma);
    struct record record;
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_NUL);
    assert_int_equal(record.column, 3);
    assert_int_equal(record.raw.n, 4);
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_NUL);
    assert_int_equal(record.column, 3);
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_FINE);
    assert_int_equal(reader_next(r, &record, NULL), READER_END);
    reader_close(r);
}

static void long_records(void **state)
{
    (void)state;
    const struct record_spec ten = {.delimiter = ',', .header = true, .longest = 10, .block = 7};
    assert_dump(STR("a,b\n12345678,0\n12345678,01\nx,y\n1,\"3456789\n\"\nx,y\n"), &ten,
                "2+1@4 fine:0 <12345678,0> [12345678][0]\n"
                "3+1@15 too-long:0 <12345678,0> \n"
                "4+1@27 fine:0 <x,y> [x][y]\n"
                "5+1@31 unclosed-quote:3 <1,\"3456789> \n"
                "6+1@42 unclosed-quote:1 <\"> \n"
                "7+1@44 fine:0 <x,y> [x][y]\n"
                "lines 7\n");
}

// Ten megabytes in one row are one reject, and little of them is kept.
static void a_row_of_ten_megabytes(void **state)
{
    (void)state;
    struct buf text = {0};
    buf_add(&text, STR("a,b\n1,"));
    buf_add_bytes(&text, 'x', 10 * 1000 * 1000);
    buf_add(&text, STR("\n2,y\n"));
    struct reader *r = reader_of(buf_str(&text), &comma);
    struct record record;
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_TOO_LONG);
    assert_int_equal(record.raw.n, 4096);
    assert_int_equal(record.line, 2);
    assert_int_equal(record.lines, 1);
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_FINE);
    assert_int_equal(record.line, 3);
    assert_int_equal(record.offset, 10000007);
    assert_int_equal(reader_next(r, &record, NULL), READER_END);
    reader_close(r);
    buf_free(&text);
}

static void names(void **state)
{
    (void)state;
    size_t count;
    struct reader *r =
        reader_of(STR("\xEF\xBB\xBF id ,\"two\nlines\",\xE6\x97\xB6\xE9\x97\xB4\r\n"), &comma);
    const struct str *name = reader_names(r, &count);
    assert_int_equal(count, 3);
    assert_str(name[0], "id");
    assert_str(name[1], "two\nlines");
    assert_str(name[2], "\xE6\x97\xB6\xE9\x97\xB4");
    reader_close(r);
    r = reader_of(STR(""), &comma);
    reader_names(r, &count);
    assert_int_equal(count, 0);
    assert_int_equal(reader_next(r, &(struct record){0}, NULL), READER_END);
    reader_close(r);
}

static void without_a_header(void **state)
{
    (void)state;
    const struct record_spec bare = {.delimiter = ','};
    size_t count;
    struct reader *r = reader_of(STR("\n1,\"2\"\n3\n"), &bare);
    const struct str *name = reader_names(r, &count);
    assert_int_equal(count, 2);
    assert_str(name[1], "2");
    reader_close(r);
    assert_dump(STR("\n1,\"2\"\n3\n"), &bare,
                "2+1@1 fine:0 <1,\"2\"> [1][2]\n"
                "3+1@7 field-count:0 <3> [3]\n"
                "lines 3\n");
}

static void a_header_that_is_none(void **state)
{
    (void)state;
    struct diag d = {0};
    assert_null(reader_open(input_of(STR("a,\"b\n1,2\n")), &comma, &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_int_equal(d.line, 1);
    assert_non_null(strstr(d.file, "/proc/self/fd/"));
    assert_int_equal(d.column, 3);
    assert_null(reader_open(input_of(STR("a,\xCA\xB1,\xFF\n1,2\n")), &comma, &d));
    assert_int_equal(d.column, 6);
}

// Files of CR alone have lines; a CR within a file of LFs is text.
static void carriage_returns(void **state)
{
    (void)state;
    assert_dump(STR("a,b\r1,2\r\r\"x\ry\",3"), &comma,
                "2+1@4 fine:0 <1,2> [1][2]\n"
                "4+2@9 fine:0 <\"x\ry\",3> [x\ry][3]\n"
                "lines 5\n");
    assert_dump(STR("a,b\n1\r2,3\r\r\n"), &comma,
                "2+1@4 fine:0 <1\r2,3\r> [1\r2][3\r]\n"
                "lines 2\n");
}

static void patterns(void **state)
{
    (void)state;
    const struct record_spec spec = {
        .format = RECORD_PATTERN,
        .pattern = STR("^(?<time>\\S+ \\S+)\\|order=(?<order>\\w+)(\\|note=(?<note>.+))?$")};
    assert_dump(STR("04.03.2024 15:00:00|order=O2\r\n\n2024-03-0\nx "
                    "y|order=O3|note=\xE4\xB8\xAD\nx y|order=\xFF"),
                &spec,
                "1+1@0 fine:0 <04.03.2024 15:00:00|order=O2> [04.03.2024 15:00:00][O2][]\n"
                "3+1@31 no-match:0 <2024-03-0> \n"
                "4+1@41 fine:0 <x y|order=O3|note=\xE4\xB8\xAD> [x y][O3][\xE4\xB8\xAD]\n"
                "5+1@63 bad-text:11 <x y|order=\xFF> \n"
                "lines 5\n");
    size_t count;
    struct reader *r = reader_of(STR(""), &spec);
    const struct str *name = reader_names(r, &count);
    assert_int_equal(count, 3);
    assert_str(name[0], "time");
    assert_str(name[1], "order");
    assert_str(name[2], "note");
    reader_close(r);
}

static void wrong_patterns(void **state)
{
    (void)state;
    struct diag d = {0};
    struct record_spec spec = {.format = RECORD_PATTERN, .pattern = STR("(?<a>x")};
    assert_null(reader_open(input_of(STR("x\n")), &spec, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    assert_int_equal(d.column, 7);
    spec.pattern = STR("(x)");
    assert_null(reader_open(input_of(STR("x\n")), &spec, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
}

// A pattern that backtracks without end gives a reject and not a hang or a crash.
static void costly_pattern(void **state)
{
    (void)state;
    const struct record_spec spec = {.format = RECORD_PATTERN, .pattern = STR("^(?<a>(x+x+)+)y$")};
    struct buf text = {0};
    buf_add_bytes(&text, 'x', 60);
    buf_add(&text, STR("\nxxy\n"));
    struct reader *r = reader_of(buf_str(&text), &spec);
    struct record record;
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_NO_MATCH);
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_FINE);
    reader_close(r);
    buf_free(&text);
}

static struct str random_text(char *into, size_t most)
{
    static const char *const pieces[] = {"a",        ",",    ";",   "\"",  " ",    "\r",       "\n",
                                         "\xC3\xA9", "\"\"", ",\"", "\",", "\r\n", "bcdefghij"};
    size_t n = 0, want = (size_t)random() % most;
    while (n + 9 < want) {
        const char *piece = pieces[(size_t)random() % (sizeof pieces / sizeof *pieces)];
        memcpy(into + n, piece, strlen(piece));
        n += strlen(piece);
    }
    return (struct str){into, n};
}

static int never(unsigned char c)
{
    (void)c;
    return 0;
}

static void libcsv_field(void *text, size_t n, void *out)
{
    buf_add_byte(out, '[');
    buf_add(out, (struct str){text, n});
    buf_add_byte(out, ']');
}

// What libcsv makes of one record, or false when it refuses it.
static bool libcsv_fields(struct str raw, struct buf *out)
{
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_space_func(&parser, never);
    csv_set_term_func(&parser, never);
    bool good = csv_parse(&parser, raw.p, raw.n, libcsv_field, NULL, out) == raw.n &&
                csv_fini(&parser, libcsv_field, NULL, out) == 0;
    csv_free(&parser);
    return good;
}

// Records that are fine have the fields that libcsv finds in their bytes; those with a stray quote
// libcsv refuses too; and every byte is in one record, a line end or a blank line.
static void agrees_with_libcsv(void **state)
{
    (void)state;
    srandom(3);
    char bytes[128];
    unsigned fine = 0, faulty = 0;
    const struct record_spec bare = {.delimiter = ','};
    for (int i = 0; i < 30000; i++) {
        struct str text = random_text(bytes, 100);
        struct reader *r = reader_open(input_of(text), &bare, NULL);
        if (!r)
            continue; // the first record is broken
        struct record record;
        uint64_t at = 0, line = 1;
        while (reader_next(r, &record, NULL) == READER_RECORD) {
            assert_true(record.offset >= at && record.line >= line);
            for (; at < record.offset; at++)
                assert_non_null(strchr(" \t\r\n", text.p[at]));
            assert_memory_equal(text.p + at, record.raw.p, record.raw.n);
            at += record.raw.n;
            line = record.line + record.lines;
            struct buf theirs = {0}, ours = {0};
            bool good = libcsv_fields(record.raw, &theirs);
            for (size_t j = 0; j < record.fields; j++)
                libcsv_field((void *)record.field[j].p, record.field[j].n, &ours);
            bool quote_fault =
                record.fault == RECORD_STRAY_QUOTE || record.fault == RECORD_UNCLOSED_QUOTE;
            assert_int_equal(good, !quote_fault);
            if (good)
                assert_true(str_eq(buf_str(&ours), buf_str(&theirs)));
            fine += good;
            faulty += !good;
            buf_free(&ours);
            buf_free(&theirs);
        }
        reader_close(r);
    }
    assert_true(fine > 5000 && faulty > 5000);
}

static void block_size_does_not_matter(void **state)
{
    (void)state;
    srandom(5);
    char bytes[256];
    for (int i = 0; i < 10000; i++) {
        struct str text = random_text(bytes, 200);
        struct record_spec spec = {.delimiter = ',', .header = i % 2, .longest = 40};
        struct buf whole = dump(text, &spec);
        static const size_t sizes[] = {1, 2, 3, 7, 31, 64};
        spec.block = sizes[(size_t)random() % (sizeof sizes / sizeof *sizes)];
        struct buf tiny = dump(text, &spec);
        assert_str(buf_str(&tiny), whole.p);
        buf_free(&whole);
        buf_free(&tiny);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_rfc_4180_users_expect),
        cmocka_unit_test(blank_lines_are_no_records),
        cmocka_unit_test(other_delimiters),
        cmocka_unit_test(field_count),
        cmocka_unit_test(unclosed_quotes),
        cmocka_unit_test(stray_quotes),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(long_records),
        cmocka_unit_test(a_row_of_ten_megabytes),
        cmocka_unit_test(names),
        cmocka_unit_test(without_a_header),
        cmocka_unit_test(a_header_that_is_none),
        cmocka_unit_test(carriage_returns),
        cmocka_unit_test(patterns),
        cmocka_unit_test(wrong_patterns),
        cmocka_unit_test(costly_pattern),
        cmocka_unit_test(agrees_with_libcsv),
        cmocka_unit_test(block_size_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
