// A screen is a record of operations over a table; a view is one screen being shown.
//
// To add one: a file here with its record, a line in screens.c, a golden in tests/lib/screens, a
// paragraph in wend-dash(1).
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "metric/metric.h"
#include "tui/list.h"
#include "tui/question.h"

struct app;
struct view;

// What a handler wants to happen; the loop acts.
enum reaction {
    REACT_NOTHING = 0,
    REACT_LOAD = 1,      // ask the metric again
    REACT_POP = 2,       // back to the view below
    REACT_QUIT = 4,      // leave
    REACT_UNHANDLED = 8, // nothing is bound to the key here: say so
};

struct screen {
    const char *name, *title;
    const char *metric;  // that fills its table; NULL: it has none
    const char *nothing; // what an empty table means
    const struct list_column *columns;
    unsigned fields; // of the question that the metric heeds: FIELD_BIT
    // Before the metric is asked: choose a subject if the view has none. False fills d. NULL.
    bool (*open)(struct app *app, struct view *v, struct diag *d);
    // The metric has answered, the view does not show it yet: choose what of it to show. NULL.
    bool (*answered)(struct app *app, struct view *v, const struct table *t, struct diag *d);
    void (*ask)(const struct view *v, struct ask *ask); // the question put to the metric; NULL
    bool (*keep)(const void *view, const struct table *t, size_t row); // NULL: all rows
    void (*crumb)(const struct view *v, struct buf *out);   // for the breadcrumb; NULL: title
    void (*caption)(const struct view *v, struct buf *out); // the second line; NULL
    void (*status)(const struct view *v, struct buf *out);  // of the selected row; NULL
    void (*command)(const struct view *v, struct buf *out); // "funnel STEPS" of the command line
    unsigned (*enter)(struct app *app, struct view *v);     // reactions; NULL
    unsigned (*next)(struct app *app, struct view *v);      // Tab; NULL
    void (*draw)(struct view *v, struct canvas *c, unsigned line, unsigned lines); // NULL: list
};

// What a view speaks of, found by its parent.
struct subject {
    size_t step;            // from 1; 0: none
    struct str label;       // of the step
    struct str what, value; // the drop-off row: only customers with it; what heads a command line
    struct str customer;
    struct str by; // the breakdown of the funnel that led here, which the drop-off does without
};

struct view {
    const struct screen *screen;
    struct subject subject;
    struct ask ask; // as put to the metric
    struct table table;
    struct list list;
    bool loaded;
    unsigned generation; // of the app's question when loaded
    size_t scroll;       // of screens that are no lists
    struct arena arena;  // owns the subject's texts
};

extern const struct screen screen_funnel, screen_dropoff, screen_customers, screen_timeline,
    screen_lost, screen_help, screen_command;

// The screens that keys 1–9 open, by number; NULL-terminated.
extern const struct screen *const screens[];
const struct screen *screen_find(struct str name);

#endif
