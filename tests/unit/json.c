// JSON records: paths, extents, what is broken, and the same answers as jansson.
#include "records.h"

#include "base/utf8.h"
#include "base/vec.h"

#include <jansson.h>
#include <stdlib.h>

#define SPEC(...)                                                                                  \
    {                                                                                              \
        .format = RECORD_JSON, .names = (const struct str[]){__VA_ARGS__},                         \
        .name_count = sizeof((struct str[]){__VA_ARGS__}) / sizeof(struct str)                     \
    }

static void lines_by_paths(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("id"), STR("props.screen"), STR("items[1].sku"));
    assert_dump(STR("{\"id\":1.50,\"props\":{\"screen\":\"home\",\"x\":{}},\"items\":[1,{\"sku\":"
                    "\"A\"}]}\n\n"
                    "{\"props\":7,\"id\":true}\r\n"
                    "{\"items\":[[],{\"sku\":null}],\"id\":-1e+5}"),
                &spec,
                "1+1@0 fine:0 <{\"id\":1.50,\"props\":{\"screen\":\"home\",\"x\":{}},\"items\":[1,{"
                "\"sku\":\"A\"}]}> [1.50][home][A]\n"
                "3+1@70 fine:0 <{\"props\":7,\"id\":true}> [true][][]\n"
                "4+1@93 fine:0 <{\"items\":[[],{\"sku\":null}],\"id\":-1e+5}> [-1e+5][][]\n"
                "lines 4\n");
}

static void strings(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("a"), STR("\xE5\xB1\x8F"));
    assert_dump(STR("{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d\\uD83D\\ude00.\"}\n"
                    "{\"a\":\"\",\"\xE5\xB1\x8F\":\"\\u00e9\"}\n"),
                &spec,
                "1+1@0 fine:0 <{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d\\uD83D\\ude00.\"}>"
                " [\"\\/\b\f\n\r\t\xE4\xB8\xAD\xF0\x9F\x98\x80.][]\n"
                "2+1@49 fine:0 <{\"a\":\"\",\"\xE5\xB1\x8F\":\"\\u00e9\"}> [][\xC3\xA9]\n"
                "lines 2\n");
}

static void values_as_a_whole(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("o"), STR("o.k"), STR("l"));
    assert_dump(
        STR("{\"o\" : { \"k\" : \"a \\\" b\" , \"n\" : [ 1 , 2 ] } , \"l\" : [ ] }\n"), &spec,
        "1+1@0 fine:0 <{\"o\" : { \"k\" : \"a \\\" b\" , \"n\" : [ 1 , 2 ] } , \"l\" : [ ] }>"
        " [{\"k\":\"a \\\" b\",\"n\":[1,2]}][a \" b][[]]\n"
        "lines 1\n");
}

static void the_last_member_counts(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("a.b"), STR("c"));
    assert_dump(STR("{\"a\":{\"b\":1},\"a\":{\"x\":2},\"c\":1,\"c\":\"\"}"), &spec,
                "1+1@0 fine:0 <{\"a\":{\"b\":1},\"a\":{\"x\":2},\"c\":1,\"c\":\"\"}> [][]\n"
                "lines 1\n");
}

static void elements_by_a_member(void **state)
{
    (void)state;
    const struct record_spec spec =
        SPEC(STR("p[key=page].value.s"), STR("p[key=id].value.i"), STR("p[n=2].value.s"),
             STR("p[0].key"), STR("p[key=no]"), STR("p[key=a\\]b].v"));
    assert_dump(STR("{\"p\":[{\"key\":\"id\",\"value\":{\"i\":\"17\"}},5,"
                    "{\"value\":{\"s\":\"/x\"},\"n\":2,\"key\":\"p\\u0061ge\"},"
                    "{\"key\":\"page\",\"value\":{\"s\":\"/y\"}},{\"key\":\"a]b\",\"v\":0}]}"),
                &spec,
                "1+1@0 fine:0 <{\"p\":[{\"key\":\"id\",\"value\":{\"i\":\"17\"}},5,"
                "{\"value\":{\"s\":\"/x\"},\"n\":2,\"key\":\"p\\u0061ge\"},"
                "{\"key\":\"page\",\"value\":{\"s\":\"/y\"}},{\"key\":\"a]b\",\"v\":0}]}>"
                " [/x][17][/x][id][][0]\n"
                "lines 1\n");
}

