// The language of predicates and steps, on frames made by hand.
#include "unit.h"

#include "model/touchpoints.h"
#include "query/query.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>

// A row as channel, event, then attributes "name=value" up to a NULL.
struct data {
    struct touchpoints t;
    struct column *columns;
    struct frame f;
};

static void data_init(struct data *d)
{
    *d = (struct data){0};
    touchpoints_init(&d->t);
}

static void add(struct data *d, int64_t time, const char *channel, const char *event, ...)
{
    size_t row = touchpoints_row(&d->t, time, 0);
    touchpoints_set(&d->t, row, TP_CHANNEL, str_of(channel));
    touchpoints_set(&d->t, row, TP_EVENT, str_of(event));
    va_list args;
    va_start(args, event);
    for (const char *pair; (pair = va_arg(args, const char *));) {
        struct str value = str_of(pair), name = str_cut(&value, '=');
        touchpoints_set(&d->t, row, touchpoints_column(&d->t, name), value);
    }
    va_end(args);
}

static void data_done(struct data *d)
{
    d->columns = mem_array(d->t.column.n, sizeof *d->columns);
    d->f = touchpoints_frame(&d->t, d->columns);
}

static void data_free(struct data *d)
{
    free(d->columns);
    touchpoints_free(&d->t);
}

// The journey of most tests.
static void shop(struct data *d)
{
    data_init(d);
    int64_t t = civil_to_micro(&(struct civil){.year = 2024, .month = 3, .day = 1, .hour = 8});
    add(d, t, "web", "view", "url=/product/17", "amount=5", NULL);
    add(d, t + HOUR, "app", "cart", "amount=100", "direction=act", NULL);
    add(d, t + 2 * HOUR, "web", "pay", "amount=1e2", "fulfil=pickup", NULL);
    add(d, t + 3 * HOUR, "email", "thanks", "direction=out", NULL);
    add(d, t + DAY, "store", "pay", "amount=abc", "fulfil=courier", NULL);
    add(d, t + 2 * DAY, "web", "pay", "amount=007", NULL);
    data_done(d);
}

static struct study *retail(void)
{
    static const char text[] =
        "timezone = \"Asia/Shanghai\"\n"
        "source \"x\" { files = {\"x.csv\"} format = \"csv\" channel = \"web\"\n"
        "  time = {\"t\", \"iso\"} event-field = \"e\" attr { coupon = \"c\" } }\n"
        "stages { look = 'view' pay = 'pay' again = 'pay#2+' }\n"
        "funnel \"buy\" { steps = 'view > Basket = cart > pay' }\n"
        "funnel \"a\" { steps = '@b' }\n"
        "funnel \"b\" { steps = '@a' }\n"
        "segment \"web\" { where = 'channel == web' }\n"
        "event \"refund\" { direction = \"act\" }\n";
    struct diag d = {0};
    struct study *s = study_parse(str_of(text), STR("x.conf"), &d);
    if (!s)
        fail_msg("study: %s", d.message);
    return s;
}

// Which rows match each step, as "0 2|1": rows of step 1, then of step 2.
static void expect_in(const struct study *study, const char *text, bool steps, const char *expected)
{
    struct data d;
    struct diag fault = {0};
    uint64_t mask[16];
    shop(&d);
    struct query *q = steps ? query_steps(str_of(text), &d.f, study, false, &fault)
                            : query_predicate(str_of(text), &d.f, study, false, &fault);
    if (!q)
        fail_msg("%s: %s", text, fault.message);
    query_match(q, NULL, 0, d.f.rows, mask);
    struct buf out = {0};
    for (size_t k = 0; k < query_count(q); k++) {
        if (k)
            buf_add_byte(&out, '|');
        size_t before = out.n;
        for (size_t i = 0; i < d.f.rows; i++)
            if (mask[i] >> k & 1)
                buf_printf(&out, "%s%zu", out.n > before ? " " : "", i);
    }
    if (strcmp(out.p ? out.p : "", expected) != 0)
        fail_msg("%s: rows %s, expected %s", text, out.p ? out.p : "", expected);
    buf_free(&out);
    query_free(q);
    data_free(&d);
}

static void expect(const char *text, const char *rows)
{
    expect_in(NULL, text, false, rows);
}

static void expect_fault_in(const struct study *study, const char *text, bool steps,
                            const char *part)
{
    struct data d;
    struct diag fault = {0};
    shop(&d);
    struct query *q = steps ? query_steps(str_of(text), &d.f, study, false, &fault)
                            : query_predicate(str_of(text), &d.f, study, false, &fault);
    if (q)
        fail_msg("%s: no fault", text);
    assert_int_equal(fault.fault, FAULT_USAGE);
    if (!strstr(fault.message, part))
        fail_msg("%s: message \"%s\" lacks \"%s\"", text, fault.message, part);
    data_free(&d);
}

