// The state of earlier runs: its text, its keys, files that grow, and what a run makes of them.
#include "unit.h"

#include "ingest/ingest.h"
#include "ingest/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/wend-state.XXXXXX";

static struct buf path_of(const char *name)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", directory, name);
    return path;
}

static void write_file(const char *name, const char *mode, const char *text)
{
    struct buf path = path_of(name);
    FILE *file = fopen(path.p, mode);
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    buf_free(&path);
}

static int64_t size_of(const char *name)
{
    struct stat st;
    struct buf path = path_of(name);
    assert_int_equal(stat(path.p, &st), 0);
    buf_free(&path);
    return (int64_t)st.st_size;
}

static bool grow(const char *name, struct growing_mark *mark, const char *text, struct diag *d)
{
    struct growing g;
    uint64_t cut;
    struct buf path = path_of(name);
    bool good = growing_open(&g, path.p, mark, d);
    buf_free(&path);
    if (!good)
        return false;
    good = growing_begin(&g, &cut, d);
    fputs(text, g.file);
    good = good && growing_finish(&g, d);
    *mark = g.mark;
    growing_close(&g);
    return good;
}

static void growing_files_are_cut_back(void **state)
{
    (void)state;
    struct diag d = {0};
    struct growing_mark mark = {0};
    assert_true(grow("g", &mark, "one\n", &d));
    assert_int_equal(mark.length, 4);
    write_file("g", "a", "lost"); // by a run that never finished
    assert_true(grow("g", &mark, "two\n", &d));
    assert_int_equal(size_of("g"), 8);
    assert_int_equal(mark.length, 8);

    struct growing_mark other = {0};
    assert_false(grow("g", &other, "", &d)); // nobody knows what is in it
    assert_int_equal(d.fault, FAULT_IO);
    other = mark;
    other.tail.low ^= 1;
    assert_false(grow("g", &other, "", &d));
    other = mark;
    other.length = UINT64_MAX;
    assert_false(grow("g", &other, "", &d));
    assert_int_equal(size_of("g"), 8); // none of them has touched it

    write_file("g", "w", ""); // emptied: it begins anew
    assert_true(grow("g", &mark, "three\n", &d));
    assert_int_equal(size_of("g"), 6);
}

static struct state_file some_file(const char *name, uint64_t id)
{
    return (struct state_file){.name = str_of(name),
                               .id = id,
                               .device = 1,
                               .inode = UINT64_MAX,
                               .size = 300,
                               .modified = -5,
                               .header = digest_of(STR("a,b")),
                               .start = 4,
                               .head = digest_of(STR("head")),
                               .offset = 104,
                               .tail = digest_of(STR("tail")),
                               .lines = 9,
                               .last = INT64_MIN,
                               .latest = INT64_MAX,
                               .passable = true,
                               .seen = 1};
}

static void state_of(struct state *s)
{
    *s = (struct state){.path = str_dup(STR("x.state")), .lock = -1, .now = 1};
    s->study = digest_of(STR("study"));
    s->output = (struct growing_mark){7, 8, 9, digest_of(STR("tail"))};
    struct state_source *web = state_source(s, STR("web\tand \\ more"));
    vec_push(&web->before, some_file("a\nb.csv", 1));
    vec_push(&web->before, some_file("", 2));
    state_source(s, STR("app"));
}

static void text_comes_back(void **state)
{
    (void)state;
    struct state a, b = {.path = str_dup(STR("x.state")), .lock = -1};
    struct buf text = {0}, again = {0};
    struct diag d = {0};
    state_of(&a);
    state_write(&a, true, &text);
    if (!state_read(&b, buf_str(&text), &d))
        fail_msg("%llu: %s", (unsigned long long)d.line, d.message);
    assert_int_equal(b.source.n, 2);
    assert_int_equal(b.source.p[0]->before.n, 2);
    assert_int_equal(b.source.p[0]->last_id, 2);
    assert_str(b.source.p[0]->before.p[0].name, "a\nb.csv");
    assert_true(b.source.p[0]->before.p[0].last == INT64_MIN);
    state_write(&b, true, &again);
    assert_str(buf_str(&again), text.p);
    buf_free(&text);
    buf_free(&again);
    state_close(&a);
    state_close(&b);
}

static void every_damaged_byte_is_seen(void **state)
{
    (void)state;
    struct state a;
    struct buf text = {0};
    state_of(&a);
    state_write(&a, true, &text);
    for (size_t i = 0; i < text.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            struct state b = {.path = str_dup(STR("x.state")), .lock = -1};
            struct diag d = {0};
            text.p[i] = (char)(text.p[i] ^ 1 << bit);
            if (state_read(&b, buf_str(&text), &d))
                fail_msg("bit %d of byte %zu is not seen", bit, i);
            assert_int_equal(d.fault, FAULT_IO);
            assert_string_equal(d.file, "x.state");
            assert_true(d.line > 0);
            text.p[i] = (char)(text.p[i] ^ 1 << bit);
            state_close(&b);
        }
    for (size_t n = 0; n < text.n; n++) {
        struct state b = {.path = str_dup(STR("x.state")), .lock = -1};
        struct diag d = {0};
        assert_false(state_read(&b, (struct str){text.p, n}, &d));
        state_close(&b);
    }
    buf_free(&text);
    state_close(&a);
}

static void sign(struct buf *text)
{
    struct digest sum = digest_of(buf_str(text));
    buf_printf(text, "end\t%llu:%016llx%016llx\n", (unsigned long long)sum.n,
               (unsigned long long)sum.high, (unsigned long long)sum.low);
}

