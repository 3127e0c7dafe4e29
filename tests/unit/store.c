// Stores and streams: what is written comes back, and whatever is damaged is reported, never
// believed.
#include "unit.h"

#include "base/vec.h"
#include "store/layout.h"
#include "store/store.h"
#include "store/stream.h"
#include "text/time.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char study_text[] =
    "timezone = \"Asia/Shanghai\"\n"
    "source \"s\" { files = {\"s.csv\"} time = {\"t\", \"iso\"} channel = \"web\" event = \"e\"\n"
    "  id { member = \"m\" } attr { amount = \"a\" never = \"n\" } }\n"
    "identity { order = {\"member\"} }\n";

struct files {
    char directory[64], store[96], stream[96], damaged[96], study[96];
};

static int set_up(void **state)
{
    struct files *f = calloc(1, sizeof *f);
    snprintf(f->directory, sizeof f->directory, "/tmp/wend-store.XXXXXX");
    if (!f || !mkdtemp(f->directory))
        return -1;
    snprintf(f->store, sizeof f->store, "%s/a.wend", f->directory);
    snprintf(f->stream, sizeof f->stream, "%s/a.tsv", f->directory);
    snprintf(f->damaged, sizeof f->damaged, "%s/b.wend", f->directory);
    snprintf(f->study, sizeof f->study, "%s/s.conf", f->directory);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct files *f = *state;
    unlink(f->store);
    unlink(f->stream);
    unlink(f->damaged);
    unlink(f->study);
    rmdir(f->directory);
    free(f);
    return 0;
}

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static void put_byte(const char *path, size_t at, int byte)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    putc(byte, file);
    assert_int_equal(fclose(file), 0);
}

static struct buf read_file(const char *path)
{
    struct buf bytes = {0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (int c; (c = getc(file)) != EOF;)
        buf_add_byte(&bytes, (char)c);
    fclose(file);
    return bytes;
}

// Rows of two customers and of nobody, in no order, with texts that need escapes.
static void fill(struct touchpoints *t)
{
    static const struct {
        int minute;
        const char *customer, *event, *amount;
    } row[] = {
        {5, "member:2", "pay", "3.50"}, {3, "", "look", "a\tb\nc\\d\r"},
        {1, "member:10", "look", ""},   {2, "member:2", "look", "\xe5\xba\x97"},
        {4, "member:10", "pay", "-1"},
    };
    touchpoints_init(t);
    size_t amount = touchpoints_column(t, STR("amount"));
    touchpoints_column(t, STR("never"));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        size_t at = touchpoints_row(t, row[i].minute * MINUTE + (i == 0), 10 - i);
        touchpoints_set(t, at, TP_CHANNEL, STR("web"));
        touchpoints_set(t, at, TP_EVENT, str_of(row[i].event));
        touchpoints_set(t, at, TP_CUSTOMER, str_of(row[i].customer));
        touchpoints_set(t, at, TP_FILE, STR("s.csv"));
        touchpoints_set(t, at, amount, str_of(row[i].amount));
    }
}

static const uint32_t order[] = {2, 4, 3, 0, 1}; // member:10, member:2, nobody

static void write_both(const struct files *f)
{
    struct diag d = {0};
    struct touchpoints t;
    struct study *study = study_parse(str_of(study_text), str_of(f->study), &d);
    assert_non_null(study);
    fill(&t);
    struct column *columns = calloc(t.column.n, sizeof *columns);
    struct frame frame = touchpoints_frame(&t, columns);
    assert_true(store_write(f->store, &frame, order, 5, study, STR("ledger"), STR("summary"), &d));
    FILE *out = fopen(f->stream, "w");
    assert_non_null(out);
    stream_write_header(out, &frame, true);
    stream_write_rows(out, &frame, order, 5, true);
    assert_int_equal(fclose(out), 0);
    write_file(f->study, study_text, sizeof study_text - 1);
    free(columns);
    touchpoints_free(&t);
    study_free(study);
}

