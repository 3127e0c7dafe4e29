// The detector on tables of known shape: it is right, or it says that it is not sure.
#define _GNU_SOURCE // memfd_create
#include "unit.h"

#include "base/buf.h"
#include "ingest/detect.h"
#include "model/study.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ROWS = 60 };

static uint32_t draw(uint64_t *seed, uint32_t below) // splitmix64
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) % below);
}

// How times are written. In zone +00:00; of those with a minute at the end the seconds are 0.
static const struct form {
    const char *name, *date, *clock; // clock: of a column of its own
    int64_t unit;                    // the instant is cut to it
    bool ordered;                    // the order of day and month needs evidence
} forms[] = {
    {"iso", "%Y-%m-%dT%H:%M:%S+00:00", NULL, SECOND, false},
    {"iso", "%Y-%m-%d %H:%M:%S", NULL, SECOND, false},
    {"iso", "%Y-%m-%d", NULL, DAY, false},
    {"compact", "%Y%m%d", NULL, DAY, false},
    {"epoch", "E", NULL, SECOND, false},
    {"epoch-ms", "E000", NULL, SECOND, false},
    {"epoch-us", "E000000", NULL, SECOND, false},
    {"apache", "%d/%b/%Y:%H:%M:%S +0000", NULL, SECOND, false},
    {"rfc2822", "Mon, %d %b %Y %H:%M:%S +0000", NULL, SECOND, false},
    {"dotted", "%d.%m.%Y %H:%M", NULL, MINUTE, true},
    {"english", "%d/%m/%Y %H:%M:%S", NULL, SECOND, true},
    {"american", "%m/%d/%Y %I:%M %p", NULL, MINUTE, true},
    {"short", "%m/%d/%y %H:%M", NULL, MINUTE, true},
    {"japanese", "%Y/%m/%d %H:%M:%S", NULL, SECOND, false},
    {"named", "%d-%b-%Y %H:%M", NULL, MINUTE, false},
    {"month first", "%b %d, %Y %I:%M:%S %p", NULL, SECOND, false},
    {"chinese", "%Y年%m月%d日 %H时%M分", NULL, MINUTE, false},
    {"split", "%Y-%m-%d", "%H:%M", MINUTE, false},
    {"split", "%d.%m.%Y", "%H:%M:%S", SECOND, true},
    {"split", "%m/%d/%Y", "%I:%M %p", MINUTE, true},
    {"zone", "%Y-%m-%d %H:%M:%S UTC", NULL, SECOND, false},
};
enum { FORMS = sizeof forms / sizeof *forms };

static void write_time(struct buf *out, const char *form, int64_t utc)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_of_micro(utc);
    for (const char *p = form; *p; p++) {
        if (*p == 'E')
            buf_printf(out, "%lld", (long long)(utc / SECOND));
        else if (*p != '%')
            buf_add_byte(out, *p);
        else if (*++p == 'Y')
            buf_printf(out, "%04d", c.year);
        else if (*p == 'y')
            buf_printf(out, "%02d", c.year % 100);
        else if (*p == 'b')
            buf_add(out, str_of(months[c.month - 1]));
        else if (*p == 'p')
            buf_add(out, c.hour < 12 ? STR("AM") : STR("PM"));
        else
            buf_printf(out, "%02d",
                       *p == 'm'   ? c.month
                       : *p == 'd' ? c.day
                       : *p == 'H' ? c.hour
                       : *p == 'I' ? (c.hour + 11) % 12 + 1
                       : *p == 'M' ? c.minute
                                   : c.second);
    }
}

// A language with the encodings that it is written in, and some of its words.
static const struct tongue {
    const char *encoding, *words[4];
} tongues[] = {
    {"UTF-8", {"plain words", "Größe über Maß", "加入购物车", "more, of it"}},
    {"UTF-8", {"all of it", "is plain", "ASCII; here", "and | there"}},
    {"UTF-16", {"加入购物车", "Größe", "one: two", "x"}},
    {"GB18030", {"在上海的门店购买", "会员说商品很好", "已经收到，谢谢", "订单还没有发货"}},
    {"BIG5", {"我們的門市在台北", "會員說商品很好", "已經收到謝謝你", "訂單還沒有出貨"}},
    {"SHIFT_JIS",
     {"カートにいれました", "とどきました", "ありがとうございます", "みせでかいました"}},
    {"WINDOWS-1252", {"Größe über Maß", "schöne Grüße", "für die Tür", "Käufer möchten"}},
};
enum { TONGUES = sizeof tongues / sizeof *tongues };

