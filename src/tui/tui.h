// The dashboard: screens over tables. curses is named in term.c only.
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include "metric/metric.h"

struct tui_options {
    struct journeys *journeys;
    struct ask ask;    // the question to start with
    struct str screen; // to start with: "funnel", "dropoff", "customers", "timeline"
    bool color;
    const char *zone; // for times; NULL: UTC
};

// Run until the user quits. False fills d. The terminal is restored on every way out.
bool tui_run(const struct tui_options *options, struct diag *d);

// Draw the screen once as text of columns × lines cells, by the same code.
bool tui_dump(const struct tui_options *options, unsigned columns, unsigned lines, struct buf *out,
              struct diag *d);

extern const struct str tui_screen_names[];
extern const size_t tui_screen_count;

#endif
