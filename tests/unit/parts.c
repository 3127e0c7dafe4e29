// A file read by parts gives what the reader alone gives from front to end, whatever stands at the
// cuts: quotes, lines within quotes that look like records, blank lines, lines too long to keep.
#include "unit.h"

#include "base/mem.h"
#include "ingest/ingest.h"
#include "text/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_BYTES = 7 << 20 };

static char directory[] = "/tmp/wend-parts.XXXXXX";

static const char study_text[] =
    "timezone = \"UTC\"\n"
    "source \"s\" { files = {\"s.csv\"} time = {\"t\", \"epoch\"} channel = \"web\"\n"
    "  event-field = \"e\" attr { x = \"x\" } duplicates = \"none\" }\n";

static uint64_t state;

static unsigned draw(unsigned below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % below;
}

static void add_text(struct buf *out, const char *text)
{
    buf_add(out, str_of(text));
}

// Rows of all kinds; `wild`: broken ones too.
static void write_file(bool wild, unsigned seed)
{
    struct buf out = {0};
    state = seed;
    add_text(&out, "t,e,x\n");
    for (int row = 1; out.n < FILE_BYTES; row++) {
        buf_printf(&out, "%d,", row);
        switch (draw(wild ? 13 : 5)) {
        case 0:
            buf_printf(&out, "e%u,plain", draw(9));
            break;
        case 1:
            buf_printf(&out, "\"e%u\",\"with \"\"quotes\"\", and commas\"", draw(9));
            break;
        case 2: // lines that look like records
            buf_printf(&out, "e%u,\"", draw(9));
            for (unsigned n = draw(200); n > 0; n--)
                buf_printf(&out, "%u,fake,row\n", n);
            add_text(&out, "\"");
            break;
        case 3:
            buf_printf(&out, "e%u,\"\n\n \n\"\n\n  ", draw(9));
            break;
        case 4:
            buf_printf(&out, "e%u,中文\r", draw(9));
            break;
        case 5:
            add_text(&out, draw(40) ? "e,few" : "e,\"never closed");
            break;
        case 6:
            add_text(&out, "e,\"stray\"x");
            break;
        case 7:
            add_text(&out, "e,in\"side");
            break;
        case 8:
            add_text(&out, "e");
            break;
        case 9:
            add_text(&out, "e,\xFF");
            break;
        case 10:
            buf_add(&out, STR("e,a\0b"));
            break;
        case 11:
            if (draw(3000) == 0)
                buf_add_bytes(&out, 'y', 1500000 + draw(2000000));
            add_text(&out, "e,x");
            break;
        default:
            add_text(&out, "e,\"\"");
        }
        add_text(&out, "\n");
    }
    if (wild)
        add_text(&out, "1,e,\"open at the end");
    FILE *f = fopen("s.csv", "w");
    assert_non_null(f);
    assert_int_equal(fwrite(out.p, 1, out.n, f), out.n);
    fclose(f);
    buf_free(&out);
}

// What became of the records, as text: a line each for rows and rejects.
struct account {
    struct buf rows, rejects;
    uint64_t lines, read;
};

