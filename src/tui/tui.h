// The dashboard: screens over tables. curses is named in term.c only.
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include "metric/metric.h"

struct tui_options {
    struct journeys *journeys;
    struct ask ask;    // the question to start with; steps is the funnel, "" none
    struct str screen; // to start with: "funnel", "dropoff", "customers", "timeline"
    struct str name;   // of the store, for the title and for command lines
    struct str study;  // -c, for command lines; "" none
    size_t step;       // of the drop-off screen; 0: the first that lost somebody
    bool color;
    const char *zone; // for times; NULL: UTC
};

// Whether there is a terminal on standard input and output that screens can be drawn on.
bool tui_possible(void);

// Run until the user quits. False fills d. The terminal is restored on every way out. *ended_by is
// the signal that asked to end, else 0; the caller, when it has cleaned up, dies by it.
bool tui_run(const struct tui_options *options, int *ended_by, struct diag *d);

// Draw the screen once as text of columns × lines cells, by the same code.
bool tui_dump(const struct tui_options *options, unsigned columns, unsigned lines, struct buf *out,
              struct diag *d);

// Fill *t (initialised by the caller) with the rows that the screen shows, all columns.
bool tui_table(const struct tui_options *options, struct table *t, struct diag *d);

// Append the table of keys, one line a binding: keys, tab, what they do.
void tui_keys(struct buf *out);

extern const struct str tui_screen_names[];
extern const size_t tui_screen_count;

#endif
