// The question that the screens ask, as texts that a person edits and as a struct ask.
#ifndef TUI_QUESTION_H
#define TUI_QUESTION_H

#include "metric/metric.h"

enum question_field { FIELD_WHERE, FIELD_PERIOD, FIELD_BY, FIELD_UNIT, FIELD_WINDOW, FIELDS };

#define FIELD_BIT(field) (1u << (field))
enum { FIELDS_ALL = (1 << FIELDS) - 1 };

struct question {
    struct ask ask;          // its texts are borrowed from below and from the caller's ask
    struct buf text[FIELDS]; // as typed; "" is the default
    const char *zone;        // of bare dates
};

void question_init(struct question *q, const struct ask *ask, const char *zone);
void question_free(struct question *q);

const char *question_label(enum question_field field); // "filter"

// The ask with one field changed, borrowing text. False fills d; whether a predicate or a field's
// name is right only a metric can tell.
bool question_try(const struct question *q, enum question_field field, struct str text,
                  struct ask *ask, struct diag *d);

// The same, for good: text is copied. Call after question_try.
void question_set(struct question *q, enum question_field field, struct str text);

// Append what is not the default, for people: "where channel == web | window 7d". fields is the set
// (1 << field) that the screen's metric heeds; --open goes with the breakdown, both are the
// funnel's.
void question_phrase(const struct question *q, unsigned fields, struct buf *out);

// Append the options of a command line, quoted for a shell, each with a blank before it.
void question_options(const struct question *q, unsigned fields, struct buf *out);

// Append a word quoted for a POSIX shell, if it must be.
void question_quote(struct buf *out, struct str word);

#endif