// Header and rows of a stream that is not stitched are written apart: their columns must agree
// whatever a block holds.
static void blocks_of_a_parsed_stream_have_one_header(void **state)
{
    const struct files *f = *state;
    static const char *const directions[] = {"", "staff"};
    struct touchpoints t;
    struct column columns[TP_FIXED + 1];
    FILE *out = fopen(f->stream, "w");
    assert_non_null(out);
    touchpoints_init(&t);
    touchpoints_column(&t, STR("id.member"));
    struct frame frame = touchpoints_frame(&t, columns);
    stream_write_header(out, &frame, false);
    for (size_t i = 0; i < 2; i++) {
        touchpoints_set(&t, touchpoints_row(&t, 0, i), TP_DIRECTION, str_of(directions[i]));
        touchpoints_set(&t, 0, TP_CHANNEL, STR("web"));
        frame = touchpoints_frame(&t, columns);
        stream_write_rows(out, &frame, NULL, 1, false);
        touchpoints_clear_rows(&t);
    }
    touchpoints_free(&t);
    assert_int_equal(fclose(out), 0);
    struct buf text = read_file(f->stream);
    assert_string_equal(text.p, "time\tchannel\tevent\tdirection\tsource\tfile\tline\tid.member\n"
                                "1970-01-01T00:00:00Z\tweb\t\t\t\t\t\t\n"
                                "1970-01-01T00:00:00Z\tweb\t\tstaff\t\t\t1\t\n");
    buf_free(&text);
}

// Everything that journeys say, as text. False: something was reported.
static bool describe(struct journeys *j, struct buf *out, struct diag *d)
{
    buf_printf(out, "%zu customers, %zu rows, %s\n", j->customers, j->frame.rows,
               j->study ? j->study->timezone.p : "");
    for (size_t c = 0; c <= j->customers; c++)
        buf_printf(out, "%llu ", (unsigned long long)j->offset[c]);
    for (size_t c = 0; c < j->customers; c++)
        buf_printf(out, "%.*s ", STR_ARG(names_get(j->customer, (uint32_t)c + 1)));
    for (size_t row = 0; row < j->frame.rows; row++)
        buf_printf(out, "%lld %llu\n", (long long)j->frame.time[row],
                   (unsigned long long)frame_line(&j->frame, row));
    for (size_t i = 0; i < j->frame.columns; i++) {
        const struct column *c = frame_column(&j->frame, j->frame.column[i].name, d);
        if (!c)
            return false;
        buf_printf(out, "%.*s:", STR_ARG(c->name));
        for (size_t row = 0; row < j->frame.rows; row++)
            buf_printf(out, " %u=%.*s", c->code[row], STR_ARG(column_get(c, row)));
        buf_add_byte(out, '\n');
    }
    return true;
}

static void store_and_stream_say_the_same(void **state)
{
    const struct files *f = *state;
    struct buf a = {0}, b = {0};
    struct diag d = {0};
    write_both(f);
    struct journeys *store = journeys_open(f->store, NULL, &d);
    assert_non_null(store);
    assert_true(describe(store, &a, &d));
    struct journeys *stream = journeys_open(f->stream, f->study, &d);
    assert_non_null(stream);
    assert_true(describe(stream, &b, &d));
    assert_string_equal(a.p, b.p);
    assert_non_null(strstr(a.p, "2 customers, 5 rows, Asia/Shanghai\n0 2 4 member:10 member:2 "));
    assert_non_null(strstr(a.p, "event: 1=look 2=pay 1=look 2=pay 1=look\n"));
    assert_non_null(strstr(a.p, "amount: 0= 1=-1 4=\xe5\xba\x97 2=3.50 3=a\tb\nc\\d\r\n"));
    assert_non_null(strstr(a.p, "never: 0= 0= 0= 0= 0=\n"));
    assert_str(store->ledger, "ledger");
    assert_str(store->stitch_summary, "summary");
    journeys_close(store);
    journeys_close(stream);
    assert_true(store_verify(f->store, &d));
    buf_free(&a);
    buf_free(&b);
}

// Opens and describes; an answer must be the expected one, and a fault must be whole.
static void expect_same_or_fault(const char *path, const struct buf *expected, const char *what,
                                 size_t at)
{
    struct buf actual = {0};
    struct diag d = {0};
    struct journeys *j = journeys_open(path, NULL, &d);
    bool answered = j && describe(j, &actual, &d);
    if (answered && strcmp(actual.p, expected->p) != 0)
        fail_msg("%s at %zu changed the answer", what, at);
    if (!answered && (d.fault < FAULT_USAGE || !d.message[0]))
        fail_msg("%s at %zu: no fault said", what, at);
    journeys_close(j);
    buf_free(&actual);
}