struct shape {
    const struct form *form;
    const struct tongue *tongue;
    char delimiter;
    bool header, quote_all, crlf, settled; // settled: a day above 12 is there
    size_t rows, columns, column[8];       // which column stands where
    int64_t time[ROWS];
};

enum { TIME, CLOCK, EVENT, USER, MAIL, AMOUNT, NOTE, EMPTY };
static const char *const names[] = {"time",  "clock",  "event", "user_id",
                                    "email", "amount", "note",  "unused"};

static struct shape shape_of(uint64_t *seed)
{
    static const char delimiters[] = ",,,;;\t\t|^~#";
    struct shape s = {.form = &forms[draw(seed, FORMS)],
                      .tongue = &tongues[draw(seed, TONGUES)],
                      .delimiter = delimiters[draw(seed, sizeof delimiters - 1)],
                      .header = draw(seed, 3) > 0,
                      .quote_all = draw(seed, 4) == 0,
                      .crlf = draw(seed, 4) == 0,
                      .rows = 4 + draw(seed, ROWS - 4)};
    if (strcmp(s.form->name, "chinese") == 0) // not every encoding has its letters
        s.tongue = &tongues[draw(seed, 2) * 3];
    if (strcmp(s.tongue->encoding, "SHIFT_JIS") == 0 && s.delimiter == '~')
        s.delimiter = '^'; // that byte is an overline there
    for (size_t i = 0; i < 8; i++)
        if (i != CLOCK || s.form->clock)
            s.column[s.columns++] = i;
    for (size_t i = s.columns; i > 1; i--) { // shuffle; a clock stays behind its date
        size_t k = draw(seed, (uint32_t)i), kept = s.column[i - 1];
        if (s.form->clock)
            break;
        s.column[i - 1] = s.column[k];
        s.column[k] = kept;
    }
    bool early = draw(seed, 3) == 0; // all days up to 12
    int64_t day = (int64_t)(19700 + draw(seed, 300)) * DAY;
    for (size_t i = 0; i < s.rows; i++) {
        s.time[i] = day + (int64_t)draw(seed, 90) * DAY + (int64_t)draw(seed, 86400) * SECOND;
        struct civil c = civil_of_micro(s.time[i]);
        if (early && c.day > 12)
            s.time[i] -= 12 * DAY + (c.day > 24 ? 12 * DAY : 0);
        c = civil_of_micro(s.time[i]);
        if (early && c.day > 12)
            s.time[i] -= 8 * DAY;
        s.time[i] -= s.time[i] % s.form->unit;
        c = civil_of_micro(s.time[i]);
        s.settled = s.settled || c.day > 12;
    }
    return s;
}

static void write_cell(struct buf *out, const struct shape *s, struct str cell)
{
    bool quote = s->quote_all;
    for (size_t i = 0; i < cell.n; i++)
        quote = quote || cell.p[i] == s->delimiter || cell.p[i] == '"' || cell.p[i] == '\n';
    if (quote)
        buf_add_byte(out, '"');
    buf_add(out, cell);
    if (quote)
        buf_add_byte(out, '"');
}

static void write_row(struct buf *out, const struct shape *s, size_t row, uint64_t *seed)
{
    static const char *const events[] = {"view", "cart", "pay", "return"};
    struct buf cell = {0};
    for (size_t i = 0; i < s->columns; i++) {
        buf_clear(&cell);
        switch (s->column[i]) {
        case TIME:
            write_time(&cell, s->form->date, s->time[row]);
            break;
        case CLOCK:
            write_time(&cell, s->form->clock, s->time[row]);
            break;
        case EVENT:
            buf_add(&cell, str_of(events[draw(seed, 4)]));
            break;
        case USER:
            buf_printf(&cell, "u%u", 100 + draw(seed, 50));
            break;
        case MAIL:
            buf_printf(&cell, "p%u@example.com", draw(seed, 40));
            break;
        case AMOUNT:
            buf_printf(&cell, "%u.%02u", draw(seed, 200), draw(seed, 100));
            break;
        case NOTE:
            buf_add(&cell, str_of(s->tongue->words[draw(seed, 4)]));
            break;
        default:
            break;
        }
        if (i)
            buf_add_byte(out, s->delimiter);
        write_cell(out, s, buf_str(&cell));
    }
    buf_add(out, s->crlf ? STR("\r\n") : STR("\n"));
    buf_free(&cell);
}

