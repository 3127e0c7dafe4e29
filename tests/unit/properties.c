// What must not matter: how records are spread over files and in which order, whether a file is a
// pipe, compressed or in another encoding, by how many threads and in what parts it is read.
#include "unit.h"

#include "exports.h"

#include "base/mem.h"
#include "ingest/ingest.h"

#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

enum { RECORDS = 300, SEEDS = 12 };

static char directory[] = "/tmp/wend-properties.XXXXXX";

static const char *const duplicates[] = {"exact", "none", "id"};

// ---- one reading, as text ----------------------------------------------------------------------

struct account {
    struct buf rows, rejects, ledger;
};

static void on_reject(void *context, const struct reject *r)
{
    struct account *a = context;
    buf_printf(&a->rejects, "%.*s:%d:%d:%d %.*s %.*s ", STR_ARG(r->file), (int)r->line,
               (int)r->column, (int)r->offset, STR_ARG(r->code), STR_ARG(r->message));
    buf_add(&a->rejects, r->raw);
    buf_add_byte(&a->rejects, '\n');
}

static bool on_block(void *context, struct touchpoints *t, struct diag *d)
{
    struct account *a = context;
    (void)d;
    for (size_t i = 0; i < t->time.n; i++) {
        buf_printf(&a->rows, "%lld", (long long)t->time.p[i]);
        for (size_t k = 0; k < t->column.n; k++) {
            const struct touchpoint_column *c = &t->column.p[k];
            if (k == TP_FILE)
                continue;
            buf_add_byte(&a->rows, '\x1f');
            for (struct str value = dict_get(&c->dict, c->code.p[i]); value.n;
                 value = str_slice(value, 1, value.n))
                buf_add_byte(&a->rows, *value.p == '\n' ? '\x1e' : *value.p);
        }
        const struct touchpoint_column *file = &t->column.p[TP_FILE];
        buf_printf(&a->rows, "\x1d%.*s:%d\n", STR_ARG(dict_get(&file->dict, file->code.p[i])),
                   (int)t->line.p[i]);
    }
    return true;
}

static void write_ledger(struct buf *out, const struct ledger *l)
{
    for (vec_each(const struct ledger_file, f, &l->file)) {
        const uint64_t counts[] = {f->lines,     f->read,     f->kept, f->duplicate,
                                   f->filtered,  f->rejected, f->late, f->out_of_order,
                                   f->id_reused, f->no_id,    f->bot,  f->mojibake};
        assert_int_equal(f->read, f->kept + f->duplicate + f->filtered + f->rejected);
        buf_printf(out, "%.*s", STR_ARG(f->file));
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            buf_printf(out, " %llu", (unsigned long long)counts[i]);
        buf_printf(out, " %s\n", f->looks_like ? f->looks_like : "");
    }
    for (vec_each(const struct ledger_reason, r, &l->reason))
        buf_printf(out, "%.*s %.*s %llu\n", STR_ARG(r->file), STR_ARG(r->code),
                   (unsigned long long)r->count);
    for (vec_each(const struct ledger_garbled, g, &l->garbled))
        buf_printf(out, "%.*s:%llu %.*s %.*s %llu\n", STR_ARG(g->file), (unsigned long long)g->line,
                   STR_ARG(g->field), STR_ARG(g->sample), (unsigned long long)g->count);
}

struct way {
    unsigned threads;
    size_t part_bytes;
    const char *encoding;
};

static struct account read_files(const struct export_format *format, const char *duplicate,
                                 struct way way, struct ledger *ledger)
{
    struct account a = {0};
    struct diag d = {0};
    struct buf text = {0};
    buf_printf(&text,
               "identity { order = {\"member\"} }\nsource \"s\" { files = {\"in*\"} %s\n"
               "time = {\"t\", \"epoch\"} channel = \"web\" event-field = \"e\" event-id = \"i\"\n"
               "duplicates = %s bot-field = \"u\" id { member = \"m\" } attr { x = \"x\" }\n"
               "filter = 'event == drop' valid { x = 'x != \"bad\"' } encoding = \"%s\" }\n",
               format->keys, duplicate, way.encoding ? way.encoding : "");
    struct study *study = study_parse(buf_str(&text), STR("s.conf"), &d);
    if (!study)
        fail_msg("%d: %s", (int)d.line, d.message);
    struct ingest_options options = {.threads = way.threads,
                                     .part_bytes = way.part_bytes,
                                     .on_reject = on_reject,
                                     .on_block = on_block,
                                     .context = &a};
    if (!ingest(study, &options, NULL, ledger, &d))
        fail_msg("%s: %s", format->name, d.message);
    write_ledger(&a.ledger, ledger);
    study_free(study);
    buf_free(&text);
    return a;
}

