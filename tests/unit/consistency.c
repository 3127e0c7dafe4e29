// Switches, breaks, ping-pong, latency: the toy counted by hand, and random journeys against a
// reference that asks each question of each switch by itself.
#include "unit.h"

#include "base/mem.h"
#include "metric/fact_pairs.h"
#include "metric/metric.h"
#include "model/touchpoints.h"
#include "stat/bootstrap.h"
#include "store/journeys.h"
#include "text/time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CUSTOMERS = 6000, ROWS_MAX = 9 };

static const char study_text[] =
    "stages {\n"
    "  start = 'identify | describe'\n"
    "  quote = 'quote'\n"
    "  done = 'resolve'\n"
    "}\n"
    "consistency { information = 'identify | describe' gap = \"7d\" }\n";

struct data {
    struct touchpoints t;
    struct column *columns;
    struct dict customer;
    VEC(uint64_t) offset;
    struct journeys j;
};

static void begin(struct data *d)
{
    *d = (struct data){0};
    touchpoints_init(&d->t);
    dict_init(&d->customer);
}

static void customer(struct data *d, const char *name)
{
    dict_add(&d->customer, str_of(name));
    vec_push(&d->offset, d->t.time.n);
}

static void add(struct data *d, int64_t time, const char *channel, const char *event, bool out)
{
    size_t row = touchpoints_row(&d->t, time, 0);
    touchpoints_set(&d->t, row, TP_CHANNEL, str_of(channel));
    touchpoints_set(&d->t, row, TP_EVENT, str_of(event));
    touchpoints_set(&d->t, row, TP_DIRECTION, out ? STR("out") : STR(""));
}

static void finish(struct data *d)
{
    struct diag fault = {0};
    d->columns = mem_array(d->t.column.n, sizeof *d->columns);
    vec_push(&d->offset, d->t.time.n);
    d->j = (struct journeys){.frame = touchpoints_frame(&d->t, d->columns),
                             .customers = d->offset.n - 1,
                             .offset = d->offset.p,
                             .customer = dict_names(&d->customer),
                             .study = study_parse(str_of(study_text), STR("test.conf"), &fault),
                             .origin = STR("test")};
    if (!d->j.study)
        fail_msg("%s", fault.message);
}

static void clear(struct data *d)
{
    study_free(d->j.study);
    touchpoints_free(&d->t);
    dict_free(&d->customer);
    vec_free(&d->offset);
    free(d->columns);
}

static void toy(struct data *d)
{
    begin(d);
    customer(d, "C1");
    add(d, 0 * HOUR, "web", "describe", false);
    add(d, 1 * HOUR, "web", "quote", false);
    add(d, 3 * HOUR, "call", "describe", false);
    add(d, 4 * HOUR, "call", "resolve", false);
    customer(d, "C2");
    add(d, 0 * HOUR, "chat", "identify", false);
    add(d, 1 * HOUR, "chat", "describe", false);
    add(d, 3 * HOUR, "call", "identify", false);
    add(d, 6 * HOUR, "chat", "identify", false);
    add(d, 7 * HOUR, "chat", "resolve", false);
    customer(d, "C3");
    add(d, 0 * HOUR, "web", "identify", false);
    add(d, 2 * HOUR, "web", "quote", false);
    add(d, 3 * HOUR, "store", "resolve", false);
    finish(d);
}

static void run(struct data *d, const char *metric, unsigned threads, const char *who,
                struct table *t)
{
    struct diag fault = {0};
    struct ask ask;
    ask_init(&ask);
    ask.threads = threads;
    ask.customer = str_of(who);
    table_init(t, metric);
    if (!metric_run(metric_find(str_of(metric)), &d->j, &ask, t, &fault))
        fail_msg("%s: %s", metric, fault.message);
}

static const struct cell *cell(const struct table *t, size_t row, const char *column)
{
    size_t at = table_find(t, column);
    assert_true(at != SIZE_MAX && row < table_rows(t));
    return table_cell(t, row, at);
}

