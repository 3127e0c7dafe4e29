// Studies: what is read, what is refused with which words and line, known names.
#include "studies.h"

#include "base/arena.h"
#include "model/study_grammar.h"
#include "model/study_scan.h"
#include "text/time.h"

#define IDENTITY "identity { order = {\"member\", \"phone\"} }\n"
#define WEB_KEYS                                                                                   \
    "files = {\"w.csv\"} time = {\"t\", \"iso\"} channel = \"web\" event-field = \"e\"\n"

static struct study *open_shipped(const char *name)
{
    struct diag d = {0};
    char path[512];
    const char *top = getenv("TOP_SRCDIR");
    snprintf(path, sizeof path, "%s/testdata/%s", top ? top : ".", name);
    struct study *study = study_open(path, &d);
    if (!study)
        fail_msg("%s:%llu: %s", d.file, (unsigned long long)d.line, d.message);
    return study;
}

static void retail_is_read(void **state)
{
    (void)state;
    struct study *study = open_shipped("retail/retail.conf");
    assert_str(study->timezone, "Asia/Shanghai");
    assert_int_equal(study->source_count, 5);

    const struct study_source *till = study_source(study, STR("till"));
    assert_non_null(till);
    assert_int_equal(till - study->sources, 2);
    assert_int_equal(till->delimiter, ';');
    assert_str(till->encoding, "GB18030");
    assert_int_equal(till->clock_offset, -7 * MINUTE);
    assert_int_equal(till->time.fields.n, 1);
    assert_str(till->time.fields.p[0], "时间");
    assert_str(till->time.patterns.p[0], "%Y/%m/%d %H:%M");
    assert_int_equal(till->map_count, 1);
    assert_str(till->maps[0].target, "event");
    assert_str(pair_value(till->maps[0].values, "到店自取"), "pickup");
    assert_str(pair_value(till->ids, "phone"), "手机号");
    assert_true(till->header);

    const struct study_source *courier = study_source(study, STR("courier"));
    assert_str(courier->format, "pattern");
    // In single quotes a backslash stays.
    assert_str(courier->pattern,
               "^(?<when>[\\d.]+ [\\d:]+)\\|order=(?<number>\\w+)\\|status=(?<status>\\w+)$");
    assert_int_equal(study_source(study, STR("marketing"))->delimiter, '\t');

    assert_int_equal(study->identity.count, 6);
    assert_true(study_namespace(study, STR("member"))->unique);
    assert_true(study_namespace(study, STR("visitor"))->device);
    assert_true(study_namespace(study, STR("order"))->transaction);
    assert_int_equal(study_namespace(study, STR("phone"))->normalise, NORMALISE_PHONE);
    assert_str(study_namespace(study, STR("phone"))->country, "86");
    assert_int_equal(study->identity.look_back, INT64_MAX);

    assert_int_equal(study->stage_count, 6);
    assert_str(study->stages[5].name, "loyalty");
    assert_str(study->stages[5].steps, "(order_paid | store_purchase)#2+");
    assert_int_equal(study->gap, 7 * DAY);
    assert_true(study->max_rejects > 0.0499 && study->max_rejects < 0.0501);
    assert_int_equal(study->facts.n, 1);
    struct str path = study_path(study, study->facts.p[0]);
    assert_true(str_ends(path, STR("testdata/retail/facts.csv")));
    assert_str(study_path(study, STR("/abs")), "/abs");
    study_free(study);
}

static void telecom_is_read(void **state)
{
    (void)state;
    struct study *study = open_shipped("telecom/telecom.conf");
    const struct study_source *calls = study_source(study, STR("calls"));
    assert_int_equal(calls->time.fields.n, 2);
    assert_str(calls->time.fields.p[1], "time");
    assert_str(calls->time.patterns.p[0], "%Y-%m-%d %H:%M");
    assert_int_equal(study_namespace(study, STR("account"))->normalise, NORMALISE_UPPER);
    assert_str(study_case(study, STR("ticket"))->close, "resolved | abandoned");
    assert_str(study->events[0].direction, "out");
    assert_null(study_case(study, STR("order")));
    study_free(study);
}

