// Commands: one const record each, in one file each, with its options as a table.
//
// To add one: a file here with its record, a line in commands.c, man/wend-NAME.1.in with EXAMPLES,
// tests/command/NAME.bats, a line in README. Help, completion and the manual's OPTIONS section come
// from the option table.
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "base/diag.h"
#include "metric/metric.h"
#include "table/table.h"

enum option_kind {
    OPTION_FLAG,     // bool
    OPTION_TEXT,     // const char *
    OPTION_COUNT,    // size_t
    OPTION_DURATION, // int64_t, µs
    OPTION_CALL,     // handled by main: --help, --version
};

struct option {
    char letter;         // 0: long form only
    const char *name;    // "window"; NULL ends a group
    const char *metavar; // "DURATION"; NULL for flags
    enum option_kind kind;
    size_t offset;    // into the command's options struct
    const char *help; // one line
};

// The options that mean the same everywhere. Every command's own struct starts with one of these.
struct common {
    const char *study;  // -c
    const char *output; // -o: a format or a file
    const char *color;  // auto, always, never
    const char *now;
    size_t threads; // -j; 0: all cores
    bool quiet, verbose;
    const char *where, *since, *until, *unit, *by; // the question
    int64_t window, gap;                           // µs, −1 when not given
    size_t top, min_cell;
    bool open, allow_unknown;
};

// Groups of options, to be listed by commands. Offsets are into struct common.
extern const struct option options_basic[];   // -q -v -h --version: every command has them
extern const struct option options_study[];   // -c
extern const struct option options_output[];  // -o --color
extern const struct option options_now[];     // --now
extern const struct option options_threads[]; // -j
extern const struct option options_rows[];    // --where --since --until --allow-unknown
extern const struct option options_unit[];    // --unit
extern const struct option options_cells[];   // --min-cell
extern const struct option options_by[];      // --by --top

enum { GROUPS_MAX = 10 };

// One call of a command: parsed options and what is left of the arguments.
struct call {
    const struct command *command;
    void *options; // zeroed, then filled; starts with a struct common
    char **argument;
    size_t arguments;
};

struct command {
    const char *name, *purpose;              // "funnel", "how many get how far, how fast"
    const char *arguments;                   // "STEPS [JOURNEYS]"
    const struct option *groups[GROUPS_MAX]; // NULL-terminated
    const char *examples[3];                 // NULL-terminated, at most two
    size_t options_size;
    int (*run)(struct call *call); // the exit status
};

extern const struct command *const commands[]; // NULL-terminated, in the order of the flow
const struct command *command_find(const char *name);

// ---- for the commands' run functions -------------------------------------------------------

// Print d as one line on stderr ("wend funnel: …") and return its fault as exit status.
int tool_fail(const struct call *call, const struct diag *d);
// The same for a usage fault made here.
int tool_usage(const struct call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// One line on stderr unless -q.
void tool_say(const struct call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Fill an ask from the common options. zone_study (may be NULL) reads bare dates. False fills d.
bool tool_ask(const struct call *call, const struct study *study, struct ask *ask, struct diag *d);

// Open the journeys that argument i names (absent: standard input; on a terminal a usage fault),
// with -c. NULL fills d.
struct journeys *tool_journeys(const struct call *call, size_t i, struct diag *d);

// The study of -c. NULL fills d (also when -c is missing: a usage fault that says so).
struct study *tool_study(const struct call *call, struct diag *d);

// Write a table where -o says: to standard output or a file, in a format. Returns the exit status.
int tool_table(const struct call *call, const struct table *t, const char *zone);

// What a command asks beyond the options that all share; all zeros is nothing.
struct asked {
    const char *steps, *customer, *other;
    size_t list;                                            // of struct ask
    void (*shape)(const struct call *call, struct table *); // before the table is written
};

// Run a metric on the journeys of argument i and write its table: the whole of a simple command.
int tool_metric(const struct call *call, const char *metric, const struct asked *asked, size_t i);

// -o names a file (has a dot or slash) and not a format: its path, else NULL.
const char *tool_output_file(const struct call *call);
bool tool_color(const struct call *call); // whether standard output gets colour
unsigned tool_width(void);                // cells of the terminal on standard output, 0: none
unsigned tool_threads(const struct call *call);

// Help, from the tables. tool/help.c
void help_usage(struct buf *out, const struct command *c); // -h: one screen
void help_overview(struct buf *out);                       // all commands
void help_mdoc(struct buf *out, const struct command *c);  // OPTIONS of the manual page
bool help_completion(struct buf *out, struct str shell);   // "bash" or "zsh"

// Parse the arguments of a command into its options; false fills d (FAULT_USAGE).
bool option_parse(struct call *call, int argc, char **argv, bool *help, bool *version,
                  struct diag *d);
// All options of a command: calls visit for each.
void option_each(const struct command *c, void (*visit)(void *context, const struct option *o),
                 void *context);

#endif
