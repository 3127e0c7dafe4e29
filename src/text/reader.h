// The parts of a reader. For the files behind record.h only.
#ifndef TEXT_READER_H
#define TEXT_READER_H

#include "text/record.h"
#include "text/window.h"

#include "base/arena.h"
#include "base/vec.h"

enum { RAW_SHOWN = 4096 }; // bytes of a record that the ledger keeps

struct fields {
    VEC(struct str) list;
};

struct reader {
    struct window window;
    enum record_format format;
    size_t longest;
    char delimiter, line_end; // '\n', or '\r' for files that have no '\n'
    uint64_t lines;           // physical lines done
    struct fields fields;
    struct arena names_arena;
    struct str *names;
    size_t name_count;
    struct buf long_raw;   // the beginning of a line that was too long to keep
    struct quoted *quoted; // delimited: the parser of records that have quotes
    struct regex *regex;   // pattern
};

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

enum reader_result delimited_next(struct reader *r, struct record *record, struct diag *d);

// Split a record that has quotes, without its line end. False: it is not well formed.
struct quoted *quoted_open(char delimiter);
void quoted_close(struct quoted *q); // NULL is fine
bool quoted_split(struct quoted *q, struct str record, struct fields *fields);

// Lines by a pattern. regex_open fills d (FAULT_USAGE, column).
struct regex *regex_open(struct str pattern, struct diag *d);
void regex_close(struct regex *x); // NULL is fine
size_t regex_count(const struct regex *x);
struct str regex_name(const struct regex *x, size_t i);
bool regex_split(struct regex *x, struct str line, struct fields *fields);

#endif
