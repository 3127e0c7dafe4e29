// The study: one configuration file that describes sources, identity, stages, funnels.
// Grammar: wend-study(5). Predicates and steps are kept as text; query/ compiles them.
#ifndef MODEL_STUDY_H
#define MODEL_STUDY_H

#include "base/arena.h"
#include "base/diag.h"

struct strs { // a list of texts
    struct str *p;
    size_t n;
};

struct pair { // one key = value of a free-form section
    struct str key, value;
};

struct pairs {
    struct pair *p;
    size_t n;
};

// map "TARGET" { raw = "value" … }: TARGET is event, channel, direction or an attribute.
struct value_map {
    struct str target;
    struct pairs values;
};

// time = {fields …, patterns …}: the fields joined with one blank, by the first pattern that fits.
struct study_time {
    struct strs fields, patterns; // no patterns: "iso"
};

enum dst { DST_FIRST, DST_SECOND, DST_REJECT }; // a repeated hour; a gap likewise

enum bad_value { BAD_REJECT, BAD_KEEP, BAD_MISSING }; // what is no number or boolean

enum duplicates { DUPLICATES_EXACT, DUPLICATES_NONE, DUPLICATES_ID };

// rule "NAME" and topic "NAME": the first pattern that matches makes fields of its groups.
struct study_rule {
    struct str name; // the section's title; of a rule, also its field unless that is given
    uint64_t line;   // of the section
    bool topic;
    struct str field;
    struct pairs when;     // field = pattern; where one does not match, the rule does not hold
    struct pairs patterns; // key: value of the field "topic", "" in a rule
    struct str unmatched;  // takes values that nothing matches; "" = none
    struct strs makes;     // names of the fields: topic, groups, unmatched
};

struct study_source {
    struct str name;   // the section's title; its rank is its index in the study
    uint64_t line;     // of the section in the study file, for messages
    struct strs files; // globs, relative to the study's directory
    // "csv", "tsv", "pattern", "json", "w3c" or "pairs"; a preset is merged in and gives its own
    struct str format;
    char delimiter; // csv: one byte; pairs: between them, 0: blanks
    bool header, lenient;
    bool plain;                        // csv, tsv: a quote is a byte like any other
    struct strs names;                 // csv, tsv: of the columns of a file without header
    struct str pattern;                // PCRE2 with named groups …
    struct strs more_patterns;         // … and those that are tried when it does not match
    struct pairs define;               // named sub-patterns
    struct str continuation;           // pattern of lines that belong to the record before
    struct str comment;                // what lines begin with that are no records
    uint64_t preamble;                 // lines before everything else
    struct str table;                  // a field of the wanted table's header, or its number from 1
    struct str encoding;               // "" = UTF-8
    struct str channel, channel_field; // constant, and the field that wins when it is not empty
    struct str event, event_field;
    struct str direction, direction_field;
    struct study_time time;
    struct study_time received, sent; // without fields, or empty: the time is as it is
    struct str zone, zone_field;      // "" = the study's; the field wins when it is not empty
    struct pairs zone_names;          // abbreviation = zone
    enum dst dst;
    int64_t clock_offset;    // µs added to each time
    struct pairs ids;        // namespace = field
    struct pairs offered;    // the same of a preset, to choose from: they are no attributes either
    struct pairs attributes; // attribute = field
    struct study_rule *rules;
    size_t rule_count;
    struct str bot_field, bots; // user agent, PCRE2 of those that are none; "" = the usual ones
    struct strs missing;        // values that stand for none, in any field
    struct pairs numbers;       // attribute = example of its form, "1.234,56"
    struct strs booleans;       // attributes
    enum bad_value bad_value;
    struct value_map *maps;
    size_t map_count;
    struct pairs valid; // name = predicate that a kept row must satisfy (its reason's name)
    struct str filter;  // rows that match are left out on purpose; "" = none
    int64_t late_after; // µs behind the latest row of the file; then a row is marked as late
    enum duplicates duplicates;
    struct str event_id;      // DUPLICATES_ID: the field; rows without one are compared whole
    bool rejects_mojibake;    // rows with a value that was decoded wrongly before the export
    int64_t duplicate_window; // µs between two rows of one id; INT64_MAX: any
    struct strs once_per;     // fields: rows of a file that agree in them are one touchpoint
};