static struct account read_way(const struct export_format *format, const char *duplicate,
                               struct way way)
{
    struct ledger ledger = {0};
    struct account a = read_files(format, duplicate, way, &ledger);
    ledger_free(&ledger);
    return a;
}

static void release(struct account *a)
{
    buf_free(&a->rows);
    buf_free(&a->rejects);
    buf_free(&a->ledger);
}

static void same(struct account *a, struct account *b, const char *what)
{
    if (!str_eq(buf_str(&a->rows), buf_str(&b->rows)))
        fail_msg("%s: other rows:\n%s\n%s", what, a->rows.p, b->rows.p);
    if (!str_eq(buf_str(&a->rejects), buf_str(&b->rejects)))
        fail_msg("%s: other rejects:\n%s\n%s", what, a->rejects.p, b->rejects.p);
    if (!str_eq(buf_str(&a->ledger), buf_str(&b->ledger)))
        fail_msg("%s: another ledger:\n%s\n%s", what, a->ledger.p, b->ledger.p);
    release(b);
}

// ---- files --------------------------------------------------------------------------------------

static void write_file(const char *name, struct str bytes)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    fclose(f);
}

static void draw_records(struct export_record *records, unsigned seed)
{
    export_state = seed;
    for (size_t i = 0; i < RECORDS; i++)
        records[i] = export_draw(records, i);
}

static struct buf file_of(const struct export_format *format, const struct export_record *records,
                          size_t from, size_t to)
{
    struct buf out = {0};
    buf_add(&out, str_of(format->header));
    for (size_t i = from; i < to; i++)
        format->write(&out, &records[i]);
    return out;
}

// ---- properties ---------------------------------------------------------------------------------

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// The rows without their places, sorted.
static struct buf content(const struct buf *rows)
{
    struct buf out = {0};
    VEC(char *) line = {0};
    struct str rest = buf_str(rows);
    while (rest.n) {
        struct str row = str_cut(&rest, '\n');
        vec_push(&line, str_dup(str_cut(&row, '\x1d')));
    }
    if (line.n)
        qsort(line.p, line.n, sizeof *line.p, by_text);
    for (size_t i = 0; i < line.n; i++) {
        buf_printf(&out, "%s\n", line.p[i]);
        free(line.p[i]);
    }
    vec_free(&line);
    return out;
}

static void shuffle(struct export_record *records)
{
    for (unsigned i = RECORDS - 1; i > 0; i--) {
        unsigned k = draw(i + 1);
        struct export_record record = records[i];
        records[i] = records[k];
        records[k] = record;
    }
}

// One file, or the same records in another order in several.
static void files_and_order_do_not_matter(void **state)
{
    (void)state;
    struct export_record records[RECORDS];
    for (unsigned seed = 0; seed < SEEDS; seed++)
        for (size_t i = 0; i < EXPORT_FORMATS; i++) {
            const struct export_format *format = &export_formats[i];
            const char *duplicate = duplicates[(seed + i) % 3];
            struct ledger one = {0}, many = {0};
            draw_records(records, seed);
            struct buf file = file_of(format, records, 0, RECORDS);
            write_file("in", buf_str(&file));
            buf_free(&file);
            struct account a = read_files(format, duplicate, (struct way){.threads = 1}, &one);
            unlink("in");
            shuffle(records);
            for (size_t k = 0, from = 0; k < 3; k++) {
                char name[] = "in1";
                size_t to = k == 2 ? RECORDS : from + draw((unsigned)(RECORDS - from));
                name[2] = (char)('1' + k);
                file = file_of(format, records, from, to);
                write_file(name, buf_str(&file));
                buf_free(&file);
                from = to;
            }
            struct account b = read_files(format, duplicate, (struct way){.threads = 2}, &many);
            struct ledger_file x = ledger_total(&one), y = ledger_total(&many);
            assert_int_equal(x.read, y.read);
            assert_int_equal(x.kept, y.kept);
            assert_int_equal(x.duplicate, y.duplicate);
            assert_int_equal(x.filtered, y.filtered);
            assert_int_equal(x.rejected, y.rejected);
            assert_int_equal(x.bot, y.bot);
            assert_int_equal(x.mojibake, y.mojibake);
            assert_true(x.kept > 50 && x.rejected > 10 && x.filtered > 10 && x.bot && x.mojibake);
            assert_true(x.duplicate > 10 || strcmp(duplicate, "none") == 0);
            struct buf before = content(&a.rows), after = content(&b.rows);
            if (!str_eq(buf_str(&before), buf_str(&after)))
                fail_msg("%s, %s, seed %u: other rows:\n%s\n%s", format->name, duplicate, seed,
                         before.p, after.p);
            buf_free(&before);
            buf_free(&after);
            release(&a);
            release(&b);
            ledger_free(&one);
            ledger_free(&many);
            unlink("in1");
            unlink("in2");
            unlink("in3");
        }
}

