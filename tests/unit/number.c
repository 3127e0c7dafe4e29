// Numbers of exports: forms by example, plain decimal text.
#include "unit.h"

#include "text/number.h"

static const char *const bad = "bad";

static void check(const char *example, const char *text, const char *expected)
{
    struct number_form form;
    struct buf out = {0};
    if (!number_form_read(str_of(example), &form))
        fail_msg("%s is no example", example);
    bool good = number_read(str_of(text), form, &out);
    if (good != (expected != bad) || (good && !str_eq(buf_str(&out), str_of(expected))))
        fail_msg("%s as %s: %s", text, example, good ? out.p : bad);
    buf_free(&out);
}

static void forms(void **state)
{
    (void)state;
    check("1.234,56", "1.234,56", "1234.56");
    check("1.234,56", "1.234.567,8", "1234567.8");
    check("1.234,56", "12,50", "12.50");
    check("1.234,56", "12.50", bad); // the other country's
    check("1.234,56", "1234,5", "1234.5");
    check("1,234.56", "1,234.56", "1234.56");
    check("1,234.56", "12,50", bad);
    check("1,234.56", "12,34,567.5", "1234567.5"); // lakh
    check("1,234.56", "1,2345", bad);
    check("1,234.56", ",234", bad);
    check("1234.56", "1234.56", "1234.56");
    check("1234.56", "1,234.56", bad);
    check("1234,56", "0,5", "0.5");
    check("1 234,56", "1 234 567,89", "1234567.89");
    check("1 234,56", "1\u202F234,5", "1234.5");
    check("1 234,56", "1\u00A0234", "1234");
    check("1'234.50", "1\u2019234.50", "1234.50");
    check("1.234.567", "1.234,5", "1234.5");
    check("12", "12.5", "12.5");
    struct number_form form;
    assert_false(number_form_read(STR("1.234"), &form));
    assert_false(number_form_read(STR("1,234"), &form));
    assert_false(number_form_read(STR("yes"), &form));
    assert_false(number_form_read(STR(""), &form));
    assert_false(number_form_read(STR("1,2.3,4"), &form));
}

static void what_stands_around(void **state)
{
    (void)state;
    check("1234.56", "$12.00", "12.00");
    check("1234.56", "-$12.00", "-12.00");
    check("1234.56", "$-12.00", "-12.00");
    check("1234.56", "(12.00)", "-12.00");
    check("1234.56", "($12.00)", "-12.00");
    check("1234.56", "12.00-", "-12.00");
    check("1234.56", "\u221212.00", "-12.00");
    check("1234.56", "+12", "12");
    check("1234.56", "EUR 12.00", "12.00");
    check("1234,56", "12,00 €", "12.00");
    check("1234.56", "12.00 CNY", "12.00");
    check("1234.56", "￥99", "99");
    check("1234.56", "99元", "99");
    check("1234.56", "(-12)", bad);
    check("1234.56", "--12", bad);
    check("1234.56", "$ €12", bad);
    check("1234.56", "12 apples", bad);
    check("1234.56", "", bad);
    check("1234.56", "-", bad);
    check("1234.56", ".", bad);
    check("1234.56", "EUR", bad);
    check("1234.56", "0x12", bad);
    check("1234.56", "nan", bad);
}

static void percent_and_exponents(void **state)
{
    (void)state;
    check("1234.56", "12.5%", "0.125");
    check("1234.56", "5 %", "0.05");
    check("1234,56", "-0,5%", "-0.005");
    check("1234.56", "250%", "2.50");
    check("1234.56", "1.5E+3", "1500");
    check("1234.56", "1.25e2", "125");
    check("1234.56", "12E-4", "0.0012");
    check("1234.56", "1E99", bad);
    check("1234.56", "1E", bad);
    check("1234.56", "1E+", bad);
    check("1234.56", "007", "7");
    check("1234.56", "000", "0");
    check("1234.56", "-0.00", "0.00");
    check("1234.56", ".5", "0.5");
    check("1234.56", "5.", "5");
}

static void damaged_ids(void **state)
{
    (void)state;
    assert_true(number_damaged_id(STR("1.22E+17")));
    assert_true(number_damaged_id(STR("1,22158E+17")));
    assert_true(number_damaged_id(STR(" 4E+12 ")));
    static const char *const fine[] = {"122158000000000123", "1.22",   "5E10",    "E+17",
                                       "A1.2E+17",           "1.E+17", "1.22E+7", "1.22E+17x",
                                       "12.2E+17",           "1.22E+", ""};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        if (number_damaged_id(str_of(fine[i])))
            fail_msg("%s", fine[i]);
}

static void booleans(void **state)
{
    (void)state;
    bool value;
    assert_true(boolean_read(STR("YES"), &value) && value);
    assert_true(boolean_read(STR(" 0 "), &value) && !value);
    assert_true(boolean_read(STR("是"), &value) && value);
    assert_true(boolean_read(STR("No"), &value) && !value);
    assert_false(boolean_read(STR("maybe"), &value));
    assert_false(boolean_read(STR(""), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(what_stands_around),
        cmocka_unit_test(percent_and_exponents),
        cmocka_unit_test(damaged_ids),
        cmocka_unit_test(booleans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
