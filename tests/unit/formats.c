// The other ways to cut records: W3C, pairs, tables, several patterns; and URLs.
#include "records.h"

#include "text/url.h"

#include <stdlib.h>

static void w3c_columns_change(void **state)
{
    (void)state;
    const struct record_spec spec = {.format = RECORD_W3C};
    assert_dump(STR("#Software: x\n#Fields: date cs-uri  c-ip\n1 - 2\n\n#Fields: c-ip date sc\n"
                    "3 4 5\nx\n#Fields: date\n6\n"),
                &spec,
                "3+1@40 fine:0 <1 - 2> [1][][2]\n"
                "6+1@69 fine:0 <3 4 5> [4][][3][5]\n"
                "7+1@75 field-count:0 <x> [x]\n"
                "9+1@91 fine:0 <6> [6][][][]\n"
                "lines 9\n");
    struct reader *r = reader_of(STR("#Version: 1.0\n#Fields: a b\n1 2\n#Fields: c\n3\n"), &spec);
    size_t count;
    const struct str *names = reader_names(r, &count);
    assert_int_equal(count, 2);
    assert_str(names[0], "a");
    assert_str(names[1], "b");
    struct record record;
    while (reader_next(r, &record, NULL) == READER_RECORD)
        ;
    names = reader_names(r, &count);
    assert_int_equal(count, 3);
    assert_str(names[2], "c");
    assert_int_equal(reader_skipped(r), 3);
    reader_close(r);
}

static void w3c_gaps_and_quotes(void **state)
{
    (void)state;
    const struct record_spec spec = {.format = RECORD_W3C};
    assert_dump(STR("#Fields: a b c\r\n1\t-\tx y\r\n1\t\t\"\r\n1   2  \"x \"\"y\"\"\" \r\n"
                    "\"a\"b \"-\" \"c\n"),
                &spec,
                "2+1@16 fine:0 <1\t-\tx y> [1][][x y]\n"
                "3+1@25 fine:0 <1\t\t\"> [1][][\"]\n"
                "4+1@31 fine:0 <1   2  \"x \"\"y\"\"\" > [1][2][x \"y\"]\n"
                "5+1@50 fine:0 <\"a\"b \"-\" \"c> [\"a\"b][-][\"c]\n"
                "lines 5\n");
}

static void w3c_without_fields(void **state)
{
    (void)state;
    const struct record_spec spec = {.format = RECORD_W3C};
    assert_dump(STR("1 2\n#Fields: a b\n3 4\n"), &spec,
                "1+1@0 field-count:0 <1 2> [1][2]\n"
                "3+1@17 fine:0 <3 4> [3][4]\n"
                "lines 3\n");
    assert_dump(STR(""), &spec, "lines 0\n");
}

static void key_value_pairs(void **state)
{
    (void)state;
    const struct str keys[] = {STR("a"), STR("msg"), STR("z")};
    struct record_spec spec = {.format = RECORD_PAIRS, .names = keys, .name_count = 3};
    assert_dump(
        STR("a=1 msg=\"say \\\"hi\\\"\\n\\u00e9\" b=2\n"
            "12:00 INFO\tz=x=y a= msg=\"\"\n"
            "nothing here\n"
            "a=\"open msg=2\na=\"x\"y\n=1\nb=1\na=1 a=2"),
        &spec,
        "1+1@0 fine:0 <a=1 msg=\"say \\\"hi\\\"\\n\\u00e9\" b=2> [1][say \"hi\"\n\xC3\xA9][]\n"
        "2+1@33 fine:0 <12:00 INFO\tz=x=y a= msg=\"\"> [][][x=y]\n"
        "3+1@60 no-match:0 <nothing here> \n"
        "4+1@73 unclosed-quote:3 <a=\"open msg=2> \n"
        "5+1@87 stray-quote:6 <a=\"x\"y> \n"
        "6+1@94 no-match:0 <=1> \n"
        "7+1@97 fine:0 <b=1> [][][]\n"
        "8+1@101 fine:0 <a=1 a=2> [2][][]\n"
        "lines 8\n");
    spec.delimiter = '|';
    assert_dump(STR("a = x y |msg=\" q|\"| z=3 "), &spec,
                "1+1@0 fine:0 <a = x y |msg=\" q|\"| z=3 > [x y][ q|][3]\n"
                "lines 1\n");
}

