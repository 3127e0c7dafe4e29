// Sorting and ordering, held to a reference that compares everything with everything.
#include "unit.h"

#include "stitch/order.h"
#include "stitch/sort.h"

#include <stdio.h>
#include <stdlib.h>

// A deterministic stream of numbers (Knuth's MMIX constants).
static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

static const struct dict *reference;

static int by_text(const void *a, const void *b)
{
    return str_cmp(dict_get(reference, *(const uint32_t *)a),
                   dict_get(reference, *(const uint32_t *)b));
}

static void check_sort(struct dict *d)
{
    uint32_t n = d->count;
    uint32_t *code = malloc(n * sizeof *code), *expected = malloc(n * sizeof *expected);
    for (uint32_t i = 0; i < n; i++)
        code[i] = expected[i] = i;
    sort_codes(dict_names(d), code, n);
    reference = d;
    qsort(expected, n, sizeof *expected, by_text);
    assert_memory_equal(code, expected, n * sizeof *code);
    free(code);
    free(expected);
}

static void texts_sort_bytewise(void **state)
{
    (void)state;
    struct dict d;
    uint64_t random = 1;
    dict_init(&d);
    for (int i = 0; i < 3000; i++) {
        char text[40];
        size_t n = draw(&random, sizeof text);
        for (size_t k = 0; k < n; k++) // few letters: long common prefixes, NULs, high bytes
            text[k] = "a\0\xff"[draw(&random, 3)];
        dict_add(&d, (struct str){text, n});
    }
    check_sort(&d);
    dict_free(&d);
}

static void prefixes_and_zeros_sort_by_length(void **state)
{
    (void)state;
    struct dict d;
    char zeros[64] = "";
    dict_init(&d);
    for (size_t n = sizeof zeros; n > 0; n--)
        dict_add(&d, (struct str){zeros, n});
    char *text = malloc(20000);
    memset(text, 'x', 20000);
    for (size_t n = 20000; n > 19900; n -= 3)
        dict_add(&d, (struct str){text, n});
    check_sort(&d);
    free(text);
    dict_free(&d);
}

enum { ROWS = 2000, CUSTOMERS = 37 };

struct rows {
    uint32_t customer[ROWS], code[ROWS];
    int64_t time[ROWS];
    uint64_t line[ROWS];
    struct order_keys keys;
};

static const struct rows *rows_reference;

static int by_rule(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    uint32_t p = rows_reference->customer[x] - 1, q = rows_reference->customer[y] - 1; // 0: last
    if (p != q)
        return p < q ? -1 : 1;
    return order_compare(&rows_reference->keys, x, y);
}

static void rows_are_grouped_and_ordered(void **state)
{
    (void)state;
    static struct rows r;
    static const uint32_t rank[4] = {3, 0, 2, 1};
    uint64_t random = 7, offset[CUSTOMERS + 1];
    uint32_t order[ROWS], expected[ROWS];
    size_t n = 0;
    for (uint32_t i = 0; i < ROWS; i++) {
        r.customer[i] = draw(&random, CUSTOMERS + 2);
        if (r.customer[i] == CUSTOMERS + 1)
            r.customer[i] = ORDER_DROP;
        else
            expected[n++] = i;
        r.time[i] = draw(&random, 20);
        r.code[i] = draw(&random, 4);
        r.line[i] = draw(&random, 3);
    }
    r.keys = (struct order_keys){
        .time = r.time, .code = {r.code, NULL}, .rank = {rank, NULL}, .line = r.line};
    rows_reference = &r;
    qsort(expected, n, sizeof *expected, by_rule);
    assert_int_equal(order_rows(r.customer, ROWS, CUSTOMERS, &r.keys, order, offset), n);
    assert_memory_equal(order, expected, n * sizeof *order);
    for (uint32_t c = 0; c < CUSTOMERS; c++)
        for (uint64_t i = offset[c]; i < offset[c + 1]; i++)
            assert_int_equal(r.customer[order[i]], c + 1);
    for (uint64_t i = offset[CUSTOMERS]; i < n; i++)
        assert_int_equal(r.customer[order[i]], ORDER_NO_CUSTOMER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_sort_bytewise),
        cmocka_unit_test(prefixes_and_zeros_sort_by_length),
        cmocka_unit_test(rows_are_grouped_and_ordered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
