// Values of ids: normal forms, and values that name nobody.
#include "unit.h"

#include "model/identity.h"

#include <stdlib.h>

static void expect(enum normalise how, const char *country, const char *value, const char *result)
{
    struct study_namespace space = {.name = STR("x"), .normalise = how, .country = str_of(country)};
    struct buf out = {0};
    bool good = identity_normalise(&space, str_of(value), &out);
    if (result)
        assert_str(buf_str(&out), result);
    else if (good)
        fail_msg("%s is taken for an id: %s", value, out.p);
    assert_int_equal(good, result != NULL);
    buf_free(&out);
}

static void texts(void **state)
{
    (void)state;
    expect(NORMALISE_TRIM, "", "  Ab 7 \t", "Ab 7");
    expect(NORMALISE_UPPER, "", "t01", "T01");
    expect(NORMALISE_LOWER, "", "\xc3\x89T01", "\xc3\x89t01"); // ASCII only: É stays
    expect(NORMALISE_DIGITS, "", "No. 12-34", "1234");
    expect(NORMALISE_DIGITS, "", "none here", NULL);
}

static void emails(void **state)
{
    (void)state;
    expect(NORMALISE_EMAIL, "", "880006@Example.com ", "880006@example.com");
    expect(NORMALISE_EMAIL, "", "mailto:a@b.cn", "a@b.cn");
    expect(NORMALISE_EMAIL, "", "13800000005", NULL);
    expect(NORMALISE_EMAIL, "", "@example.com", NULL);
    expect(NORMALISE_EMAIL, "", "a@", NULL);
    expect(NORMALISE_EMAIL, "", "a@b@c", NULL);
    expect(NORMALISE_EMAIL, "", "a b@c", NULL);
}

static void phones(void **state)
{
    (void)state;
    expect(NORMALISE_PHONE, "86", "+86 13800000001", "+8613800000001");
    expect(NORMALISE_PHONE, "86", "13800000001", "+8613800000001");
    expect(NORMALISE_PHONE, "86", "8613800000001", "+8613800000001");
    expect(NORMALISE_PHONE, "86", "0086-138-0000-0001", "+8613800000001");
    expect(NORMALISE_PHONE, "86", "+86-139-00000002", "+8613900000002");
    expect(NORMALISE_PHONE, "86", "(021) 6123 4567", "+862161234567");
    expect(NORMALISE_PHONE, "86", "+44 (0)20 7946 0018", "+442079460018");
    expect(NORMALISE_PHONE, "86", "0044 (0)20 7946 0018", "+442079460018");
    expect(NORMALISE_PHONE, "", "(+86) 138 0000 0001", "+8613800000001");
    expect(NORMALISE_PHONE, "", "tel: +86 138 0000 0001", "+8613800000001");
    expect(NORMALISE_PHONE, "", "(00 44) 20 7946 0018", "+442079460018");
    expect(NORMALISE_PHONE, "86", "(+", NULL);
    expect(NORMALISE_PHONE, "86", "12345678901234", NULL); // 16 digits with the code
    expect(NORMALISE_PHONE, "39", "06 6982 0000", "+390669820000");
    expect(NORMALISE_PHONE, "", "138-0000-0001", "13800000001");
    expect(NORMALISE_PHONE, "", "+49 30 901820", "+4930901820");
    expect(NORMALISE_PHONE, "86", "1234", NULL);
    expect(NORMALISE_PHONE, "86", "880006@example.com", NULL);
    expect(NORMALISE_PHONE, "86", "1380000x001", NULL);
    expect(NORMALISE_PHONE, "86", "4111 1111 1111 1111", NULL);
    expect(NORMALISE_PHONE, "86", "+", NULL);
}

static void nobody(void **state)
{
    (void)state;
    static const char *const values[] = {"",
                                         " ",
                                         "-",
                                         "0",
                                         "0000",
                                         "00000000-0000-0000-0000-000000000000",
                                         "-1",
                                         "NULL",
                                         "nil",
                                         "None",
                                         "NaN",
                                         "N/A",
                                         "na",
                                         "UNKNOWN",
                                         "guest",
                                         "TRUE",
                                         "false",
                                         "id",
                                         "anonymous",
                                         "email",
                                         "\"null\"",
                                         "''",
                                         "' 0 '",
                                         "undefined",
                                         "{}",
                                         "not_authenticated",
                                         "distinct_id",
                                         "[object Object]"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (int how = NORMALISE_TRIM; how <= NORMALISE_DIGITS; how++)
            expect((enum normalise)how, "86", values[i], NULL);
    expect(NORMALISE_TRIM, "", "nullable", "nullable");
    expect(NORMALISE_TRIM, "", "10", "10");
    expect(NORMALISE_PHONE, "", "000-00000", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(emails),
        cmocka_unit_test(phones),
        cmocka_unit_test(nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
