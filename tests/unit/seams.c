// Formats whose records hang on what was read before them, by parts: JSON within arrays and on
// lines that go on, several patterns, continued lines, #Fields that change. Tiny parts, so that
// every kind of record stands at a cut, must give what one reader gives from the front.
#include "unit.h"

#include "base/mem.h"
#include "ingest/ingest.h"
#include "ingest/spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[] = "/tmp/wend-seams.XXXXXX";

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

// What became of the records, as text: a line each.
struct account {
    struct buf rows, rejects;
    uint64_t lines, read;
};

static void add_row(struct account *a, uint64_t line, struct str event, struct str x)
{
    buf_printf(&a->rows, "%llu ", (unsigned long long)line);
    buf_add(&a->rows, event);
    buf_add_byte(&a->rows, '|');
    buf_add(&a->rows, x);
    buf_add_byte(&a->rows, '\n');
}

static void add_reject(struct account *a, uint64_t line, uint64_t offset, struct str code,
                       struct str raw)
{
    buf_printf(&a->rejects, "%llu %llu %.*s ", (unsigned long long)line, (unsigned long long)offset,
               STR_ARG(code));
    buf_add(&a->rejects, raw);
    buf_add_byte(&a->rejects, '\n');
}

static struct str named(struct reader *r, const struct record *record, const char *name)
{
    size_t count;
    const struct str *names = reader_names(r, &count);
    for (size_t i = 0; i < count && i < record->fields; i++)
        if (str_eq(names[i], str_of(name)))
            return record->field[i];
    return STR("");
}

static bool is_number(struct str s)
{
    uint64_t number;
    return str_to_u64(str_trim(s), &number);
}

// The naive reference: one reader, from the front; t, e and x are the mapping.
static struct account read_alone(const struct study *study)
{
    struct account a = {0};
    struct arena arena = {0};
    struct diag d = {0};
    struct record_spec spec = spec_of(&study->sources[0], &arena);
    struct reader *r = reader_open(input_open("s", STR(""), &d), &spec, &d);
    if (!r)
        fail_msg("%s", d.message);
    struct record record;
    while (reader_next(r, &record, &d) == READER_RECORD) {
        a.read++;
        struct str code = STR("");
        if (record.fault)
            code = str_of(record_fault_code(record.fault));
        else if (!is_number(named(r, &record, "t")))
            code = STR("bad-time");
        else if (str_trim(named(r, &record, "e")).n == 0)
            code = STR("empty-event");
        if (code.n)
            add_reject(&a, record.line, record.offset, code, record.raw);
        else
            add_row(&a, record.line, str_trim(named(r, &record, "e")), named(r, &record, "x"));
    }
    a.lines = reader_lines(r);
    reader_close(r);
    arena_free(&arena);
    return a;
}

static void on_reject(void *context, const struct reject *r)
{
    add_reject(context, r->line, r->offset, r->code, r->raw);
}

static bool on_block(void *context, struct touchpoints *block, struct diag *d)
{
    (void)d;
    const struct touchpoint_column *e = &block->column.p[TP_EVENT], *x = &block->column.p[TP_FIXED];
    for (size_t i = 0; i < block->time.n; i++)
        add_row(context, block->line.p[i], dict_get(&e->dict, e->code.p[i]),
                dict_get(&x->dict, x->code.p[i]));
    return true;
}

static struct account read_by_parts(struct study *study, unsigned threads, size_t bytes)
{
    struct account a = {0};
    struct diag d = {0};
    struct ledger ledger = {0};
    struct ingest_options options = {.threads = threads,
                                     .part_bytes = bytes,
                                     .on_reject = on_reject,
                                     .on_block = on_block,
                                     .context = &a};
    if (!ingest(study, &options, NULL, &ledger, &d))
        fail_msg("%s", d.message);
    a.lines = ledger.file.p[0].lines;
    a.read = ledger.file.p[0].read;
    ledger_free(&ledger);
    return a;
}

static void free_account(struct account *a)
{
    buf_free(&a->rows);
    buf_free(&a->rejects);
}

