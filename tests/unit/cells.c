// Withheld counts, attacked: who knows the equations, the zeros and the rule must not learn a small
// count. The attacker tries every table that fits what is shown.
#include "unit.h"

#include "metric/cells.h"

#include <stdlib.h>

enum { LEAST = 4, SIDE = 3 };

static void make_matrix(struct table *t, const int64_t *v)
{
    static const char *const names[SIDE] = {"a", "b", "c"};
    table_init(t, "matrix");
    table_column(t, "from", "from", CELL_TEXT);
    for (int i = 0; i < SIDE; i++)
        table_column(t, names[i], names[i], CELL_COUNT);
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (i % SIDE == 0)
            table_text(t, str_of(names[i / SIDE]));
        table_count(t, v[i]);
        t->n += (uint64_t)v[i];
    }
    t->unit = STR("switches");
}

static bool hidden_at(const struct table *t, int i)
{
    return table_cell(t, (size_t)(i / SIDE), (size_t)(i % SIDE) + 1)->missing;
}

// All ways to fill the hidden cells from place i on with what each row and column still needs.
// Notes the least and the most of each.
struct attack {
    bool hidden[SIDE * SIDE];
    int64_t row[SIDE], column[SIDE], at[SIDE * SIDE], low[SIDE * SIDE], high[SIDE * SIDE];
    long solutions;
};

static void try_from(struct attack *a, int i)
{
    while (i < SIDE * SIDE && !a->hidden[i])
        i++;
    if (i == SIDE * SIDE) {
        for (int k = 0; k < SIDE; k++)
            if (a->row[k] || a->column[k])
                return;
        a->solutions++;
        for (int k = 0; k < SIDE * SIDE; k++) {
            a->low[k] = a->at[k] < a->low[k] ? a->at[k] : a->low[k];
            a->high[k] = a->at[k] > a->high[k] ? a->at[k] : a->high[k];
        }
        return;
    }
    int64_t *row = &a->row[i / SIDE], *column = &a->column[i % SIDE];
    for (int64_t v = 0; v <= *row && v <= *column; v++) {
        a->at[i] = v;
        *row -= v;
        *column -= v;
        try_from(a, i + 1);
        *row += v;
        *column += v;
    }
}

// Returns how many small counts have one value only in all tables that fit.
static unsigned attack_matrix(const struct table *t, const int64_t *v)
{
    struct attack a = {.solutions = 0};
    unsigned small = 0, told = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        a.hidden[i] = hidden_at(t, i);
        a.low[i] = INT64_MAX;
        a.row[i / SIDE] += a.hidden[i] ? v[i] : 0;
        a.column[i % SIDE] += a.hidden[i] ? v[i] : 0;
        small += v[i] > 0 && v[i] < LEAST;
        assert_false(v[i] > 0 && v[i] < LEAST && !a.hidden[i]); // each small one is withheld
    }
    if (small)
        try_from(&a, 0);
    for (int i = 0; small && i < SIDE * SIDE; i++) {
        if (a.hidden[i])
            assert_true(a.low[i] <= v[i] && v[i] <= a.high[i]); // the truth is among what fits
        told += v[i] > 0 && v[i] < LEAST && a.low[i] == a.high[i];
    }
    return told;
}

static void no_small_count_of_a_matrix_is_told(void **state)
{
    (void)state;
    unsigned seed = 7, told = 0, tables = 0;
    for (int round = 0; round < 400; round++) {
        int64_t v[SIDE * SIDE];
        struct table t;
        struct diag d = {0};
        int visible = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            seed = seed * 1103515245 + 12345;
            v[i] = (seed >> 16) % 3 == 0 ? (seed >> 20) % 4 : (seed >> 18) % 12;
        }
        make_matrix(&t, v);
        if (!cells_withhold(&t, LEAST, cells_matrix, &d)) {
            assert_true(t.n < LEAST);
            assert_int_equal(d.fault, FAULT_CHECK);
            table_free(&t);
            continue;
        }
        tables++;
        for (int i = 0; i < SIDE * SIDE; i++)
            visible += !hidden_at(&t, i);
        if (attack_matrix(&t, v)) {
            told++;
            assert_int_equal(visible, 0); // nothing more could be withheld
        }
        table_free(&t);
    }
    assert_true(tables > 350);
    assert_true(told < 5);
}