// The row of the scorecard with that measure.
static size_t measure(const struct table *t, const char *name)
{
    for (size_t row = 0; row < table_rows(t); row++)
        if (str_eq(cell(t, row, "measure")->text, str_of(name)))
            return row;
    fail_msg("no measure %s", name);
    return 0;
}

static void expect(const struct table *t, const char *name, double value, int64_t k, int64_t n)
{
    size_t row = measure(t, name);
    const struct cell *c = cell(t, row, "value");
    if (n == 0) {
        assert_true(c->missing);
        return;
    }
    assert_false(c->missing);
    assert_true(fabs(c->number - value) < 1e-12);
    assert_int_equal(cell(t, row, "numerator")->count, k);
    assert_int_equal(cell(t, row, "denominator")->count, n);
}

static void toy_scorecard(void **state)
{
    struct data d;
    struct table t;
    (void)state;
    toy(&d);
    run(&d, "consistency", 1, "", &t);
    expect(&t, "hand-over progress", .25, 1, 4);
    expect(&t, "no repeated information", .25, 1, 4);
    expect(&t, "continuity per switch", .25, 1, 4);
    expect(&t, "continuity per customer", 1. / 3, 1, 3); // C3
    expect(&t, "hand-over latency", .4, 8, 20);
    expect(&t, "no ping-pong", 2. / 3, 2, 3); // C2 comes back to the chat
    expect(&t, "information agreement", 0, 0, 0);
    expect(&t, "coverage", .3, 30, 100);
    expect(&t, "index", 0, 0, 0);
    assert_non_null(strstr(cell(&t, measure(&t, "index"), "note")->text.p, "below 60 %"));
    table_free(&t);
    clear(&d);
}

static void toy_tables(void **state)
{
    struct data d;
    struct table t;
    (void)state;
    toy(&d);
    run(&d, "switches", 1, "", &t); // all different, by name
    assert_int_equal(table_rows(&t), 4);
    assert_str(cell(&t, 0, "from")->text, "call");
    assert_str(cell(&t, 0, "to")->text, "chat");
    assert_int_equal(cell(&t, 0, "median_seconds")->count, 3 * HOUR);
    assert_int_equal(cell(&t, 0, "broken")->count, 1);
    assert_str(cell(&t, 3, "to")->text, "store");
    assert_int_equal(cell(&t, 3, "progressed")->count, 1);
    assert_int_equal(cell(&t, 3, "broken")->count, 0);
    table_free(&t);
    run(&d, "matrix", 1, "", &t);
    assert_int_equal(table_rows(&t), 4);
    assert_int_equal(cell(&t, 3, "call")->count, 1); // web to call
    assert_int_equal(cell(&t, 3, "chat")->count, 0);
    table_free(&t);
    run(&d, "breaks", 1, "", &t);
    assert_int_equal(table_rows(&t), 3);
    assert_str(cell(&t, 2, "event")->text, "describe");
    assert_true(fabs(cell(&t, 2, "share")->number - 1) < 1e-12);
    table_free(&t);
    run(&d, "cases", 1, "", &t);
    assert_str(cell(&t, 0, "what")->text, "describe");
    assert_str(cell(&t, 1, "what")->text, "identify");
    assert_int_equal(cell(&t, 1, "broken")->count, 2);
    assert_str(cell(&t, 2, "repeated")->text, "no");
    table_free(&t);
    run(&d, "channels", 1, "", &t); // web 4, call 3, chat 4, store 1: ties by name
    assert_str(cell(&t, 0, "channel")->text, "chat");
    assert_int_equal(cell(&t, 1, "touchpoints")->count, 4);
    assert_int_equal(cell(&t, 1, "customers")->count, 2);
    assert_int_equal(cell(&t, 1, "alone")->count, 0);
    table_free(&t);
    clear(&d);
}

