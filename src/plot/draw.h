// What the kinds of plot share: the picture, safe text, the choice of columns. Private to this
// room.
#ifndef PLOT_DRAW_H
#define PLOT_DRAW_H

#include "plot/plot.h"

// A picture in the making. Lengths are pixels, or cells of a dumb terminal; y counts from the top.
struct picture {
    struct buf *out;
    const struct table *t;
    const struct plot_look *look;
    bool dumb;
    double width, height, letter, line; // of the picture; of a letter
    double left, right, top, bottom;    // margins, set by picture_begin and the kind
};

// Each appends the commands of one kind. False fills d: the table has not the columns.
bool picture_bars(struct picture *c, struct diag *d);
bool picture_funnel(struct picture *c, struct diag *d);
bool picture_heat(struct picture *c, struct diag *d);
bool picture_line(struct picture *c, struct diag *d);
bool picture_timeline(struct picture *c, struct diag *d);

// The terminal, title, period and notes. `wanted` is the height that the kind would like when
// nobody asked for one.
void picture_begin(struct picture *c, double wanted);
// The margins as they stand now; before the plot command.
void picture_margins(struct picture *c);
// A text in a place of the first axes (x, y are gnuplot numbers), `where` "left", "center" …; more
// is appended as it is.
void picture_text(struct picture *c, const char *x, const char *y, struct str text,
                  const char *where, const char *more);
// Marks of the x axis at n instants (seconds since 1970), shown in the table's zone and cut to
// `most` letters: 10 for dates, 16 for minutes.
void picture_times(struct picture *c, const double *at, size_t n, size_t most);

// A gnuplot string in double quotes that shows text and does nothing else: every byte outside
// [A-Za-z0-9 _.,:()+/-] is an octal escape, controls and what would change the direction of
// reading are blanks, bytes that are no UTF-8 are U+FFFD. With `format`, % is doubled.
void plot_quote(struct buf *out, struct str text, bool format);

// text cut to so many cells, with "..." at the end when it is; into the arena.
struct str plot_clip(struct arena *a, struct str text, double cells);

// ---- the choice of columns -------------------------------------------------------------------

bool plot_column_numeric(const struct table_column *column);
// The value that a cell draws (shares and numbers as they are, durations in seconds). False: none.
bool plot_cell_value(const struct table *t, size_t row, size_t column, double *out);
// The column to draw: look->value, else the best known name, else the first of numbers. SIZE_MAX
// fills d.
size_t plot_value_column(const struct picture *c, const char *const *prefer, struct diag *d);
// All texts of a row, joined; the row's number when there are none.
struct str plot_row_label(struct arena *a, const struct picture *c, size_t row);
// The group that gives a row its colour: the first text column when there are several.
size_t plot_row_group(const struct picture *c, size_t row);

// Okabe & Ito's palette, safe for the colour-blind: "#0072B2", …
const char *plot_color(size_t i);

#endif
