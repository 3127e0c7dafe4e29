// Which records were there already, and which files a source has.
#include "unit.h"

#include "base/arena.h"
#include "ingest/plan.h"
#include "ingest/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void fields_count_apart(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct str a[] = {STR("ab"), STR("c")}, b[] = {STR("a"), STR("bc")}, c[] = {STR("abc")};
    struct str d[] = {STR("ab"), STR("c"), STR("")};
    assert_true(seen_add(&seen, a, 2));
    assert_true(seen_add(&seen, b, 2));
    assert_true(seen_add(&seen, c, 1));
    assert_true(seen_add(&seen, d, 3));
    assert_false(seen_add(&seen, a, 2));
    assert_false(seen_add(&seen, d, 3));
    seen_free(&seen);
}

static void growth_forgets_nothing(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct seen seen = {0};
    char text[32];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            snprintf(text, sizeof text, "%d", i);
            struct str field = str_of(text);
            assert_int_equal(seen_add(&seen, &field, 1), round == 0);
        }
    }
    seen_free(&seen);
}

static void touch(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static void globs_are_sorted_and_unique(void **state)
{
    (void)state;
    char directory[] = "/tmp/wend-[plan].XXXXXX";
    assert_non_null(mkdtemp(directory));
    assert_int_equal(chdir(directory), 0);
    touch("b.csv");
    touch("a.csv");
    touch("B.csv");
    touch("[1].csv");
    struct str pattern[] = {STR("*.csv"), STR("a*"), STR("[1].csv")};
    struct study study = {.directory = str_of(directory)};
    struct study_source source = {.files = {pattern, 3}};
    struct arena arena = {0};
    struct plan plan = {0};
    struct diag d = {0};
    assert_true(plan_source(&plan, &study, &source, NULL, &arena, &d));
    static const char *const expected[] = {"B.csv", "[1].csv", "a.csv", "b.csv"};
    assert_int_equal(plan.file.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_str(plan.file.p[i].name, expected[i]);
        assert_int_equal(access(plan.file.p[i].path.p, R_OK), 0);
    }
    plan_free(&plan);
    pattern[1] = STR("c*");
    assert_false(plan_source(&plan, &study, &source, NULL, &arena, &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_non_null(strstr(d.message, "cannot open"));
    assert_non_null(strstr(d.message, "c*"));
    plan_free(&plan);
    for (size_t i = 0; i < 4; i++)
        unlink(expected[i]);
    rmdir(directory);
    arena_free(&arena);
}

// The key of a delimited record hangs on its fields only, not on how they are written.
static void quoted_or_not(void **state)
{
    (void)state;
    struct buf scratch = {0};
    const char *plain = "one,two,,4", *other = "one,two,4,";
    struct str as_text[] = {{plain, 3}, {plain + 4, 3}, {plain + 8, 0}, {plain + 9, 1}};
    struct str apart[] = {STR("one"), STR("two"), STR(""), STR("4")};
    struct str moved[] = {{other, 3}, {other + 4, 3}, {other + 8, 1}, {other + 10, 0}};
    struct str comma[] = {STR("one,two"), STR(""), STR("4")};
    struct str comma_again[] = {STR("one"), STR("two,"), STR("4")};
    struct seen_key key = seen_key_delimited(&scratch, as_text, 4, ',');
    struct seen_key same = seen_key_delimited(&scratch, apart, 4, ',');
    assert_true(key.low == same.low && key.high == same.high);
    struct seen_key others[] = {seen_key_delimited(&scratch, moved, 4, ','),
                                seen_key_delimited(&scratch, as_text, 3, ','),
                                seen_key_delimited(&scratch, comma, 3, ','),
                                seen_key_delimited(&scratch, comma_again, 3, ',')};
    for (size_t i = 0; i < 4; i++) {
        assert_true(others[i].low != key.low);
        for (size_t k = 0; k < i; k++)
            assert_true(others[i].low != others[k].low);
    }
    buf_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_or_not),
        cmocka_unit_test(fields_count_apart),
        cmocka_unit_test(growth_forgets_nothing),
        cmocka_unit_test(globs_are_sorted_and_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