static void signed_nonsense_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "file\t1\n", "what\t1\n", "keys\t1\t2\t3\t0:0\n", "source\n", "study\t1\n", "\n",
        // A file before any source; one read up to where its header ends.
        "file\t1\t1\t1\t1\t1\t1:00000000000000000000000000000000\t4\t"
        "1:00000000000000000000000000000000\t9\t1:00000000000000000000000000000000\t1\t1\t1\t1\t1"
        "\t1\tx\n",
        "source\ts\nfile\t1\t1\t1\t1\t1\t1:00000000000000000000000000000000\t4\t"
        "1:00000000000000000000000000000000\t4\t1:00000000000000000000000000000000\t1\t1\t1\t1\t1"
        "\t1\tx\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct state s = {.path = str_dup(STR("x.state")), .lock = -1};
        struct diag d = {0};
        struct buf text = {0};
        buf_printf(&text, "wend-state\t1\n%s", lines[i]);
        sign(&text);
        assert_false(state_read(&s, buf_str(&text), &d));
        assert_true(d.line == 2 || d.line == 3);
        buf_free(&text);
        state_close(&s);
    }
}

static void sum_keys(void *context, const char *keys, size_t count)
{
    uint64_t *sum = context;
    for (size_t i = 0; i < count; i++) {
        uint64_t key[2];
        memcpy(key, keys + i * sizeof key, sizeof key);
        *sum += key[0];
    }
}

static uint64_t keys_of(struct state *s, const char *source, uint64_t id)
{
    uint64_t sum = 0;
    struct diag d = {0};
    assert_true(state_keys(state_source(s, str_of(source)), id, 16, sum_keys, &sum, &d));
    return sum;
}

static void keys_are_kept(void **state)
{
    (void)state;
    struct diag d = {0};
    struct state s;
    struct buf path = path_of("k.state");
    for (uint64_t run = 1; run <= 3; run++) {
        assert_true(state_open(&s, path.p, false, 1, &d) && state_begin(&s, &d));
        assert_int_equal(keys_of(&s, "a", 0), (run - 1) * run / 2);
        assert_int_equal(keys_of(&s, "a", 5), (run - 1) * 100);
        assert_int_equal(keys_of(&s, "b", 0), 0);
        const uint64_t key[2] = {run, 0}, of_file[2] = {100, 0};
        state_add_key(state_source(&s, STR("a")), 0, key, sizeof key);
        state_add_key(state_source(&s, STR("a")), 5, of_file, sizeof of_file);
        assert_true(state_commit(&s, &d));
        state_close(&s);
    }
    // What a broken run has added does not count.
    write_file("k.state.keys", "a", "half of a block");
    assert_true(state_open(&s, path.p, false, 1, &d) && state_begin(&s, &d));
    assert_int_equal(keys_of(&s, "a", 0), 6);
    state_close(&s);
    buf_free(&path);
}

static bool drop_rows(void *context, struct touchpoints *block, struct diag *d)
{
    (void)d;
    size_t *rows = context;
    *rows += block->time.n;
    return true;
}

// One run over a.csv; returns its only line of the ledger.
static struct ledger_file run_study(const char *text, size_t *rows)
{
    struct diag d = {0};
    struct state s;
    struct ledger ledger = {0};
    struct buf path = path_of("r.state"), file = path_of("s.conf");
    struct study *study = study_parse(str_of(text), buf_str(&file), &d);
    assert_non_null(study);
    assert_true(state_open(&s, path.p, false, 1, &d) && state_begin(&s, &d));
    state_study(&s, study);
    struct ingest_options options = {
        .state = &s, .on_block = drop_rows, .context = rows, .threads = 2};
    if (!ingest(study, &options, NULL, &ledger, &d))
        fail_msg("%s", d.message);
    assert_true(state_commit(&s, &d));
    assert_int_equal(ledger.file.n, 1);
    struct ledger_file out = ledger.file.p[0];
    ledger_free(&ledger);
    state_close(&s);
    study_free(study);
    buf_free(&path);
    buf_free(&file);
    return out;
}

static void late_rows_are_counted_across_runs(void **state)
{
    (void)state;
    static const char text[] =
        "timezone = \"UTC\"\n"
        "source \"s\" { files = {\"a.csv\"} time = {\"t\", \"iso\"} channel = \"web\"\n"
        "  event-field = \"e\" late-after = \"1h\" duplicates = \"none\" }\n";
    size_t rows = 0;
    write_file("a.csv", "w", "t,e\n2024-01-01T10:00:00Z,a\n");
    struct ledger_file file = run_study(text, &rows);
    assert_int_equal(file.lines, 2);
    assert_int_equal(file.late + file.out_of_order, 0);
    // Half an hour before the last one, and one and a half.
    write_file("a.csv", "a", "2024-01-01T09:30:00Z,b\n2024-01-01T08:30:00Z,c\n");
    file = run_study(text, &rows);
    assert_int_equal(file.lines, 2);
    assert_int_equal(file.read, 2);
    assert_int_equal(file.late, 1);
    assert_int_equal(file.out_of_order, 2);
    assert_int_equal(rows, 3);
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    static const char *const names[] = {"g",       "k.state",      "k.state.keys", "k.state.lock",
                                        "r.state", "r.state.keys", "r.state.lock", "a.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf path = path_of(names[i]);
        unlink(path.p);
        buf_free(&path);
    }
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growing_files_are_cut_back),
        cmocka_unit_test(text_comes_back),
        cmocka_unit_test(every_damaged_byte_is_seen),
        cmocka_unit_test(signed_nonsense_is_refused),
        cmocka_unit_test(keys_are_kept),
        cmocka_unit_test(late_rows_are_counted_across_runs),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