static void add_row(struct account *a, uint64_t line, struct str event, struct str x)
{
    buf_printf(&a->rows, "%llu ", (unsigned long long)line);
    buf_add(&a->rows, event);
    buf_add_byte(&a->rows, ' ');
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

// The naive reference: one reader, from the front.
static struct account read_alone(void)
{
    struct account a = {0};
    struct diag d = {0};
    struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
    struct reader *r = reader_open(input_open("s.csv", STR(""), &d), &spec, &d);
    assert_non_null(r);
    struct record record;
    while (reader_next(r, &record, &d) == READER_RECORD) {
        a.read++;
        if (record.fault)
            add_reject(&a, record.line, record.offset, str_of(record_fault_code(record.fault)),
                       record.raw);
        else
            add_row(&a, record.line, record.field[1], record.field[2]);
    }
    a.lines = reader_lines(r);
    reader_close(r);
    return a;
}

static void on_reject(void *context, const struct reject *r)
{
    add_reject(context, r->line, r->offset, r->code, r->raw);
}

static void add_rows(struct account *a, const struct touchpoints *t)
{
    const struct touchpoint_column *e = &t->column.p[TP_EVENT], *x = &t->column.p[TP_FIXED];
    for (size_t i = 0; i < t->time.n; i++)
        add_row(a, t->line.p[i], dict_get(&e->dict, e->code.p[i]),
                dict_get(&x->dict, x->code.p[i]));
}

static bool on_block(void *context, struct touchpoints *block, struct diag *d)
{
    (void)d;
    add_rows(context, block);
    return true;
}

static struct account read_by_parts(unsigned threads, bool blocks)
{
    struct account a = {0};
    struct diag d = {0};
    struct ledger ledger = {0};
    struct touchpoints rows;
    struct study *study = study_parse(str_of(study_text), STR("s.conf"), &d);
    assert_non_null(study);
    touchpoints_init(&rows);
    struct ingest_options options = {.threads = threads,
                                     .on_reject = on_reject,
                                     .on_block = blocks ? on_block : NULL,
                                     .context = &a};
    if (!ingest(study, &options, blocks ? NULL : &rows, &ledger, &d))
        fail_msg("%s", d.message);
    add_rows(&a, &rows);
    a.lines = ledger.file.p[0].lines;
    a.read = ledger.file.p[0].read;
    touchpoints_free(&rows);
    ledger_free(&ledger);
    study_free(study);
    return a;
}

static void free_account(struct account *a)
{
    buf_free(&a->rows);
    buf_free(&a->rejects);
}

static void compare(bool wild, unsigned seed)
{
    write_file(wild, seed);
    struct account alone = read_alone();
    assert_true(alone.read > 1000);
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        for (int blocks = 0; blocks <= 1; blocks++) {
            struct account parts = read_by_parts(threads, blocks);
            assert_int_equal(parts.read, alone.read);
            assert_int_equal(parts.lines, alone.lines);
            assert_true(str_eq(buf_str(&parts.rows), buf_str(&alone.rows)));
            assert_true(str_eq(buf_str(&parts.rejects), buf_str(&alone.rejects)));
            free_account(&parts);
        }
    }
    free_account(&alone);
}

static void quotes_and_lines_within_them(void **unused)
{
    (void)unused;
    for (unsigned seed = 1; seed <= 2; seed++)
        compare(false, seed);
}

static void broken_records_at_the_cuts(void **unused)
{
    (void)unused;
    for (unsigned seed = 1; seed <= 3; seed++)
        compare(true, seed);
}

// One line that no memory of the parts can hold, then rows.
static void a_line_longer_than_memory(void **unused)
{
    (void)unused;
    FILE *f = fopen("s.csv", "w");
    assert_non_null(f);
    fputs("t,e,x\n1,a,b\n", f);
    for (int i = 0; i < 20 << 20; i++)
        putc('z', f);
    fputs("\n2,c,\"d\ne\"\n\n3,f", f);
    fclose(f);
    struct account alone = read_alone(), parts = read_by_parts(2, true);
    assert_str(buf_str(&parts.rows), "2 a b\n4 c d\ne\n");
    assert_true(str_eq(buf_str(&parts.rejects), buf_str(&alone.rejects)));
    assert_int_equal(parts.lines, 7);
    assert_int_equal(parts.read, 4);
    free_account(&alone);
    free_account(&parts);
}

static int enter(void **unused)
{
    (void)unused;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **unused)
{
    (void)unused;
    unlink("s.csv");
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_and_lines_within_them),
        cmocka_unit_test(broken_records_at_the_cuts),
        cmocka_unit_test(a_line_longer_than_memory),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