static void what_is_large_is_shown(void **state)
{
    (void)state;
    const int64_t v[SIDE * SIDE] = {0, 40, 50, 60, 0, 70, 80, 90, 0};
    struct table t;
    struct diag d = {0};
    make_matrix(&t, v);
    assert_true(cells_withhold(&t, LEAST, cells_matrix, &d));
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_false(hidden_at(&t, i));
    assert_str(t.note.p[0], "0 cells are withheld: counts below 4, and what would give them away");
    table_free(&t);
}

// The smallest rectangle around the small count.
static void a_small_count_takes_three_others_with_it(void **state)
{
    (void)state;
    const int64_t v[SIDE * SIDE] = {2, 40, 50, 60, 55, 70, 80, 90, 95};
    struct table t;
    struct diag d = {0};
    int hidden = 0;
    make_matrix(&t, v);
    assert_true(cells_withhold(&t, LEAST, cells_matrix, &d));
    for (int i = 0; i < SIDE * SIDE; i++)
        hidden += hidden_at(&t, i);
    assert_true(hidden_at(&t, 0) && hidden_at(&t, 1) && hidden_at(&t, 3) && hidden_at(&t, 4));
    assert_int_equal(hidden, 4);
    table_free(&t);
}

static void make_funnel(struct table *t, const int64_t *reached, const int64_t *lost, size_t steps)
{
    table_init(t, "funnel");
    table_column(t, "step", "#", CELL_COUNT);
    table_column(t, "reached", "reached", CELL_COUNT);
    table_column(t, "share_first", "of first", CELL_SHARE);
    table_column(t, "lost", "lost", CELL_COUNT);
    table_column(t, "pending", "pending", CELL_COUNT);
    for (size_t k = 0; k < steps; k++) {
        table_count(t, (int64_t)k + 1);
        table_count(t, reached[k]);
        table_number(t, (double)reached[k] / (double)reached[0]);
        table_count(t, lost[k]);
        table_count(t, k + 1 < steps ? reached[k] - lost[k] - reached[k + 1] : 0);
    }
    t->n = (uint64_t)reached[0];
    t->unit = STR("customers");
}

// By hand: 3 are lost at step 1, so the 97 of step 2 tell it; what is lost at step 2 or reached at
// step 3 tells these in turn.
static void a_chain_does_not_tell_who_is_lost(void **state)
{
    (void)state;
    const int64_t reached[] = {100, 97, 60, 20}, lost[] = {3, 37, 40, 0};
    struct table t;
    struct diag d = {0};
    make_funnel(&t, reached, lost, 4);
    assert_true(cells_withhold(&t, 11, cells_funnel, &d));
    assert_false(table_cell(&t, 0, 1)->missing); // reached 100
    assert_true(table_cell(&t, 0, 3)->missing);  // lost 3
    assert_true(table_cell(&t, 1, 1)->missing);  // reached 97
    assert_true(table_cell(&t, 1, 2)->missing);  // 97 %
    assert_true(table_cell(&t, 1, 3)->missing);  // lost 37: 60 + 37 tells 97
    assert_false(table_cell(&t, 2, 1)->missing); // reached 60
    assert_false(table_cell(&t, 3, 1)->missing); // reached 20
    table_free(&t);
}

// The complement of a share is a count as well.
static void the_rest_of_a_share_is_small(void **state)
{
    (void)state;
    struct table t;
    struct diag d = {0};
    table_init(&t, "consistency");
    table_column(&t, "value", "value", CELL_SHARE);
    table_column(&t, "numerator", "numerator", CELL_COUNT);
    table_column(&t, "denominator", "denominator", CELL_COUNT);
    const int64_t pair[][2] = {{98, 100}, {50, 100}, {3, 100}, {100, 100}, {0, 100}};
    for (size_t i = 0; i < 5; i++) {
        table_number(&t, (double)pair[i][0] / (double)pair[i][1]);
        table_count(&t, pair[i][0]);
        table_count(&t, pair[i][1]);
    }
    t.n = 100;
    assert_true(cells_withhold(&t, 11, cells_shares, &d));
    const bool shown[] = {false, true, false, true, true};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(!table_cell(&t, i, 0)->missing, shown[i]);
        assert_int_equal(!table_cell(&t, i, 1)->missing, shown[i]);
    }
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_small_count_of_a_matrix_is_told),
        cmocka_unit_test(what_is_large_is_shown),
        cmocka_unit_test(a_small_count_takes_three_others_with_it),
        cmocka_unit_test(a_chain_does_not_tell_who_is_lost),
        cmocka_unit_test(the_rest_of_a_share_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
