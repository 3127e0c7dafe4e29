// The terminal: the only room's file behind this header that knows curses.
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "base/diag.h"
#include "tui/canvas.h"
#include "tui/keys.h"

struct terminal;

// Whether standard input and output are a terminal that can place a cursor.
bool term_possible(void);

// Take the terminal over; color false: schemes are all mono. NULL fills d (FAULT_IO). Signals that
// end a program are caught until term_close; a crash restores the terminal first.
struct terminal *term_open(bool color, struct diag *d);

// Give the terminal back as it was. Returns the signal that asked to end, or 0. NULL is fine.
int term_close(struct terminal *t);

void term_size(const struct terminal *t, unsigned *columns, unsigned *lines);
void term_abilities(const struct terminal *t, struct canvas *c); // set plain and ascii

// Show the canvas; only what changed is sent. cursor: a column on the last line, or −1 for none.
void term_flush(struct terminal *t, const struct canvas *c, int cursor);
void term_redraw(struct terminal *t); // the next flush sends everything

// The next key, or KEY_NONE after `milliseconds` (−1: wait for ever).
uint32_t term_key(struct terminal *t, int milliseconds);

const char *term_next_scheme(struct terminal *t); // returns its name

#endif