static void arrays_of_records(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("a")), first = SPEC(STR("[0]"));
    assert_dump(STR("[\n {\n  \"a\": 1\n },\n {\"a\":\n2}\n]\n"), &spec,
                "2+3@3 fine:0 <{\n  \"a\": 1\n }> [1]\n"
                "5+2@19 fine:0 <{\"a\":\n2}> [2]\n"
                "lines 7\n");
    assert_dump(STR("[{\"a\":1},{\"a\":2}][]{\"a\":3} {\"a\":4}"), &spec,
                "1+1@1 fine:0 <{\"a\":1}> [1]\n"
                "1+1@9 fine:0 <{\"a\":2}> [2]\n"
                "1+1@19 fine:0 <{\"a\":3}> [3]\n"
                "1+1@27 fine:0 <{\"a\":4}> [4]\n"
                "lines 1\n");
    assert_dump(STR("[[1,2],[3]]"), &first,
                "1+1@1 fine:0 <[1,2]> [1]\n"
                "1+1@7 fine:0 <[3]> [3]\n"
                "lines 1\n");
}

static void broken_lines(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("a"));
    assert_dump(STR("{\"a\":1}\n{\"a\":tru}\n{\"a\":2\n{\"a\":\"x\n{\"a\":[\nhello {\n"
                    "{\"a\":3}}\n{\"a\":01}\n{\"a\":4"),
                &spec,
                "1+1@0 fine:0 <{\"a\":1}> [1]\n"
                "2+1@8 bad-json:9 <{\"a\":tru}> \n"
                "3+1@18 bad-json:8 <{\"a\":2> \n"
                "4+1@25 bad-json:8 <{\"a\":\"x> \n"
                "5+1@33 bad-json:8 <{\"a\":[> \n"
                "6+1@40 bad-json:1 <hello {> \n"
                "7+1@48 fine:0 <{\"a\":3}> [3]\n"
                "7+1@55 bad-json:1 <}> \n"
                "8+1@57 bad-json:7 <{\"a\":01}> \n"
                "9+1@66 bad-json:7 <{\"a\":4> \n"
                "lines 9\n");
}

// What is left of a broken element goes with it, so that nothing within is taken for a record.
static void broken_elements(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("a"));
    assert_dump(STR("[\n  {\n    \"a\": x,\n    \"l\": [\n    {\"a\": 9}\n    ]\n  },\n"
                    "  {\n    \"a\": 2\n  }\n]\n"),
                &spec,
                "2+6@4 bad-json:12 <{\n    \"a\": x,\n    \"l\": [\n    {\"a\": 9}\n    ]\n  }> \n"
                "8+3@55 fine:0 <{\n    \"a\": 2\n  }> [2]\n"
                "lines 11\n");
    assert_dump(STR("[{\"a\":1},{\"a\":\"}\",b},7,{\"a\":2}]"), &spec,
                "1+1@1 fine:0 <{\"a\":1}> [1]\n"
                "1+1@9 bad-json:10 <{\"a\":\"}\",b}> \n"
                "1+1@21 bad-json:1 <7> \n"
                "1+1@23 fine:0 <{\"a\":2}> [2]\n"
                "lines 1\n");
}