static void words(void **state)
{
    (void)state;
    expect("view", "0");
    expect("\"view\"", "0");
    expect("web:pay", "2 5");
    expect("*:pay", "2 4 5");
    expect("web:*", "0 2 5");
    expect("w*:p*", "2 5");
    expect("web:\"pay\"", "2 5");
    expect("view | cart", "0 1");
    expect("view or pay and web:*", "0 2 5");
    expect("not (view or pay)", "1 3");
    expect("(view | pay) and not channel == web", "4");
}

static void direction(void **state)
{
    (void)state;
    expect("thanks", "3");
    expect("email:thanks", "3");
    expect("*:thanks", "3");
    expect("*", "0 1 2 4 5");
    expect("email:*", "");
    expect("t*", "");
}

static void comparisons(void **state)
{
    (void)state;
    expect("amount >= 100", "1 2");
    expect("amount > 5", "1 2 5");
    expect("amount < 100", "0 5");
    expect("amount == 100", "1 2");
    expect("amount == \"100\"", "1");
    expect("amount == 7", "5");
    expect("amount != 100", "0 3 4 5");
    expect("amount in (5, abc)", "0 4");
    expect("fulfil is set", "2 4");
    expect("fulfil is missing", "0 1 3 5");
    expect("fulfil == \"\"", "0 1 3 5");
    expect("fulfil contains \"ick\"", "2");
    expect("fulfil < \"d\"", "4");
    expect("channel in (web, app) and amount >= 100", "1 2");
    expect("event == \"pay\" and channel != web", "4");
    expect("url =~ \"^/product/\\d+$\"", "0");
    expect("url !~ '^/product'", "1 2 3 4 5");
}

static void time_compares(void **state)
{
    (void)state;
    expect("time >= \"2024-03-02\"", "4 5");
    expect("time <= \"2024-03-01\"", "0 1 2 3");
    expect("time > \"2024-03-01\"", "4 5");
    expect("time == \"2024-03-02\"", "4");
    expect("time != \"2024-03-02\"", "0 1 2 3 5");
    expect("time < \"2024-03-01 09:00\"", "0");
    expect("time <= \"2024-03-01 09:00\"", "0 1");
    expect("time > \"2024-03-01T17:00:00+08:00\" and pay", "2 4 5");
}

static void occurrences(void **state)
{
    (void)state;
    expect("pay#1", "2");
    expect("pay#2", "4");
    expect("pay#2+", "4 5");
    expect("pay#last", "5");
    expect("pay#4", "");
    expect("web:pay#2", "5");
    expect("(pay#2+)#1", "4");
    expect("(pay#2+)#last", "5");
    expect("(pay and not pay#last)#last", "4");
    expect("pay and not pay#1", "4 5");
}

// Occurrences start again in each unit, and count only the unit's rows.
static void occurrences_of_a_unit(void **state)
{
    (void)state;
    struct data d;
    uint64_t mask[3], rows[] = {4, 5};
    shop(&d);
    struct query *q = query_predicate(STR("pay#2"), &d.f, NULL, false, NULL);
    query_match(q, rows, 0, 2, mask);
    assert_int_equal(mask[0], 0);
    assert_int_equal(mask[1], 1);
    query_free(q);
    data_free(&d);
}

static void steps(void **state)
{
    (void)state;
    expect_in(NULL, "view > cart > pay", true, "0|1|2 4 5");
    expect_in(NULL, "Paid = pay and fulfil == \"pickup\" > (amount > 50)", true, "2|1 2");
    expect_in(NULL, "view > amount >= 100 > pay | thanks", true, "0|1 2|2 3 4 5");
    expect_in(NULL, "web:pay or app:cart > fulfil == pickup or url is set > pay#last", true,
              "1 2 5|0 2|5");
}

static void labels(void **state)
{
    (void)state;
    struct data d;
    shop(&d);
    struct query *q =
        query_steps(STR(" \"First look\" = view > cart | pay >  pay "), &d.f, NULL, false, NULL);
    assert_int_equal(query_count(q), 3);
    assert_str(query_label(q, 0), "First look");
    assert_str(query_label(q, 1), "cart | pay");
    assert_str(query_label(q, 2), "pay");
    query_free(q);
    data_free(&d);
}

static void study_names(void **state)
{
    (void)state;
    struct study *s = retail();
    expect_in(s, "@buy", true, "0|1|2");
    expect_in(s, "@buy > thanks", true, "0|1|2|3");
    expect_in(s, "@stages", true, "0|2|4 5");
    expect_in(s, "look > pay", true, "0|2");
    expect_in(s, "*:pay", false, "2 4 5");
    expect_in(s, "@web and again", false, "5");
    expect_in(s, "refund", false, "");
    expect_in(s, "coupon is missing", false, "0 1 2 3 4 5");
    expect_in(s, "coupon == x", false, "");
    expect_fault_in(s, "@a", true, "circle");
    expect_fault_in(s, "@byu", true, "unknown name @byu at column 1; did you mean @buy?");
    expect_fault_in(s, "view > @web > cat", true, "unknown event cat at column 15");
    study_free(s);
}

