// How reading a study is divided among files. Private to model/.
#ifndef MODEL_STUDY_PARTS_H
#define MODEL_STUDY_PARTS_H

#include "model/study_section.h"

// Fill the study's identity / sources. embedded: the study comes out of a store and shall answer
// questions, not read exports: presets and zones of sources that are not there are no fault.
// identity comes first: sources refer to it.
bool read_identity(const struct section *top);
bool read_sources(const struct section *top, bool embedded);

// namespace "x" { … }, after the order and the kinds; study_namespace.c. namespace_unknown faults.
bool read_namespaces(const struct section *s);
struct study_namespace *namespace_find(const struct study_identity *identity, struct str name);
bool namespace_policy(const struct section *s, enum device_policy *out);
bool namespace_unknown(const struct section *s, const char *key, struct str name);

// Set what the section says of a source and leave the rest of *source alone; key by key in id,
// attr, valid and map. So a preset comes first and the study's section on top of it.
bool read_source_keys(const struct section *s, struct study_source *source, bool embedded);

// The part of it that says how files are cut into records; study_format.c. check: the keys of the
// whole source, preset and all, are for its format.
bool read_source_format(const struct section *s, struct study_source *source);
bool check_source_format(const struct section *s, const struct study_source *source);

// Whether a format is one of those that presets are made of; *out is then its one name.
bool format_base(struct str name, struct str *out);
size_t format_names(const char *const **names);

// The part of it that says when: time, zone, clocks; study_time.c.
bool read_source_time(const struct section *s, struct study_source *source, bool embedded);

// Rules and topics; study_rules.c. Those of a title that is there already replace it. False fills
// d.
bool read_rules(const struct section *s, struct study_source *source);
bool check_rules(const struct section *s, const struct study_source *source);
bool pattern_is_good(struct str pattern, struct diag *why);

// What it says of values; study_values.c. check_values: that it is of the source's attributes.
bool attribute_is_reserved(const struct study *study, struct str name);
void read_source_values(const struct section *s, struct study_source *source);
bool check_values(const struct section *s, const struct study_source *source);

// Pairs of `over` replace those of the same key in *into; the others are appended. read_pairs: with
// those of a free-form section.
void merge_pairs(struct arena *arena, struct pairs *into, struct pairs over);
void read_pairs(const struct section *s, const char *key, struct pairs *into);

enum preset_result { PRESET_READ, PRESET_NOT_FOUND, PRESET_FAULT };

// Find the preset and read its keys into *source, with format becoming the one that the preset is
// made of (format_base). PRESET_FAULT fills d with the preset's file and line.
enum preset_result preset_read(struct study *study, struct str name, struct study_source *source,
                               bool embedded, struct diag *d);

// Append the valid names to d's message, with a suggestion.
void preset_suggest(struct str name, struct diag *d);

// join "x" { … }; after identity and sources, whose rows are joined.
bool read_joins(const struct section *top);

// Set *out if the key delimiter is there.
bool read_delimiter(const struct section *s, char *out);

// sessions { … }; study_sessions.c.
bool read_sessions(const struct section *top);

// check { … }; after identity and sources, whose fields it may name.
bool read_check(const struct section *top);

// privacy { … }; after the sources, whose attributes it may name.
bool read_privacy(const struct section *top);

// A share such as "5%"; *out stays as it is if the key is not there. False fills d.
bool read_percent(const struct section *s, const char *key, double *out);

// direction = "act" | "out" | "staff"
bool read_direction(const struct section *s, struct str *out);

// Whole file into *out (cleared by the caller). False fills d: "cannot open …".
bool study_read_file(const char *path, struct buf *out, struct diag *d);

// Call found(context, channel, event) for each bare word of a predicate or steps; either may be
// empty (then it was not named). See study_words.c for what counts.
void study_words(struct str text,
                 void (*found)(void *context, struct str channel, struct str event), void *context);

#endif
