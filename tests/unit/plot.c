// Plots: texts of the data are never read as commands; pictures come out; kinds follow the columns.
#include "unit.h"

#include "plot/plot.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

// Each would make a file named PWNED if gnuplot or a shell read it as more than text.
static const char *const attacks[] = {
    "`touch PWNED`",
    "\"; system(\"touch PWNED\"); \"",
    "'; system('touch PWNED'); '",
    "\"\nsystem \"touch PWNED\"\n\"",
    "\n!touch PWNED\n",
    "x\nENDOFBARS\nsystem 'touch PWNED'\n",
    "ENDOFBARS",
    "ENDOFPOINTS",
    "$(touch PWNED)",
    "@macro \\\" \\`touch PWNED\\`",
    "'|touch PWNED'",
    "< touch PWNED",
    "%s %n %d",
    "{/Symbol a}_b^c",
    "ends with a backslash \\",
    "\x1b]0;x\x07 \xff\xfe \xe2\x80\xae",
    "</text><script>alert(1)</script>&amp;",
};
enum { ATTACKS = sizeof attacks / sizeof attacks[0] };

static void attack_table(struct table *t, const char *second)
{
    table_init(t, "funnel");
    t->title = str_of(attacks[0]);
    t->unit = str_of(attacks[1]);
    t->zone = STR("UTC");
    t->source = str_of(attacks[2]);
    table_column(t, "time", "`touch PWNED`", CELL_TIME);
    table_column(t, "channel", "`touch PWNED`", CELL_TEXT);
    table_column(t, second, "\";system('touch PWNED');\"", CELL_TEXT);
    table_column(t, "reached", "`touch PWNED`", CELL_COUNT);
    table_column(t, "count", "@`touch PWNED`%s", CELL_COUNT);
    for (size_t i = 0; i < ATTACKS; i++) {
        table_count(t, (int64_t)i * 1000000);
        table_text(t, str_of(attacks[i]));
        table_text(t, str_of(attacks[(i + 5) % ATTACKS]));
        table_count(t, (int64_t)(ATTACKS - i));
        table_count(t, (int64_t)i);
    }
    for (size_t i = 0; i < ATTACKS; i++)
        table_note(t, "%s", attacks[i]);
}

static bool have_gnuplot(void)
{
    struct buf picture = {0};
    bool have = plot_render(&picture, STR("set terminal dumb\nplot 1\n"), NULL);
    buf_free(&picture);
    return have;
}

static int to_workshop(void **state)
{
    static char path[] = "/tmp/wend-plot-XXXXXX";
    *state = mkdtemp(path);
    return *state && chdir(path) == 0 ? 0 : -1;
}

static int from_workshop(void **state)
{
    unlink(".gnuplot");
    unlink("PWNED");
    return chdir("/") == 0 && rmdir(*state) == 0 ? 0 : -1;
}

static void nothing_is_run(void **state)
{
    (void)state;
    if (!have_gnuplot())
        skip();
    // A start-up file is not read either.
    FILE *startup = fopen(".gnuplot", "w");
    fputs("system 'touch PWNED'\n", startup);
    fclose(startup);
    char *home = str_dup(str_of(getenv("HOME") ? getenv("HOME") : "/"));
    setenv("HOME", ".", 1);
    setenv("GNUTERM", "no such terminal", 1);
    for (enum plot_kind kind = PLOT_BARS; kind <= PLOT_TIMELINE; kind++)
        for (enum plot_terminal terminal = PLOT_SVG; terminal <= PLOT_DUMB; terminal++) {
            struct table t;
            struct buf program = {0}, picture = {0};
            struct diag d = {0};
            struct plot_look look = {
                .kind = kind, .terminal = terminal, .title = str_of(attacks[kind])};
            if (terminal == PLOT_PDF)
                continue; // as PNG
            attack_table(&t, kind == PLOT_HEAT ? "to" : "event");
            if (kind == PLOT_HEAT)
                t.column.p[1].name = STR("from");
            assert_true(plot_program(&program, &t, &look, &d));
            if (!plot_render(&picture, buf_str(&program), &d))
                fail_msg("kind %d: %s", (int)kind, d.message);
            assert_int_not_equal(access("PWNED", F_OK), 0);
            if (terminal == PLOT_SVG) {
                assert_null(strstr(picture.p, "<script"));
                assert_non_null(strstr(picture.p, "</svg>"));
            }
            if (terminal == PLOT_DUMB)
                assert_null(memchr(picture.p, 0x1b, picture.n));
            table_free(&t);
            buf_free(&program);
            buf_free(&picture);
        }
    setenv("HOME", home, 1);
    unsetenv("GNUTERM");
    free(home);
}

