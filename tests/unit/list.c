// A table on a screen, from tables made by hand: columns, sorting, search, scrolling.
#include "unit.h"

#include "tui/list.h"

#include <stdlib.h>

static const struct list_column columns[] = {
    {.name = "name"},
    {.name = "share", .show = LIST_BAR, .drop = 3},
    {.name = "count", .drop = 1},
    {.name = "share", .drop = 2},
    {.name = "empty"},
    {.name = "zero", .quiet = true},
    {.name = "absent"},
    {.name = NULL},
};

static void fill(struct table *t)
{
    static const struct {
        const char *name;
        int64_t count;
        double share;
    } rows[] = {{"上海店", 3, 0.75}, {"web", 12, 1}, {"app", 12, 0.5}, {"kiosk", -1, 0}};
    table_init(t, "test");
    table_column(t, "name", "channel", CELL_TEXT);
    table_column(t, "count", "n", CELL_COUNT);
    table_column(t, "share", "share", CELL_SHARE);
    table_column(t, "empty", "empty", CELL_TEXT);
    table_column(t, "zero", "zero", CELL_COUNT);
    for (size_t i = 0; i < 4; i++) {
        table_text(t, str_of(rows[i].name));
        if (rows[i].count < 0)
            table_missing(t);
        else
            table_count(t, rows[i].count);
        table_number(t, rows[i].share);
        table_missing(t);
        table_count(t, 0);
    }
}

static void assert_drawn(struct list *l, unsigned wide, unsigned high, const char *expected)
{
    struct canvas c;
    struct buf out = {0};
    canvas_init(&c, wide, high);
    list_draw(l, &c, 0, high);
    canvas_dump(&c, &out);
    assert_str(buf_str(&out), expected);
    buf_free(&out);
    canvas_free(&c);
}

static void columns_fit_by_rank(void **state)
{
    (void)state;
    struct table t;
    struct list l = {0};
    fill(&t);
    list_open(&l, &t, columns, NULL, NULL, NULL);
    assert_int_equal(l.shown_count, 4); // no empty, zero or absent one
    assert_drawn(&l, 34, 5,
                 "  channel               n    share\n"
                 "> 上海店   ███████▌     3   75.0 %\n"
                 "  web      ██████████  12  100.0 %\n"
                 "  app      █████       12   50.0 %\n"
                 "  kiosk                      0.0 %\n");
    assert_drawn(&l, 24, 5,
                 "  channel   n    share\n"
                 "> 上海店    3   75.0 %\n"
                 "  web      12  100.0 %\n"
                 "  app      12   50.0 %\n"
                 "  kiosk          0.0 %\n");
    assert_drawn(&l, 14, 3, "  channel   n\n> 上海店    3\n  web      12\n");
    assert_drawn(&l, 8, 3, "  chann…\n> 上海店\n  web\n");
    list_free(&l);
    table_free(&t);
}

static void sorting_is_stable_and_missing_comes_last(void **state)
{
    (void)state;
    struct table t;
    struct list l = {0};
    struct buf said = {0};
    fill(&t);
    list_open(&l, &t, columns, NULL, NULL, NULL);
    list_action(&l, ACTION_SORT_RIGHT, &said);
    assert_drawn(&l, 15, 5,
                 "  channel ↑   n\n"
                 "  app        12\n"
                 "  kiosk\n"
                 "  web        12\n"
                 "> 上海店      3\n");
    assert_drawn(&l, 14, 2, "  chann… ↑   n\n> 上海店     3\n"); // the sign is never cut off
    list_action(&l, ACTION_SORT_RIGHT, &said);                   // over the bar to n
    assert_drawn(&l, 15, 5,
                 "  channel  n ↑\n"
                 "> 上海店     3\n"
                 "  web       12\n"
                 "  app       12\n"
                 "  kiosk\n");
    buf_clear(&said);
    list_action(&l, ACTION_SORT_TURN, &said);
    assert_str(buf_str(&said), "sorted by count, largest first");
    assert_drawn(&l, 15, 5,
                 "  channel  n ↓\n"
                 "  web       12\n"
                 "  app       12\n"
                 "> 上海店     3\n"
                 "  kiosk\n");
    list_action(&l, ACTION_SORT_LEFT, &said);
    list_action(&l, ACTION_SORT_LEFT, &said);
    assert_int_equal(l.sort, LIST_UNSORTED);
    assert_int_equal(list_selected(&l), 0);
    buf_free(&said);
    list_free(&l);
    table_free(&t);
}