// join "NAME": a side table; the row whose key is a touchpoint's value gives it more.
struct study_join {
    struct str name;
    uint64_t line; // of the section in the study file, for messages
    struct str file, encoding;
    char delimiter;
    struct str key;               // its column
    struct str on;                // channel, event, an id namespace or an attribute of touchpoints
    struct strs sources;          // none: all that have `on`
    struct pairs attributes, ids; // name = column
    bool first;                   // of rows with one key the first counts; else that is a fault
    bool *joins;                  // by source: whether its rows are joined
};

struct study_channel {
    struct str name, kind, direction; // kind: digital, assisted, physical, self-service, ""
};

struct study_event {
    struct str name, direction;
};

enum normalise {
    NORMALISE_TRIM,
    NORMALISE_LOWER,
    NORMALISE_UPPER,
    NORMALISE_EMAIL,
    NORMALISE_PHONE,
    NORMALISE_DIGITS
};

// Whose are rows without a person's id on a device that people sign in on:
enum device_policy {
    DEVICE_CARRY,      // the last before's, else the first after's
    DEVICE_LAST,       // the last of all's
    DEVICE_QUARANTINE, // nobody's, if there are several people; else as carry
    DEVICE_RESET,      // as carry, but not across a sign-in or sign-out
};

struct identity_pattern; // model/identity.h

struct study_namespace {
    struct str name;                         // in order of strength, strongest first
    bool unique, device, transaction, group; // at most one of them
    enum normalise normalise;         // default: EMAIL for "email", PHONE for "phone", else TRIM
    struct str country;               // PHONE: calling code for numbers without one, "86"
    bool strip_domain;                // DOMAIN\\name and name@domain are name
    uint32_t max_length;              // bytes of a value, 0: no limit
    enum device_policy policy;        // of devices
    struct identity_pattern *pattern; // what a value must match; NULL: none
};

struct study_identity {
    struct study_namespace *spaces;
    size_t count;
    struct pairs aliases;      // a namespace that is not in the order = the one whose ids it holds
    struct strs links;         // link files, relative to the study's directory
    struct strs overrides;     // files of joins that people ordered or forbade
    struct strs block;         // PCRE2 patterns of values that are no ids, beside the built-in list
    int64_t look_back;         // µs for carry; INT64_MAX: all
    enum device_policy policy; // of devices that say nothing else
    struct str sign_in, sign_out; // predicates, "" = none: they part the rows of a device
    uint32_t max_ids;             // per customer, 0: no limit
    uint32_t max_degree;          // unique ids that a value may be linked to, 0: no limit
};

struct study_stage {
    struct str name, steps; // steps: alternatives, as in a funnel's step
};

struct study_case {
    struct str name, key, close, information;
};

// What parts a customer's acts into sessions.
struct study_sessions {
    int64_t gap, maximum; // µs; as long as the gap parts, longer than the maximum does
    bool midnight;        // of the study's zone
    bool person;          // another person known at the time
    struct str campaign;  // attribute: another campaign; "" = none
};
#define STUDY_SESSIONS_USUAL                                                                       \
    {                                                                                              \
        30 * INT64_C(60000000), INT64_MAX, false, false,                                           \
        {                                                                                          \
            "", 0                                                                                  \
        }                                                                                          \
    }

struct study_named { // funnel "x", segment "x"
    struct str name, text;
    uint64_t line;
};

// check { … }: what wend check holds the data to. Limits are NULL text when they are not given.
struct study_limit {
    struct str text; // as written, for messages
    double value;    // a share, days, or µs
};

struct study_check {
    struct strs complete; // FIELD or SOURCE:FIELD; what min-completeness is about
    struct str origin;    // predicate: the row that makes a transaction's number, "" = none
    struct study_limit min_completeness, max_rejects, max_duplicates, max_mojibake, max_age,
        max_gap_days, max_skew, max_orphans, max_top_id;
};

// privacy { … }. Paths are relative to the study's directory; "" when not given.
struct study_privacy {
    struct str key;        // file of the key of tokens and tombstones
    struct str tombstones; // file of those who are forgotten
    struct strs ids;       // attributes that are ids
    struct strs texts;     // attributes in which personal data are looked for …
    bool some_texts;       // … when given; else it is all of them
};

