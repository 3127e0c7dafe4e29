// A file that grew is read on where it ended: cut at any byte, the records of the part that was
// there and those read later are the records of the whole.
#include "records.h"

#include <stdlib.h>

// Behind the last record that was read.
struct place {
    uint64_t end, lines;
    bool pass;
};

// Records from there on, a line each, up to one that the end of the input leaves open.
static void read_on(struct str bytes, const struct record_spec *spec, bool hold, struct place *at,
                    struct buf *out)
{
    struct record record;
    struct diag d = {0};
    struct reader *r = reader_of(bytes, spec);
    uint64_t from = at->end;
    if (from && at->pass)
        assert_true(reader_pass(r, from, at->lines, &d));
    while (reader_next(r, &record, &d) == READER_RECORD && !(hold && record.open)) {
        if (record.offset < from)
            continue;
        buf_printf(out, "%d@%d %s <%.*s>", (int)record.line, (int)record.offset,
                   record_fault_code(record.fault), STR_ARG(record.raw));
        for (size_t i = 0; i < record.fields; i++)
            buf_printf(out, " [%.*s]", STR_ARG(record.field[i]));
        buf_add_byte(out, '\n');
        *at = (struct place){reader_offset(r), reader_lines(r), reader_can_pass(r, spec)};
        struct str behind = reader_behind(r, at->end, 8);
        assert_true(behind.n <= 8 && behind.n >= (at->end < 8 ? at->end : 1));
        assert_memory_equal(behind.p, bytes.p + at->end - behind.n, behind.n);
    }
    assert_int_equal(d.fault, FAULT_NONE);
    reader_close(r);
}

static void check(const char *text, const struct record_spec *spec)
{
    struct str whole = str_of(text);
    struct buf expected = {0};
    struct place at = {0};
    read_on(whole, spec, false, &at, &expected);
    for (size_t cut = 0; cut <= whole.n; cut++) {
        struct diag d = {0};
        struct buf got = {0};
        at = (struct place){0};
        struct reader *r = reader_open(input_of(str_slice(whole, 0, cut)), spec, &d);
        bool begun = r && !reader_empty(r);
        if (r)
            reader_close(r);
        if (begun)
            read_on(str_slice(whole, 0, cut), spec, true, &at, &got);
        read_on(whole, spec, false, &at, &got);
        if (!str_eq(buf_str(&got), buf_str(&expected)))
            fail_msg("cut at %zu:\n%s\nand not\n%s", cut, got.p ? got.p : "", expected.p);
        buf_free(&got);
    }
    buf_free(&expected);
}

static void cut_delimited(void **state)
{
    (void)state;
    struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
    check("a,b\n1,2\n\"3\n4\",5\n\n6,7\n\"8,9\n10,11\n12,x\"y\n13,14\n  \n15,16\n", &spec);
    check("a,b\r\n1,2\r\n3,4\r\n\r\n5,6\r\n", &spec);
    check("a,b\n1,2\n# note\n3,4",
          &(struct record_spec){
              .format = RECORD_DELIMITED, .delimiter = ',', .header = true, .comment = STR("#")});
}

static void cut_lines(void **state)
{
    (void)state;
    struct record_spec spec = {.format = RECORD_PATTERN, .pattern = STR("^(?<a>\\d+) (?<b>.*)$")};
    check("1 one\n2 two\nnone\n3 three\n", &spec);
    spec.continuation = STR("^\\s");
    check("1 one\n  more\n  yet more\n2 two\n3 three\n  end\n", &spec);
    struct str more[] = {STR_INIT("^(?<a>\\d)(?<b>.*)$")};
    spec.more = more; // which one is tried first hangs on the records before
    spec.more_count = 1;
    check("1 one\n2two\n3 three\n4four\n  4a\n5five\n", &spec);
    struct str names[] = {STR_INIT("k"), STR_INIT("v")};
    check("k=1 v=2\nk=\"3 4\" v=5\nk=6\n",
          &(struct record_spec){.format = RECORD_PAIRS, .names = names, .name_count = 2});
}

static void cut_json(void **state)
{
    (void)state;
    struct str names[] = {STR_INIT("a")};
    struct record_spec spec = {.format = RECORD_JSON, .names = names, .name_count = 1};
    check("{\"a\":1}\n{\"a\":\"x\ny\"}\n{\"a\":{\"b\":[2]}} {\"a\":3}\n\n{\"a\":4}\n", &spec);
    check("[{\"a\":1},\n {\"a\":2}\n, {\"a\":\"]\"}]\n", &spec);
    check("[{\"a\":1},{\"a\":}, {\"a\":2}]", &spec);
    check("{\"a\":1}\n{\n  \"a\": 2,\n  \"b\" 3\n}\n{\"a\":4}\n", &spec);
}

static void cut_w3c(void **state)
{
    (void)state;
    struct record_spec spec = {.format = RECORD_W3C};
    check("#Version: 1.0\n#Fields: d t\n1 2\n3 4\n#Fields: t x d\n5 6 7\n8\n9 10 11\n", &spec);
}

static void cut_tables(void **state)
{
    (void)state;
    struct record_spec spec = {
        .format = RECORD_DELIMITED, .delimiter = ',', .header = true, .table = STR("a")};
    // A file that has no wanted table yet cannot be opened: nothing is read of it.
    check("x,y\n1,2\n\na,b\n3,4\n5,6\n\nx,y\n7,8\n\nb,a\n9,10\n", &spec);
}

static void headers_are_kept(void **state)
{
    (void)state;
    struct diag d;
    struct record record;
    struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
    struct reader *r = reader_of(STR("\"a\",b\r\n1,2\r\n"), &spec);
    assert_str(reader_header(r), "\"a\",b");
    struct reader *again = reader_of_header(&spec, reader_header(r), &d);
    assert_non_null(again);
    char raw[] = "3,\"4\"";
    reader_part_start(again, raw, 0, sizeof raw - 1);
    assert_int_equal(reader_next(again, &record, &d), READER_RECORD);
    assert_int_equal(record.fields, 2);
    assert_str(record.field[1], "4");
    reader_part_close(again);
    reader_close(r);

    spec = (struct record_spec){.format = RECORD_W3C};
    r = reader_of(STR("#Fields: a b\n1 2\n#Fields: b a\n3 4\n"), &spec);
    while (reader_next(r, &record, &d) == READER_RECORD)
        ;
    assert_str(reader_header(r), "#Fields: b a");
    reader_close(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_delimited), cmocka_unit_test(cut_lines),
        cmocka_unit_test(cut_json),      cmocka_unit_test(cut_w3c),
        cmocka_unit_test(cut_tables),    cmocka_unit_test(headers_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
