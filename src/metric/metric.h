// A metric reads journeys and a question and yields a table.
//
// To add one: a file here, a line in registry.c, a golden in tests, a section of wend-metrics(7).
#ifndef METRIC_METRIC_H
#define METRIC_METRIC_H

#include "base/diag.h"
#include "metric/cells.h"
#include "model/study.h"
#include "table/table.h"

struct journeys;
struct zone;

// The question, as the common options state it. All zeros plus ask_init is the plain question.
struct ask {
    struct str steps;     // of funnel and drop-off; "" where none
    struct str where;     // predicate, "" = all touchpoints
    int64_t since, until; // half open, µs UTC; TIME_NONE = open
    struct str unit;      // "customer", "session", "group", "case:KEY"
    struct str by;        // field of a breakdown, "" = none
    int64_t window;       // µs, −1 = none
    bool open;            // funnel: each step by itself
    bool allow_unknown;
    size_t top;          // 0 = the metric's default
    size_t list;         // drop-off: the step (from 1) whose lost are listed; 0 = none
    struct str customer; // timeline, ids, why
    struct str other;    // why-pair: the second id
    int64_t gap;         // µs, −1 = the study's or the default
    int64_t now;         // µs UTC; TIME_NONE = the last touchpoint
    unsigned threads;    // 0 = 1
    size_t min_cell;     // counts below it are withheld; 0 = none
};

void ask_init(struct ask *a);

struct metric {
    const char *name;       // "funnel"
    const char *title;      // "Funnel"
    const char *definition; // one or two sentences; the source of the formula
    // False fills d; *t is initialised by the caller and may then be half filled. Called through
    // metric_run only, which has put the last touchpoint's time into ask->now if it was open.
    bool (*run)(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d);
    // What its counts have to do with one another, for ask->min_cell; NULL: the table lists single
    // customers or facts, and cannot be asked for with it.
    cells_describe *cells;
};

extern const struct metric *const metrics[]; // NULL-terminated
const struct metric *metric_find(struct str name);

// Run and fill in title, definition, zone, source, period.
bool metric_run(const struct metric *m, struct journeys *j, const struct ask *ask, struct table *t,
                struct diag *d);

#endif