struct study {
    struct str forced_source, forced_format; // of study_open_as, else ""
    struct arena arena;                      // owns every text below
    struct str file;                         // as named on the command line
    struct str directory;                    // of the file, "." if none; ends without a slash
    struct str text;                         // the whole study, for embedding into a store
    struct str timezone;                     // never empty
    struct study_source *sources;
    size_t source_count;
    struct study_join *joins; // a join can take what one above it gives
    size_t join_count;
    struct study_channel *channels;
    size_t channel_count;
    struct study_event *events;
    size_t event_count;
    struct study_identity identity;
    struct study_stage *stages; // in declared order: the rank of a stage is its index
    size_t stage_count;
    struct study_case *cases;
    size_t case_count;
    struct study_named *funnels, *segments;
    size_t funnel_count, segment_count;
    struct str information; // consistency { information = … }: re-done = repeated information
    struct study_sessions sessions;
    int64_t gap;       // consistency { gap = "7d" }
    struct strs facts; // facts { files = … }, relative to the study's directory
    int64_t facts_lag;
    double max_rejects;       // report { max-rejects = "5%" } as a share; 1 = no check
    struct str report_funnel; // report { funnel = "@stages" }
    struct str report_title;
    struct study_check check;
    struct study_privacy privacy;
};

// Read and check a study. NULL fills d with file:line (FAULT_USAGE; FAULT_IO when it cannot be
// read). The caller frees with study_free. One thread at a time: libconfuse has one scanner.
struct study *study_open(const char *path, struct diag *d);

// The same with another format for a source, whatever the study says: that of this name, or ""
// for the only one.
struct study *study_open_as(const char *path, struct str source, struct str format, struct diag *d);

// The same from text, as if it stood in `file` (a store's embedded study). It shall answer
// questions and not read exports: a preset that is not installed here is no fault. Its source then
// keeps the preset's name as format, and what the preset would have said is missing.
struct study *study_parse(struct str text, struct str file, struct diag *d);

void study_free(struct study *s); // NULL is fine

// A path of the study relative to its directory; absolute ones stay. Allocated in the arena.
struct str study_path(struct study *s, struct str path);

// Append a text in quotes, so that a study reads the same text. It must be quotable: UTF-8 without
// controls other than a tab and a line's end.
void study_quote(struct buf *out, struct str text);
bool study_quotable(struct str text);

// Look-ups by name; NULL when there is none.
const struct study_source *study_source(const struct study *s, struct str name);
const struct study_case *study_case(const struct study *s, struct str name);
const struct study_named *study_funnel(const struct study *s, struct str name);
const struct study_named *study_segment(const struct study *s, struct str name);
const struct study_stage *study_stage(const struct study *s, struct str name);
// Of an alias: the namespace that it stands for.
const struct study_namespace *study_namespace(const struct study *s, struct str name);

// Call visit for each field that the source names, as often as it does; names may be empty.
// attribute: the one that takes the field, else "".
typedef void study_field_visitor(void *context, struct str field, struct str attribute);
void study_each_field(const struct study_source *s, study_field_visitor *visit, void *context);

// What becomes of a field that a rule makes: the attribute of its name, unless an id, an event or
// the like takes it. Rules below may take it too.
struct study_made {
    bool field;     // something takes it …
    bool below;     // … a rule below …
    bool alone;     // … an id, an event or the like: the export has no field of that name
    bool attribute; // fills the attribute of its name, where a row has none of its own; not if a
                    // preset offers it for an id
};
struct study_made study_made(const struct study_source *s, struct str name);

// Call visit for each attribute that rows of the source have by the study: its own, those of its
// rules, those of side tables above `until` (NULL: of all).
typedef void study_name_visitor(void *context, struct str name);
void study_each_attribute(const struct study *study, const struct study_source *s,
                          const struct study_join *until, study_name_visitor *visit, void *context);

// Whether the study declares that event / channel anywhere: event and channel sections, constants,
// values of maps, bare words in stages, cases and funnels are declarations of events.
bool study_knows_event(const struct study *s, struct str name);
bool study_knows_channel(const struct study *s, struct str name);

#endif