static void single_blanks_and_quotes(void **state)
{
    (void)state;
    const struct str names[] = {STR("type"), STR("request"), STR("x")};
    struct record_spec spec = {.delimiter = ' ', .names = names, .name_count = 3};
    assert_dump(STR("h2 \"GET /a HTTP/1.1\" -\nh2  \"a\"\nh2 b\n"), &spec,
                "1+1@0 fine:0 <h2 \"GET /a HTTP/1.1\" -> [h2][GET /a HTTP/1.1][-]\n"
                "2+1@23 fine:0 <h2  \"a\"> [h2][][a]\n"
                "3+1@31 field-count:0 <h2 b> [h2][b]\n"
                "lines 3\n");
}

static void counts_may_differ_if_lenient(void **state)
{
    (void)state;
    const struct record_spec spec = {.delimiter = ',', .header = true, .lenient = true};
    assert_dump(STR("a,b,c\n1\n1,2,3,,\n1,2,3,4\n\"x\"\n"), &spec,
                "2+1@6 fine:0 <1> [1][][]\n"
                "3+1@8 fine:0 <1,2,3,,> [1][2][3]\n"
                "4+1@16 field-count:0 <1,2,3,4> [1][2][3][4]\n"
                "5+1@24 fine:0 <\"x\"> [x][][]\n"
                "lines 5\n");
}

static void quotes_are_bytes(void **state)
{
    (void)state;
    const struct record_spec spec = {.delimiter = '\t', .header = true, .plain = true};
    assert_dump(STR("a\tb\n\"1\t{\"k\":2}\n\"\"\t\"\n"), &spec,
                "2+1@4 fine:0 <\"1\t{\"k\":2}> [\"1][{\"k\":2}]\n"
                "3+1@15 fine:0 <\"\"\t\"> [\"\"][\"]\n"
                "lines 3\n");
}

static void preamble_and_comments(void **state)
{
    (void)state;
    const struct record_spec spec = {
        .delimiter = ',', .header = true, .skip = 2, .comment = STR("//")};
    assert_dump(STR("Report \"of\n\n// made today\na,b\n1,2\n//3,4\n\"//5\",\"6\n//7\"\n"), &spec,
                "5+1@30 fine:0 <1,2> [1][2]\n"
                "7+2@40 fine:0 <\"//5\",\"6\n//7\"> [//5][6\n//7]\n"
                "lines 8\n");
    struct reader *r = reader_of(STR("x\ny\n//\na\n//\n1\n"), &spec);
    struct record record;
    while (reader_next(r, &record, NULL) == READER_RECORD)
        ;
    assert_int_equal(reader_skipped(r), 4);
    reader_close(r);
    assert_dump(STR("x"), &spec, "lines 1\n");
}

#define TWO_TABLES                                                                                 \
    STR("Meeting,Start\n8,\"1\n2\"\n\nName,Join\nAda,3\nBo\n\nTitle\nJoin,x,Name\n4,y,Cy\n,,\n"    \
        "Meeting,Start\n9,5\n")

static void a_table_by_a_field(void **state)
{
    (void)state;
    struct record_spec spec = {.delimiter = ',', .header = true, .table = STR("Join")};
    assert_dump(TWO_TABLES, &spec,
                "6+1@33 fine:0 <Ada,3> [Ada][3]\n"
                "7+1@39 field-count:0 <Bo> [Bo]\n"
                "11+1@61 fine:0 <4,y,Cy> [Cy][4][y]\n"
                "lines 14\n");
    struct reader *r = reader_of(TWO_TABLES, &spec);
    struct record record;
    while (reader_next(r, &record, NULL) == READER_RECORD)
        ;
    assert_int_equal(reader_skipped(r), 7); // 1–3, 9, 12–14
    reader_close(r);
    spec.table = STR("Leave");
    assert_dump(TWO_TABLES, &spec, "not opened: no table has a field Leave\n");
    assert_dump(STR("\n"), &spec, "lines 1\n");
}

