// Tables: every format by hand-written goldens, hostile texts, widths, reading back.
#include "unit.h"

#include "base/utf8.h"
#include "table/table.h"
#include "text/time.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

// Two rows of a funnel with every type of column.
static void small(struct table *t)
{
    table_init(t, "funnel");
    t->title = STR("Funnel");
    t->definition = STR("how many get how far");
    t->zone = STR("Asia/Shanghai");
    t->source = STR("retail.wend");
    t->unit = STR("customers");
    t->n = 10;
    t->since = INT64_C(1709251200) * SECOND; // 2024-03-01T00:00:00Z
    t->until = INT64_C(1709337600) * SECOND;
    table_column(t, "name", "step", CELL_TEXT);
    table_column(t, "reached", "reached", CELL_COUNT);
    table_column(t, "share_of_first", "of first", CELL_SHARE);
    table_column(t, "median_seconds", "median time", CELL_DURATION);
    table_column(t, "revenue", "revenue", CELL_NUMBER);
    table_column(t, "time", "first at", CELL_TIME);
    table_text(t, STR("view"));
    table_count(t, 12345);
    table_number(t, 1);
    table_missing(t);
    table_number(t, 1139);
    table_count(t, INT64_C(1709251200) * SECOND);
    table_text(t, STR("pay"));
    table_count(t, 3);
    table_number(t, 2.0 / 3);
    table_count(t, 90 * SECOND + 500000);
    table_number(t, NAN);
    table_missing(t);
    table_note(t, "n < %d: uncertain", 30);
}

#define T(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
static const struct str hostile[] = {
    T("\x1b]0;owned\x07"),
    T("a\tb\nc\r\\d"),
    T("\"quoted\" and 'single'"),
    T("=cmd|' /C calc'!A0"),
    T("\xff\xfe broken \xc3"),
    T("商品浏览（首页）"),
    T("<script>alert(1)</script>&amp;"),
    T("a|b `code` *bold* [x](javascript:y)"),
    T("nul\0inside"),
    T("\xe2\x80\xae reversed"),
    T("a very long text that no narrow terminal can hold on one line of it, however"),
};
enum { HOSTILE = sizeof hostile / sizeof hostile[0] };

static void nasty(struct table *t)
{
    table_init(t, "facts");
    t->title = STR("\x1b[31mTitle \"of\" <b>\n");
    table_column(t, "from", "from", CELL_TEXT);
    table_column(t, "to", "to \x1b[1m", CELL_TEXT);
    table_column(t, "count", "count", CELL_COUNT);
    for (size_t i = 0; i < HOSTILE; i++) {
        table_text(t, hostile[i]);
        table_text(t, hostile[(i + 3) % HOSTILE]);
        table_count(t, (int64_t)i - 2);
    }
    table_note(t, "a note with \x1b[2J and %s", "\r");
}

static struct str written(struct buf *out, const struct table *t, enum table_format format,
                          unsigned width, bool verbose)
{
    struct table_look look = {.width = width, .verbose = verbose, .zone = "Asia/Shanghai"};
    buf_clear(out);
    table_write(out, t, format, &look);
    return buf_str(out);
}

