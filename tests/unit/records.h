// Reading records out of bytes in memory. Included first, once in a test program.
#ifndef RECORDS_H
#define RECORDS_H

#define _GNU_SOURCE // memfd_create
#include "unit.h"

#include "base/buf.h"
#include "text/record.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

// A file of these bytes in memory, read back through input_open.
static inline struct input *input_of(struct str bytes)
{
    char path[32];
    int fd = memfd_create("records", 0);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct diag d = {0};
    struct input *in = input_open(path, STR(""), &d);
    close(fd);
    assert_non_null(in);
    return in;
}

static inline struct reader *reader_of(struct str bytes, const struct record_spec *spec)
{
    struct diag d = {0};
    struct reader *r = reader_open(input_of(bytes), spec, &d);
    if (!r)
        fail_msg("%s", d.message);
    return r;
}

// All records as text, for comparison: "line+lines@offset fault:column <raw> [field][field]…".
static inline struct buf dump(struct str bytes, const struct record_spec *spec)
{
    struct buf out = {0};
    struct diag d = {0};
    struct reader *r = reader_open(input_of(bytes), spec, &d);
    if (!r) {
        buf_printf(&out, "not opened: %s\n", d.message);
        return out;
    }
    struct record record;
    while (reader_next(r, &record, &d) == READER_RECORD) {
        buf_printf(&out, "%d+%d@%d %s:%u <", (int)record.line, (int)record.lines,
                   (int)record.offset, record_fault_code(record.fault), record.column);
        buf_add(&out, record.raw);
        buf_add(&out, STR("> "));
        for (size_t i = 0; i < record.fields; i++) {
            buf_add_byte(&out, '[');
            buf_add(&out, record.field[i]);
            buf_add_byte(&out, ']');
        }
        buf_add_byte(&out, '\n');
    }
    assert_int_equal(d.fault, FAULT_NONE);
    buf_printf(&out, "lines %d\n", (int)reader_lines(r));
    reader_close(r);
    return out;
}

#define assert_dump(bytes, spec, expected)                                                         \
    do {                                                                                           \
        struct buf out_ = dump(bytes, spec);                                                       \
        assert_str(buf_str(&out_), expected);                                                      \
        buf_free(&out_);                                                                           \
    } while (0)

#endif
