// Gathered or in blocks, by one thread or several: the same rows, rejects and ledger.
#include "unit.h"

#include "base/mem.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 40000, EVERY_DUPLICATE = 1000, EVERY_INVALID = 7, EVERY_BAD_TIME = 500 };

static const char study_text[] =
    "timezone = \"UTC\"\n"
    "identity { order = {\"member\", \"phone\"} }\n"
    "source \"big\" {\n"
    "  files = {\"big.csv\"} time = {\"t\", \"epoch\"} channel = \"web\" event-field = \"e\"\n"
    "  id { member = \"m\" } attr { score = \"s\" text = \"x\" }\n"
    "  valid { score = 'score <= 5' }\n"
    "}\n"
    "source \"small\" {\n"
    "  files = {\"small.csv\"} time = {\"t\", \"epoch\"} channel = \"app\" event-field = \"e\"\n"
    "  id { phone = \"m\" } attr { other = \"s\" } duplicates = \"none\"\n"
    "}\n";

static struct study *study;
static char directory[] = "/tmp/wend-ingest.XXXXXX";

static FILE *create(const char *name)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    return f;
}

static int make_files(void **state)
{
    (void)state;
    struct diag d = {0};
    if (!mkdtemp(directory) || chdir(directory) != 0)
        return -1;
    FILE *f = create("study.conf");
    fputs(study_text, f);
    fclose(f);
    f = create("big.csv");
    fputs("t,e,m,s,x\n", f);
    char text[1200];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    for (int i = 1; i <= ROWS; i++) {
        const char *bad = i % EVERY_BAD_TIME == 0 ? "x" : "";
        for (int again = 0; again <= (i % EVERY_DUPLICATE == 1); again++)
            fprintf(f, "%s%d,e%d,m%d,%d,%d%s\n", bad, i, i % 13, i % 777,
                    i % EVERY_INVALID == 0 ? 6 : i % 5, i, text);
    }
    fclose(f);
    f = create("small.csv");
    fputs("t,e,m,s\n1,a,13800000001,z\n1,a,13800000001,z\n2,,13800000001,z\n3,b,null,z\n", f);
    fclose(f);
    study = study_open("study.conf", &d);
    return study ? 0 : -1;
}

static int remove_files(void **state)
{
    (void)state;
    study_free(study);
    unlink("study.conf");
    unlink("big.csv");
    unlink("small.csv");
    return rmdir(directory);
}

struct collected {
    struct touchpoints rows;
    struct ledger ledger;
    size_t calls, rejects;
    bool second; // rejects of the second source have begun
    uint64_t last_line;
};

static void on_reject(void *context, const struct reject *r)
{
    struct collected *c = context;
    bool second = str_eq(r->source, STR("small"));
    assert_true(second || !c->second);
    if (second && !c->second)
        c->last_line = 0;
    c->second = second;
    assert_true(r->line > c->last_line);
    c->last_line = r->line;
    c->rejects++;
}

static bool on_block(void *context, struct touchpoints *block, struct diag *d)
{
    (void)d;
    struct collected *c = context;
    if (c->calls++ == 0) { // only the columns
        assert_int_equal(block->time.n, 0);
        return true;
    }
    assert_true(block->time.n > 0);
    touchpoints_append(&c->rows, block);
    return true;
}

static struct collected collect(unsigned threads, bool blocks)
{
    struct collected c = {0};
    struct diag d = {0};
    touchpoints_init(&c.rows);
    struct ingest_options options = {.threads = threads,
                                     .on_reject = on_reject,
                                     .on_block = blocks ? on_block : NULL,
                                     .context = &c};
    if (!ingest(study, &options, blocks ? NULL : &c.rows, &c.ledger, &d))
        fail_msg("%s", d.message);
    return c;
}

static void release(struct collected *c)
{
    touchpoints_free(&c->rows);
    ledger_free(&c->ledger);
}

static void ledger_adds_up(void **state)
{
    (void)state;
    struct collected c = collect(2, false);
    assert_int_equal(c.ledger.file.n, 2);
    const struct ledger_file *big = &c.ledger.file.p[0], *small = &c.ledger.file.p[1];
    int invalid = 0, bad = 0;
    for (int i = 1; i <= ROWS; i++) {
        bad += i % EVERY_BAD_TIME == 0;
        invalid += i % EVERY_INVALID == 0 && i % EVERY_BAD_TIME != 0;
    }
    assert_int_equal(big->read, ROWS + ROWS / EVERY_DUPLICATE);
    assert_int_equal(big->duplicate, ROWS / EVERY_DUPLICATE);
    assert_int_equal(big->rejected, invalid + bad);
    assert_int_equal(big->kept, big->read - big->duplicate - big->rejected);
    assert_int_equal(big->lines, big->read + 1);
    assert_int_equal(big->no_id, 0);
    assert_int_equal(small->read, 4);
    assert_int_equal(small->kept, 3);
    assert_int_equal(small->duplicate, 0);
    assert_int_equal(small->rejected, 1);
    assert_int_equal(small->no_id, 1);
    assert_int_equal(small->ids_refused, 1);
    assert_int_equal(c.rejects, big->rejected + 1);
    assert_int_equal(c.rows.time.n, big->kept + small->kept);
    assert_int_equal(ledger_total(&c.ledger).read, big->read + 4);
    uint64_t reasons = 0;
    for (size_t i = 0; i < c.ledger.reason.n; i++)
        reasons += c.ledger.reason.p[i].count;
    assert_int_equal(reasons, c.rejects);
    release(&c);
}