static void goldens(void **state)
{
    (void)state;
    static const struct {
        enum table_format format;
        const char *text;
    } golden[] = {
        {TABLE_TSV, "name\treached\tshare_of_first\tmedian_seconds\trevenue\ttime\n"
                    "view\t12345\t1\t\t1139\t2024-03-01T00:00:00Z\n"
                    "pay\t3\t0.666667\t90.5\t\t\n"},
        {TABLE_CSV, "name,reached,share_of_first,median_seconds,revenue,time\n"
                    "view,12345,1,,1139,2024-03-01T00:00:00Z\n"
                    "pay,3,0.666667,90.5,,\n"},
        {TABLE_JSONL, "{\"name\": \"view\", \"reached\": 12345, \"share_of_first\": 1, "
                      "\"median_seconds\": null, \"revenue\": 1139, "
                      "\"time\": \"2024-03-01T00:00:00Z\"}\n"
                      "{\"name\": \"pay\", \"reached\": 3, \"share_of_first\": 0.666667, "
                      "\"median_seconds\": 90.5, \"revenue\": null, \"time\": null}\n"},
        {TABLE_PRETTY, "Funnel\n\n"
                       "step  reached  of first  median time  revenue  first at\n"
                       "----  -------  --------  -----------  -------  -------------------\n"
                       "view   12,345   100.0 %                 1,139  2024-03-01 08:00:00\n"
                       "pay         3    66.7 %   1 min 31 s\n"
                       "\n"
                       "note: n < 30: uncertain\n"},
        {TABLE_MARKDOWN, "### Funnel\n\n"
                         "| step | reached | of first | median time | revenue | first at |\n"
                         "|---|---:|---:|---:|---:|---|\n"
                         "| view | 12,345 | 100.0 % |  | 1,139 | 2024-03-01 08:00:00 |\n"
                         "| pay | 3 | 66.7 % | 1 min 31 s |  |  |\n"
                         "\nn \\< 30: uncertain\n"},
        {TABLE_OPENMETRICS, "# TYPE wend_funnel_reached gauge\n"
                            "# HELP wend_funnel_reached reached\n"
                            "wend_funnel_reached{name=\"view\"} 12345\n"
                            "wend_funnel_reached{name=\"pay\"} 3\n"
                            "# TYPE wend_funnel_share_of_first gauge\n"
                            "# HELP wend_funnel_share_of_first of first\n"
                            "wend_funnel_share_of_first{name=\"view\"} 1\n"
                            "wend_funnel_share_of_first{name=\"pay\"} 0.666667\n"
                            "# TYPE wend_funnel_median_seconds gauge\n"
                            "# UNIT wend_funnel_median_seconds seconds\n"
                            "# HELP wend_funnel_median_seconds median time\n"
                            "wend_funnel_median_seconds{name=\"pay\"} 90.5\n"
                            "# TYPE wend_funnel_revenue gauge\n"
                            "# HELP wend_funnel_revenue revenue\n"
                            "wend_funnel_revenue{name=\"view\"} 1139\n"
                            "# TYPE wend_funnel_time gauge\n"
                            "# HELP wend_funnel_time first at\n"
                            "wend_funnel_time{name=\"view\"} 1709251200\n"
                            "# EOF\n"},
    };
    struct table t;
    struct buf out = {0};
    small(&t);
    for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        // The median of 90.5 s shows what duration_format makes of it.
        struct str text = written(&out, &t, golden[i].format, 0, false);
        assert_str(text, golden[i].text);
    }
    table_free(&t);
    buf_free(&out);
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *plain, *pretty;
    } known[] = {
        {0, "0", "0"},
        {-0.0, "0", "0"},
        {2.0 / 3, "0.666667", "0.667"},
        {1.0 / 30, "0.0333333", "0.0333"},
        {3.5, "3.5", "3.5"},
        {272.71428571428572, "272.714286", "272.71"},
        {1234567.5, "1234567.5", "1,234,567.5"},
        {-1234.0, "-1234", "-1,234"},
        {1e15, "1e+15", "1e+15"},
        {0.00001234567, "1.23457e-05", "1.23e-05"},
    };
    struct buf out = {0};
    struct table_column c = {STR("x"), STR("x"), CELL_NUMBER};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct cell cell = {.number = known[i].value};
        buf_clear(&out);
        cell_plain(&out, &c, &cell);
        assert_string_equal(out.p, known[i].plain);
        buf_clear(&out);
        cell_pretty(&out, &c, &cell, NULL);
        assert_string_equal(out.p, known[i].pretty);
    }
    static const struct {
        int64_t micro;
        const char *plain;
    } durations[] = {{0, "0"},
                     {1, "0.000001"},
                     {-1500000, "-1.5"},
                     {INT64_C(86400) * SECOND, "86400"},
                     {INT64_MIN + 1, "-9223372036854.775807"}};
    c.type = CELL_DURATION;
    for (size_t i = 0; i < sizeof durations / sizeof durations[0]; i++) {
        struct cell cell = {.count = durations[i].micro};
        buf_clear(&out);
        cell_plain(&out, &c, &cell);
        assert_string_equal(out.p, durations[i].plain);
    }
    buf_free(&out);
}