static void toy_timeline(void **state)
{
    static const char *const marks[] = {"session", "session", "session switch break",
                                        "session switch break", "session"};
    struct data d;
    struct table t;
    (void)state;
    toy(&d);
    run(&d, "timeline", 1, "C2", &t);
    assert_int_equal(table_rows(&t), 5);
    for (size_t i = 0; i < 5; i++)
        assert_str(cell(&t, i, "mark")->text, marks[i]);
    assert_true(cell(&t, 0, "gap_seconds")->missing);
    assert_int_equal(cell(&t, 3, "gap_seconds")->count, 3 * HOUR);
    assert_str(cell(&t, 4, "stage")->text, "done");
    table_free(&t);
    run(&d, "customers", 1, "", &t);
    assert_str(cell(&t, 0, "customer")->text, "C2");
    assert_str(cell(&t, 2, "customer")->text, "C3");
    assert_int_equal(cell(&t, 0, "switches")->count, 2);
    assert_int_equal(cell(&t, 0, "channels")->count, 2);
    table_free(&t);
    clear(&d);
}

// ---- random journeys -------------------------------------------------------------------------

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

struct step {
    int64_t time;
    unsigned channel, event;
    bool out;
};

static const char *const channels[] = {"web", "app", "call", "store"};
static const char *const events[] = {"identify", "describe", "quote", "resolve", "browse"};
static const unsigned ranks[] = {1, 1, 2, 3, 0};

struct naive {
    int64_t switches, progressed, broken, whole, switched_units, journeys, returning;
    VEC(int64_t) at_switch;
    VEC(int64_t) within;
};

// Is the switch before act i followed, before progress, by information that was told before it?
static bool naive_broken(const struct step *s, size_t n, size_t i)
{
    unsigned highest = 0;
    for (size_t h = 0; h < i; h++)
        highest = ranks[s[h].event] > highest ? ranks[s[h].event] : highest;
    for (size_t k = i; k < n && ranks[s[k].event] <= highest; k++)
        for (size_t h = 0; h < i; h++)
            if (s[k].event < 2 && s[h].event == s[k].event)
                return true;
    return false;
}

static bool naive_progress(const struct step *s, size_t i)
{
    for (size_t h = 0; h < i; h++)
        if (ranks[s[h].event] >= ranks[s[i].event])
            return false;
    return ranks[s[i].event] > 0;
}

// Does the journey of acts from … to−1 come back to a channel after having been in another?
static bool naive_returns(const struct step *s, size_t from, size_t to)
{
    for (size_t a = from; a < to; a++)
        for (size_t b = a; b < to; b++)
            for (size_t c = b; c < to; c++)
                if (s[a].channel == s[c].channel && s[a].channel != s[b].channel)
                    return true;
    return false;
}

static void naive_journeys(struct naive *v, const struct step *s, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        bool switched = false;
        for (to = from + 1; to < n && s[to].time - s[to - 1].time < 7 * DAY; to++)
            switched = switched || s[to].channel != s[to - 1].channel;
        v->journeys += switched;
        v->returning += naive_returns(s, from, to);
    }
}

static void naive_unit(struct naive *v, const struct step *s, size_t n)
{
    int64_t switches = 0, broken = 0;
    for (size_t i = 1; i < n; i++) {
        if (s[i].channel == s[i - 1].channel) {
            vec_push(&v->within, s[i].time - s[i - 1].time);
            continue;
        }
        vec_push(&v->at_switch, s[i].time - s[i - 1].time);
        switches++;
        broken += naive_broken(s, n, i);
        v->progressed += naive_progress(s, i);
    }
    v->switches += switches;
    v->broken += broken;
    v->switched_units += switches > 0;
    v->whole += switches > 0 && broken == 0;
    naive_journeys(v, s, n);
}

// A random journey added to d; its acts alone go into the reference.
static void random_unit(struct data *d, struct naive *v, uint64_t *seed)
{
    struct step step[ROWS_MAX];
    size_t acts = 0;
    int64_t time = (int64_t)(next(seed) % 100) * HOUR;
    for (uint64_t n = 1 + next(seed) % ROWS_MAX; n > 0; n--) {
        static const int64_t gaps[] = {0, MINUTE, HOUR, DAY, 7 * DAY - 1, 7 * DAY, 8 * DAY};
        struct step s = {.time = time += gaps[next(seed) % 7],
                         .channel = (unsigned)(next(seed) % 4),
                         .event = (unsigned)(next(seed) % 5),
                         .out = next(seed) % 7 == 0};
        add(d, s.time, channels[s.channel], events[s.event], s.out);
        if (!s.out)
            step[acts++] = s;
    }
    if (acts)
        naive_unit(v, step, acts);
}