static void a_table_by_number(void **state)
{
    (void)state;
    struct record_spec spec = {.delimiter = ',', .header = true, .table_number = 4};
    assert_dump(TWO_TABLES, &spec,
                "14+1@85 fine:0 <9,5> [9][5]\n"
                "lines 14\n");
    spec.table_number = 1;
    assert_dump(TWO_TABLES, &spec,
                "2+2@14 fine:0 <8,\"1\n2\"> [8][1\n2]\n"
                "lines 14\n");
    spec.table_number = 5;
    assert_dump(TWO_TABLES, &spec, "not opened: there is no table 5\n");
}

static void several_patterns(void **state)
{
    (void)state;
    const struct str more[] = {STR("^pay (?<sum>\\d+) (?<who>\\w+)$"), STR("^(?<who>\\w+) .*$")};
    const struct record_spec spec = {.format = RECORD_PATTERN,
                                     .pattern = STR("^buy (?<who>\\w+)(?: (?<what>.*))?$"),
                                     .more = more,
                                     .more_count = 2};
    // "pay" lines match the last pattern too: in order unless it was the last hit.
    assert_dump(STR("buy ada tea\npay 5 bo\nx\nbuy cy\nsee it\npay 7 di\n"), &spec,
                "1+1@0 fine:0 <buy ada tea> [ada][tea][]\n"
                "2+1@12 fine:0 <pay 5 bo> [bo][][5]\n"
                "3+1@21 no-match:0 <x> \n"
                "4+1@23 fine:0 <buy cy> [cy][][]\n"
                "5+1@30 fine:0 <see it> [see][][]\n"
                "6+1@37 fine:0 <pay 7 di> [pay][][]\n"
                "lines 6\n");
}

static void named_sub_patterns(void **state)
{
    (void)state;
    struct record_spec spec = {.format = RECORD_PATTERN,
                               .define = STR("(?(DEFINE)(?<IP>\\d+(?:\\.\\d+){3})(?<NAME>[a-z]+))"),
                               .pattern = STR("^(?<ip>(?&IP)) (?<user>(?&NAME))$")};
    assert_dump(STR("10.0.0.1 ada\n10.0.0 ada\n"), &spec,
                "1+1@0 fine:0 <10.0.0.1 ada> [10.0.0.1][ada]\n"
                "2+1@13 no-match:0 <10.0.0 ada> \n"
                "lines 2\n");
    struct diag d = {0};
    spec.pattern = STR("^(?<ip>(?&IP)");
    assert_null(reader_open(input_of(STR("")), &spec, &d));
    assert_int_equal(d.column, 14);
    spec.define = STR("(?(DEFINE)(?<IP>x)");
    assert_null(reader_open(input_of(STR("")), &spec, &d));
    assert_true(str_starts(str_of(d.message), STR("define: ")));
}

static void continued_lines(void **state)
{
    (void)state;
    const struct record_spec spec = {.format = RECORD_PATTERN,
                                     .pattern = STR("^(?<n>\\d) (?<text>.*)$"),
                                     .continuation = STR("^\\s")};
    assert_dump(STR("  lost\n1 a\r\n  b\r\n\tc\r\n2 d\n\n3 e\n \xFF\n f\n"), &spec,
                "1+1@0 no-match:0 <  lost> \n"
                "2+3@7 fine:0 <1 a\r\n  b\r\n\tc> [1][a\n  b\n\tc]\n"
                "5+1@21 fine:0 <2 d> [2][d]\n"
                "7+1@26 fine:0 <3 e> [3][e]\n"
                "8+2@30 bad-text:2 < \xFF\n f> \n"
                "lines 9\n");
}

static void a_pattern_without_end(void **state)
{
    (void)state;
    const struct str more[] = {STR("^(?<b>easy)$")};
    const struct record_spec spec = {.format = RECORD_PATTERN,
                                     .pattern = STR("^(?<a>(?:\\w+\\w+)+)[!?]$"),
                                     .more = more,
                                     .more_count = 1};
    struct buf text = {0};
    buf_add_bytes(&text, 'x', 200);
    buf_add(&text, STR(".!\nxx!\neasy\n"));
    struct reader *r = reader_of(buf_str(&text), &spec);
    struct record record;
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_string_equal(record_fault_code(record.fault), "pattern-limit");
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_FINE);
    assert_str(record.field[0], "xx");
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_str(record.field[1], "easy");
    reader_close(r);
    buf_free(&text);
}