// No line of pretty output is wider than the terminal, and no control byte is left in any format.
static void hostile_texts(void **state)
{
    (void)state;
    struct table t;
    struct buf out = {0};
    nasty(&t);
    static const unsigned widths[] = {20, 40, 78, 80, 200};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        struct str rest = written(&out, &t, TABLE_PRETTY, widths[i], true);
        while (rest.p) {
            struct str line = str_cut(&rest, '\n');
            assert_true(utf8_width(line) <= widths[i]);
        }
    }
    for (enum table_format f = TABLE_PRETTY; f <= TABLE_OPENMETRICS; f++) {
        struct str text = written(&out, &t, f, 0, true);
        if (f == TABLE_TSV || f == TABLE_CSV)
            continue; // for programs: the bytes are the data
        assert_null(memchr(text.p, 0x1b, text.n));
        assert_null(memchr(text.p, '\r', text.n));
        assert_null(memchr(text.p, 0, text.n));
        assert_int_equal(utf8_check(text), text.n);
    }
    struct str text = written(&out, &t, TABLE_HTML, 0, true);
    assert_null(strstr(text.p, "<script"));
    assert_null(strstr(text.p, "<b>"));
    text = written(&out, &t, TABLE_CSV, 0, false);
    assert_non_null(strstr(text.p, "\n'=cmd"));
    text = written(&out, &t, TABLE_MARKDOWN, 0, false);
    assert_non_null(strstr(text.p, "a\\|b \\`code\\` \\*bold\\* \\[x\\](javascript:y)"));
    table_free(&t);
    buf_free(&out);
}

// Every number stays whole at any width: what does not fit goes into a further block.
static void narrow_keeps_numbers(void **state)
{
    (void)state;
    struct table t;
    struct buf out = {0};
    small(&t);
    for (unsigned width = 25; width < 80; width++) {
        written(&out, &t, TABLE_PRETTY, width, false);
        assert_non_null(strstr(out.p, "12,345"));
        assert_non_null(strstr(out.p, "66.7 %"));
        assert_non_null(strstr(out.p, "1,139"));
        assert_non_null(strstr(out.p, "1 min 31 s"));
    }
    table_free(&t);
    buf_free(&out);
}

static void reads_back(void (*make)(struct table *), enum table_format format)
{
    struct table t, again;
    struct buf first = {0}, second = {0}, third = {0};
    struct diag d = {0};
    make(&t);
    written(&first, &t, format, 0, false);
    table_init(&again, "");
    assert_true(table_read(&again, buf_str(&first), STR("x"), &d));
    assert_int_equal(table_rows(&again), table_rows(&t));
    written(&second, &again, format, 0, false);
    if (format == TABLE_JSON) { // bytes that are no UTF-8 became U+FFFD, once and for all
        struct table once_more;
        table_init(&once_more, "");
        assert_true(table_read(&once_more, buf_str(&second), STR("x"), &d));
        written(&third, &once_more, format, 0, false);
        assert_true(str_eq(buf_str(&second), buf_str(&third)));
        table_free(&once_more);
    }
    assert_true(str_eq(buf_str(&first), buf_str(&second)));
    table_free(&t);
    table_free(&again);
    buf_free(&first);
    buf_free(&second);
    buf_free(&third);
}

static void round_trips(void **state)
{
    (void)state;
    reads_back(small, TABLE_TSV);
    reads_back(nasty, TABLE_TSV);
    reads_back(small, TABLE_JSON);
    reads_back(nasty, TABLE_JSON);
}