static void damage_is_reported(void **state)
{
    const struct files *f = *state;
    struct buf expected = {0};
    struct diag d = {0};
    write_both(f);
    struct journeys *j = journeys_open(f->store, NULL, &d);
    assert_true(describe(j, &expected, &d));
    journeys_close(j);
    struct buf bytes = read_file(f->store);
    write_file(f->damaged, bytes.p, bytes.n);
    for (size_t at = 0; at < bytes.n; at++) {
        static const int flips[] = {1, 128, 255};
        for (size_t k = 0; k < 3; k++) {
            put_byte(f->damaged, at, bytes.p[at] ^ flips[k]);
            expect_same_or_fault(f->damaged, &expected, "a flip", at);
        }
        put_byte(f->damaged, at, bytes.p[at]);
    }
    for (size_t n = bytes.n; n-- > 0;) {
        assert_int_equal(truncate(f->damaged, (off_t)n), 0);
        j = journeys_open(f->damaged, NULL, &d);
        assert_null(j);
        assert_int_equal(d.fault, FAULT_IO);
        assert_non_null(strstr(d.message, "section '"));
    }
    buf_free(&bytes);
    buf_free(&expected);
}

// Rows enough for codes of every size, several blocks of checksums and several parts of a column.
enum { MANY = 600000, CUSTOMERS = 1000 };

static const struct {
    const char *name;
    uint32_t values; // different ones among the rows
} forms[] = {
    {"byte", 200}, {"pair", 40000}, {"four", 100000}, {"constant", 1}, {"each", CUSTOMERS}};

enum { FORMS = sizeof forms / sizeof *forms };

// What column k says of the row that is i-th in order.
static void form_value(char *text, size_t k, size_t i)
{
    size_t each = i / (MANY / CUSTOMERS);
    size_t number = k == 4 ? each * 7 % CUSTOMERS : i * 2654435761u % forms[k].values;
    snprintf(text, 20, "v%zu", number);
}

static void fill_many(struct touchpoints *t, uint32_t *place, uint64_t line)
{
    char text[20];
    touchpoints_init(t);
    for (size_t k = 0; k < FORMS; k++)
        assert_int_equal(touchpoints_column(t, str_of(forms[k].name)), TP_FIXED + k);
    for (size_t row = 0; row < MANY; row++) {
        size_t i = row * 7919 % MANY; // its place in the order
        place[i] = (uint32_t)row;
        assert_int_equal(touchpoints_row(t, (int64_t)i, line ? line + i : 0), row);
        snprintf(text, sizeof text, "c:%04zu", i / (MANY / CUSTOMERS));
        touchpoints_set(t, row, TP_CUSTOMER,
                        i / (MANY / CUSTOMERS) == CUSTOMERS - 1 ? STR("") : str_of(text));
        for (size_t k = 0; k < FORMS; k++) {
            form_value(text, k, i);
            touchpoints_set(t, row, TP_FIXED + k, str_of(text));
        }
    }
}

static void expect_many(struct journeys *j, uint64_t line)
{
    char text[20];
    struct diag d = {0};
    assert_int_equal(j->frame.rows, MANY);
    assert_int_equal(j->customers, CUSTOMERS - 1);
    for (size_t k = 0; k < FORMS; k++) {
        const struct column *c = frame_column(&j->frame, str_of(forms[k].name), &d);
        assert_non_null(c);
        assert_int_equal(c->names.count - 1, forms[k].values);
        for (size_t i = 0; i < MANY; i++) {
            form_value(text, k, i);
            assert_true(str_eq(column_get(c, i), str_of(text)));
        }
    }
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(j->frame.time[i], i);
        assert_int_equal(frame_line(&j->frame, i), line ? line + i : 0);
    }
    const struct column *who = frame_column(&j->frame, STR("customer"), &d);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(who->code[i], (i / (MANY / CUSTOMERS) + 1) % CUSTOMERS);
}

static void write_many(const struct files *f, uint64_t line)
{
    uint32_t *place = calloc(MANY, sizeof *place);
    struct diag d = {0};
    struct touchpoints t;
    struct column columns[TP_FIXED + FORMS];
    struct study *study = study_parse(str_of(study_text), str_of(f->study), &d);
    fill_many(&t, place, line);
    struct frame frame = touchpoints_frame(&t, columns);
    assert_true(store_write(f->store, &frame, place, MANY, study, STR(""), STR(""), &d));
    touchpoints_free(&t);
    study_free(study);
    free(place);
}

