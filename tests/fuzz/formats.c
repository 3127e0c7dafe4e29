// Fuzz the readers of W3C, pairs, tables and several patterns, and URLs: scripts/analyse fuzz
// formats.
#define _GNU_SOURCE // memfd_create
#include "text/record.h"
#include "text/url.h"

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

static uint64_t read_all(int fd, const struct record_spec *spec)
{
    char path[32];
    struct diag d = {0};
    struct record record;
    uint64_t end = 0, sum = 0, lines = 0;
    size_t names;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct input *in = input_open(path, STR("UTF-8"), &d);
    struct reader *r = in ? reader_open(in, spec, &d) : NULL;
    if (!r) {
        require(d.fault != FAULT_NONE);
        return 0;
    }
    while (reader_next(r, &record, &d) == READER_RECORD) {
        require(record.offset >= end && record.line > lines);
        end = record.offset + record.raw.n;
        lines = record.line + record.lines - 1;
        for (size_t i = 0; i < record.fields; i++)
            for (size_t j = 0; j < record.field[i].n; j++)
                sum = sum * 31 + (unsigned char)record.field[i].p[j];
        sum = sum * 31 + record.fault + record.column + record.line;
        reader_names(r, &names);
        require(record.fault || record.fields == names);
    }
    require(reader_lines(r) >= lines && reader_skipped(r) <= reader_lines(r));
    sum = sum * 31 + reader_lines(r) + reader_skipped(r);
    reader_close(r);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str names[] = {STR("a"), STR("b")}, more[] = {STR("^b(?<b>\\w*)(?<c>.*)$")};
    const struct record_spec specs[] = {
        {.format = RECORD_W3C},
        {.format = RECORD_W3C, .lenient = true, .comment = STR("//"), .skip = 1},
        {.format = RECORD_PAIRS, .names = names, .name_count = 2},
        {.format = RECORD_PAIRS, .delimiter = ';', .names = names, .name_count = 2},
        {.delimiter = ',', .header = true, .table = STR("a")},
        {.delimiter = ' ', .header = true, .table_number = 2, .lenient = true},
        {.delimiter = ',', .names = names, .name_count = 2, .comment = STR("#"), .skip = 2},
        {.format = RECORD_PATTERN,
         .pattern = STR("^a(?<a>.*)$"),
         .more = more,
         .more_count = 1,
         .continuation = STR("^\\s|^#")},
    };
    if (size < 2 || size > 4000)
        return 0;
    struct record_spec spec = specs[data[0] % 8];
    spec.longest = data[0] & 8 ? 30 : 0;
    spec.block = 4096;
    int fd = memfd_create("fuzz", 0);
    require(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
    uint64_t whole = read_all(fd, &spec);
    spec.block = 5;
    require(read_all(fd, &spec) == whole);
    close(fd);
    struct buf out = {0};
    struct str url = {(const char *)data, size};
    bool found = url_query(url, STR("a"), &out);
    require(found || out.n == 0);
    require(out.n <= size);
    buf_free(&out);
    return 0;
}