static int64_t column_sum(const struct table *t, const char *column)
{
    int64_t sum = 0;
    for (size_t row = 0; row < table_rows(t); row++)
        sum += cell(t, row, column)->count;
    return sum;
}

static void check_random(struct data *d, const struct naive *v, unsigned threads)
{
    struct table t;
    int64_t halves = 0, pairs = (int64_t)(v->at_switch.n * v->within.n);
    for (size_t i = 0; i < v->at_switch.n; i++)
        for (size_t k = 0; k < v->within.n; k++)
            halves += (v->at_switch.p[i] < v->within.p[k]) + (v->at_switch.p[i] <= v->within.p[k]);
    run(d, "consistency", threads, "", &t);
    expect(&t, "hand-over progress", (double)v->progressed / (double)v->switches, v->progressed,
           v->switches);
    expect(&t, "no repeated information", 1 - (double)v->broken / (double)v->switches,
           v->switches - v->broken, v->switches);
    expect(&t, "continuity per customer", (double)v->whole / (double)v->switched_units, v->whole,
           v->switched_units);
    expect(&t, "no ping-pong", 1 - (double)v->returning / (double)v->journeys,
           v->journeys - v->returning, v->journeys);
    expect(&t, "hand-over latency", fmin(1, (double)halves / (double)pairs), halves, pairs);
    table_free(&t);
    run(d, "switches", threads, "", &t);
    assert_int_equal(column_sum(&t, "count"), v->switches);
    assert_int_equal(column_sum(&t, "broken"), v->broken);
    assert_int_equal(column_sum(&t, "progressed"), v->progressed);
    table_free(&t);
    run(d, "breaks", threads, "", &t);
    assert_int_equal(column_sum(&t, "count"), v->broken);
    table_free(&t);
}

static void random_journeys(void **state)
{
    struct data d;
    struct naive v = {0};
    uint64_t seed = 7;
    (void)state;
    begin(&d);
    for (size_t c = 0; c < CUSTOMERS; c++) {
        char name[16];
        snprintf(name, sizeof name, "c%05zu", c);
        customer(&d, name);
        random_unit(&d, &v, &seed);
    }
    finish(&d);
    check_random(&d, &v, 1);
    check_random(&d, &v, 3);
    // The intervals too are the same bytes whatever the threads.
    struct table a, b;
    run(&d, "consistency", 1, "", &a);
    run(&d, "consistency", 5, "", &b);
    struct buf x = {0}, y = {0};
    table_write(&x, &a, TABLE_TSV, NULL);
    table_write(&y, &b, TABLE_TSV, NULL);
    assert_string_equal(x.p, y.p);
    buf_free(&x);
    buf_free(&y);
    table_free(&a);
    table_free(&b);
    vec_free(&v.at_switch);
    vec_free(&v.within);
    clear(&d);
}

static double latency_width(size_t customers)
{
    struct data d;
    struct table t;
    struct naive v = {0};
    uint64_t seed = 99;
    begin(&d);
    for (size_t c = 0; c < customers; c++) {
        char name[16];
        snprintf(name, sizeof name, "c%05zu", c);
        customer(&d, name);
        random_unit(&d, &v, &seed);
    }
    finish(&d);
    run(&d, "consistency", 1, "", &t);
    size_t row = measure(&t, "hand-over latency");
    double low = cell(&t, row, "low")->number, high = cell(&t, row, "high")->number;
    // Gaps do not depend on channels here: the value is near 1.
    assert_true(low < 1 && low > .97 && high >= low);
    double width = cell(&t, row, "value")->number - low;
    assert_true((v.at_switch.n + v.within.n > 50000) == (customers > 15000));
    table_free(&t);
    vec_free(&v.at_switch);
    vec_free(&v.within);
    clear(&d);
    return width;
}

