// Fuzz the readers, delimited text against libcsv: scripts/analyse fuzz reader.
#define _GNU_SOURCE // memfd_create
#include "../unit/libcsv.h"

#include <stdlib.h>
#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const encodings[] = {"", "GB18030", "UTF-16LE", "ISO-8859-1"};

static void require(bool holds)
{
    if (!holds)
        abort();
}

// What must hold for every record: it lies behind the last one, within the text, and its fields
// are readable memory.
static void check(const struct record *record, uint64_t *offset, uint64_t *line, uint64_t *sum)
{
    require(record->offset >= *offset && record->line >= *line && record->lines > 0);
    *offset = record->offset + record->raw.n;
    *line = record->line + record->lines;
    for (size_t i = 0; i < record->fields; i++)
        for (size_t j = 0; j < record->field[i].n; j++)
            *sum += (unsigned char)record->field[i].p[j];
    for (size_t j = 0; j < record->raw.n; j++)
        *sum += (unsigned char)record->raw.p[j];
}

// Read all records; what is returned must not depend on the block size.
static uint64_t run(int fd, struct str encoding, struct record_spec spec)
{
    char path[32];
    uint64_t offset = 0, line = 1, sum = 0, records = 0;
    struct diag d = {0};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct input *in = input_open(path, encoding, &d);
    struct reader *r = in ? reader_open(in, &spec, &d) : NULL;
    if (!r) {
        require(d.fault != FAULT_NONE);
        return 0;
    }
    struct record record;
    for (; reader_next(r, &record, &d) == READER_RECORD; records++)
        check(&record, &offset, &line, &sum);
    require(reader_lines(r) + 1 >= line);
    reader_close(r);
    return sum * 31 + records;
}

// Text that is neither compressed nor marked.
static void compare(int fd, struct str text, char delimiter)
{
    char path[32];
    if (memchr("\xEF\xFE\xFF\x1F\x28\xFD"
               "B",
               text.p[0], 7))
        return;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct input *in = input_open(path, STR(""), NULL);
    require(libcsv_compare(in, text, delimiter) != LIBCSV_DIFFERS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct record_spec spec = {.format = data[0] & 1 ? RECORD_PATTERN : RECORD_DELIMITED,
                               .delimiter = data[0] & 2 ? ';' : ',',
                               .header = data[0] & 4,
                               .pattern = STR("^(?<a>\\S+) (?<b>[^|]*)(\\|(?<c>.*))?"),
                               .longest = data[0] & 8 ? 50 : 0};
    struct str encoding = str_of(encodings[data[0] >> 4 & 3]);
    int fd = memfd_create("fuzz", 0);
    require(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
    uint64_t whole = run(fd, encoding, spec);
    spec.block = 5;
    require(run(fd, encoding, spec) == whole);
    if (spec.format == RECORD_DELIMITED && encoding.n == 0)
        compare(fd, (struct str){(const char *)data + 1, size - 1}, spec.delimiter);
    close(fd);
    return 0;
}
