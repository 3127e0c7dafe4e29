// Presets: shipped ones are read, a study's own keys win, faults are told where they stand.
#include "studies.h"

#include <glob.h>
#include <sys/stat.h>

static void use_presets(const char *preset)
{
    char path[256];
    snprintf(path, sizeof path, "%s/format", directory);
    mkdir(path, 0700);
    write_file("format/demo-log.conf", preset, path);
    setenv("WEND_DATADIR", directory, 1);
}

static void shipped_presets_are_read(void **state)
{
    (void)state;
    char pattern[512], text[512];
    const char *top = getenv("TOP_SRCDIR");
    snprintf(pattern, sizeof pattern, "%s/src", top ? top : ".");
    setenv("WEND_DATADIR", pattern, 1);
    snprintf(pattern, sizeof pattern, "%s/src/format/*.conf", top ? top : ".");
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct diag d = {0};
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        snprintf(text, sizeof text,
                 "source \"s\" { files = {\"f\"} channel = \"c\" format = \"%.*s\" }\n",
                 (int)(strlen(name) - strlen(".conf")), name);
        struct study *study = open_text(text, &d);
        if (!study)
            fail_msg("%s: %s:%llu: %s", name, d.file, (unsigned long long)d.line, d.message);
        study_free(study);
    }
    globfree(&found);
}

static void preset_is_merged(void **state)
{
    (void)state;
    struct diag d = {0};
    use_presets("format = \"pattern\"\npattern = '(?<t>\\S+) (?<u>\\S+)'\n"
                "time = {\"t\", \"epoch\"} channel = \"web\" event = \"hit\" zone = \"UTC\"\n"
                "id { visitor = \"u\" } attr { a = \"x\" b = \"y\" }\n"
                "map \"event\" { p = \"q\" r = \"s\" } duplicates = \"none\"\n");
    struct study *study = open_text(
        "identity { order = {\"visitor\"} }\n"
        "source \"log\" { files = {\"l\"} format = \"demo-log\" channel = \"site\"\n"
        " attr { b = \"z\" c = \"w\" } map \"event\" { r = \"t\" } map \"a\" { 1 = \"one\" } }\n",
        &d);
    if (!study)
        fail_msg("%s:%llu: %s", d.file, (unsigned long long)d.line, d.message);
    const struct study_source *log = &study->sources[0];
    assert_str(log->format, "pattern");
    assert_str(log->name, "log");
    assert_str(log->channel, "site"); // the study's own key wins
    assert_str(log->event, "hit");
    assert_str(log->time.patterns.p[0], "epoch");
    assert_int_equal(log->duplicates, DUPLICATES_NONE);
    assert_int_equal(log->attributes.n, 3);
    assert_str(pair_value(log->attributes, "a"), "x");
    assert_str(pair_value(log->attributes, "b"), "z");
    assert_str(pair_value(log->attributes, "c"), "w");
    assert_int_equal(log->map_count, 2);
    assert_int_equal(log->maps[0].values.n, 2);
    assert_str(pair_value(log->maps[0].values, "p"), "q");
    assert_str(pair_value(log->maps[0].values, "r"), "t");
    study_free(study);
}

static void preset_faults(void **state)
{
    (void)state;
    struct diag d = {0};
    use_presets("format = \"csv\"\n\ntyme = \"x\"\n");
    assert_null(open_text("source \"l\" {\n format = \"demo-log\"\n}\n", &d));
    assert_true(str_ends(str_of(d.file), STR("format/demo-log.conf")));
    assert_int_equal(d.line, 3);

    use_presets("format = \"other\"\n"); // presets do not chain
    assert_null(open_text("source \"l\" {\n format = \"demo-log\"\n}\n", &d));
    assert_string_equal(d.message,
                        "unknown format 'other'; valid: csv, tsv, pattern, json, w3c, pairs");

    assert_null(open_text("source \"l\" {\n format = \"demo-lgo\"\n}\n", &d));
    assert_int_equal(d.line, 2);
    assert_true(str_starts(str_of(d.message),
                           STR("unknown format 'demo-lgo'; did you mean demo-log?; valid: ")));

    // A name is never a path.
    assert_null(open_text("source \"l\" {\n format = \"../format/demo-log\"\n}\n", &d));
    assert_true(str_starts(str_of(d.message), STR("unknown format '../format/demo-log'")));
}

// A store's study must answer questions where its presets are not installed.
static void embedded_needs_no_preset(void **state)
{
    (void)state;
    struct diag d = {0};
    static const char text[] = "source \"l\" {\n files = {\"x\"} format = \"gone\"\n}\n"
                               "case \"c\" { key = \"k\" }\nfunnel \"f\" { steps = 'a > b' }\n";
    struct study *study = study_parse(str_of(text), STR("shop.wend"), &d);
    assert_non_null(study);
    assert_str(study->sources[0].format, "gone");
    assert_str(study_funnel(study, STR("f"))->text, "a > b");
    assert_str(study->text, text);
    study_free(study);
    assert_null(open_text(text, &d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_presets_are_read),
        cmocka_unit_test(preset_is_merged),
        cmocka_unit_test(preset_faults),
        cmocka_unit_test(embedded_needs_no_preset),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