static void what_is_no_text(void **state)
{
    (void)state;
    const struct record_spec spec = SPEC(STR("a"));
    assert_dump(STR("{\"a\":\"\\u0000\"}\n{\"a\":\"\xFF\"}\n{\"a\":\"\0\"}\n{\"a\":\"\\ud800\"}\n"
                    "{\"a\":\"\\udc00\\ud800\"}\n{\"a\":1}"),
                &spec,
                "1+1@0 nul:7 <{\"a\":\"\\u0000\"}> \n"
                "2+1@15 bad-text:7 <{\"a\":\"\xFF\"}> \n"
                "3+1@25 nul:7 <{\"a\":\"\0\"}> \n"
                "4+1@35 bad-json:13 <{\"a\":\"\\ud800\"}> \n"
                "5+1@50 bad-json:15 <{\"a\":\"\\udc00\\ud800\"}> \n"
                "6+1@71 fine:0 <{\"a\":1}> [1]\n"
                "lines 6\n");
}

static void limits(void **state)
{
    (void)state;
    struct record_spec spec = SPEC(STR("a"));
    spec.longest = 12;
    assert_dump(STR("[{\"a\":\"1234\"},{\"a\":\"12345\"},\n{\"a\":5}]\n"), &spec,
                "1+1@1 fine:0 <{\"a\":\"1234\"}> [1234]\n"
                "1+1@14 too-long:0 <{\"a\":\"12345\"}> \n"
                "2+1@29 fine:0 <{\"a\":5}> [5]\n"
                "lines 2\n");
    struct buf deep = {0};
    buf_add_bytes(&deep, '[', 5000);
    struct reader *r = reader_of(buf_str(&deep), &spec);
    struct record record;
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_TOO_LONG);
    reader_close(r);
    spec.longest = 0;
    r = reader_of(buf_str(&deep), &spec);
    assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
    assert_int_equal(record.fault, RECORD_BAD_JSON);
    reader_close(r);
    buf_free(&deep);
}

static void wrong_paths(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        unsigned column;
    } wrong[] = {{"", 1},    {"a..b", 3},  {"a.", 3},    {"a[x]", 2},
                 {"a[0", 2}, {"a[0]b", 5}, {"a[k=v", 2}, {".a", 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct record_spec spec = SPEC(str_of(wrong[i].path));
        struct diag d = {0};
        assert_null(reader_open(input_of(STR("{}")), &spec, &d));
        assert_int_equal(d.fault, FAULT_USAGE);
        assert_int_equal(d.column, wrong[i].column);
    }
    const struct record_spec twice = SPEC(STR("a"), STR("a"));
    assert_null(reader_open(input_of(STR("{}")), &twice, NULL));
}

// Random documents: small alphabets make keys meet paths and texts break.
static void add_random(struct buf *out, unsigned depth)
{
    static const char *const scalars[] = {
        "1",    "-0",    "0.50",           "2e3",   "true", "null",
        "\"\"", "\"a\"", "\"\\u00e9\\n\"", "false", "1234"};
    static const char *const keys[] = {"a", "b", "k", "c.d", "\\u0061"};
    static const char *const blank[] = {"", "", "", " ", "\n", "\t"};
    int kind = depth < 4 ? rand() % 3 : 0;
    if (kind == 0)
        buf_add(out, str_of(scalars[rand() % 11]));
    else
        buf_add_byte(out, kind == 1 ? '{' : '[');
    for (int i = 0, n = kind ? rand() % 4 : 0; i < n; i++) {
        if (i)
            buf_add_byte(out, ',');
        buf_add(out, str_of(blank[rand() % 6]));
        if (kind == 1)
            buf_printf(out, "\"%s\":", keys[rand() % 5]);
        add_random(out, depth + 1);
        buf_add(out, str_of(blank[rand() % 6]));
    }
    if (kind)
        buf_add_byte(out, kind == 1 ? '}' : ']');
}

static const json_t *select_by(const json_t *array, const char *name, const char *value)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);
        const json_t *member = json_object_get(element, name);
        if (json_is_string(member) && strcmp(json_string_value(member), value) == 0)
            return element;
    }
    return NULL;
}

