// Funnel and drop-off as tables: against the naive reference on random journeys, and by hand.
#include "unit.h"

#include "metric/metric.h"
#include "model/touchpoints.h"
#include "naive_chain.h"
#include "stat/stat.h"
#include "store/journeys.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CUSTOMERS = 400, ROWS_MAX = 7, STEPS = 3 };

// Steps over events a b c d; several letters serve two steps.
static const char steps_text[] = "a | b > b | c > *:d | c";
static const unsigned steps_of[] = {['a'] = 1, ['b'] = 3, ['c'] = 6, ['d'] = 4};

struct data {
    struct touchpoints t;
    struct column *columns;
    struct dict customer;
    uint64_t offset[CUSTOMERS + 1];
    struct journeys j;
};

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void add(struct data *d, int64_t time, const char *customer, const char *channel, char event,
                bool out)
{
    size_t row = touchpoints_row(&d->t, time, 0);
    touchpoints_set(&d->t, row, TP_CUSTOMER, str_of(customer));
    touchpoints_set(&d->t, row, TP_CHANNEL, str_of(channel));
    touchpoints_set(&d->t, row, TP_EVENT, (struct str){&event, 1});
    touchpoints_set(&d->t, row, TP_DIRECTION, out ? STR("out") : STR("act"));
}

static void fill(struct data *d, uint64_t seed)
{
    static const char *const channels[] = {"web", "app", "store"};
    char name[16];
    *d = (struct data){0};
    touchpoints_init(&d->t);
    dict_init(&d->customer);
    for (size_t c = 0; c < CUSTOMERS; c++) {
        int64_t time = (int64_t)(next(&seed) % 20);
        snprintf(name, sizeof name, "c%05zu", c);
        dict_add(&d->customer, str_of(name));
        d->offset[c] = d->t.time.n;
        for (uint64_t n = next(&seed) % (ROWS_MAX + 1); n > 0; n--) {
            time += (int64_t)(next(&seed) % 4 * (next(&seed) % 2));
            add(d, time, name, channels[next(&seed) % 3], "abcd"[next(&seed) % 4],
                next(&seed) % 5 == 0);
        }
    }
    d->offset[CUSTOMERS] = d->t.time.n;
    add(d, 25, "", "web", 'a', false); // belongs to nobody
    d->columns = mem_array(d->t.column.n, sizeof *d->columns);
    d->j = (struct journeys){.frame = touchpoints_frame(&d->t, d->columns),
                             .customers = CUSTOMERS,
                             .offset = d->offset,
                             .customer = dict_names(&d->customer),
                             .origin = STR("test"),
                             .stitch_summary = STR(""),
                             .ledger = STR("")};
}

static void clear(struct data *d)
{
    free(d->columns);
    dict_free(&d->customer);
    touchpoints_free(&d->t);
}

static struct table ask_metric(struct data *d, const char *metric, const struct ask *ask)
{
    struct table t;
    struct diag fault = {0};
    table_init(&t, metric);
    if (!metric_run(metric_find(str_of(metric)), &d->j, ask, &t, &fault))
        fail_msg("%s: %s", metric, fault.message);
    return t;
}

static const struct cell *cell(const struct table *t, size_t row, const char *column)
{
    return table_cell(t, row, table_find(t, column));
}

static int64_t count_at(const struct table *t, size_t row, const char *column)
{
    assert_false(cell(t, row, column)->missing);
    return cell(t, row, column)->count;
}

static struct ask random_ask(uint64_t seed)
{
    struct ask ask;
    ask_init(&ask);
    ask.steps = str_of(steps_text);
    ask.window = next(&seed) % 2 ? (int64_t)(next(&seed) % 8) : -1;
    ask.since = next(&seed) % 3 ? TIME_NONE : 5;
    ask.until = next(&seed) % 3 ? TIME_NONE : 12;
    ask.now = 26;
    return ask;
}