static void write_file(struct buf *text)
{
    FILE *f = fopen("s", "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text->p, 1, text->n, f), text->n);
    fclose(f);
    buf_free(text);
}

static void compare(const char *format, size_t least)
{
    static const size_t bytes[] = {700, 5000, 40000, 400000};
    struct diag d = {0};
    struct buf text = {0};
    buf_printf(&text,
               "timezone = \"UTC\"\nsource \"s\" { files = {\"s\"} %s\n time = {\"t\", \"epoch\"}"
               " channel = \"web\" event-field = \"e\" attr { x = \"x\" } duplicates = \"none\" }",
               format);
    struct study *study = study_parse(buf_str(&text), STR("s.conf"), &d);
    if (!study)
        fail_msg("%s", d.message);
    struct account alone = read_alone(study);
    for (unsigned threads = 1; threads <= 3; threads++)
        for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
            if (bytes[i] < least)
                continue;
            struct account parts = read_by_parts(study, threads, bytes[i]);
            assert_int_equal(parts.read, alone.read);
            assert_int_equal(parts.lines, alone.lines);
            assert_true(str_eq(buf_str(&parts.rows), buf_str(&alone.rows)));
            assert_true(str_eq(buf_str(&parts.rejects), buf_str(&alone.rejects)));
            free_account(&parts);
        }
    assert_true(alone.read > 100 && alone.rows.n > 1000);
    free_account(&alone);
    study_free(study);
    buf_free(&text);
}

static void add(struct buf *out, const char *text)
{
    buf_add(out, str_of(text));
}

static void add_json(struct buf *out, int row, bool wild)
{
    const char *space = draw(3) ? "" : "  ";
    switch (draw(wild ? 16 : 6)) {
    case 0:
        buf_printf(out, "%s{\"t\":%d,\"e\":\"e%u\",\"x\":\"a\\\"b\\\\\"}", space, row, draw(9));
        break;
    case 1: // within it, what looks like records
        buf_printf(out, "{\"t\":%d,\"e\":\"n\",\"y\":[\n", row);
        for (unsigned n = draw(60); n > 0; n--)
            add(out, "{\"t\":1,\"e\":\"fake\",\"x\":\"row\"},\n");
        add(out, "{}],\"x\":\"nest\"}");
        break;
    case 2:
        buf_printf(out, "{\"t\":%d,\"e\":\"a\"} {\"t\":%d,\"e\":\"b\"}", row, row);
        break;
    case 3:
        buf_printf(out, "{\n  \"t\": %d,\r\n  \"e\": \"pretty\",\n  \"x\": {\"k\": 1}\n}", row);
        break;
    case 6:
        add(out, draw(2) ? "[" : "]");
        break;
    case 7:
        add(out, "{\"t\":1,\"e\":\"cut");
        break;
    case 8: // takes the lines with it that are indented more
        buf_printf(out, "%s{\n%s  \"e\": oops,\n%s  \"x\": [1,\n%s  2],\n%s}", space, space, space,
                   space, space);
        break;
    case 9:
        add(out, "no json {\"t\":1}");
        break;
    case 10:
        add(out, "{\"t\":2,\"e\":\"\xFF\"}");
        break;
    case 11:
        add(out, " \t\n\n  ");
        break;
    case 12:
        add(out, "{\"t\":\"x\",\"e\":\"bad time\"},");
        break;
    case 13:
        add(out, "}]{\"t\":");
        break;
    case 14:
        if (draw(300) == 0) {
            add(out, "{\"e\":\"");
            buf_add_bytes(out, 'z', 1100000);
            if (draw(2))
                add(out, "\",\"x\":[\n");
        }
        break;
    default:
        buf_printf(out, "%s{\"t\":%d,\"e\":\"e%u\",\"x\":\"%u\"}%s", space, row, draw(9), draw(999),
                   draw(9) ? "" : ",");
    }
    add(out, draw(20) ? "\n" : "\r\n");
}

static void json_lines_and_values(void **unused)
{
    (void)unused;
    for (unsigned seed = 1; seed <= 5; seed++) {
        struct buf out = {0};
        state = seed;
        if (seed % 3 == 1)
            add(&out, "[\n");
        for (int row = 1; row < 1000; row++)
            add_json(&out, row, seed > 2);
        if (seed % 3 == 1)
            add(&out, "]");
        write_file(&out);
        compare("format = \"json\"", 700);
    }
}