static void every_form_of_a_column_comes_back(void **state)
{
    const struct files *f = *state;
    static const uint64_t lines[] = {0, 1, UINT64_C(1) << 33};
    for (size_t l = 0; l < 3; l++) {
        struct diag d = {0};
        write_many(f, lines[l]);
        struct journeys *j = journeys_open(f->store, NULL, &d);
        assert_non_null(j);
        expect_many(j, lines[l]);
        journeys_close(j);
        assert_true(store_verify(f->store, &d));
    }
}

// The name of the section that has a byte; empty: what stands between them. offset: where it
// begins.
static struct str section_at(const struct buf *bytes, size_t place, uint64_t *offset)
{
    struct store_header h;
    memcpy(&h, bytes->p, sizeof h);
    *offset = place < sizeof h ? 0 : h.directory;
    if (place < sizeof h || place >= h.directory)
        return place < sizeof h ? STR("header") : STR("directory");
    for (uint64_t at = h.directory; at < h.directory + h.directory_length;) {
        struct store_entry e;
        memcpy(&e, bytes->p + at, sizeof e);
        *offset = e.offset;
        if (place >= e.offset && place < e.offset + e.length)
            return (struct str){bytes->p + at + sizeof e, e.name_length};
        at += sizeof e + ((uint64_t)e.name_length + 7) / 8 * 8;
    }
    return STR("");
}

// wend check STORE names the very section, wherever a byte of a large store is wrong.
static void verification_names_the_section(void **state)
{
    const struct files *f = *state;
    write_many(f, 1);
    struct buf bytes = read_file(f->store);
    uint32_t seed = 1;
    for (size_t i = 0; i < 200; i++) {
        uint64_t offset;
        struct diag d = {0};
        struct buf expected = {0};
        seed = seed * 1664525u + 1013904223u;
        size_t at = i % 4 ? (size_t)((uint64_t)seed * bytes.n >> 32) : bytes.n - 1 - i * 3;
        struct str name = section_at(&bytes, at, &offset);
        put_byte(f->store, at, bytes.p[at] ^ (1 << i % 8));
        bool whole = store_verify(f->store, &d);
        assert_int_equal(whole, name.n == 0);
        buf_printf(&expected, "section '%.*s' damaged at offset %llu", STR_ARG(name),
                   (unsigned long long)offset);
        if (!whole && !strstr(d.message, expected.p))
            fail_msg("byte %zu: %s instead of %s", at, d.message, expected.p);
        buf_free(&expected);
        put_byte(f->store, at, bytes.p[at]);
    }
    buf_free(&bytes);
}

// Set the last eight bytes of a section to ones and sign the file anew.
static bool craft_section(struct buf *bytes, const char *name)
{
    struct store_header h;
    memcpy(&h, bytes->p, sizeof h);
    for (uint64_t at = h.directory; at < h.directory + h.directory_length;) {
        struct store_entry e;
        memcpy(&e, bytes->p + at, sizeof e);
        bool found = e.name_length == strlen(name) &&
                     memcmp(bytes->p + at + sizeof e, name, (size_t)e.name_length) == 0;
        if (found) {
            size_t n = e.length < 8 ? (size_t)e.length : 8;
            memset(bytes->p + e.offset + e.length - n, 0xff, n);
            e.checksum = store_checksum(bytes->p + e.offset, (size_t)e.length);
            memcpy(bytes->p + at, &e, sizeof e);
            h.directory_checksum =
                store_checksum(bytes->p + h.directory, (size_t)h.directory_length);
            h.checksum = store_checksum(&h, offsetof(struct store_header, checksum));
            memcpy(bytes->p, &h, sizeof h);
            return true;
        }
        at += sizeof e + (e.name_length + 7) / 8 * 8;
    }
    return false;
}

// Damage that its author has signed: every checksum is right, the values are not.
static void crafted_values_are_refused(void **state)
{
    const struct files *f = *state;
    static const char *const victims[] = {"code event", "start event", "offset", "shape"};
    for (size_t v = 0; v < sizeof victims / sizeof *victims; v++) {
        write_both(f);
        struct buf bytes = read_file(f->store);
        assert_true(craft_section(&bytes, victims[v]));
        write_file(f->damaged, bytes.p, bytes.n);
        struct buf text = {0};
        struct diag d = {0};
        struct journeys *j = journeys_open(f->damaged, NULL, &d);
        assert_false(j && describe(j, &text, &d));
        assert_int_equal(d.fault, FAULT_IO);
        journeys_close(j);
        buf_free(&text);
        buf_free(&bytes);
    }
}