static void expect_naive(struct data *d, const struct ask *ask, const struct table *t)
{
    struct chain_rules rules = {STEPS, ask->window, ask->since, ask->until, ask->now};
    int64_t reached[STEPS] = {0}, pending[STEPS] = {0}, gap[STEPS][CUSTOMERS];
    for (size_t c = 0; c < CUSTOMERS; c++) {
        struct hit hit[ROWS_MAX];
        struct naive s = {.rules = &rules, .hit = hit, .n = d->offset[c + 1] - d->offset[c]};
        for (size_t i = 0; i < s.n; i++) {
            size_t row = d->offset[c] + i;
            unsigned char event = (unsigned char)column_get(&d->j.frame.column[TP_EVENT], row).p[0];
            hit[i] = (struct hit){d->j.frame.time[row], steps_of[event], i};
        }
        try_all(&s);
        for (size_t k = 0; k < s.best.level; k++) {
            if (k)
                gap[k][reached[k]] = s.best.time[k] - s.best.time[k - 1];
            reached[k]++;
        }
        if (naive_pending(&s))
            pending[s.best.level - 1]++;
    }
    assert_int_equal(table_rows(t), STEPS);
    for (size_t k = 0; k < STEPS; k++) {
        assert_int_equal(count_at(t, k, "reached"), reached[k]);
        assert_int_equal(count_at(t, k, "pending"), pending[k]);
        if (k + 1 < STEPS)
            assert_int_equal(count_at(t, k, "lost"), reached[k] - reached[k + 1] - pending[k]);
        if (k == 0)
            continue;
        sort_i64(gap[k], (size_t)reached[k]);
        assert_true(reached[k] > 0);
        assert_int_equal(count_at(t, k, "median_seconds"),
                         llround(quantile_sorted_i64(gap[k], (size_t)reached[k], .5)));
    }
}

static void funnel_as_the_reference(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct data d;
        struct ask ask = random_ask(seed * 7919);
        fill(&d, seed);
        struct table t = ask_metric(&d, "funnel", &ask);
        expect_naive(&d, &ask, &t);
        table_free(&t);
        clear(&d);
    }
}

static void same_tables(const struct table *a, const struct table *b)
{
    struct buf x = {0}, y = {0};
    struct table_look look = {.verbose = true};
    table_write(&x, a, TABLE_JSON, &look);
    table_write(&y, b, TABLE_JSON, &look);
    assert_true(str_eq(buf_str(&x), buf_str(&y)));
    buf_free(&x);
    buf_free(&y);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    struct data d;
    fill(&d, 99);
    for (unsigned i = 0; i < 6; i++) {
        struct ask ask = random_ask(i);
        const char *metric = i % 2 ? "dropoff" : "funnel";
        ask.by = i % 2 ? STR("") : STR("channel");
        ask.list = i == 5 ? 1 : 0;
        ask.where = i < 4 ? STR("") : STR("channel != app");
        struct table one = ask_metric(&d, metric, &ask);
        ask.threads = 5;
        struct table many = ask_metric(&d, metric, &ask);
        same_tables(&one, &many);
        table_free(&one);
        table_free(&many);
    }
    clear(&d);
}

// A breakdown shares the total out; what --where leaves is the same as if nothing else were there.
static void breakdown_adds_up(void **state)
{
    (void)state;
    struct data d;
    fill(&d, 5);
    struct ask ask = random_ask(3);
    struct table all = ask_metric(&d, "funnel", &ask);
    ask.by = STR("channel");
    ask.top = 2;
    struct table by = ask_metric(&d, "funnel", &ask);
    assert_int_equal(table_rows(&by), 3 * STEPS); // two values and Other
    assert_str(cell(&by, 2 * STEPS, "by")->text, "Other");
    for (size_t k = 0; k < STEPS; k++) {
        int64_t sum = 0;
        for (size_t row = k; row < table_rows(&by); row += STEPS)
            sum += count_at(&by, row, "reached");
        assert_int_equal(sum, count_at(&all, k, "reached"));
    }
    table_free(&all);
    table_free(&by);
    clear(&d);
}

