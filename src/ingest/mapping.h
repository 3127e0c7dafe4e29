// The mapping of one source: fields of a record → one touchpoint.
#ifndef INGEST_MAPPING_H
#define INGEST_MAPPING_H

#include "base/vec.h"
#include "ingest/garbled.h"
#include "ingest/recent.h"
#include "ingest/side.h"
#include "model/study.h"
#include "model/touchpoints.h"
#include "text/number.h"
#include "text/record.h"
#include "text/regex.h"
#include "text/time.h"

#define NO_FIELD SIZE_MAX

// What is made of a value.
enum plain { PLAIN_TEXT, PLAIN_NUMBER, PLAIN_BOOLEAN };

// What one field fills: a column of the touchpoints.
struct target {
    struct str name;             // of the field
    size_t field;                // its index in the current file, or NO_FIELD
    struct str key;              // of FIELD?KEY: a parameter of the URL there; "" = none
    struct buf *parameter;       // its value in the current record
    size_t column;               // of the touchpoints
    const struct value_map *map; // or NULL
    enum plain plain;
    struct number_form form;             // of a number
    const struct study_namespace *space; // of an id, else NULL
    bool shared;                         // an id whose field feeds several namespaces …
    bool leader;                         // … of which this is the first
    // What is found out once for each distinct value of a field with a map or a form:
    struct dict raw;
    VEC(uint32_t) code;  // of the column; DICT_NONE: refused
    VEC(uint8_t) missed; // the map does not name it
    uint32_t at;         // code of raw of the value in the record that is being mapped
    // The same of an id; raw then holds the values that are not in the column.
    VEC(uint8_t) fate; // by code of the column: enum id_fate, 0: not found out yet
    VEC(uint8_t) away; // by code of raw
    struct str value;  // in the record that is being mapped, and its hash
    uint32_t hash;
};

// Fields and patterns that give one instant.
struct clock {
    const struct study_time *said;
    VEC(struct target) field; // their values are joined with one blank
    VEC(struct time_pattern *) pattern;
    struct buf joined;
};

// The zone that a field names, once for each distinct value.
struct zones {
    struct target field;
    struct dict raw;
    VEC(struct zone *) zone; // by code of raw; NULL: no zone
};

struct rule_pattern {
    struct regex *regex;
    struct str value;  // of the first that the rule makes, "" = none
    VEC(size_t) group; // by group: its place among what the rule makes
};

// A rule holds where the field matches.
struct condition {
    struct target field;
    struct regex *regex;
    struct dict raw;
    VEC(uint8_t) result; // by code of raw: enum regex_result
};

// Something that a rule makes: an attribute, a field, or both.
struct made {
    struct str name;
    bool attribute;
    size_t column, slot; // of the attribute; of the field among those made; or NO_FIELD
};

// What patterns make of a field, once for each distinct value.
struct rule {
    struct target field;
    bool bot;
    bool keeps_unmatched; // in the last that it makes
    VEC(struct condition) when;
    VEC(struct rule_pattern) pattern;
    VEC(struct made) made;
    struct dict raw, text; // text: values of fields
    VEC(uint32_t) code;    // of the attribute, by code of raw and place among what is made
    VEC(uint32_t) value;   // of text, likewise
    VEC(uint8_t) result;   // by code of raw: enum regex_result
    bool costly;           // in the current record a pattern of it costs too much
    uint32_t at;           // code of raw in the current record; 0: none, or the rule does not hold
};

struct made_name {
    struct str name;
    bool alone; // the export has none of that name
};

// Fields that rules make: they stand behind the record's own.
struct made_fields {
    VEC(struct made_name) name;
    VEC(size_t) origin;  // the field that each was made of, of the current record
    VEC(struct str) all; // names: the file's own, then these
    size_t own;          // of them
    VEC(struct str) field;
    struct record record; // the current one with all of them
};

// What a side table gives: an attribute, or an id.
struct join_fill {
    struct str name;
    size_t column;      // of the touchpoints
    VEC(uint32_t) code; // of an attribute, by row of the table; DICT_NONE: not asked
    struct target id;   // space NULL: an attribute
};

struct joined {
    const struct side_table *table;
    bool by_id;        // an id is looked up
    size_t column;     // that is looked up
    VEC(uint32_t) row; // by code of the column; join.c
    VEC(struct join_fill) fill;
    uint32_t at; // code of the current row's value if the table does not have it, else 0
};

// Something that may not know a value: one of the three.
struct counter {
    const char *kind;
    struct str name;
    const struct rule *rule;
    const struct target *target;
    const struct joined *joined;
};

struct miss {
    uint32_t row, counter, code;
};

struct mapping {
    const struct study *study;
    const struct study_source *source;
    struct touchpoints *rows; // where touchpoints go; borrowed
    struct clock created, received, sent;
    struct zone *zone;           // of the source
    struct time_setting setting; // of a row without a zone of its own
    struct zones zones;
    VEC(struct time_alias) alias;
    struct target channel, event, direction;
    struct recent channels, events; // codes after their maps
    VEC(struct target) id;
    VEC(struct target) attribute;
    VEC(struct rule) rule;
    struct made_fields made;
    VEC(struct joined) join;
    VEC(struct counter) counter;
    VEC(struct miss) miss;       // of this turn's rows, in their order
    const struct record *record; // the last that mapping_row has seen, with the fields made
    struct target event_id;
    VEC(struct target) once; // fields that tell touchpoints apart
    VEC(uint32_t) values;    // of the attributes of the row being made
    struct buf scratch;      // for the normal form of an id
    uint8_t missing[256];    // first bytes of values that stand for none
    uint32_t channel_code, event_code, source_code, file_code; // of the constants
    uint32_t act, out, staff;                                  // codes of the column direction
    VEC(uint32_t) direction_of_event; // by code: a direction's code, 0 none, DICT_NONE not asked
    VEC(uint32_t) direction_of_channel;
    struct garbled garbled; // of the values in rows
};