static struct buf gzip(struct str bytes)
{
    struct buf out = {0};
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    buf_reserve(&out, bytes.n + 1000);
    z.next_in = (unsigned char *)(uintptr_t)bytes.p;
    z.avail_in = (unsigned)bytes.n;
    z.next_out = (unsigned char *)out.p;
    z.avail_out = (unsigned)(bytes.n + 1000);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

static struct buf encode(struct str bytes, const char *encoding)
{
    struct buf out = {0};
    iconv_t to = iconv_open(encoding, "UTF-8");
    assert_true(to != (iconv_t)-1);
    buf_reserve(&out, bytes.n * 4);
    char *in = (char *)(uintptr_t)bytes.p, *p = out.p;
    size_t left = bytes.n, room = bytes.n * 4;
    assert_int_equal(iconv(to, &in, &left, &p, &room), 0);
    out.n = (size_t)(p - out.p);
    iconv_close(to);
    return out;
}

// A named pipe that gives out the bytes, little by little.
static pid_t write_pipe(const char *name, struct str bytes)
{
    assert_int_equal(mkfifo(name, 0600), 0);
    pid_t child = fork();
    if (child != 0)
        return child;
    int fd = open(name, O_WRONLY);
    for (size_t step = 1; bytes.n; step = step * 7 % 1009) {
        ssize_t n = write(fd, bytes.p, bytes.n < step ? bytes.n : step);
        if (n < 0)
            _exit(1);
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    _exit(0);
}

static void how_a_file_is_read_does_not_matter(void **state)
{
    (void)state;
    static const struct way ways[] = {
        {1, 1000, NULL}, {3, 700, NULL}, {4, 3000, NULL}, {2, 64, NULL}, {3, 0, NULL}};
    static const char *const encodings[] = {"UTF-16LE", "GB18030", "UTF-16"};
    struct export_record records[RECORDS];
    for (unsigned seed = 100; seed < 100 + SEEDS; seed++)
        for (size_t i = 0; i < EXPORT_FORMATS; i++) {
            const struct export_format *format = &export_formats[i];
            const char *duplicate = duplicates[(seed + i) % 3];
            struct way plain = {.threads = 1};
            draw_records(records, seed);
            struct buf file = file_of(format, records, 0, RECORDS);
            if (seed % 2) // without the last line end
                file.n -= file.p[file.n - 1] == '\n';
            write_file("in", buf_str(&file));
            struct account first = read_way(format, duplicate, plain), other;
            for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
                other = read_way(format, duplicate, ways[k]);
                same(&first, &other, "by parts");
            }
            struct buf packed = gzip(buf_str(&file));
            write_file("in", buf_str(&packed));
            other = read_way(format, duplicate, ways[seed % 5]);
            same(&first, &other, "compressed");
            const char *encoding = encodings[seed % 3];
            struct buf encoded = encode(buf_str(&file), encoding);
            write_file("in", buf_str(&encoded));
            struct way way = ways[seed % 5];
            way.encoding = encoding;
            other = read_way(format, duplicate, way);
            same(&first, &other, encoding);
            unlink("in");
            pid_t child = write_pipe("in", buf_str(seed % 2 ? &packed : &file));
            other = read_way(format, duplicate, ways[seed % 5]);
            same(&first, &other, "from a pipe");
            int status;
            assert_true(waitpid(child, &status, 0) == child && status == 0);
            unlink("in");
            buf_free(&encoded);
            buf_free(&packed);
            buf_free(&file);
            release(&first);
        }
}

static int enter(void **unused)
{
    (void)unused;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **unused)
{
    (void)unused;
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_and_order_do_not_matter),
        cmocka_unit_test(how_a_file_is_read_does_not_matter),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