static void names_are_known(void **state)
{
    (void)state;
    struct study *study = open_shipped("retail/retail.conf");
    static const char *const known[] = {
        "delivered",      // value of a map
        "store_purchase", // in a stage, in parentheses
        "ad_click",       // only in a stage
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(study_knows_event(study, str_of(known[i])));
    static const char *const unknown[] = {
        "awareness", // a stage in a funnel is no event
        "Received",  // a label
        "fulfil",    // a column
        "signed",    // raw, mapped away
        "pickups",
    };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(study_knows_event(study, str_of(unknown[i])));
    assert_true(study_knows_channel(study, STR("chat")));
    assert_true(study_knows_channel(study, STR("store")));
    assert_false(study_knows_channel(study, STR("live_chat")));
    study_free(study);
}

static void words_of_steps(void **state)
{
    (void)state;
    struct diag d = {0};
    struct study *study = open_text(
        "funnel \"f\" { steps = 'Seen = web:view > (amount > 100 and kind in (gift, \"x)\") and "
        "note contains refund) > \"Add to cart\" > pay#2+ > kiosk:* > s* > @other > city is set "
        "> country == cn and not cancel' }\n",
        &d);
    assert_non_null(study);
    static const char *const known[] = {"view", "Add to cart", "pay", "cancel"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(study_knows_event(study, str_of(known[i])));
    static const char *const unknown[] = {"Seen", "amount", "100",  "kind",    "gift", "refund",
                                          "s*",   "other",  "city", "country", "cn",   "web",
                                          "and",  "note",   "2",    "set",     "x)",   "*"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        if (study_knows_event(study, str_of(unknown[i])))
            fail_msg("%s is taken for an event", unknown[i]);
    }
    assert_true(study_knows_channel(study, STR("web")));
    assert_true(study_knows_channel(study, STR("kiosk")));
    study_free(study);
}

// Every key of the grammar stands in the shipped sample.
static void check_complete(const struct scan *scan, size_t parent, const cfg_opt_t *options)
{
    for (; options->name; options++) {
        struct str key = str_of(options->name);
        size_t nth = 0, at;
        bool found = false;
        // A key may stand in any of several sections of one kind, for example of two sources.
        struct str kind = scan->place.p[parent].key;
        for (size_t i = 0; i < scan->place.n; i++) {
            const struct place *place = &scan->place.p[i];
            if (str_eq(place->key, kind) && place->parent == scan->place.p[parent].parent)
                found = found || scan_find(scan, i, key, 0) != SIZE_MAX;
        }
        if (!found)
            fail_msg("sample.conf lacks '%s' in '%.*s'", options->name, STR_ARG(kind));
        if (options->type == CFGT_SEC && !(options->flags & CFGF_KEYSTRVAL) &&
            (at = scan_find(scan, parent, key, nth)) != SIZE_MAX)
            check_complete(scan, at, options->subopts);
    }
}

static void sample_shows_every_key(void **state)
{
    (void)state;
    struct study *study = open_shipped("sample/sample.conf");
    struct scan scan;
    struct diag d = {0};
    assert_true(scan_study(&scan, study->text, study->file, study_grammar, &d));
    check_complete(&scan, 0, study_grammar);
    scan_free(&scan);
    study_free(study);
}

// Studies in the manual's EXAMPLES are studies.
static void manual_examples_are_read(void **state)
{
    (void)state;
    char path[512], line[512], text[4096] = "";
    const char *top = getenv("TOP_SRCDIR");
    snprintf(path, sizeof path, "%s/man/wend-study.5", top ? top : ".");
    FILE *manual = fopen(path, "r");
    assert_non_null(manual);
    bool examples = false, inside = false;
    size_t read = 0, n = 0;
    while (fgets(line, sizeof line, manual)) {
        if (strcmp(line, ".Sh EXAMPLES\n") == 0) {
            examples = true;
        } else if (examples && strncmp(line, ".Bd", 3) == 0) {
            inside = true;
            n = 0;
        } else if (inside && strcmp(line, ".Ed\n") == 0) {
            struct diag d = {0};
            struct study *study = open_text(text, &d);
            if (!study)
                fail_msg("example %zu: %llu: %s", read + 1, (unsigned long long)d.line, d.message);
            study_free(study);
            read++;
            inside = false;
        } else if (inside) {
            assert_true(n + strlen(line) < sizeof text);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", line);
        }
    }
    fclose(manual);
    assert_int_equal(read, 5);
}

static void form_is_free(void **state)
{
    (void)state;
    struct diag d = {0};
    struct study *study =
        open_text("\xef\xbb\xbf/* one\n two */ timezone = 'Asia/Tokyo'\r\n"
                  "// slashes\nidentity { order = { member, \"phone\", } }\n"
                  "source web { " WEB_KEYS "map event { \"a|b\" = \"x|y\" 'c d' = 'it\\'s' } }",
                  &d);
    if (!study)
        fail_msg("%llu: %s", (unsigned long long)d.line, d.message);
    assert_str(study->timezone, "Asia/Tokyo");
    assert_int_equal(study->identity.count, 2);
    const struct study_source *web = study_source(study, STR("web"));
    assert_int_equal(web->line, 5);
    assert_str(pair_value(web->maps[0].values, "a|b"), "x|y");
    assert_str(pair_value(web->maps[0].values, "c d"), "it's");
    assert_int_equal(web->duplicates, DUPLICATES_EXACT);
    study_free(study);
}

static void defaults_hold(void **state)
{
    (void)state;
    struct diag d = {0};
    struct study *study = study_parse(STR(""), STR("x.wend"), &d);
    assert_non_null(study);
    assert_str(study->timezone, "UTC");
    assert_str(study->directory, ".");
    assert_int_equal(study->gap, 7 * DAY);
    assert_true(study->max_rejects == 1);
    assert_int_equal(study->source_count, 0);
    study_free(study);
}

struct bad {
    const char *text;
    uint64_t line;
    const char *message;
};

static const struct bad bad_studies[] = {
    {"timezone = \"Asia/Tokyo\"\nsorce \"x\" { }\n", 2,
     "unknown key 'sorce'; did you mean source?; valid: timezone, source, join, channel, event, "
     "identity, stages, case, funnel, segment, sessions, consistency, facts, report, check, "
     "privacy"},
    {IDENTITY "source \"w\" {\n files = {\"w.csv\"}\n chanel = \"web\"\n}\n", 4,
     "unknown key 'chanel' in source; did you mean channel?; valid: files, format, …"},
    {"source \"w\" { " WEB_KEYS "}\nsource \"w\" { " WEB_KEYS "}\n", 3,
     "'source w' is given twice; first in line 1"},
    {"timezone = UTC\ntimezone = UTC\n", 2, "'timezone' is given twice; first in line 1"},
    {"identity { }\nidentity { }\n", 2, "'identity' is given twice; first in line 1"},
    {"stages {\n a = 'x'\n a = 'y'\n}\n", 3, "'a' is given twice; first in line 2"},
    {"source \"w\" {\n channel = {\"web\"}\n}\n", 2, "channel takes one text, not a list"},
    {"source \"w\" {\n files {\n", 2, "files needs '=' and a value"},
    {"source \"w\" {\n files = {\"a\" \"b\"}\n", 2, "files is a list: ',' or '}' is missing"},
    {"source = \"w\"\n", 1, "source is a section with a name: write it as KEY \"NAME\" { … }"},
    {"identity = 3\n", 1, "identity is a section: '{' is missing"},
    {"\nsource \"w\" {\n files = {\"a\"}\n", 2, "section 'source' is never closed: '}' is missing"},
    {"timezone = UTC }\n", 1, "unexpected '}': a key is expected here"},
    {"\ntimezone = \"UTC\n\n", 2, "a quote is opened here and never closed"},
    {"/* a\n\n", 1, "a comment is opened here and never closed"},
    {"include(\"/etc/passwd\")\n", 1,
     "unknown key 'include'; valid: timezone, source, join, channel, event, identity, stages, "
     "case, "
     "funnel, segment, sessions, consistency, facts, report, check, privacy"},
    {"timezone = \"${TZ}\"\n", 1,
     "'${' in double quotes: a study does not read the environment; use single quotes for a "
     "literal '${'"},
    {"timezone = ${TZ}\n", 1, "unexpected '$'; a text with such a character needs quotes"},
    {"funnel \"f\" {\n steps = \"a =~ \\d\" }\n", 2,
     "unknown escape in double quotes (known: \\\\ \\\" \\n \\r \\t); use single quotes for "
     "patterns"},
    {"timezone = \"\x01\"\n", 1, "control byte 0x01; a study is plain text"},
    {"\ntimezone = \"\xff\"\n", 2, "not UTF-8; a study is UTF-8 text"},
    {"source \"w\" {\n time = {\"t\", \"iso\"}\n}\n", 1,
     "source 'w' has no files; add files = {\"NAME.csv\"}"},
    {"source \"w\" {\n files = {\"w\"}\n}\n", 1,
     "source 'w' has no time; add time = {\"FIELD\", \"PATTERN\"}"},
    {"source \"w\" { files = {\"w\"} time = \"t\" }\n", 1,
     "source 'w' has no channel; add channel = \"NAME\" or channel-field = \"FIELD\""},
    {"source \"w\" { files = {\"w\"} time = \"t\" channel = \"web\" }\n", 1,
     "source 'w' has no event; add event = \"NAME\" or event-field = \"FIELD\""},
    {"source \"w\" { format = \"pattern\" " WEB_KEYS "}\n", 1,
     "source 'w' has no pattern; add pattern = '…(?<FIELD>…)…'"},
    {"source \"w\" {\n format = \"json\"\n comment = \"#\"\n}\n", 3,
     "comment is for format all but json, and this is json"},
    {"source \"w\" {\n format = \"csv\"\n pattern = '(?<a>.)'\n}\n", 3,
     "pattern is for format pattern, and this is csv"},
    {"source \"w\" {\n names = {\"a\", \"b\", \"a\"}\n}\n", 2, "two fields have the name 'a'"},
    {"source \"w\" {\n header = yes\n names = {\"a\"}\n}\n", 3,
     "names are for files without header: header = no"},
    {"source \"w\" {\n preamble = \"two\"\n}\n", 2, "preamble 'two' is no number of lines"},
    {"source \"w\" {\n delimiter = \"semikolon\"\n}\n", 2,
     "unknown delimiter 'semikolon'; did you mean semicolon?; valid: comma, semicolon, tab, pipe, "
     "any one byte but a quote (0x01 for a control byte)"},
    {"source \"w\" {\n delimiter = 0x0A\n}\n", 2,
     "unknown delimiter '0x0A'; valid: comma, semicolon, tab, pipe, any one byte but a quote (0x01 "
     "for a control byte)"},
    {"source \"w\" {\n duplicates = \"all\"\n}\n", 2,
     "unknown duplicates 'all'; valid: exact, none, id"},
    {"source \"w\" {\n\n direction = \"in\"\n}\n", 3,
     "unknown direction 'in'; valid: act, out, staff"},
    {"source \"w\" {\n header = \"maybe\"\n}\n", 2,
     "unknown header 'maybe'; valid: no, yes, false, true, off, on"},
    {"source \"w\" {\n clock-offset = \"7\"\n}\n", 2,
     "clock-offset '7' is no duration; write for example 30min, 12h or 7d"},
    {IDENTITY "source \"w\" {\n " WEB_KEYS " id { emial = \"x\" }\n}\n", 4,
     "namespace 'emial' is not in identity's order; valid: member, phone"},
    {IDENTITY "source \"w\" {\n " WEB_KEYS " id { member = \"\" }\n}\n", 4,
     "id 'member' names no field"},
    {"source \"w\" {\n " WEB_KEYS " attr { time = \"x\" }\n}\n", 3,
     "attribute 'time' has the name of a fixed column"},
    {"source \"w\" {\n " WEB_KEYS " attr { \"a b\" = \"x\" }\n}\n", 3,
     "'a b' cannot be a name: only letters, digits, _ - and . can"},
    {"source \"w\" {\n " WEB_KEYS " map \"evnt\" { a = \"b\" }\n}\n", 3,
     "map 'evnt' is for nothing of this source; did you mean event?; valid: event, channel, "
     "direction"},
    {"source \"w\" {\n " WEB_KEYS " map \"direction\" { a = \"b\" }\n}\n", 3,
     "unknown direction 'b'; valid: act, out, staff"},
    {"source \"w\" {\n " WEB_KEYS " time-sent = {\"s\", \"iso\"}\n}\n", 1,
     "source 'w' has no time-received; add time-received = {\"FIELD\", \"PATTERN\"}; time-sent "
     "needs it"},
    {"source \"w\" {\n " WEB_KEYS "\n dst = \"last\"\n}\n", 4,
     "unknown dst 'last'; valid: first, second, reject"},
    {"source \"w\" {\n " WEB_KEYS " attr { a = \"x\" }\n number { b = \"1.5\" }\n}\n", 4,
     "number: this source has no attribute 'b'; valid: a"},
    {"source \"w\" {\n " WEB_KEYS " attr { a = \"x\" }\n number { a = \"1.234\" }\n}\n", 4,
     "number 'a' = '1.234' is no clear example; write for example 1.234,56 or 1234.56"},
    {"source \"w\" {\n " WEB_KEYS " attr { a = \"x\" }\n boolean = {\"aa\"}\n}\n", 4,
     "boolean: this source has no attribute 'aa'; valid: a"},
    {"source \"w\" {\n " WEB_KEYS "\n rule \"x\" { match = {'(?<time>a)'} }\n}\n", 4,
     "group 'time' has the name of a fixed column; rename it, or let a key such as event-field "
     "take it"},
    {"source \"w\" {\n " WEB_KEYS "\n rule \"x\" { match = {'a'} field = \"\" }\n}\n", 4,
     "rule 'x': field names no field"},
    {"source \"w\" {\n " WEB_KEYS "\n rule \"x\" { match = {'a'}\n when { y = '(' } }\n}\n", 5,
     "when 'y': pattern: missing closing parenthesis at byte 2"},
    {"source \"w\" {\n " WEB_KEYS "\n rule \"x\" { match = {'a'} wenn { } }\n}\n", 4,
     "unknown key 'wenn' in rule; valid: match, unmatched, field, when"},
    {"source \"w\" {\n " WEB_KEYS "\n rule \"x\" { }\n}\n", 4,
     "rule 'x' has no pattern; add match = {'PATTERN'}"},
    {"source \"w\" {\n " WEB_KEYS "\n topic \"x\" { a = '(b' }\n}\n", 4,
     "topic 'x': pattern: missing closing parenthesis at byte 3"},
    {"source \"w\" {\n " WEB_KEYS "\n bots = 'x'\n}\n", 4,
     "bots needs bot-field = \"FIELD\", the user agent"},
    {"source \"w\" {\n " WEB_KEYS "\n}\njoin \"x\" {\n}\n", 5,
     "join 'x' has no file; add file = \"NAME.csv\""},
    {"source \"w\" {\n " WEB_KEYS
     "\n}\njoin \"x\" { file = f key = k on = chanel attr { a = b } }\n",
     5, "join 'x': no source has 'chanel'; did you mean channel?; valid: channel, event"},
    {"source \"w\" {\n " WEB_KEYS
     "\n}\njoin \"x\" { file = f key = k on = channel attr { time = b } }\n",
     5, "attribute 'time' has the name of a fixed column"},
    {"source \"w\" {\n " WEB_KEYS
     "\n}\njoin \"x\" { file = f key = k on = channel id { a = b } }\n",
     5, "namespace 'a' is not in identity's order"},
    {"source \"w\" {\n " WEB_KEYS
     "\n}\njoin \"x\" { file = f key = k on = channel attr { a = b }\n sources = {v} }\n",
     6, "join 'x': this study has no source 'v'; valid: w"},
    {"source \"w\" {\n " WEB_KEYS
     "\n}\njoin \"x\" { file = f key = k on = a attr { a = b }\n sources = {w} }\n",
     5, "join 'x': 'a' is what it is joined on"},
    {"source \"w\" {\n " WEB_KEYS "\n zone-names { EST = \"-5\" }\n}\n", 4,
     "zone-names: unknown time zone -5; valid: UTC, +08:00, names as Europe/London"},
    {"source \"w\" {\n " WEB_KEYS "\n zone-names { \"E T\" = \"UTC\" }\n}\n", 4,
     "zone-names: 'E T' is no abbreviation: letters only"},
    {"identity {\n order = {\"a\"}\n unique = {\"b\"}\n}\n", 3,
     "namespace 'b' is not in identity's order; valid: a"},
    {"identity {\n order = {\"a\"}\n device = {\"c\"}\n}\n", 3,
     "namespace 'c' is not in identity's order; valid: a"},
    {"identity {\n order = {\"a\"}\n transaction = {\"c\"}\n}\n", 3,
     "namespace 'c' is not in identity's order; valid: a"},
    {"identity {\n order = {\"a\"} unique = {\"a\"}\n device = {\"a\"}\n}\n", 3,
     "namespace 'a' can be only one of unique, device, transaction and group, once"},
    {"identity {\n order = {\"a\", \"a\"}\n}\n", 2, "namespace 'a' is given twice"},
    {"identity {\n order = {\"a\"}\n namespace \"b\" { }\n}\n", 3,
     "namespace 'b' is not in identity's order; valid: a"},
    {"identity {\n order = {\"a\"}\n namespace \"a\" {\n normalise = \"uper\" }\n}\n", 4,
     "unknown normalise 'uper'; did you mean upper?; valid: trim, lower, upper, email, phone, "
     "digits"},
    {"identity {\n look-back = \"long\"\n}\n", 2,
     "look-back 'long' is no duration; write for example 30min, 12h or 7d"},
    {"identity {\n max-ids = \"-1\"\n}\n", 2, "max-ids '-1' is no count; 0 means no limit"},
    {"channel \"web\" {\n kind = \"digitl\"\n}\n", 2,
     "unknown kind 'digitl'; did you mean digital?; valid: digital, assisted, physical, "
     "self-service"},
    {"event \"x\" {\n direction = \"ut\"\n}\n", 2,
     "unknown direction 'ut'; did you mean out?; valid: act, out, staff"},
    {"case \"ticket\" { }\n", 1, "case 'ticket' has no key; add key = \"NAMESPACE or ATTRIBUTE\""},
    {IDENTITY "source \"w\" { " WEB_KEYS
              " attr { sku = \"s\" } }\ncase \"c\" {\n key = \"sk\"\n}\n",
     5,
     "key 'sk' is no id namespace or attribute of this study; did you mean sku?; valid: "
     "member, phone, sku"},
    {"funnel \"f\" { }\n", 1, "funnel 'f' says nothing; add steps = '…'"},
    {"segment \"s\" {\n where = ' '\n}\n", 2, "segment 's' says nothing; add where = '…'"},
    {"consistency {\n gap = \"0\"\n}\n", 2, "gap must be longer than 0"},
    {"facts {\n lag = \"-1h\"\n}\n", 2, "lag must not be negative"},
    {"check {\n max-gap-days = \"1d\"\n}\n", 2, "max-gap-days '1d' is no whole number of days"},
    {"check {\n max-age = \"-2d\"\n}\n", 2, "max-age must not be negative"},
    {"check {\n max-orphans = \"200%\"\n}\n", 2,
     "max-orphans '200%' is no percentage; write for example 5%"},
    {"check {\n complete = {\"event\", \"shop:sku\"}\n}\n", 2,
     "complete: this study has no source 'shop'"},
    {"check {\n max-dupes = \"5%\"\n}\n", 2,
     "unknown key 'max-dupes' in check; valid: complete, min-completeness, max-rejects, "
     "max-duplicates, max-mojibake, max-age, max-gap-days, max-skew, max-orphans, max-top-id, "
     "origin"},
    {"report {\n max-rejects = \"5\"\n}\n", 2,
     "max-rejects '5' is no percentage; write for example 5%"},
    {"funnel \"main\" { steps = 'a > b' }\nreport { funnel = \"@mian\" }\n", 2,
     "this study has no funnel '@mian'; did you mean main?; valid: main"},
};

static void bad_studies_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_studies / sizeof *bad_studies; i++) {
        const struct bad *bad = &bad_studies[i];
        struct diag d = {0};
        struct study *study = open_text(bad->text, &d);
        if (study)
            fail_msg("taken as good: %s", bad->text);
        if (d.line != bad->line)
            fail_msg("line %llu, not %llu: %s: %s", (unsigned long long)d.line,
                     (unsigned long long)bad->line, bad->text, d.message);
        struct str expected = str_of(bad->message); // "…" at its end: and more
        if (str_ends(expected, STR("…"))) {
            expected.n -= strlen("…");
            assert_true(str_starts(str_of(d.message), expected));
        } else {
            assert_string_equal(d.message, bad->message);
        }
        assert_int_equal(d.fault, FAULT_USAGE);
        assert_true(str_ends(str_of(d.file), STR("/test.conf")));
    }
}

