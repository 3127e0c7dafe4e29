// Records of an export: fields borrowed from the reader's block, with their place in the file.
#ifndef TEXT_RECORD_H
#define TEXT_RECORD_H

#include "text/input.h"

// Why a record could not be read as fields. The ledger's reason codes.
enum record_fault {
    RECORD_FINE,
    RECORD_UNCLOSED_QUOTE, // only the opening line is the record; reading resumes at the next
    RECORD_STRAY_QUOTE,    // text after a closing quote, or a quote inside an unquoted field
    RECORD_FIELD_COUNT,    // not as many fields as the header
    RECORD_NO_MATCH,       // the pattern does not match
    RECORD_TOO_LONG,       // more than the reader's limit of bytes
    RECORD_NUL,            // a NUL byte
    RECORD_BAD_TEXT,       // not valid in the declared encoding
    RECORD_BAD_JSON,       // not JSON, or a value that has no fields
    RECORD_PATTERN_LIMIT,  // matching the pattern costs too much; the line may or may not match
};

// One word for the ledger ("unclosed-quote") and a phrase for people ("a quote is never closed").
const char *record_fault_code(enum record_fault fault);
const char *record_fault_text(enum record_fault fault);

enum { RAW_SHOWN = 4096 }; // bytes of a record that are shown

// Everything is borrowed until the next reader_next.
struct record {
    const struct str *field; // `fields` of them; unquoted and unescaped
    size_t fields;
    struct str raw;  // as it stands in the (converted) input, without the line end; at most 4 KiB
    uint64_t line;   // of its first byte, from 1
    uint64_t lines;  // physical lines it covers
    uint64_t offset; // byte offset of its first byte in the converted input
    enum record_fault fault;
    uint32_t column; // byte column of the fault, from 1; 0: not known
    bool open;       // the input ends, and with more bytes this might be another record
};

enum record_format {
    RECORD_DELIMITED,
    RECORD_PATTERN, // a line, or a line with continuations, by regular expressions
    RECORD_JSON,    // JSON lines, arrays of records, or values one after another
    RECORD_W3C,     // W3C extended: #Fields lines name the columns
    RECORD_PAIRS,   // key=value and logfmt
};

// How to cut the input into records. What is not set is off.
struct record_spec {
    enum record_format format;
    char delimiter; // delimited: one byte, not a quote or line end; pairs: between them, 0: blanks
    bool header;    // delimited: the first record names the fields
    bool lenient;   // delimited, W3C: fields may be missing at the end of a record, and empty ones
                    // too many; they are then as many as the names. Otherwise that is a fault.
    bool plain;     // delimited: a quote is a byte like any other, as databases write
    struct str pattern; // pattern: PCRE2; its named groups are the fields
    size_t longest;     // bytes of one record, 0: 1 MiB
    size_t block;       // bytes read at once, 0: 256 KiB; what is read does not depend on it

    // The fields that are wanted. JSON: their paths (json_path.h); pairs: their keys; delimited
    // without header: the columns in order. They are the reader's names. Borrowed for its life.
    const struct str *names;
    size_t name_count;

    struct str comment; // lines that begin with this are no records; not for JSON, nor in quotes
    uint64_t skip;      // lines before everything else, whatever they hold

    // Delimited with header: the file holds several tables, with a blank line behind each. The one
    // that is read begins with the record that has a field of this name, wherever that stands; or
    // it is the table of this number, from 1. A table that comes again goes on.
    struct str table;
    size_t table_number;

    // Pattern: more of them (each line: the last one that matched first, then in order), what to
    // put before each, as (?(DEFINE)(?<IP>…)) for (?&IP), and the pattern of lines that belong to
    // the record before them: they are joined to it by \n, and `.` then matches \n.
    const struct str *more;
    size_t more_count;
    struct str define, continuation;
};

struct reader;

// Start reading; takes ownership of in, also on failure. False patterns and paths: NULL, d
// FAULT_USAGE with the column in them. A header that cannot be read: NULL, FAULT_IO. Empty input is
// fine: no names, no records.
struct reader *reader_open(struct input *in, const struct record_spec *spec, struct diag *d);
void reader_close(struct reader *r);

// The names of the fields: the header's (as written, blanks trimmed), the patterns' groups in order
// of their number, the spec's, or "1", "2", … without a header. With a header, names of a file that
// has none yet (empty file) are 0. While reading, names are added behind the others where a later
// #Fields line or table brings new ones; fine records then have more fields. Borrowed until the
// next reader_next.
const struct str *reader_names(struct reader *r, size_t *count);

enum reader_result { READER_RECORD, READER_END, READER_FAILED };

// The next record. READER_FAILED fills d (FAULT_IO) and ends reading. Blank lines are skipped and
// not counted as records.
enum reader_result reader_next(struct reader *r, struct record *record, struct diag *d);