// The program has no byte of the data outside double quotes, and in them none that has a meaning.
static void program_is_plain(void **state)
{
    (void)state;
    for (enum plot_kind kind = PLOT_BARS; kind <= PLOT_TIMELINE; kind++) {
        struct table t;
        struct buf program = {0};
        struct plot_look look = {.kind = kind, .terminal = PLOT_WINDOW};
        attack_table(&t, kind == PLOT_HEAT ? "to" : "event");
        if (kind == PLOT_HEAT)
            t.column.p[1].name = STR("from");
        assert_true(plot_program(&program, &t, &look, NULL));
        struct str rest = buf_str(&program);
        while (rest.p) {
            struct str line = str_cut(&rest, '\n');
            size_t quotes = 0;
            for (size_t i = 0; i < line.n; i++) {
                unsigned char c = (unsigned char)line.p[i];
                quotes += c == '"';
                assert_true(c >= 0x20 && c != 0x7F && c != '`' && c != '\'' && c != '|' &&
                            c != '@' && c != '!');
                assert_false(quotes % 2 == 0 && c >= 0x80);
            }
            assert_int_equal(quotes % 2, 0);
        }
        table_free(&t);
        buf_free(&program);
    }
}

static void kinds_follow_columns(void **state)
{
    (void)state;
    static const struct {
        const char *tsv, *sign;
    } known[] = {
        {"name\treached\na\t9\nb\t3\n", "#E8E8E8"}, // a funnel's grey of the step before
        {"from\tto\tcount\na\tb\t1\n", "set object rectangle"},
        {"time\tv\n2024-03-01T00:00:00Z\t1\n", "$lines"},
        {"time\tchannel\n2024-03-01T00:00:00Z\tweb\n", "$points"},
        {"channel\tcustomers\nweb\t1\n", "$bars"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct table t;
        struct buf program = {0};
        struct plot_look look = {.terminal = PLOT_WINDOW};
        table_init(&t, "");
        assert_true(table_read(&t, str_of(known[i].tsv), STR("x"), NULL));
        assert_true(plot_program(&program, &t, &look, NULL));
        assert_non_null(strstr(program.p, known[i].sign));
        table_free(&t);
        buf_free(&program);
    }
}

static void nothing_to_draw(void **state)
{
    (void)state;
    static const struct {
        const char *tsv;
        enum plot_kind kind;
    } bad[] = {
        {"name\treached\n", PLOT_AUTO},           {"name\tother\na\tb\n", PLOT_AUTO},
        {"name\tother\na\tb\n", PLOT_HEAT},       {"name\treached\na\t1\n", PLOT_LINE},
        {"name\treached\na\t1\n", PLOT_TIMELINE}, {"time\tchannel\n\tweb\n", PLOT_TIMELINE},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct table t;
        struct buf program = {0};
        struct diag d = {0};
        struct plot_look look = {.kind = bad[i].kind, .terminal = PLOT_SVG};
        table_init(&t, "");
        assert_true(table_read(&t, str_of(bad[i].tsv), STR("x"), &d));
        assert_false(plot_program(&program, &t, &look, &d));
        assert_int_equal(d.fault, FAULT_USAGE);
        table_free(&t);
        buf_free(&program);
    }
}

// More data than the channels between two processes hold, both ways.
static void long_programs_do_not_stall(void **state)
{
    (void)state;
    if (!have_gnuplot())
        skip();
    struct buf program = {0}, picture = {0};
    buf_add(&program, STR("set terminal svg\n$x << END\n"));
    for (int i = 0; i < 100000; i++)
        buf_printf(&program, "%d %d\n", i, i % 97);
    buf_add(&program, STR("END\nplot $x with points\n"));
    assert_true(plot_render(&picture, buf_str(&program), NULL));
    assert_true(picture.n > 1000000);
    buf_free(&picture);
    // Stops at the first line, with most of the program unread.
    struct buf broken = {0};
    struct diag d = {0};
    buf_add(&broken, STR("no such command\n"));
    buf_add(&broken, buf_str(&program));
    assert_false(plot_render(&picture, buf_str(&broken), &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_non_null(strstr(d.message, "invalid command"));
    assert_int_equal(picture.n, 0);
    buf_free(&broken);
    buf_free(&program);
    buf_free(&picture);
}

static void missing_gnuplot_is_named(void **state)
{
    (void)state;
    struct buf picture = {0};
    struct diag d = {0};
    char *path = str_dup(str_of(getenv("PATH")));
    setenv("PATH", "/nonexistent", 1);
    bool good = plot_render(&picture, STR("plot 1\n"), &d);
    setenv("PATH", path, 1);
    free(path);
    assert_false(good);
    assert_int_equal(d.fault, FAULT_IO);
    assert_non_null(strstr(d.message, "apt-get install gnuplot-nox"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(program_is_plain),
        cmocka_unit_test_setup_teardown(nothing_is_run, to_workshop, from_workshop),
        cmocka_unit_test(kinds_follow_columns),
        cmocka_unit_test(nothing_to_draw),
        cmocka_unit_test(long_programs_do_not_stall),
        cmocka_unit_test(missing_gnuplot_is_named),
    };
    return cmocka_run_group_tests_name("plot", tests, NULL, NULL);
}