// The interval of many is computed and not drawn: it goes on where drawing ends, by 1/√n.
static void latency_of_many(void **state)
{
    (void)state;
    double drawn = latency_width(14000), computed = latency_width(17000);
    assert_true(fabs(drawn / computed / sqrt(17. / 14) - 1) < .25);
}

// ---- intervals and facts ---------------------------------------------------------------------

static double first_cluster(void *context, const uint32_t *weight)
{
    (void)context;
    return weight[0];
}

static void intervals(void **state)
{
    struct tally tally[400], reverse[400];
    (void)state;
    for (size_t i = 0; i < 400; i++) {
        tally[i] = (struct tally){i % 4 == 0, 1};
        reverse[399 - i] = tally[i];
    }
    // A binomial share of 100 in 400: .25 ± 1.96·√(.25·.75/400) = .2076 … .2924.
    struct interval i = bootstrap_share(tally, 400), k = bootstrap_share(reverse, 400);
    assert_true(fabs(i.low - .2076) < .006 && fabs(i.high - .2924) < .006);
    assert_true(i.low >= k.low && i.low <= k.low && i.high >= k.high && i.high <= k.high);
    for (size_t c = 0; c < 400; c++)
        tally[c] = (struct tally){1, 3};
    i = bootstrap_share(tally, 400);
    assert_true(fabs(i.low - 1. / 3) < 1e-12 && fabs(i.high - 1. / 3) < 1e-12);
    assert_true(isnan(bootstrap_share(tally, 1).low));
    // How often one of 100 clusters is drawn is binomial(100, .01): 97.5 % are at most 3.
    i = bootstrap(100, first_cluster, NULL);
    assert_true(i.low <= 0 && i.high >= 3 && i.high <= 3);
}

static void values(void **state)
{
    (void)state;
    assert_true(fact_values_agree(STR(" 299 "), STR("299.00")));
    assert_true(fact_values_agree(STR("9-18"), STR("9-18")));
    assert_false(fact_values_agree(STR("299"), STR("298")));
    assert_false(fact_values_agree(STR("yes"), STR("Yes")));
    assert_false(fact_values_agree(STR("7"), STR("7 days")));
}

// With times the last value counts, and a channel may be late by the lag.
static void late_facts(void **state)
{
    static const char text[] = "fact,channel,value,time\n"
                               "price,web,20,2024-01-03T00:00:00Z\n" // the newer
                               "price,web,10,2024-01-01T00:00:00Z\n"
                               "price,app,10,2024-01-02T00:00:00Z\n" // still the old one
                               "price,store,,2024-01-02T00:00:00Z\n" // no value
                               "hours,web,9,2024-01-02T00:00:00Z\n"
                               "hours,app,8,2024-01-02T00:00:00Z\n" // never agreed
                               "hours,kiosk,8,yesterday\n";
    char path[] = "/tmp/wend-facts-XXXXXX", study[200];
    struct diag fault = {0};
    struct fact_pairs f;
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, sizeof text - 1) == (ssize_t)sizeof text - 1);
    close(fd);
    static const char *const lags[] = {"0", "30min", "1d"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(study, sizeof study, "facts { files = {\"%s\"} lag = \"%s\" }\n", path, lags[i]);
        struct study *s = study_parse(str_of(study), STR("test.conf"), &fault);
        assert_non_null(s);
        assert_true(fact_pairs_read(&f, s, &fault));
        assert_int_equal(f.pair.n, 2);
        assert_int_equal(f.skipped.n, 1);
        assert_false(f.pair.p[0].agree);
        assert_str(f.pair.p[0].fact, "hours");
        assert_str(f.pair.p[1].value[1], "20");
        // web said 10 until the moment of its new value.
        assert_int_equal(f.pair.p[1].agree, i > 0);
        fact_pairs_free(&f);
        study_free(s);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(toy_scorecard),   cmocka_unit_test(toy_tables),
        cmocka_unit_test(toy_timeline),    cmocka_unit_test(random_journeys),
        cmocka_unit_test(latency_of_many), cmocka_unit_test(intervals),
        cmocka_unit_test(values),          cmocka_unit_test(late_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