// As input_guess; NULL for a part.
const char *reader_guess(const struct reader *r);

uint64_t reader_lines(const struct reader *r); // physical lines read so far
// Those of them that are not of records: preamble, comments, directives, other tables. Blank lines,
// headers and the brackets around JSON records are not counted here.
uint64_t reader_skipped(const struct reader *r);

// ---- by parts: the bytes behind the header, cut at records, read side by side -------------------

// What a reader takes along from record to record, beside its place. All zeros: nothing.
struct seam {
    bool in_array, in_line; // JSON: within an array of records; something of the line is done
    size_t indent;          // JSON: blanks before the first thing of the line
    size_t pattern;         // patterns: the one that matched last
    struct buf names;       // W3C: those of the reader, a line each, and the #Fields line in force
};

bool seam_eq(const struct seam *a, const struct seam *b);
void seam_copy(struct seam *to, const struct seam *from);
void seam_free(struct seam *seam);

// Whether what a record is depends only on a seam and the bytes from its beginning on.
bool reader_divisible(const struct reader *r);
// Whether records end with lines. Others can end far behind their beginning when they are broken.
bool reader_by_lines(const struct reader *r);
// No record is judged by bytes further behind its beginning, but for the line end of one too long;
// one that is not `open` is judged by nothing behind the bytes at hand.
size_t reader_lookahead(const struct reader *r);
char reader_line_end(const struct reader *r);
uint64_t reader_offset(const struct reader *r); // of the next unread byte
// Take unread bytes as they are, as input_read does. The reader then reads no more records.
ptrdiff_t reader_bytes(struct reader *r, char *into, size_t n, struct diag *d);

// A reader of the same kind and names, for records in memory. spec: as for `whole`. NULL fills d.
struct reader *reader_part(const struct reader *whole, const struct record_spec *spec,
                           struct diag *d);
// Read p[from .. end) next, which is borrowed; offsets count from p, lines from 1 at `from`.
void reader_part_start(struct reader *part, char *p, size_t from, size_t end);
// Take up what was carried to `from`. more: bytes follow behind `end`, which are not at hand.
void reader_part_resume(struct reader *part, const struct seam *seam, bool more);
// What was carried to the record that was read last, or, at the end, to where reading ended.
void reader_seam(const struct reader *r, struct seam *seam);
// Where a part's reading ended with READER_END, and the lines before that.
size_t reader_part_stop(const struct reader *part, size_t from, bool at_end, uint64_t *lines);
// Whether the records that begin in p[from .. to), of the bytes up to end, are the same with either
// seam, and so is what they carry on.
bool reader_part_same(struct reader *part, char *p, size_t from, size_t to, size_t end,
                      const struct seam *a, const struct seam *b);
void reader_part_close(struct reader *part); // NULL is fine

// Have `whole` read on by itself, with these bytes before what it has not given out yet. It was at
// that offset, behind as many lines, with that seam.
void reader_return(struct reader *whole, struct str bytes, uint64_t offset, uint64_t lines,
                   const struct seam *seam);

// ---- resume.c: reading on where an earlier run ended --------------------------------------------

struct stat;

bool reader_status(const struct reader *r, struct stat *status); // of what is read; fstat(2)
bool reader_packed(const struct reader *r);                      // it is compressed
bool reader_seekable(const struct reader *r); // its offsets are those of the file, but for a mark

// Unread bytes: at least n of them unless the input ends before. False: reading failed. Borrowed
// until the reader goes on.
bool reader_peek(struct reader *r, size_t n, struct str *bytes, struct diag *d);
// Nothing but (the beginning of) a header is there yet.
bool reader_empty(struct reader *r);

// n bytes of a reader_seekable input right before `offset`, whatever was read of it. False: there
// are not so many.
bool reader_look(const struct reader *r, uint64_t offset, size_t n, char *into);

// Whether the records behind the one read last can be read without those before it: by reader_pass
// of another reader of the file, which is then at the same record.
bool reader_can_pass(const struct reader *r, const struct record_spec *spec);
// Pass over the bytes before `offset`, where `lines` physical lines are done. False fills d:
// reading failed, or the input ends before.
bool reader_pass(struct reader *r, uint64_t offset, uint64_t lines, struct diag *d);
// Bytes that were read right before `offset`, as many of n as are still at hand.
struct str reader_behind(const struct reader *r, uint64_t offset, size_t n);

// The header that was read last as it stands in the input, without its line end; of a file without
// one whose columns have numbers, its first record; "" of a format that has none. And how many
// there were.
struct str reader_header(const struct reader *r);
unsigned reader_headers(const struct reader *r);
// A reader of what stands in memory behind such a header: give it the bytes by reader_part_start,
// close it by reader_part_close. NULL fills d: the header is none.
struct reader *reader_of_header(const struct record_spec *spec, struct str header, struct diag *d);

#endif
