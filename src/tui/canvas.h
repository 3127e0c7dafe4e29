// A grid of cells that screens draw on: no curses, so that a dump and a terminal show the same.
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include "base/buf.h"

// What a cell means; the terminal chooses the colour.
enum role {
    ROLE_TEXT,
    ROLE_DIM,
    ROLE_TITLE,    // the line at the top
    ROLE_HEAD,     // column titles
    ROLE_SELECTED, // the row that Enter takes
    ROLE_BAR,
    ROLE_GOOD,
    ROLE_WARN,
    ROLE_BAD,
    ROLE_KEY, // a key's name in the foot bar and the help
    ROLE_FOOT,
    ROLE_ERROR,
    ROLES
};

enum { CANVAS_POINTS = 4 }; // a base character and up to three combining ones

struct canvas_cell {
    uint32_t point[CANVAS_POINTS]; // 0 ends; all 0: a blank
    unsigned char width;           // 1, 2, or 0 for the right half of a wide character
    unsigned char role;
};

struct canvas {
    unsigned columns, lines;
    bool plain; // signs and bars in ASCII
    bool ascii; // the terminal shows nothing else: other characters become ?
    struct canvas_cell *cell;
};

void canvas_init(struct canvas *c, unsigned columns, unsigned lines); // blank
void canvas_free(struct canvas *c);
void canvas_clear(struct canvas *c);

static inline const struct canvas_cell *canvas_at(const struct canvas *c, unsigned line,
                                                  unsigned column)
{
    return &c->cell[(size_t)line * c->columns + column];
}

// Write s at (line, column) in at most `cells` cells, and within the canvas. The text is made safe
// by escape_terminal here, so that nothing raw can get into a cell. What does not fit is cut, and
// the cut marked. Returns the cells used.
unsigned canvas_write(struct canvas *c, unsigned line, unsigned column, unsigned cells,
                      enum role role, struct str s);

// Write s on up to `lines` lines from `line`, broken at blanks, from `column` to the right edge
// less one. Returns the lines that s takes.
unsigned canvas_wrap(struct canvas *c, unsigned line, unsigned lines, unsigned column,
                     enum role role, struct str s);

// As canvas_write, at the right end of `cells` cells.
void canvas_right(struct canvas *c, unsigned line, unsigned column, unsigned cells, enum role role,
                  struct str s);

// A bar of share (0–1) of `cells` cells, in eighths of a cell where the terminal can.
void canvas_bar(struct canvas *c, unsigned line, unsigned column, unsigned cells, enum role role,
                double share);

// Give cells a role, what they hold stays.
void canvas_paint(struct canvas *c, unsigned line, unsigned column, unsigned cells, enum role role);

// Cells that s takes once it is safe.
unsigned canvas_width(struct str s);

// The lines as text, blanks at their ends trimmed.
void canvas_dump(const struct canvas *c, struct buf *out);

// One cell's text in UTF-8 (a blank for an empty one, nothing for a right half).
void canvas_cell_text(const struct canvas_cell *cell, struct buf *out);

// Append one code point in UTF-8.
void canvas_point(struct buf *out, uint32_t point);

#endif
