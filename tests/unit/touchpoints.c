// Touchpoints: appended in blocks they equal those built in one go; columns are found by name.
#include "unit.h"

#include "base/mem.h"
#include "model/touchpoints.h"

#include <stdio.h>
#include <stdlib.h>

// xorshift: the same rows on every machine.
static uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

// Each block has its own choice of columns, in its own order.
static void add_random_row(struct touchpoints *t, uint32_t *seed, uint32_t columns)
{
    size_t row = touchpoints_row(t, (int64_t)random_next(seed) * 1000, random_next(seed) % 99);
    touchpoints_set(t, row, TP_EVENT, random_next(seed) % 2 ? STR("view") : STR("buy"));
    for (uint32_t i = 0; i < columns; i++) {
        char name[16], value[16];
        snprintf(name, sizeof name, "a%u", random_next(seed) % 7);
        snprintf(value, sizeof value, "v%u", random_next(seed) % 50);
        touchpoints_set(t, row, touchpoints_column(t, str_of(name)),
                        random_next(seed) % 4 ? str_of(value) : STR(""));
    }
}

static void assert_equal(const struct touchpoints *a, const struct touchpoints *b)
{
    assert_int_equal(a->time.n, b->time.n);
    struct column *ca = mem_array(a->column.n, sizeof *ca),
                  *cb = mem_array(b->column.n, sizeof *cb);
    struct frame fa = touchpoints_frame(a, ca), fb = touchpoints_frame(b, cb);
    assert_int_equal(fa.columns, fb.columns);
    for (size_t row = 0; row < fa.rows; row++) {
        assert_int_equal(fa.time[row], fb.time[row]);
        assert_int_equal(fa.line[row], fb.line[row]);
    }
    for (size_t i = 0; i < fa.columns; i++) {
        struct diag d = {0};
        const struct column *other = frame_column(&fb, fa.column[i].name, &d);
        assert_non_null(other);
        for (size_t row = 0; row < fa.rows; row++)
            assert_true(str_eq(column_get(&fa.column[i], row), column_get(other, row)));
    }
    free(ca);
    free(cb);
}

static void blocks_equal_one_go(void **state)
{
    (void)state;
    for (uint32_t round = 1; round <= 20; round++) {
        uint32_t seed = round * 2654435761u, same = seed;
        struct touchpoints whole, joined;
        touchpoints_init(&whole);
        touchpoints_init(&joined);
        for (uint32_t block = 0; block < 6; block++) {
            struct touchpoints part;
            touchpoints_init(&part);
            uint32_t rows = random_next(&seed) % 30;
            random_next(&same);
            for (uint32_t i = 0; i < rows; i++) {
                add_random_row(&part, &seed, block % 4);
                add_random_row(&whole, &same, block % 4);
            }
            touchpoints_append(&joined, &part);
            touchpoints_free(&part);
        }
        assert_equal(&whole, &joined);
        touchpoints_free(&whole);
        touchpoints_free(&joined);
    }
}

static void cleared_rows_keep_dictionaries(void **state)
{
    (void)state;
    struct touchpoints t;
    touchpoints_init(&t);
    size_t sku = touchpoints_column(&t, STR("sku"));
    touchpoints_set(&t, touchpoints_row(&t, 1, 1), sku, STR("K100"));
    touchpoints_clear_rows(&t);
    assert_int_equal(t.time.n, 0);
    assert_int_equal(touchpoints_column(&t, STR("sku")), sku);
    touchpoints_set(&t, touchpoints_row(&t, 2, 2), sku, STR("K100"));
    assert_int_equal(t.column.p[sku].code.p[0], 1);
    assert_int_equal(t.column.p[sku].dict.count, 2);
    touchpoints_free(&t);
}

static void names_stand_for_ids_and_cases(void **state)
{
    (void)state;
    struct touchpoints t;
    touchpoints_init(&t);
    touchpoints_column(&t, STR("case.ticket"));
    touchpoints_column(&t, STR("case.order"));
    touchpoints_column(&t, STR("id.order"));
    touchpoints_column(&t, STR("amount"));
    struct column *columns = mem_array(t.column.n, sizeof *columns);
    struct frame f = touchpoints_frame(&t, columns);
    struct diag d = {0};
    assert_str(frame_column(&f, STR("amount"), &d)->name, "amount");
    assert_str(frame_column(&f, STR("ticket"), &d)->name, "case.ticket");
    assert_str(frame_column(&f, STR("order"), &d)->name, "id.order"); // before case.order
    assert_str(frame_column(&f, STR("case.order"), &d)->name, "case.order");

    assert_null(frame_column_if(&f, STR("amuont"), &d));
    assert_int_equal(d.fault, FAULT_NONE);
    assert_null(frame_column(&f, STR("amuont"), &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    assert_string_equal(d.message,
                        "no such column 'amuont'; did you mean amount?; valid: channel, event, "
                        "customer, live, direction, source, file, case.ticket, case.order, "
                        "id.order, amount");
    free(columns);
    touchpoints_free(&t);
}

struct lazy {
    int calls;
    bool damaged;
};

static bool prepare(void *context, struct column *column, struct diag *d)
{
    struct lazy *lazy = context;
    lazy->calls++;
    (void)column;
    return !lazy->damaged || diag_set(d, FAULT_IO, "section is damaged");
}

static void columns_are_prepared_once(void **state)
{
    (void)state;
    struct lazy lazy = {0};
    struct column columns[1] = {{.name = STR("event")}};
    struct frame f = {.column = columns, .columns = 1, .prepare = prepare, .context = &lazy};
    struct diag d = {0};
    assert_non_null(frame_column(&f, STR("event"), &d));
    assert_non_null(frame_column(&f, STR("event"), &d));
    assert_int_equal(lazy.calls, 1);

    columns[0].ready = false;
    lazy.damaged = true;
    assert_null(frame_column_if(&f, STR("event"), &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_null(frame_column(&f, STR("event"), &d));
    assert_string_equal(d.message, "section is damaged");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_equal_one_go),
        cmocka_unit_test(cleared_rows_keep_dictionaries),
        cmocka_unit_test(names_stand_for_ids_and_cases),
        cmocka_unit_test(columns_are_prepared_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