static void read_text(const struct files *f, const char *text, const char *message)
{
    struct touchpoints t;
    struct diag d = {0};
    struct buf line = {0};
    bool stitched;
    write_file(f->stream, text, strlen(text));
    touchpoints_init(&t);
    assert_false(stream_read(f->stream, &t, &stitched, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    diag_line(&line, &d);
    assert_string_equal(line.p + strlen(f->stream), message);
    buf_free(&line);
    touchpoints_free(&t);
}

static void faults_of_streams_have_a_place(void **state)
{
    const struct files *f = *state;
    read_text(f, "", ": empty input: no header");
    read_text(f, "hello\n",
              ":1:1: not a stream: its header must start with time, channel and event, separated "
              "by tabs; 'wend parse' makes one");
    read_text(f, "time\tchannel\teventual\n",
              ":1:1: not a stream: its header must start with time, channel and event, separated "
              "by tabs; 'wend parse' makes one");
    read_text(f, "time\tchannel\tevent\ta\ta\n", ":1:22: column a stands there twice");
    read_text(f, "time\tchannel\tevent\t\n", ":1:20: a column has no name");
    read_text(f, "time\tchannel\tevent\n2024-01-01T00:00:00Z\tweb\n",
              ":2:25: 2 fields, but the header names 3");
    read_text(f, "time\tchannel\tevent\n2024-01-01T00:00:00Z\tweb\te\tx\n",
              ":2:27: 4 fields, but the header names 3");
    read_text(f, "time\tchannel\tevent\n2024-01-01T00:00:00Z\tweb\te\n2024-13-01T00:00:00Z\tw\te\n",
              ":3:1: not a time: '2024-13-01T00:00:00Z'; expected the form 2024-03-01T01:00:00Z");
    read_text(f, "time\tchannel\tevent\tline\n2024-01-01T00:00:00Z\tweb\te\t-1\n",
              ":2:28: not a line number: '-1'");
}

static void a_stream_is_sorted_by_time_and_seq(void **state)
{
    const struct files *f = *state;
    static const char text[] = "time\tchannel\tevent\tcustomer\tseq\n"
                               "2024-01-01T00:00:00Z\tw\tc\tb\t10\n"
                               "2024-01-01T00:00:00Z\tw\tb\tb\t9\n"
                               "2024-01-02T00:00:00Z\tw\tx\t\t1\n"
                               "2023-01-01T00:00:00Z\tw\ta\tb\t99\n"
                               "2024-01-01T00:00:00Z\tw\tz\ta\t1";
    struct diag d = {0};
    write_file(f->stream, text, sizeof text - 1);
    struct journeys *j = journeys_open(f->stream, NULL, &d);
    assert_non_null(j);
    const struct column *event = frame_column(&j->frame, STR("event"), &d);
    static const char *const expected[] = {"z", "a", "b", "c", "x"};
    for (size_t i = 0; i < 5; i++)
        assert_str(column_get(event, i), expected[i]);
    assert_int_equal(j->customers, 2);
    assert_int_equal(j->offset[2], 4);
    size_t customer;
    assert_true(journeys_find(j, STR("b"), &customer, &d));
    assert_int_equal(customer, 1);
    assert_false(journeys_find(j, STR("c"), &customer, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    journeys_close(j);
}

static void a_header_alone_is_no_customers(void **state)
{
    const struct files *f = *state;
    static const char text[] = "time\tchannel\tevent\tcustomer\n";
    struct diag d = {0};
    write_file(f->stream, text, sizeof text - 1);
    struct journeys *j = journeys_open(f->stream, NULL, &d);
    assert_non_null(j);
    assert_int_equal(j->customers, 0);
    assert_int_equal(j->frame.rows, 0);
    assert_int_equal(j->offset[0], 0);
    journeys_close(j);
    write_file(f->stream, "time\tchannel\tevent\n", 19);
    assert_null(journeys_open(f->stream, NULL, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    assert_non_null(strstr(d.message, "run wend stitch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store_and_stream_say_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blocks_of_a_parsed_stream_have_one_header, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_form_of_a_column_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(verification_names_the_section, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_reported, set_up, tear_down),
        cmocka_unit_test_setup_teardown(crafted_values_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_of_streams_have_a_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stream_is_sorted_by_time_and_seq, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_header_alone_is_no_customers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