// A field of ours against jansson's value: strings byte by byte, the rest by what it means.
static void compare(struct str field, const json_t *value)
{
    if (!value || json_is_null(value)) {
        assert_int_equal(field.n, 0);
    } else if (json_is_string(value)) {
        assert_int_equal(field.n, json_string_length(value));
        assert_memory_equal(field.p, json_string_value(value), field.n);
    } else {
        json_t *ours = json_loadb(field.p, field.n, JSON_DECODE_ANY, NULL);
        assert_non_null(ours);
        assert_true(json_equal(ours, value));
        json_decref(ours);
    }
}

static void agrees_with_jansson(void **state)
{
    (void)state;
    const struct record_spec spec =
        SPEC(STR("a"), STR("b.a"), STR("k[1]"), STR("b[a=a].b"), STR("c\\.d.k"), STR("a.b[0]"));
    srand(7);
    size_t valid = 0, broken = 0;
    for (int round = 0; round < 30000; round++) {
        struct buf text = {0};
        buf_add(&text, STR("{\"a\":"));
        add_random(&text, 0);
        buf_add(&text, STR(",\"b\":"));
        add_random(&text, 0);
        buf_add(&text, STR(",\"k\":"));
        add_random(&text, 0);
        buf_add_byte(&text, '}');
        if (rand() % 3 == 0) // break it, perhaps
            text.p[1 + (size_t)rand() % (text.n - 1)] = ",:{}[]\"0a\\ -.e"[rand() % 14];
        json_error_t error;
        json_t *theirs = json_loadb(text.p, text.n, 0, &error);
        struct reader *r = reader_of(buf_str(&text), &spec);
        struct record record;
        assert_int_equal(reader_next(r, &record, NULL), READER_RECORD);
        bool whole = record.fault == RECORD_FINE && record.raw.n == text.n;
        if (whole != (theirs != NULL))
            fail_msg("%s: jansson says %s", text.p, theirs ? "fine" : error.text);
        valid += whole;
        broken += !whole;
        if (whole) {
            const json_t *b = json_object_get(theirs, "b"), *a = json_object_get(theirs, "a");
            compare(record.field[0], a);
            compare(record.field[1], json_object_get(b, "a"));
            compare(record.field[2], json_array_get(json_object_get(theirs, "k"), 1));
            compare(record.field[3], json_object_get(select_by(b, "a", "a"), "b"));
            compare(record.field[4], json_object_get(json_object_get(theirs, "c.d"), "k"));
            compare(record.field[5], json_array_get(json_object_get(a, "b"), 0));
        }
        json_decref(theirs);
        reader_close(r);
        buf_free(&text);
    }
    assert_true(valid > 10000 && broken > 3000);
}

static void block_size_does_not_matter(void **state)
{
    (void)state;
    struct record_spec spec = SPEC(STR("a"), STR("b.a"));
    srand(3);
    for (int round = 0; round < 300; round++) {
        struct buf text = {0};
        for (int i = 0; i < 10; i++) {
            buf_add(&text, STR("{\"a\":"));
            add_random(&text, 0);
            buf_add(&text, STR("}\n"));
        }
        text.p[(size_t)rand() % text.n] = ",:{}[]\"\n"[rand() % 8];
        spec.longest = round % 2 ? 60 : 0;
        spec.block = 0;
        struct buf whole = dump(buf_str(&text), &spec);
        spec.block = 1 + (size_t)rand() % 40;
        struct buf parts = dump(buf_str(&text), &spec);
        assert_str(buf_str(&parts), whole.p);
        buf_free(&whole);
        buf_free(&parts);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_by_paths),
        cmocka_unit_test(strings),
        cmocka_unit_test(values_as_a_whole),
        cmocka_unit_test(the_last_member_counts),
        cmocka_unit_test(elements_by_a_member),
        cmocka_unit_test(arrays_of_records),
        cmocka_unit_test(broken_lines),
        cmocka_unit_test(broken_elements),
        cmocka_unit_test(what_is_no_text),
        cmocka_unit_test(limits),
        cmocka_unit_test(wrong_paths),
        cmocka_unit_test(agrees_with_jansson),
        cmocka_unit_test(block_size_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