static void types_of_tsv(void **state)
{
    (void)state;
    static const char text[] =
        "member\treached\tshare_x\twait_seconds\ttime\tvalue\tmixed\tlong\tempty\n"
        "007\t9\t0.50\t1.5\t2024-03-01T00:00:00Z\t0.50\t1\t13800138000123456\t\n"
        "123\t\t\t\t\t-3\tx\t1\t\n";
    static const enum cell_type expected[] = {CELL_TEXT,     CELL_COUNT, CELL_SHARE,
                                              CELL_DURATION, CELL_TIME,  CELL_NUMBER,
                                              CELL_TEXT,     CELL_TEXT,  CELL_TEXT};
    struct table t;
    struct diag d = {0};
    table_init(&t, "");
    assert_true(table_read(&t, str_of(text), STR("x"), &d));
    assert_int_equal(t.column.n, 9);
    for (size_t i = 0; i < t.column.n; i++)
        assert_int_equal(t.column.p[i].type, expected[i]);
    assert_int_equal(table_cell(&t, 0, 3)->count, 1500000);
    assert_true(table_cell(&t, 1, 1)->missing);
    table_free(&t);
}

static void bad_input(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "\n\n",
        "a\tb\n1\n",
        "a\ta\n1\t2\n",
        "a\t\n1\t2\n",
        "{",
        "{\"rows\": []}",
        "{\"columns\": [{\"name\": \"a\", \"type\": \"colour\"}], \"rows\": []}",
        "{\"columns\": [{\"name\": \"a\", \"type\": \"count\"}], \"rows\": [{\"a\": \"x\"}]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct table t;
        struct diag d = {0};
        table_init(&t, "");
        assert_false(table_read(&t, str_of(bad[i]), STR("x"), &d));
        assert_int_equal(d.fault, FAULT_USAGE);
        table_free(&t);
    }
    struct diag d = {0};
    struct table t;
    table_init(&t, "");
    assert_false(table_read(&t, STR("a\tb\n1\t2\n1\n"), STR("in.tsv"), &d));
    assert_string_equal(d.file, "in.tsv");
    assert_int_equal(d.line, 3);
    table_free(&t);
}

static void json_is_json(void **state)
{
    (void)state;
    struct table t;
    struct buf out = {0};
    nasty(&t);
    struct str text = written(&out, &t, TABLE_JSON, 0, false);
    json_t *root = json_loadb(text.p, text.n, JSON_ALLOW_NUL, NULL);
    assert_non_null(root);
    const json_t *row = json_array_get(json_object_get(root, "rows"), 1);
    assert_string_equal(json_string_value(json_object_get(row, "from")), "a\tb\nc\r\\d");
    assert_int_equal(json_integer_value(json_object_get(row, "count")), -1);
    json_decref(root);
    table_free(&t);
    buf_free(&out);
}

static void equal_labels_are_told_apart(void **state)
{
    (void)state;
    struct table t;
    struct buf out = {0};
    table_init(&t, "x");
    table_column(&t, "name", "name", CELL_TEXT);
    table_column(&t, "v", "v", CELL_COUNT);
    for (int i = 0; i < 2; i++) {
        table_text(&t, STR("same"));
        table_count(&t, i);
    }
    written(&out, &t, TABLE_OPENMETRICS, 0, false);
    assert_non_null(strstr(out.p, "wend_x_v{row=\"1\",name=\"same\"} 0\n"));
    assert_non_null(strstr(out.p, "wend_x_v{row=\"2\",name=\"same\"} 1\n"));
    table_free(&t);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens),
        cmocka_unit_test(numbers),
        cmocka_unit_test(hostile_texts),
        cmocka_unit_test(narrow_keeps_numbers),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(types_of_tsv),
        cmocka_unit_test(bad_input),
        cmocka_unit_test(json_is_json),
        cmocka_unit_test(equal_labels_are_told_apart),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