// Why a record is no touchpoint. field is that of the record, or NO_FIELD.
struct refusal {
    const char *code;
    size_t field;
    struct buf message;
};

// What a row brought along, for the ledger.
struct row_marks {
    bool gap, repeated, corrected, no_id, bot, unmatched, unjoined, costly;
    unsigned ids_refused, ids_damaged;
};

// Compile what does not depend on a file. False fills d (FAULT_USAGE, with the study's line).
bool mapping_open(struct mapping *m, const struct study *study, const struct study_source *source,
                  struct diag *d);
void mapping_close(struct mapping *m);

// Add the source's columns to t. mapping_attach: send rows to t from now on (its columns are added,
// all caches start anew).
void mapping_columns(const struct mapping *m, struct touchpoints *t);
void mapping_attach(struct mapping *m, struct touchpoints *t);

// Look the fields up among those of a file. False fills d with a suggestion.
bool mapping_bind(struct mapping *m, struct str file, const struct str *names, size_t count,
                  struct diag *d);
void mapping_file(struct mapping *m, struct str file); // rows from now on come from this file

// Append the record's touchpoint. False fills *why, and there is no row.
bool mapping_row(struct mapping *m, const struct record *record, struct row_marks *marks,
                 struct refusal *why);

struct str mapping_parameter(const struct target *t, const struct record *record);
struct str mapping_present(const struct mapping *m, struct str value); // "": one that is for none

static inline struct str mapping_field(const struct target *t, const struct record *record)
{
    if (t->field >= record->fields)
        return STR("");
    return t->key.n ? mapping_parameter(t, record) : record->field[t->field];
}

// The value of a field, without blanks at both ends; "" is missing, also by declaration.
static inline struct str mapping_value(const struct mapping *m, const struct target *t,
                                       const struct record *record)
{
    struct str value = str_trim(mapping_field(t, record));
    bool may_be_none = value.n && m->missing[(unsigned char)value.p[0]];
    return may_be_none ? mapping_present(m, value) : value;
}

// When the record was: when.c. False fills *why.
bool when_open(struct mapping *m, struct diag *d);
void when_close(struct mapping *m);
bool when_read(struct mapping *m, const struct record *record, int64_t *time,
               struct row_marks *marks, struct refusal *why);

// Rules set up: rules.c. rules_names: the names of all fields of a file, with those that rules
// make, in m->made.all. rules_bound: after their fields are looked up. rules_origin: the field of
// the export that one was made of.
bool rules_open(struct mapping *m, struct diag *d);
void rules_close(struct mapping *m);
void rules_columns(const struct mapping *m, struct touchpoints *t);
void rules_attach(struct mapping *m, struct touchpoints *t);
bool rules_names(struct mapping *m, struct str file, const struct str *names, size_t count,
                 struct diag *d);
bool rules_bound(struct mapping *m, struct diag *d);
size_t rules_origin(const struct mapping *m, size_t field);

// Rules at work: rule.c. rules_read makes the fields; what it returns is borrowed until the next
// record. rules_set fills the attributes of a row that are missing.
const struct record *rules_read(struct mapping *m, const struct record *record);
void rules_set(struct mapping *m, size_t row, struct row_marks *marks);
void rule_forget(struct rule *rule); // its caches
void rules_trim(struct mapping *m);  // those that have grown too large; misses refer to them

// Side tables: join.c. mapping_join: between mapping_open and mapping_columns.
void mapping_join(struct mapping *m, const struct side_tables *side);
void joins_close(struct mapping *m);
void joins_columns(const struct mapping *m, struct touchpoints *t);
void joins_attach(struct mapping *m, struct touchpoints *t);
void joins_set(struct mapping *m, size_t row, struct row_marks *marks);

// Values that nothing knew: unmatched.c. misses_keep: those rows stay for which out is 0.
void misses_open(struct mapping *m);
void misses_note(struct mapping *m, size_t row);
void misses_keep(struct mapping *m, const uint8_t *out);

// Give a row an id, if it has none of that namespace.
void mapping_set_id(struct mapping *m, struct target *t, struct str value, size_t row,
                    struct row_marks *marks);
size_t mapping_id_column(struct touchpoints *t, struct str space);

// The value of a field as it stands, if there is one.
static inline struct str mapping_raw(const struct mapping *m, const struct target *t,
                                     const struct record *record)
{
    struct str value = mapping_field(t, record);
    return m->source->missing.n && mapping_value(m, t, record).n == 0 ? STR("") : value;
}

// Fill *why but for its message. Returns false.
bool mapping_refuse(struct refusal *why, const char *code, const struct target *t);

void target_close(struct target *t); // what binding has allocated
void target_clear(struct target *t); // what was found out
void target_free(struct target *t);
// A field of that name, not looked up yet.
struct target mapping_target(struct str name, const struct value_map *map);

// A value for a message: on one line, not too long.
struct str mapping_shown(struct str value);

#endif