static struct buf text_of(const struct shape *s, uint64_t *seed)
{
    struct buf text = {0};
    for (size_t i = 0; s->header && i < s->columns; i++) {
        if (i)
            buf_add_byte(&text, s->delimiter);
        write_cell(&text, s, str_of(names[s->column[i]]));
    }
    if (s->header)
        buf_add(&text, s->crlf ? STR("\r\n") : STR("\n"));
    for (size_t i = 0; i < s->rows; i++)
        write_row(&text, s, i, seed);
    return text;
}

// The text in another encoding as a file. It ends the test that it cannot be written.
static int file_of(struct str text, const char *encoding)
{
    iconv_t to = iconv_open(encoding, "UTF-8");
    assert_true(to != (iconv_t)-1);
    char *out = malloc(text.n * 4 + 16), *p = out, *in = (char *)text.p;
    size_t left = text.n, room = text.n * 4 + 16;
    assert_true(iconv(to, &in, &left, &p, &room) != (size_t)-1);
    iconv_close(to);
    int fd = memfd_create("table", 0);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, out, (size_t)(p - out)), p - out);
    free(out);
    return fd;
}

struct score {
    size_t right, unsure, wrong;
};

// Whether the words of the tongue come out of the column where they stand.
static bool reads_words(const struct shape *s, const struct detection *x)
{
    for (size_t i = 0; i < s->columns; i++) {
        if (s->column[i] != NOTE)
            continue;
        for (uint32_t code = 1; code < x->field.p[i].values.count; code++) {
            bool known = false;
            for (size_t k = 0; k < 4; k++)
                known = known ||
                        str_eq(dict_get(&x->field.p[i].values, code), str_of(s->tongue->words[k]));
            if (!known)
                return false;
        }
    }
    return true;
}

// Whether the chosen pattern reads each time of the table as what it was.
static bool reads_times(const struct shape *s, const struct when_guess *w)
{
    struct time_pattern *pattern = time_pattern_open(w->pattern, NULL);
    struct zone *zone = zone_open(STR("UTC"), NULL);
    bool good = pattern != NULL;
    for (size_t i = 0; good && i < s->rows; i++) {
        struct buf text = {0};
        int64_t utc = 0;
        write_time(&text, s->form->date, s->time[i]);
        if (s->form->clock) {
            buf_add_byte(&text, ' ');
            write_time(&text, s->form->clock, s->time[i]);
        }
        good = time_parse(pattern, zone, buf_str(&text), &utc) == TIME_FINE && utc == s->time[i];
        buf_free(&text);
    }
    zone_close(zone);
    time_pattern_close(pattern);
    return good;
}

static bool ids_are_right(const struct shape *s, const struct roles *roles)
{
    for (vec_each(const struct id_guess, id, &roles->id)) {
        size_t what = s->column[id->field];
        if (!(what == MAIL && str_eq(id->space, STR("email"))) &&
            !(what == USER && str_eq(id->space, STR("user"))))
            return false;
    }
    return roles->event.field == SIZE_MAX || s->column[roles->event.field] == EVENT;
}

