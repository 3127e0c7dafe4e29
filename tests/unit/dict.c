// Interning: codes are stable, values come back, growth keeps both.
#include "unit.h"

#include "base/dict.h"
#include "ingest/recent.h"

#include <stdio.h>
#include <stdlib.h>

static void empty_is_zero(void **state)
{
    (void)state;
    struct dict d;
    dict_init(&d);
    assert_int_equal(dict_add(&d, STR("")), 0);
    assert_int_equal(dict_find(&d, STR("a")), DICT_NONE);
    assert_int_equal(dict_add(&d, STR("a")), 1);
    assert_int_equal(dict_add(&d, STR("a")), 1);
    assert_int_equal(d.count, 2);
    dict_free(&d);
}

static void growth_keeps_codes(void **state)
{
    (void)state;
    struct dict d;
    char text[32];
    dict_init(&d);
    for (uint32_t i = 1; i <= 5000; i++) {
        snprintf(text, sizeof text, "value %u", i * 7919u);
        assert_int_equal(dict_add(&d, str_of(text)), i);
    }
    for (uint32_t i = 1; i <= 5000; i++) {
        snprintf(text, sizeof text, "value %u", i * 7919u);
        assert_int_equal(dict_find(&d, str_of(text)), i);
        assert_str(names_get(dict_names(&d), i), text);
    }
    dict_free(&d);
}

// Values of every length up to 80 that differ in one byte only, wherever it is, and some so long
// that their slot does not know the length.
static void each_byte_counts(void **state)
{
    (void)state;
    enum { SHORT = 80, LONG = 65533 };
    struct dict d;
    static char text[LONG + 8];
    dict_init(&d);
    uint32_t next = 1;
    memset(text, 'x', sizeof text);
    for (size_t n = 1; n <= SHORT; n++)
        for (size_t at = 0; at < n; at++) {
            text[at] = 'y';
            assert_int_equal(dict_add(&d, (struct str){text, n}), next++);
            text[at] = 'x';
        }
    for (size_t n = LONG; n < LONG + 6; n++)
        assert_int_equal(dict_add(&d, (struct str){text, n}), next++);
    next = 1;
    for (size_t n = 1; n <= SHORT; n++)
        for (size_t at = 0; at < n; at++) {
            text[at] = 'y';
            assert_int_equal(dict_find(&d, (struct str){text, n}), next++);
            text[at] = 'x';
        }
    for (size_t n = LONG; n < LONG + 6; n++)
        assert_int_equal(dict_find(&d, (struct str){text, n}), next++);
    dict_free(&d);
}

static void cleared_is_empty(void **state)
{
    (void)state;
    struct dict d;
    dict_init(&d);
    for (uint32_t round = 0; round < 3; round++) {
        assert_int_equal(dict_find(&d, STR("b")), DICT_NONE);
        assert_int_equal(dict_add(&d, round ? STR("b") : STR("a")), 1);
        assert_int_equal(dict_add(&d, STR("c")), 2);
        assert_str(dict_get(&d, 1), round ? "b" : "a");
        dict_clear(&d);
        assert_int_equal(d.count, 1);
        assert_int_equal(dict_find(&d, STR("c")), DICT_NONE);
    }
    dict_free(&d);
}

// A hash settles nothing: values of one hash are told apart.
static void hashes_may_be_equal(void **state)
{
    (void)state;
    struct dict d;
    dict_init(&d);
    assert_int_equal(dict_add_hashed(&d, STR("one"), 7), 1);
    assert_int_equal(dict_add_hashed(&d, STR("two"), 7), 2);
    assert_int_equal(dict_add_hashed(&d, STR("three"), 7), 3);
    assert_int_equal(dict_find_hashed(&d, STR("two"), 7), 2);
    assert_int_equal(dict_find_hashed(&d, STR("four"), 7), DICT_NONE);
    dict_free(&d);
}

// Whatever else stands in a place, a value is known only if it was put there, byte for byte.
static void recent_values_are_whole(void **state)
{
    (void)state;
    struct recent recent = {0};
    char text[RECENT_LONGEST + 1], other[RECENT_LONGEST + 1];
    bool known;
    for (size_t n = 1; n <= RECENT_LONGEST; n++)
        for (size_t at = 0; at < n; at++)
            for (char c = 'b'; c <= 'z'; c++) {
                memset(text, 'a', sizeof text);
                memset(other, 'a', sizeof other);
                other[at] = c;
                recent = (struct recent){0};
                recent_find(&recent, (struct str){text, n}, &known)->code = 7;
                assert_int_equal(recent_find(&recent, (struct str){text, n}, &known)->code, 7);
                assert_true(known);
                recent_find(&recent, (struct str){other, n}, &known);
                assert_false(known);
                recent = (struct recent){0};
                recent_find(&recent, (struct str){text, n}, &known);
                recent_find(&recent, (struct str){text, n - 1}, &known);
                assert_false(known);
            }
    assert_null(recent_find(&recent, (struct str){text, RECENT_LONGEST + 1}, &known));
    assert_null(recent_find(&recent, STR(""), &known));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_is_zero),       cmocka_unit_test(growth_keeps_codes),
        cmocka_unit_test(each_byte_counts),    cmocka_unit_test(cleared_is_empty),
        cmocka_unit_test(hashes_may_be_equal), cmocka_unit_test(recent_values_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