static void search_goes_round(void **state)
{
    (void)state;
    struct table t;
    struct list l = {0};
    fill(&t);
    list_open(&l, &t, columns, NULL, NULL, NULL);
    assert_true(list_search(&l, STR("K"), false)); // case does not matter
    assert_int_equal(l.selected, 3);
    assert_true(list_search(&l, STR("100.0"), false)); // what is seen is searched
    assert_int_equal(l.selected, 1);
    assert_true(list_search(&l, STR("海"), true));
    assert_int_equal(l.selected, 0);
    assert_false(list_search(&l, STR("nowhere"), false));
    assert_int_equal(l.selected, 0);
    list_free(&l);
    table_free(&t);
}

static void the_selected_row_is_always_seen(void **state)
{
    (void)state;
    struct table t;
    struct list l = {0};
    struct buf said = {0};
    fill(&t);
    list_open(&l, &t, columns, NULL, NULL, NULL);
    assert_drawn(&l, 14, 3, "  channel   n\n> 上海店    3\n  web      12\n");
    list_action(&l, ACTION_LAST, &said);
    assert_drawn(&l, 14, 3, "  channel   n\n  app      12\n> kiosk\n");
    list_action(&l, ACTION_DOWN, &said);
    assert_int_equal(l.selected, 3);
    // A higher window shows what is above instead of nothing below.
    assert_drawn(&l, 14, 6,
                 "  channel   n\n  上海店    3\n  web      12\n  app      12\n> kiosk\n\n");
    list_action(&l, ACTION_FIRST, &said);
    list_action(&l, ACTION_UP, &said);
    assert_int_equal(l.selected, 0);
    buf_free(&said);
    list_free(&l);
    table_free(&t);
}

static bool is_twelve(const void *context, const struct table *t, size_t row)
{
    (void)context;
    return table_cell(t, row, 1)->count == 12;
}

static void copies_hold_the_rows_seen(void **state)
{
    (void)state;
    struct table t, copy;
    struct list l = {0};
    struct buf said = {0}, out = {0};
    fill(&t);
    list_open(&l, &t, columns, NULL, is_twelve, NULL);
    list_action(&l, ACTION_SORT_RIGHT, &said);
    table_init(&copy, "test");
    list_copy(&l, &copy);
    table_write(&out, &copy, TABLE_TSV, &(struct table_look){0});
    assert_str(buf_str(&out), "name\tcount\tshare\tempty\tzero\n"
                              "app\t12\t0.5\t\t0\n"
                              "web\t12\t1\t\t0\n");
    buf_free(&said);
    buf_free(&out);
    table_free(&copy);
    list_free(&l);
    table_free(&t);
}

static void an_empty_table_is_no_fault(void **state)
{
    (void)state;
    struct table t;
    struct list l = {0};
    struct buf said = {0};
    table_init(&t, "test");
    table_column(&t, "name", "channel", CELL_TEXT);
    list_open(&l, &t, columns, NULL, NULL, NULL);
    for (int action = 0; action < ACTION_NONE; action++)
        list_action(&l, (enum action)action, &said);
    assert_false(list_search(&l, STR("a"), false));
    assert_int_equal(list_selected(&l), SIZE_MAX);
    assert_str(list_text(&l, "name"), "");
    assert_drawn(&l, 20, 3, "  channel ↑\n\n\n"); // the last action sorted
    buf_free(&said);
    list_free(&l);
    table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_fit_by_rank),
        cmocka_unit_test(sorting_is_stable_and_missing_comes_last),
        cmocka_unit_test(search_goes_round),
        cmocka_unit_test(the_selected_row_is_always_seen),
        cmocka_unit_test(copies_hold_the_rows_seen),
        cmocka_unit_test(an_empty_table_is_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
