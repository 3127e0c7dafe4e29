// The parts of a reader. For the files behind record.h only.
#ifndef TEXT_READER_H
#define TEXT_READER_H

#include "text/record.h"
#include "text/window.h"

#include "base/arena.h"
#include "base/vec.h"

struct fields {
    VEC(struct str) list;
};

struct reader {
    struct window window;
    const struct format *format;
    void *state; // of the format
    size_t longest;
    char delimiter, line_end; // '\n', or '\r' for files that have no '\n'
    bool lenient, plain;
    struct str comment;
    uint64_t lines, skipped; // physical lines done; those of them that nobody wants
    struct fields fields;
    struct arena names_arena;
    struct fields names;
    size_t expected;       // fields of a record, 0: any number
    struct quoted *quoted; // delimited: the parser of records that have quotes
    struct buf long_raw;   // the beginning of a record that was too long to keep
    struct buf header;     // the one read last, as it stands
    unsigned headers;      // how many there were
    bool met_end;          // the end of the input was seen while the record was found
    bool more;             // of a part: bytes follow that are not at hand
    struct seam carried;   // to the record that was read last; its names are not kept here
};

// A way to cut records: one file each. open sets names and state, or fills d; close frees state
// (NULL is fine), also when open has failed half-way.
struct format {
    bool (*open)(struct reader *r, const struct record_spec *spec, struct diag *d);
    enum reader_result (*next)(struct reader *r, struct record *record, struct diag *d);
    void (*close)(void *state);
    // Of a format that carries something from record to record: keep it, take it up; else NULL.
    void (*keep)(const struct reader *r, struct seam *seam);
    void (*resume)(struct reader *r, const struct seam *seam);
};

extern const struct format delimited_format, table_format, pattern_format, json_format, w3c_format,
    pairs_format;

// Add a name, copied.
void reader_name(struct reader *r, struct str name);
// Take the spec's names.
void reader_take_names(struct reader *r, const struct record_spec *spec);

// A physical line. Lengths do not count the line end; sizes do.
struct line {
    size_t length, size;
    bool too_long;
};

// Have the physical line that begins `from` bytes behind the window's position in the window
// whole. too_long: it ends more than `longest` bytes behind the position; then nothing else is set.
enum reader_result line_find(struct reader *r, size_t from, struct line *line, struct diag *d);

// Find the first line that is not blank, passing over those that are. One that is too long is
// dropped at once and taken as a record with that fault.
enum reader_result line_next(struct reader *r, struct line *line, struct record *record,
                             struct diag *d);

// Make a record of the window's first `length` bytes; `size` of them, `lines` lines, are then done.
void record_take(struct reader *r, struct record *record, size_t length, size_t size,
                 uint64_t lines);

// NUL or bytes that are not UTF-8 within the first `length` unread bytes.
enum record_fault text_fault(struct reader *r, size_t length, uint32_t *column);

// A reader that has read the header in p[0 .. n), which is borrowed for the call.
struct reader *reader_open_text(const struct record_spec *spec, char *p, size_t n, struct diag *d);

// Keep the text of a header: the bytes from that offset of the input to the window's position.
void reader_keep_header(struct reader *r, uint64_t from);

// Pass over that many lines, whatever they hold. False: reading failed.
bool lines_pass(struct reader *r, uint64_t count, struct diag *d);

// Whether there are as many fields as expected; they are made so where the reader is lenient.
bool fields_fit(struct reader *r);

enum reader_result delimited_next(struct reader *r, struct record *record, struct diag *d);

// Split a line at the delimiters. The other one: with quotes around fields, but none within. False:
// it is another record, or broken.
void split_plain(struct fields *fields, const char *p, size_t n, char delimiter);
bool split_lined(struct fields *fields, const char *p, size_t n, char delimiter);

// Split a record that has quotes, without its line end. False: it is not well formed.
struct quoted *quoted_open(char delimiter);
void quoted_close(struct quoted *q); // NULL is fine
bool quoted_split(struct quoted *q, struct str record, struct fields *fields);

#endif