static void faults(void **state)
{
    (void)state;
    expect_fault_in(NULL, "view > crat > pay", true,
                    "unknown event crat at column 8; did you mean cart?; valid: view, cart, pay");
    expect_fault_in(NULL, "wbe:view", false, "unknown channel wbe at column 1; did you mean web?");
    expect_fault_in(NULL, "web:viwe", false, "unknown event viwe at column 5");
    expect_fault_in(NULL, "channel in (web, ap)", false, "unknown channel ap at column 18");
    expect_fault_in(NULL, "amuont == 1", false,
                    "unknown field amuont at column 1; did you mean amount?");
    expect_fault_in(NULL, "view > amount > 100", true,
                    "unknown event amount at column 8; it is a field: in steps > separates, to "
                    "compare it use parentheses: (amount > 100)");
    expect_fault_in(NULL, "(amount >= 1) > 100", true, "use parentheses: (amount > 100)");
    expect_fault_in(NULL, "", false, "expected an event or a comparison at the end");
    expect_fault_in(NULL, "view >", true, "at the end (column 7)");
    expect_fault_in(NULL, "view cart", true, "at column 6, before cart");
    expect_fault_in(NULL, "(view", false, "expected ) at the end");
    expect_fault_in(NULL, "view = 3", false, "expected == to compare at column 6");
    expect_fault_in(NULL, "amount == \"3", false, "quote at column 11");
    expect_fault_in(NULL, "url =~ \"(\"", false, "bad pattern");
    expect_fault_in(NULL, "url =~ \"(x+x+)+y\" and amount ==", false,
                    "expected a value at the end");
    expect_fault_in(NULL, "time >= soon", false, "not a time: soon at column 9");
    expect_fault_in(NULL, "time contains \"2024\"", false, "time compares with");
    expect_fault_in(NULL, "pay#0", false, "bad occurrence at column 4");
    expect_fault_in(NULL, "view & cart", false, "unexpected & at column 6");
    expect_fault_in(NULL, "收藏 > view", true, "unknown event 收藏 at column 1");
    expect_fault_in(NULL, "view > 收藏 | 支付 =", true, "expected == to compare at column 16");
    expect_fault_in(NULL, "@x", true, "give one with -c STUDY");
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    struct buf text = {0};
    struct diag d = {0};
    struct frame none = {0};
    buf_add_bytes(&text, '(', 100000);
    assert_null(query_predicate(buf_str(&text), &none, NULL, false, &d));
    assert_non_null(strstr(d.message, "too many parentheses"));
    buf_clear(&text);
    for (int i = 0; i < 100000; i++)
        buf_add(&text, STR("not "));
    assert_null(query_predicate(buf_str(&text), &none, NULL, false, &d));
    buf_clear(&text);
    buf_add(&text, STR("a"));
    for (int i = 0; i < 20000; i++)
        buf_add(&text, STR("|a"));
    struct query *q = query_predicate(buf_str(&text), &none, NULL, false, &d);
    assert_non_null(q);
    query_free(q);
    buf_free(&text);
}

static void unknown_may_be_allowed(void **state)
{
    (void)state;
    struct data d;
    uint64_t mask[16];
    shop(&d);
    struct query *q = query_steps(STR("view > nobody"), &d.f, NULL, true, NULL);
    assert_non_null(q);
    query_match(q, NULL, 0, d.f.rows, mask);
    assert_int_equal(mask[0], 1);
    query_free(q);
    data_free(&d);
}

static void no_rows_is_no_fault(void **state)
{
    (void)state;
    struct data d;
    struct diag fault = {0};
    data_init(&d);
    data_done(&d);
    struct query *q = query_steps(STR("view > amount >= 3"), &d.f, NULL, false, &fault);
    assert_non_null(q);
    query_free(q);
    data_free(&d);
}

static void stages_as_steps(void **state)
{
    (void)state;
    struct study *s = retail();
    struct data d;
    struct diag fault = {0};
    uint64_t mask[16];
    shop(&d);
    struct query *q = query_stages(&d.f, s, &fault);
    assert_non_null(q);
    query_match(q, NULL, 0, d.f.rows, mask);
    static const uint64_t expected[] = {1, 0, 2, 0, 6, 6};
    for (size_t i = 0; i < d.f.rows; i++)
        assert_int_equal(mask[i], expected[i]);
    query_free(q);
    fault.fault = FAULT_IO;
    assert_null(query_stages(&d.f, NULL, &fault));
    assert_int_equal(fault.fault, FAULT_NONE);
    data_free(&d);
    study_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(direction),
        cmocka_unit_test(comparisons),
        cmocka_unit_test(time_compares),
        cmocka_unit_test(occurrences),
        cmocka_unit_test(occurrences_of_a_unit),
        cmocka_unit_test(steps),
        cmocka_unit_test(labels),
        cmocka_unit_test(study_names),
        cmocka_unit_test(faults),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(unknown_may_be_allowed),
        cmocka_unit_test(no_rows_is_no_fault),
        cmocka_unit_test(stages_as_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
