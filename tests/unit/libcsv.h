// Our records against libcsv's, for a whole file: used by a unit test and by the reader's fuzzer.
// Where both are asked, they must agree to the byte. They are not asked about what differs on
// purpose:
// - quotes that are not closed or stand within text: libcsv gives the file up, or takes the rest of
//   it for one field; here the line is rejected and reading goes on;
// - a CR without LF: it ends a record for libcsv, and is text here unless the file has no LF at
// all;
// - a line of blanks: a record for libcsv, none here;
// - NUL and bytes that are not UTF-8: libcsv hands them on; here the record is rejected, but it
// must
//   be the same record.
#ifndef TESTS_LIBCSV_H
#define TESTS_LIBCSV_H

#include "base/utf8.h"
#include "base/vec.h"
#include "text/record.h"

#include <csv.h>
#include <stdio.h>
#include <unistd.h>

enum libcsv_result { LIBCSV_NOT_ASKED, LIBCSV_SAME, LIBCSV_DIFFERS };

// The records of a file: their fields, each behind its length, and where each record ends.
struct libcsv_records {
    struct buf fields;
    VEC(size_t) end;
    bool bad;           // the record being read holds NUL or what is not UTF-8
    VEC(bool) rejected; // … and each of the records
};

static inline void libcsv_add_field(void *text, size_t n, void *out)
{
    struct libcsv_records *records = out;
    struct str s = {text, n};
    buf_printf(&records->fields, "%zu:", n);
    buf_add(&records->fields, s);
    records->bad |= utf8_check(s) < n || (n && memchr(s.p, '\0', n));
}

static inline void libcsv_end_record(int c, void *out)
{
    struct libcsv_records *records = out;
    (void)c;
    vec_push(&records->end, records->fields.n);
    vec_push(&records->rejected, records->bad);
    records->bad = false;
}

static inline void libcsv_records_free(struct libcsv_records *records)
{
    buf_free(&records->fields);
    vec_free(&records->end);
    vec_free(&records->rejected);
}

static inline int libcsv_no_space(unsigned char c)
{
    (void)c;
    return 0;
}

// False: libcsv refuses the file.
static inline bool libcsv_read(struct str text, char delimiter, struct libcsv_records *records)
{
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_space_func(&parser, libcsv_no_space);
    bool good = csv_parse(&parser, text.p, text.n, libcsv_add_field, libcsv_end_record, records) ==
                    text.n &&
                csv_fini(&parser, libcsv_add_field, libcsv_end_record, records) == 0;
    csv_free(&parser);
    return good;
}

static inline bool libcsv_is_asked(struct str text, char delimiter)
{
    bool other = false, blank = false; // in the line: what is no blank, a blank
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\r' && (i + 1 == text.n || text.p[i + 1] != '\n'))
            return false;
        bool is_blank = (c == ' ' || c == '\t') && c != delimiter;
        blank = blank || is_blank;
        other = other || (!is_blank && c != '\r' && c != '\n');
        if ((c == '\n' || i + 1 == text.n) && blank && !other)
            return false;
        if (c == '\n')
            other = blank = false;
    }
    return true;
}

// in: an input of that text, closed. It may be NULL: there is another encoding or compression.
static inline enum libcsv_result libcsv_compare(struct input *in, struct str text, char delimiter)
{
    struct record_spec spec = {.delimiter = delimiter, .block = 64};
    struct libcsv_records theirs = {0}, ours = {0};
    enum libcsv_result result = LIBCSV_NOT_ASKED;
    struct record record;
    bool asked = in && libcsv_is_asked(text, delimiter) && libcsv_read(text, delimiter, &theirs) &&
                 theirs.end.n && !theirs.rejected.p[0]; // the first record gives the names
    struct reader *r = in ? reader_open(in, &spec, NULL) : NULL;
    if (asked)
        result = r ? LIBCSV_SAME : LIBCSV_DIFFERS;
    for (size_t i = 0; r && reader_next(r, &record, NULL) == READER_RECORD; i++) {
        size_t from = ours.fields.n,
               begin = i && asked && i <= theirs.end.n ? theirs.end.p[i - 1] : 0;
        for (size_t k = 0; k < record.fields; k++)
            libcsv_add_field((void *)(uintptr_t)record.field[k].p, record.field[k].n, &ours);
        libcsv_end_record(0, &ours);
        if (result != LIBCSV_SAME)
            continue;
        bool bad = record.fault == RECORD_NUL || record.fault == RECORD_BAD_TEXT;
        struct str mine = str_slice(buf_str(&ours.fields), from, ours.fields.n);
        if (i >= theirs.end.n || bad != theirs.rejected.p[i] ||
            (!bad && !str_eq(mine, str_slice(buf_str(&theirs.fields), begin, theirs.end.p[i]))))
            result = LIBCSV_DIFFERS;
    }
    if (result == LIBCSV_SAME && ours.end.n != theirs.end.n)
        result = LIBCSV_DIFFERS;
    reader_close(r);
    libcsv_records_free(&theirs);
    libcsv_records_free(&ours);
    return result;
}

#endif
