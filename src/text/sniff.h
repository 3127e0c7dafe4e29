// What a file looks like to a reader who was told nothing: its encoding, how it is cut into
// records, which fields there are. Guesses, with what speaks for them.
#ifndef TEXT_SNIFF_H
#define TEXT_SNIFF_H

#include "text/record.h"

#include "base/arena.h"
#include "base/vec.h"

// ---- encoding -----------------------------------------------------------------------------------

struct sniffed_encoding {
    struct str name;    // "" is UTF-8, or what a byte order mark says; else a name for iconv
    uint64_t letters;   // beyond ASCII that were looked at
    const char *others; // encodings that the text could be in as well, NULL: none
    bool sure, binary;  // binary: this is no text
};

// whole: the text does not go on behind the bytes.
struct sniffed_encoding sniff_encoding(struct str bytes, bool whole);

// ---- records ------------------------------------------------------------------------------------

enum sniff_kind {
    SNIFF_EMPTY,
    SNIFF_BINARY,
    SNIFF_DELIMITED,
    SNIFF_JSON,
    SNIFF_W3C,
    SNIFF_PAIRS,
    SNIFF_LINES,
    SNIFF_UNKNOWN
};

enum { SNIFF_RECORDS = 1000 }; // of the head of a file

struct sniff {
    enum sniff_kind kind;
    struct sniffed_encoding encoding;
    struct record_spec spec;   // how to read it; borrows from here
    char rival;                // delimited: another delimiter that cuts it as well, 0: none
    bool header_sure;          // delimited: a first record of words above others that are not
    uint64_t sampled, fitting; // records, and those that are cut as the most are
    size_t fields;             // of those
    struct str pattern;        // SNIFF_LINES: of the lines, made for them
    VEC(struct str) names;     // JSON: paths of values, pairs: keys, in order of appearance
    struct arena arena;
};

// Look at the head of a file. False fills d: it cannot be read.
bool sniff_file(struct sniff *s, const char *path, struct diag *d);
// Judge a file that was looked at as csv, tsv, json, w3c or pairs, whatever it looks like. It is
// SNIFF_UNKNOWN if it cannot be read so.
void sniff_as(struct sniff *s, const char *path, struct str format);
void sniff_free(struct sniff *s);

// The parts of it, each false where the file is not of that kind.
bool sniff_table(struct sniff *s, const char *path, const char *delimiters);
bool sniff_json(struct sniff *s, const char *path);
bool sniff_lines(struct sniff *s, struct str text, char gap); // with a time; key=value between gaps
bool sniff_pairs(struct sniff *s, struct str text);

void sniff_name(struct sniff *s, struct str name); // once each, copied

// Whether most of the cells behind the first are key=value.
bool sniff_cells_are_pairs(struct str text, char gap);

// The key of a pair that begins there: letters, digits, _ - and ., up to the =. Empty: none is.
struct str sniff_key(struct str text);

#endif
