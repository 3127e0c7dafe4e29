// Interning: codes are stable, values come back, growth keeps both.
#include "unit.h"

#include "base/dict.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_is_zero),
        cmocka_unit_test(growth_keeps_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