static void url_parameters(void **state)
{
    (void)state;
    static const struct {
        const char *url, *key, *value; // NULL: none
    } cases[] = {
        {"https://a.b/c?x=1&q=red+shoes%21#q=2", "q", "red shoes!"},
        {"/c?x=1&x=2", "x", "1"},
        {"/c?x=1", "c", NULL},
        {"/c?x", "x", ""},
        {"/c?x=a=b&y", "x", "a=b"},
        {"page=2&%E9%A1%B5=%E4%B8%AD", "\xE9\xA1\xB5", "\xE4\xB8\xAD"},
        {"?a=%&b=%4&c=%zz&d=%41%", "a", "%"},
        {"?a=%&b=%4&c=%zz&d=%41%", "b", "%4"},
        {"?a=%&b=%4&c=%zz&d=%41%", "c", "%zz"},
        {"?a=%&b=%4&c=%zz&d=%41%", "d", "A%"},
        {"?u=caf%E9&n=%00", "u", "caf%E9"}, // not UTF-8: as written
        {"?u=caf%E9&n=%00", "n", "%00"},
        {"?u=spring%2526sale", "u", "spring%26sale"},
        {"", "u", NULL},
        {"/p#?u=1", "u", NULL},
    };
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool found = url_query(str_of(cases[i].url), str_of(cases[i].key), &out);
        if (found != (cases[i].value != NULL))
            fail_msg("%s of %s", cases[i].key, cases[i].url);
        assert_str(buf_str(&out), found ? cases[i].value : "");
    }
    buf_clear(&out);
    url_decode(STR("a+b%20c"), false, &out);
    assert_str(buf_str(&out), "a+b c");
    buf_free(&out);
}

static void block_size_does_not_matter(void **state)
{
    (void)state;
    const struct str names[] = {STR("a"), STR("b")};
    const struct record_spec specs[] = {
        {.format = RECORD_W3C, .lenient = true},
        {.format = RECORD_PAIRS, .names = names, .name_count = 2},
        {.delimiter = ',', .header = true, .table = STR("a")},
        {.format = RECORD_PATTERN, .pattern = STR("^a(?<a>.*)$"), .continuation = STR("^ ")},
    };
    static const char *const parts[] = {
        "#Fields: a b\n", "a=1 ", "a,b\n", "\n", " x\n", "\"", "-", "a", "b", ",", "\t", "\r\n"};
    srand(5);
    for (int round = 0; round < 2000; round++) {
        struct buf text = {0};
        for (int i = 0; i < 30; i++)
            buf_add(&text, str_of(parts[rand() % 12]));
        struct record_spec spec = specs[round % 4];
        spec.longest = round % 3 ? 0 : 20;
        struct buf whole = dump(buf_str(&text), &spec);
        spec.block = 1 + (size_t)rand() % 30;
        struct buf cut = dump(buf_str(&text), &spec);
        assert_str(buf_str(&cut), whole.p);
        buf_free(&whole);
        buf_free(&cut);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(w3c_columns_change),       cmocka_unit_test(w3c_gaps_and_quotes),
        cmocka_unit_test(w3c_without_fields),       cmocka_unit_test(key_value_pairs),
        cmocka_unit_test(single_blanks_and_quotes), cmocka_unit_test(counts_may_differ_if_lenient),
        cmocka_unit_test(quotes_are_bytes),         cmocka_unit_test(preamble_and_comments),
        cmocka_unit_test(a_table_by_a_field),       cmocka_unit_test(a_table_by_number),
        cmocka_unit_test(several_patterns),         cmocka_unit_test(named_sub_patterns),
        cmocka_unit_test(continued_lines),          cmocka_unit_test(a_pattern_without_end),
        cmocka_unit_test(url_parameters),           cmocka_unit_test(block_size_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
