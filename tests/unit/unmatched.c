// Values that nothing knew: what is counted, in which order, and where it ends.
#include "unit.h"

#include "base/mem.h"
#include "ingest/unmatched.h"

#include <stdio.h>

// A mapping with one map, for the target a; values are noted as a part notes them.
struct fixture {
    struct study_source source;
    struct value_map map;
    struct target target;
    struct mapping mapping;
    struct unmatched unmatched;
    struct ledger ledger;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){.source = {.name = STR("x")}, .map = {.target = STR("a")}};
    f->target.map = &f->map;
    f->mapping.source = &f->source;
    dict_init(&f->target.raw);
    vec_push(&f->mapping.counter,
             ((struct counter){.kind = "map", .name = f->map.target, .target = &f->target}));
}

static void teardown(struct fixture *f)
{
    dict_free(&f->target.raw);
    vec_free(&f->mapping.counter);
    vec_free(&f->mapping.miss);
    unmatched_free(&f->unmatched);
    ledger_free(&f->ledger);
}

static void miss(struct fixture *f, uint32_t row, const char *value)
{
    uint32_t code = dict_add(&f->target.raw, str_of(value));
    vec_push(&f->mapping.miss, ((struct miss){row, 0, code}));
}

static const struct ledger_unmatched *report(struct fixture *f)
{
    unmatched_report(&f->unmatched, &f->mapping, &f->ledger);
    return f->ledger.unmatched.n ? &f->ledger.unmatched.p[f->ledger.unmatched.n - 1] : NULL;
}

static void assert_top(const struct ledger_unmatched *u, size_t i, const char *value,
                       uint64_t count)
{
    assert_true(i < u->tops);
    assert_true(str_eq(u->top[i].value, str_of(value)));
    assert_int_equal(u->top[i].count, count);
}

static void nothing_is_no_entry(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    unmatched_add(&f.unmatched, &f.mapping);
    assert_null(report(&f));
    teardown(&f);
}

static void the_most_frequent_first_and_ties_bytewise(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    static const char *const said[] = {"b", "a", " a", "c", "a ", "B", "c"};
    for (uint32_t i = 0; i < 7; i++)
        miss(&f, i, said[i]);
    unmatched_add(&f.unmatched, &f.mapping);
    assert_int_equal(f.mapping.miss.n, 0);
    miss(&f, 0, "b"); // the next turn
    unmatched_add(&f.unmatched, &f.mapping);
    const struct ledger_unmatched *u = report(&f);
    assert_int_equal(u->records, 8);
    assert_int_equal(u->values, 4);
    assert_int_equal(u->other, 0);
    assert_int_equal(u->tops, 4);
    assert_top(u, 0, "a", 3); // blanks at the ends do not matter to maps
    assert_top(u, 1, "b", 2);
    assert_top(u, 2, "c", 2);
    assert_top(u, 3, "B", 1);
    teardown(&f);
}

// Rows 0 to 5, of which 1, 2 and 4 are dropped; then of 0, 3, 5, now 0 to 2, the second.
static void dropped_rows_are_not_counted(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    miss(&f, 0, "a");
    miss(&f, 1, "a");
    miss(&f, 2, "b");
    miss(&f, 3, "b");
    miss(&f, 3, "d"); // two counters would note one row twice
    miss(&f, 5, "c");
    misses_keep(&f.mapping, (const uint8_t[]){0, 1, 1, 0, 1, 0});
    assert_int_equal(f.mapping.miss.n, 4);
    assert_int_equal(f.mapping.miss.p[1].row, 1);
    assert_int_equal(f.mapping.miss.p[2].row, 1);
    assert_int_equal(f.mapping.miss.p[3].row, 2);
    misses_keep(&f.mapping, (const uint8_t[]){0, 1, 0});
    unmatched_add(&f.unmatched, &f.mapping);
    const struct ledger_unmatched *u = report(&f);
    assert_int_equal(u->records, 2);
    assert_top(u, 0, "a", 1);
    assert_top(u, 1, "c", 1);
    teardown(&f);
}

// Long values fill the bytes before the number: 33 of 1 MiB, the last is not told apart.
static void memory_is_bounded(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    enum { LONG = 1 << 20 };
    char *text = mem_array(LONG + 1, 1);
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    for (uint32_t i = 0; i < 40; i++) {
        snprintf(text, 8, "%06u", i);
        text[6] = 'x';
        miss(&f, i, text);
    }
    unmatched_add(&f.unmatched, &f.mapping);
    snprintf(text, 8, "%06u", 5U);
    text[6] = 'x';
    miss(&f, 0, text);
    unmatched_add(&f.unmatched, &f.mapping);
    const struct ledger_unmatched *u = report(&f);
    assert_int_equal(u->records, 41);
    assert_int_equal(u->values, 33);
    assert_int_equal(u->other, 7);
    assert_int_equal(u->top[0].count, 2);
    free(text);
    teardown(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_no_entry),
        cmocka_unit_test(the_most_frequent_first_and_ties_bytewise),
        cmocka_unit_test(dropped_rows_are_not_counted),
        cmocka_unit_test(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