// Zones and patterns of time are text/'s to name; that and where it is refused is ours.
static void bad_times_are_refused(void **state)
{
    (void)state;
    static const struct bad cases[] = {
        {"\ntimezone = \"Asia/Shanghia\"\n", 2, "timezone: "},
        {"source \"w\" {\n " WEB_KEYS " zone = \"Mars\"\n}\n", 3, "zone: "},
        {"source \"w\" {\n time = {\"t\", \"%Q\"}\n}\n", 2, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag d = {0};
        assert_null(open_text(cases[i].text, &d));
        assert_int_equal(d.line, cases[i].line);
        assert_int_equal(d.fault, FAULT_USAGE);
        assert_true(str_starts(str_of(d.message), str_of(cases[i].message)));
    }
}

static void missing_file_is_io(void **state)
{
    (void)state;
    struct diag d = {0};
    assert_null(study_open("/nowhere/x.conf", &d));
    assert_int_equal(d.fault, FAULT_IO);
    assert_string_equal(d.message, "cannot open /nowhere/x.conf: No such file or directory");
    assert_null(study_open(directory, &d));
    assert_int_equal(d.fault, FAULT_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retail_is_read),
        cmocka_unit_test(telecom_is_read),
        cmocka_unit_test(names_are_known),
        cmocka_unit_test(words_of_steps),
        cmocka_unit_test(sample_shows_every_key),
        cmocka_unit_test(manual_examples_are_read),
        cmocka_unit_test(form_is_free),
        cmocka_unit_test(defaults_hold),
        cmocka_unit_test(bad_studies_are_refused),
        cmocka_unit_test(bad_times_are_refused),
        cmocka_unit_test(missing_file_is_io),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