static size_t column(const struct touchpoints *t, struct str name)
{
    for (size_t i = 0; i < t->column.n; i++)
        if (str_eq(t->column.p[i].name, name))
            return i;
    fail();
    return 0;
}

static void same_rows(const struct touchpoints *a, const struct touchpoints *b)
{
    assert_int_equal(a->time.n, b->time.n);
    assert_int_equal(a->column.n, b->column.n);
    for (size_t i = 0; i < a->time.n; i++)
        assert_true(a->time.p[i] == b->time.p[i] && a->line.p[i] == b->line.p[i]);
    for (size_t k = 0; k < a->column.n; k++) {
        const struct touchpoint_column *x = &a->column.p[k];
        const struct touchpoint_column *y = &b->column.p[column(b, x->name)];
        assert_str(y->name, a->column.p[k].name.p);
        for (size_t i = 0; i < a->time.n; i++)
            assert_true(str_eq(dict_get(&x->dict, x->code.p[i]), dict_get(&y->dict, y->code.p[i])));
    }
}

// By hand: row i of big.csv.
static void rows_hold_what_the_file_says(void **state)
{
    (void)state;
    struct collected c = collect(1, true);
    size_t row = 0, score = column(&c.rows, STR("score")),
           member = column(&c.rows, STR("id.member"));
    char expected[16];
    for (int i = 1; i <= ROWS; i++) {
        if (i % EVERY_INVALID == 0 || i % EVERY_BAD_TIME == 0)
            continue;
        assert_true(c.rows.time.p[row] == i * INT64_C(1000000));
        const struct touchpoint_column *e = &c.rows.column.p[TP_EVENT];
        snprintf(expected, sizeof expected, "e%d", i % 13);
        assert_str(dict_get(&e->dict, e->code.p[row]), expected);
        e = &c.rows.column.p[score];
        snprintf(expected, sizeof expected, "%d", i % 5);
        assert_str(dict_get(&e->dict, e->code.p[row]), expected);
        e = &c.rows.column.p[member];
        snprintf(expected, sizeof expected, "m%d", i % 777);
        assert_str(dict_get(&e->dict, e->code.p[row]), expected);
        row++;
    }
    assert_int_equal(row + 3, c.rows.time.n);
    release(&c);
}

static void blocks_and_threads_change_nothing(void **state)
{
    (void)state;
    struct collected first = collect(1, false);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        for (int blocks = 0; blocks <= 1; blocks++) {
            struct collected other = collect(threads, blocks);
            same_rows(&first.rows, &other.rows);
            assert_int_equal(first.rejects, other.rejects);
            if (blocks)
                assert_true(other.calls > 3);
            release(&other);
        }
    }
    release(&first);
}

static void a_single_source_is_handed_over(void **state)
{
    (void)state;
    struct collected c = {0};
    struct diag d = {0};
    touchpoints_init(&c.rows);
    struct ingest_options options = {.source = STR("small")};
    assert_true(ingest(study, &options, &c.rows, &c.ledger, &d));
    assert_int_equal(c.rows.time.n, 3);
    size_t phone = column(&c.rows, STR("id.phone"));
    const struct touchpoint_column *p = &c.rows.column.p[phone];
    assert_str(dict_get(&p->dict, p->code.p[2]), "null"); // raw: stitching sets it aside
    // Appended to rows that are there already.
    ledger_free(&c.ledger);
    c.ledger = (struct ledger){0};
    assert_true(ingest(study, &options, &c.rows, &c.ledger, &d));
    assert_int_equal(c.rows.time.n, 6);
    release(&c);
}

static void unknown_source(void **state)
{
    (void)state;
    struct collected c = {0};
    struct diag d = {0};
    touchpoints_init(&c.rows);
    struct ingest_options options = {.source = STR("smal")};
    assert_false(ingest(study, &options, &c.rows, &c.ledger, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    assert_non_null(strstr(d.message, "did you mean small?"));
    release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ledger_adds_up),
        cmocka_unit_test(rows_hold_what_the_file_says),
        cmocka_unit_test(blocks_and_threads_change_nothing),
        cmocka_unit_test(a_single_source_is_handed_over),
        cmocka_unit_test(unknown_source),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