// Every kind of count of every step adds up to the funnel's lost, and so does the list.
static void dropoff_reconciles(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct data d;
        struct ask ask = random_ask(seed);
        fill(&d, seed * 31);
        ask.top = 1 + seed % 4;
        struct table funnel = ask_metric(&d, "funnel", &ask);
        struct table lost = ask_metric(&d, "dropoff", &ask);
        static const char *const kinds[] = {"all", "next", "exit", "exit_channel", "ending"};
        for (int64_t k = 1; k < STEPS; k++) {
            int64_t expected = count_at(&funnel, (size_t)k - 1, "lost");
            for (size_t kind = 0; kind < 5; kind++) {
                int64_t sum = 0;
                for (size_t row = 0; row < table_rows(&lost); row++)
                    if (count_at(&lost, row, "step") == k &&
                        str_eq(cell(&lost, row, "what")->text, str_of(kinds[kind])))
                        sum += count_at(&lost, row, "count");
                assert_int_equal(sum, expected);
            }
            ask.list = (size_t)k;
            struct table list = ask_metric(&d, "dropoff", &ask);
            assert_int_equal(table_rows(&list), expected);
            table_free(&list);
            ask.list = 0;
        }
        table_free(&funnel);
        table_free(&lost);
        clear(&d);
    }
}

// ---- by hand

static void small(struct data *d)
{
    *d = (struct data){0};
    touchpoints_init(&d->t);
    dict_init(&d->customer);
    dict_add(&d->customer, STR("c1"));
    dict_add(&d->customer, STR("c2"));
    add(d, 10, "c1", "web", 'a', false);
    add(d, 20, "c1", "mail", 'm', true); // sent: no act
    add(d, 30, "c1", "app", 'x', false);
    add(d, 40, "c1", "app", 'y', false);
    add(d, 50, "c1", "mail", 'm', true);
    add(d, 10, "c2", "web", 'b', false);
    add(d, 15, "c2", "web", 'a', false);
    d->offset[1] = 5;
    d->offset[2] = 7;
    d->columns = mem_array(d->t.column.n, sizeof *d->columns);
    d->j = (struct journeys){.frame = touchpoints_frame(&d->t, d->columns),
                             .customers = 2,
                             .offset = d->offset,
                             .customer = dict_names(&d->customer),
                             .origin = STR("test"),
                             .stitch_summary = STR(""),
                             .ledger = STR("")};
}

static void row_is(const struct table *t, size_t row, const char *what, const char *value,
                   int64_t count, int64_t median)
{
    assert_str(cell(t, row, "what")->text, what);
    assert_str(cell(t, row, "value")->text, value);
    assert_int_equal(count_at(t, row, "count"), count);
    if (median < 0)
        assert_true(cell(t, row, "median_seconds")->missing);
    else
        assert_int_equal(count_at(t, row, "median_seconds"), median);
}

static void dropoff_by_hand(void **state)
{
    (void)state;
    struct data d;
    struct ask ask;
    small(&d);
    ask_init(&ask);
    ask.steps = STR("a > b");
    struct table t = ask_metric(&d, "dropoff", &ask);
    assert_int_equal(table_rows(&t), 8);
    row_is(&t, 0, "all", "", 2, 15);           // 30 and 0
    row_is(&t, 1, "next", "(nothing)", 1, -1); // c2
    row_is(&t, 2, "next", "app:x", 1, 20);     // c1, not what was sent
    row_is(&t, 3, "exit", "app:y", 1, 30);     // c1
    row_is(&t, 4, "exit", "web:a", 1, 0);      // c2: the step itself
    row_is(&t, 5, "exit_channel", "app", 1, 30);
    row_is(&t, 6, "exit_channel", "web", 1, 0);
    row_is(&t, 7, "ending", "within a channel", 2, 15);
    table_free(&t);
    clear(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(funnel_as_the_reference), cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(breakdown_adds_up),       cmocka_unit_test(dropoff_reconciles),
        cmocka_unit_test(dropoff_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
