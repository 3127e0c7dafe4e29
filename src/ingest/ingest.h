// Exports → touchpoints: the study's mapping, duplicates, rejects, and the ledger that adds up.
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H

#include "base/vec.h"
#include "model/study.h"
#include "model/touchpoints.h"
#include "text/mojibake.h"

// One line of the ledger: a file of a source. In records:
// read = kept + duplicate + filtered + rejected.
struct ledger_file {
    struct str source, file;
    uint64_t lines, read, kept, duplicate, filtered, rejected;
    uint64_t further;       // of the duplicates: further rows of a touchpoint above (once-per)
    uint64_t late;          // kept, long before the latest one above it in its file
    uint64_t out_of_order;  // kept, before the one above it in its file
    uint64_t id_reused;     // kept, though the event id was there: it says something else
    uint64_t gap, repeated; // kept, with a time in a DST gap / repeated hour (marked, not apart)
    uint64_t corrected;     // kept, with a time corrected by when it was sent and received
    uint64_t no_id;         // kept, without any id
    uint64_t ids_refused;   // id values of kept rows that no namespace accepted or that are blocked
    uint64_t ids_damaged;   // id values of kept rows that a spreadsheet made 1.22E+17: not used
    uint64_t bot;           // kept, of a user agent that is a bot
    uint64_t unmatched;     // kept, with a value that no pattern of a rule or topic matches
    const char *looks_like; // another encoding than the declared one, or NULL
    uint64_t unjoined;      // kept, with a value that a side table does not have
    uint64_t costly;        // kept, with a value on which a pattern of a rule costs too much
    uint64_t mojibake;      // kept, with a value that was decoded wrongly before it was exported
};

// Rejects by reason code, source and file, for the summary; in order of first appearance.
struct ledger_reason {
    struct str source, file, code;
    uint64_t count;
};

// Kept rows whose field was decoded wrongly before it was exported; in order of first appearance.
struct ledger_garbled {
    struct str source, file, field;
    enum mojibake kind;
    uint64_t count, line;     // line: of the first one
    struct str sample, meant; // of the first one; meant: "" = not known
};

// Values that nothing knew, of one rule, topic, map or side table of a source.
enum { UNMATCHED_TOP = 20 };

struct ledger_unmatched {
    struct str source, kind, name; // kind: "rule", "topic", "map", "join"
    uint64_t records;              // kept ones with such a value
    uint64_t values;               // different ones that were told apart
    uint64_t other; // records whose values came after there were too many to tell apart
    struct {
        struct str value;
        uint64_t count;
    } top[UNMATCHED_TOP]; // the most frequent of those told apart first, ties bytewise
    size_t tops;
};

struct ledger {
    struct arena arena;
    VEC(struct ledger_file) file;
    VEC(struct ledger_reason) reason;
    VEC(struct ledger_garbled) garbled;
    VEC(struct ledger_unmatched) unmatched;
};

void ledger_free(struct ledger *l);
void ledger_add(struct ledger_file *to, const struct ledger_file *from); // the counts
struct ledger_file ledger_total(const struct ledger *l);

// "'CafÃ©' looks garbled: UTF-8 read as Windows-1252, meant 'Café'"; meant may be "".
void garbled_say(struct buf *out, struct str value, enum mojibake kind, struct str meant);

// A record that was turned away. Texts are borrowed for the call.
struct reject {
    struct str source, file;
    uint64_t line, column, offset; // column from 1; 0: not known
    struct str code;               // "bad-time", "field-count", …: stable, in wend-parse(1)
    struct str message;            // for people: what was expected
    struct str raw;
    struct str header; // that its fields are named by, as it stands in the file; "" = none
};

// Append the raw text as text that goes anywhere: what is NUL or not UTF-8 becomes U+FFFD. False:
// it is not the whole record, to the byte.
bool reject_text(struct buf *out, struct str raw);

struct state; // ingest/state.h
struct retry; // ingest/retry.h

struct ingest_options {
    const struct retry *retry; // these rejects instead of files
    struct state *state;       // read only what is new since the run that has left it; or NULL
    const struct strs *files;  // instead of the study's own (then source names the source)
    struct str source;         // only this source; "" = all
    unsigned threads;          // sources are read side by side; the result is the same
    size_t part_bytes; // of a file that a thread reads at a time, 0: what is fast; no matter either
    void (*on_reject)(void *context, const struct reject *reject); // NULL: only counted
    // Takes the rows block by block instead of *out (which may then be NULL), so that input of any
    // size takes bounded memory. All blocks have the same columns in the same order; the first call
    // has no rows. The block is cleared after the call. False, with d filled, ends the run.
    bool (*on_block)(void *context, struct touchpoints *block, struct diag *d);
    void *context; // calls come from the caller's thread, in order of the input
    // With on_block, may be NULL: make a text of a block that on_block will get, on any thread, for
    // several blocks at once. on_text then takes it right after on_block.
    void (*format)(const void *context, struct touchpoints *block, struct buf *text);
    bool (*on_text)(void *context, struct str text, struct diag *d);
};

// Read all sources of the study in order of declaration, each source's files in bytewise order of
// their names, and append to *out; fills *ledger (initialised to zeros by the caller). All inputs
// are opened, and all fields of the mapping looked up in them, before the first call of on_block
// or on_reject. False fills d: a file that cannot be opened or read, a bad mapping (FAULT_USAGE
// with the study's line: unknown field with a suggestion, bad pattern). *out is then incomplete.
bool ingest(struct study *study, const struct ingest_options *options, struct touchpoints *out,
            struct ledger *ledger, struct diag *d);

#endif
