// Fuzz patterns: the first lines are a pattern, another, definitions and the continuation, the rest
// is the text. What is read does not depend on the blocks, and costs are bounded. scripts/analyse
// fuzz pattern.
#define _GNU_SOURCE // memfd_create
#include "text/reach.h"
#include "text/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool read_all(int fd, const struct record_spec *spec, struct buf *out)
{
    char path[32];
    struct diag d = {0};
    struct record record;
    uint64_t end = 0, lines = 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct input *in = input_open(path, STR("UTF-8"), &d);
    struct reader *r = in ? reader_open(in, spec, &d) : NULL;
    if (!r) {
        require(d.fault != FAULT_NONE && d.message[0]);
        return false;
    }
    while (reader_next(r, &record, &d) == READER_RECORD) {
        size_t names;
        reader_names(r, &names);
        require(record.offset >= end && record.line > lines && record.lines > 0);
        require(record.fault || record.fields == names);
        end = record.offset + record.raw.n;
        lines = record.line + record.lines - 1;
        buf_printf(out, "%d %u %d:", record.fault, record.column, (int)record.line);
        for (size_t i = 0; i < record.fields; i++) {
            buf_add(out, record.field[i]);
            buf_add_byte(out, '|');
        }
    }
    require(d.fault == FAULT_NONE && reader_lines(r) >= lines);
    reader_close(r);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size}, more[1];
    if (size > 600)
        return 0;
    struct record_spec spec = {.format = RECORD_PATTERN, .block = 4096, .more = more};
    spec.pattern = str_cut(&rest, '\n');
    more[0] = rest.p ? str_cut(&rest, '\n') : STR("");
    spec.more_count = more[0].n > 0;
    struct str define = rest.p ? str_cut(&rest, '\n') : STR("");
    spec.continuation = rest.p ? str_cut(&rest, '\n') : STR("");
    spec.longest = 200;
    struct buf definition = {0}, whole = {0}, parts = {0};
    if (define.n) {
        buf_add(&definition, STR("(?(DEFINE)(?<D>"));
        buf_add(&definition, define);
        buf_add(&definition, STR("))"));
        spec.define = buf_str(&definition);
    }
    struct str text = rest.p ? rest : STR("");
    int fd = memfd_create("fuzz", 0);
    require(write(fd, text.p, text.n) == (ssize_t)text.n);
    bool good = read_all(fd, &spec, &whole);
    spec.block = 5;
    require(read_all(fd, &spec, &parts) == good);
    require(str_eq(buf_str(&whole), buf_str(&parts)));
    if (good) {
        struct str line = str_cut(&text, '\n');
        require(pattern_reach(spec.define, spec.pattern, line) <= line.n);
    }
    buf_free(&definition);
    buf_free(&whole);
    buf_free(&parts);
    close(fd);
    return 0;
}
