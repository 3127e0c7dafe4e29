// Typed values out of one section of a study, with faults that name file and line. Private to
// model/.
#ifndef MODEL_STUDY_SECTION_H
#define MODEL_STUDY_SECTION_H

#include "model/study.h"
#include "model/study_scan.h"

// A study or preset being read. Texts go into the study's arena.
struct study_input {
    struct study *study;
    struct str file; // for messages
    struct scan scan;
    cfg_t *cfg;
    struct diag *d;
};

// Parse text. False fills d; input_close in either case.
bool study_input_open(struct study_input *in, struct study *study, struct str text, struct str file,
                      const cfg_opt_t *grammar, struct diag *d);
void study_input_close(struct study_input *in);

struct section {
    struct study_input *in;
    cfg_t *cfg; // NULL: the section is not there; all its keys are absent
    size_t place;
};

struct section section_top(struct study_input *in);
size_t section_count(const struct section *s, const char *key);
struct section section_child(const struct section *s, const char *key, size_t nth);
struct str section_title(const struct section *s);

bool section_has(const struct section *s, const char *key);
uint64_t section_line(const struct section *s, const char *key); // of the key, else the section

// Set *out if the key is there, and leave it alone if not.
void section_text(const struct section *s, const char *key, struct str *out);
void section_list(const struct section *s, const char *key, struct strs *out);
struct pairs section_pairs(const struct section *s); // of a free-form section

// The same with a check; false fills d.
bool section_duration(const struct section *s, const char *key, int64_t *out);
bool section_zone(const struct section *s, const char *key, struct str *out);
// *out becomes the index in names.
bool section_choice(const struct section *s, const char *key, const char *const *names,
                    size_t count, unsigned *out);
bool section_flag(const struct section *s, const char *key, bool *out);         // yes, no
bool section_count_of(const struct section *s, const char *key, uint32_t *out); // 0: no limit

// Fault at the key's line (the section's if there is none). Returns false.
bool section_fault(const struct section *s, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// A name that becomes a column or a word of the language: letters, digits, _ - . and whatever is
// not ASCII.
bool section_check_name(const struct section *s, const char *key, struct str name);

#endif
