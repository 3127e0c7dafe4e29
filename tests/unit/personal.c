// Personal data in texts: published numbers for the checksums, hand-marked texts for the rest.
#include "unit.h"

#include "base/buf.h"
#include "text/personal.h"

#include <stdlib.h>

static void luhn(void **state)
{
    (void)state;
    // ISO/IEC 7812-1's check as Wikipedia works it out, and the test numbers of card schemes.
    static const char *const good[] = {"17893729974",      "4111 1111 1111 1111", "378282246310005",
                                       "6011111111111117", "5555-5555-5555-4444", "30569309025904",
                                       "79927398713"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char other[32] = "";
        size_t last = strlen(good[i]) - 1;
        assert_true(personal_luhn(str_of(good[i])));
        for (char c = '0'; c <= '9'; c++) { // any other check digit is wrong
            memcpy(other, good[i], last);
            other[last] = c;
            assert_int_equal(personal_luhn(str_of(other)), c == good[i][last]);
        }
    }
    assert_false(personal_luhn(STR("")));
    assert_false(personal_luhn(STR("0")));
}

static void iban(void **state)
{
    (void)state;
    // The examples of the registry of ISO 13616 and of Wikipedia.
    static const char *const good[] = {
        "GB82 WEST 1234 5698 7654 32",       "DE89370400440532013000",
        "FR14 2004 1010 0505 0001 3M02 606", "NO93 8601 1117 947",
        "MT84MALT011000012345MTLCAST001S",   "CH93 0076 2011 6238 5295 7",
        "LC55HEMM000100010012001200023015",  "nl91abna0417164300",
        "SE45 5000 0000 0583 9825 7466",     "BE68 5390 0754 7034"};
    static const char *const bad[] = {"GB82 WEST 1234 5698 7654 33", "DE89370400440532013001",
                                      "GB28 WEST 1234 5698 7654 32", // digits changed places
                                      "NO93 8601 1117 94",           "",
                                      "DE89-3704-0044-0532-0130-00"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(personal_iban(str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(personal_iban(str_of(bad[i])));
}

// Each span becomes <kind>; what is left stands as it was.
static void texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *marked;
    } row[] = {
        {"", ""},
        {"write to Jane.Doe+shop@mail.example.co.uk, please", "write to <email>, please"},
        {"/login?user=a.b%40example.org&x=1", "/login?user=<email>&x=1"},
        {"联系bob@example.cn谢谢", "联系<email>谢谢"},
        {"nobody@ home, @handle, a@b", "nobody@ home, @handle, a@b"},
        {"call +49 (0)30 123456-78 now", "call <phone> now"},
        {"电话13800000001。", "电话<phone>。"},
        {"138 0000 0001, 139 0000 0002", "<phone>, <phone>"},
        {"138 0000 0001 2024-03-01 4pcs", "<phone> 2024-03-01 4pcs"},
        {"(212) 555-0100 or 001-212-555-0100", "<phone> or <phone>"},
        {"tel:+8613800000001", "tel:<phone>"},
        {"order 1234567 of 2024-03-01 12:30, 3 pieces",
         "order 1234567 of 2024-03-01 12:30, 3 pieces"},
        {"on 01.03.2024, 1/3/24 or 2024/03/01", "on 01.03.2024, 1/3/24 or 2024/03/01"},
        {"at 121.4737021, 31.2303904", "at 121.4737021, 31.2303904"},
        {"from 192.168.100.200", "from 192.168.100.200"},
        {"id 550e8400-e29b-41d4-a716-446655440000", "id 550e8400-e29b-41d4-a716-446655440000"},
        {"sku K13800000001", "sku K13800000001"},
        {"paid with 4111 1111 1111 1111.", "paid with <card>."},
        {"paid with 4111-1111-1111-1112?", "paid with 4111-1111-1111-1112?"},
        {"4111111111111111 und 4111111111111112", "<card> und 4111111111111112"},
        {"card 378282246310005", "card <card>"},
        {"auf DE89 3704 0044 0532 0130 00 bitte", "auf <iban> bitte"},
        {"auf DE89370400440532013000.", "auf <iban>."},
        {"auf DE88370400440532013000.", "auf DE88370400440532013000."},
        {"a@b.cn 13800000001 4111111111111111 GB82WEST12345698765432",
         "<email> <phone> <card> <iban>"},
    };
    struct personal_finder *f = personal_open();
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct buf out = {0};
        struct personal_span span;
        struct str text = str_of(row[i].text);
        size_t at = 0;
        while (personal_find(f, text, at, &span)) {
            assert_true(span.from >= at && span.to > span.from && span.to <= text.n);
            buf_add(&out, str_slice(text, at, span.from));
            buf_printf(&out, "<%s>", personal_names[span.kind]);
            at = span.to;
        }
        buf_add(&out, str_slice(text, at, text.n));
        assert_str(buf_str(&out), row[i].marked);
        buf_free(&out);
    }
    personal_close(f);
}

// A megabyte of anything takes no more than a moment, and bytes that are not UTF-8 are no trouble.
static void hostile_texts(void **state)
{
    (void)state;
    static const char *const unit[] = {"a",
                                       "1",
                                       "1 ",
                                       "a@",
                                       "@",
                                       "+",
                                       "\xff",
                                       ("\xff"
                                        "a@b.cn "),
                                       "DE89 ",
                                       "1-",
                                       "(",
                                       "a."};
    struct personal_finder *f = personal_open();
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        struct buf text = {0};
        struct personal_span span;
        size_t at = 0, found = 0;
        while (text.n < 1 << 20)
            buf_add(&text, str_of(unit[i]));
        for (; personal_find(f, buf_str(&text), at, &span); found++) {
            assert_true(span.from >= at && span.to > span.from && span.to <= text.n);
            at = span.to;
        }
        assert_int_equal(found > 0, i == 7 || i == 2 || i == 9);
        buf_free(&text);
    }
    personal_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(luhn),
        cmocka_unit_test(iban),
        cmocka_unit_test(texts),
        cmocka_unit_test(hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