// An array on one line has nothing to be cut at; a record that never ends is passed over.
static void json_without_lines(void **unused)
{
    (void)unused;
    struct buf out = {0};
    add(&out, "[");
    for (int row = 1; row < 3000; row++)
        buf_printf(&out, "{\"t\":%d,\"e\":\"e\",\"x\":\"%d\"},", row, row);
    add(&out, "]\n{\"t\":7,\"x\":[");
    for (int i = 0; i < 200000; i++)
        add(&out, "[{}],\n ");
    add(&out, "\n{\"t\":8,\"e\":\"behind\"}\n");
    write_file(&out);
    compare("format = \"json\"", 400000);
}

// Both patterns match most lines and give other fields: which one does hangs on the line before.
static void several_patterns(void **unused)
{
    (void)unused;
    for (unsigned seed = 1; seed <= 4; seed++) {
        struct buf out = {0};
        state = seed;
        for (int row = 1; row < 2500; row++) {
            unsigned kind = draw(seed % 2 ? 400 : 8);
            if (kind == 0)
                buf_printf(&out, "%d left! %u\n", row, draw(99));
            else if (kind == 1)
                buf_printf(&out, "%d %u right!\n", row, draw(99));
            else if (kind == 2)
                add(&out, seed % 3 ? "neither\n" : "\tgoes on\n and on\n\n");
            else
                buf_printf(&out, "%d either%u way%u\n", row, draw(9), draw(9));
        }
        write_file(&out);
        const char *both =
            "format = \"pattern\" patterns = {'^(?<t>\\d+) (?<e>\\S+) (?<x>[^!]+)$', "
            "'^(?<t>\\d+) (?<x>[^!]+) (?<e>.+)$'}";
        compare(both, 700);
        struct buf more = {0};
        buf_printf(&more, "%s continue = '^\\s'", both);
        compare(more.p, 700);
        buf_free(&more);
    }
}

static void fields_that_change(void **unused)
{
    (void)unused;
    for (unsigned seed = 1; seed <= 4; seed++) {
        struct buf out = {0};
        state = seed;
        unsigned order = 0;
        add(&out, "#Version: 1.0\n#Fields: t e x\n");
        for (int row = 1; row < 2500; row++) {
            if (draw(seed % 2 ? 900 : 9) == 0) {
                order = draw(4);
                static const char *const fields[] = {"t e x", "x new e t", "e t", "t other x e"};
                buf_printf(&out, "#Date: now\n#Fields: %s\n", fields[order]);
            }
            if (order == 0)
                buf_printf(&out, "%d e%u x%u\n", row, draw(9), draw(9));
            else if (order == 1)
                buf_printf(&out, "x%u - \"e\"\"%u\" %d\r\n", draw(9), draw(9), row);
            else if (order == 2)
                buf_printf(&out, "e%u  %d\n", draw(9), row);
            else
                buf_printf(&out, "%d %u - e%s\n", row, draw(9), draw(9) ? "" : " more");
        }
        write_file(&out);
        compare("format = \"w3c\"", 700);
    }
}

static void pairs_of_lines(void **unused)
{
    (void)unused;
    struct buf out = {0};
    state = 1;
    for (int row = 1; row < 2500; row++)
        switch (draw(5)) {
        case 0:
            buf_printf(&out, "level=info t=%d e=\"two words %u\" x=\"a\\nb=c\"\n", row, draw(9));
            break;
        case 1:
            buf_printf(&out, "t=%d e=\"never closed\n\n", row);
            break;
        case 2:
            add(&out, "no pairs here\n");
            break;
        default:
            buf_printf(&out, "x=%u e=e%u t=%d\n", draw(9), draw(9), row);
        }
    write_file(&out);
    compare("format = \"pairs\"", 700);
}

static int enter(void **unused)
{
    (void)unused;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **unused)
{
    (void)unused;
    unlink("s");
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_lines_and_values), cmocka_unit_test(json_without_lines),
        cmocka_unit_test(several_patterns),      cmocka_unit_test(fields_that_change),
        cmocka_unit_test(pairs_of_lines),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