static void judge(const struct shape *s, const struct sniff *sniff, const struct detection *x,
                  const struct roles *roles, struct score *score, uint64_t seed)
{
    const struct when_guess *w = &roles->when;
    bool cut = sniff->kind == SNIFF_DELIMITED && sniff->spec.delimiter == s->delimiter &&
               sniff->spec.header == s->header && sniff->fields == s->columns;
    bool time = w->result == WHEN_FOUND && s->column[w->field[0]] == TIME &&
                w->fields == (s->form->clock ? 2U : 1U) && reads_times(s, w);
    bool said = sniff->kind == SNIFF_UNKNOWN || sniff->rival || !sniff->encoding.sure ||
                (sniff->kind == SNIFF_DELIMITED && !sniff->header_sure) || w->result != WHEN_FOUND;
    if (cut && time && reads_words(s, x) && ids_are_right(s, roles)) {
        // Without evidence an order of day and month cannot be right but by chance.
        assert_true(!s->form->ordered || s->settled);
        score->right++;
    } else if (said) {
        score->unsure++;
    } else {
        score->wrong++;
        print_message(
            "seed %llu: %s, %s, delimiter %c, header %d, %zu rows: kind %d, delimiter %c, "
            "header %d, encoding %.*s, time %d %.*s\n",
            (unsigned long long)seed, s->form->name, s->tongue->encoding, s->delimiter, s->header,
            s->rows, sniff->kind, sniff->spec.delimiter, sniff->spec.header,
            STR_ARG(sniff->encoding.name), w->result, STR_ARG(w->pattern));
    }
}

static void table(uint64_t number, struct score *score)
{
    uint64_t seed = number;
    struct shape s = shape_of(&seed);
    struct buf text = text_of(&s, &seed);
    int fd = file_of(buf_str(&text), s.tongue->encoding);
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct sniff sniff;
    struct diag d = {0};
    assert_true(sniff_file(&sniff, path, &d));
    struct detection x = {.records = 0};
    struct roles roles;
    struct record_spec spec = sniff.spec;
    spec.names = sniff.kind == SNIFF_PAIRS ? sniff.names.p : NULL;
    spec.name_count = sniff.kind == SNIFF_PAIRS ? sniff.names.n : 0;
    if (sniff.kind != SNIFF_UNKNOWN)
        detect_file(&x, path, sniff.encoding.name, &spec, 0, SNIFF_RECORDS, SIZE_MAX);
    roles_find(&roles, &x);
    judge(&s, &sniff, &x, &roles, score, number);
    roles_free(&roles);
    detect_free(&x);
    sniff_free(&sniff);
    buf_free(&text);
    close(fd);
}

static void tables(void **state)
{
    (void)state;
    enum { TABLES = 1500 };
    struct score score = {0};
    const char *only = getenv("DETECT_SEED");
    for (uint64_t i = 1; i <= TABLES; i++)
        if (!only || i == strtoull(only, NULL, 10))
            table(i, &score);
    print_message("right %zu, unsure %zu, wrong %zu\n", score.right, score.unsure, score.wrong);
    assert_int_equal(score.wrong, 0);
    assert_true(only || score.right * 10 >= TABLES * 6);
}

// What study_quote writes is read as the same text, as the name of a file, a field and a title.
static void quoted_texts_come_back(void **state)
{
    (void)state;
    static const char *const parts[] = {"\"", "'",  "\\", "${HOME}", "$",  "{",  "}",
                                        "#",  "//", "/*", "*/",      "\n", "\r", "\t",
                                        " ",  "=",  ",",  "a",       "门", "|",  "\\n"};
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        struct buf text = {0}, quoted = {0}, study_text = {0};
        for (uint32_t n = 1 + draw(&seed, 8); n; n--)
            buf_add(&text, str_of(parts[draw(&seed, sizeof parts / sizeof *parts)]));
        assert_true(study_quotable(buf_str(&text)));
        study_quote(&quoted, buf_str(&text));
        buf_printf(
            &study_text,
            "source %s { files = {%s, \"x\"} time = {%s, \"iso\"} channel = %s event = \"e\" }",
            quoted.p, quoted.p, quoted.p, quoted.p);
        struct diag d = {0};
        struct study *study = study_parse(buf_str(&study_text), STR("quoted"), &d);
        if (!study)
            fail_msg("%s: %s", quoted.p, d.message);
        const struct study_source *s = &study->sources[0];
        assert_true(str_eq(s->name, buf_str(&text)));
        assert_true(str_eq(s->files.p[0], buf_str(&text)));
        assert_true(str_eq(s->time.fields.p[0], buf_str(&text)));
        assert_true(str_eq(s->channel, buf_str(&text)));
        study_free(study);
        buf_free(&text);
        buf_free(&quoted);
        buf_free(&study_text);
    }
    assert_false(study_quotable(STR("\x01")));
    assert_false(study_quotable(STR("\x7f")));
    assert_false(study_quotable(STR("\xe9")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tables),
                                       cmocka_unit_test(quoted_texts_come_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
