// Fuzz JSON records: accepted as a whole exactly if jansson accepts them, and read the same in
// small blocks. scripts/analyse fuzz json.
#define _GNU_SOURCE // memfd_create
#include "text/record.h"

#include <jansson.h>
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

struct result {
    uint64_t sum, records;
    size_t first; // bytes of the first record if it is fine
};

static void read_all(int fd, const struct record_spec *spec, struct result *result)
{
    char path[32];
    struct diag d = {0};
    struct record record;
    uint64_t end = 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct input *in = input_open(path, STR("UTF-8"), &d);
    struct reader *r = in ? reader_open(in, spec, &d) : NULL;
    if (!r)
        return;
    for (; reader_next(r, &record, &d) == READER_RECORD; result->records++) {
        require(record.offset >= end && record.lines > 0);
        require(record.raw.n > 0 || record.fault);
        end = record.offset + record.raw.n;
        if (result->records == 0 && !record.fault && record.offset == 0)
            result->first = record.raw.n;
        for (size_t i = 0; i < record.fields; i++)
            for (size_t j = 0; j < record.field[i].n; j++)
                result->sum = result->sum * 31 + (unsigned char)record.field[i].p[j];
        result->sum = result->sum * 31 + record.fault + record.column + record.line;
    }
    result->sum = result->sum * 31 + reader_lines(r);
    reader_close(r);
}

static bool jansson_accepts(const char *p, size_t n)
{
    json_error_t error;
    json_t *value = json_loadb(p, n, 0, &error);
    bool overflow = !value && (json_error_code(&error) == json_error_numeric_overflow ||
                               json_error_code(&error) == json_error_null_character ||
                               json_error_code(&error) == json_error_null_byte_in_key);
    json_decref(value);
    return value || overflow; // numbers are texts here
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str names[] = {STR("a"), STR("b.a"), STR("b[1]"), STR("b[a=x].c"), STR("b")};
    struct record_spec spec = {
        .format = RECORD_JSON, .names = names, .name_count = 5, .block = 4096};
    const char *text = (const char *)data;
    // jansson nests deeper than what so few bytes can.
    if (size < 2 || size > 390)
        return 0;
    int fd = memfd_create("fuzz", 0);
    require(write(fd, data, size) == (ssize_t)size);
    struct result whole = {0}, parts = {0}, small = {0}, small_parts = {0};
    read_all(fd, &spec, &whole);
    spec.block = 5;
    read_all(fd, &spec, &parts);
    require(whole.sum == parts.sum && whole.records == parts.records);
    spec.longest = 30;
    read_all(fd, &spec, &small_parts);
    spec.block = 4096;
    read_all(fd, &spec, &small);
    require(small.sum == small_parts.sum && small.records == small_parts.records);
    close(fd);
    // Byte order marks and compression are taken off before.
    if (*text == '{')
        require((whole.first == size) <= jansson_accepts(text, size));
    if (*text == '{' && text[size - 1] == '}' && !memchr(text, '\0', size)) {
        json_t *value = json_loadb(text, size, 0, NULL);
        require(!value || whole.first == size);
        json_decref(value);
    }
    return 0;
}
