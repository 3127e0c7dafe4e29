// Table → gnuplot program; running gnuplot safely.
#ifndef PLOT_PLOT_H
#define PLOT_PLOT_H

#include "table/table.h"

enum plot_kind { PLOT_AUTO, PLOT_BARS, PLOT_FUNNEL, PLOT_HEAT, PLOT_LINE, PLOT_TIMELINE };
bool plot_kind_of(struct str name, enum plot_kind *kind);
extern const struct str plot_kind_names[];
extern const size_t plot_kind_count;

// PLOT_WINDOW sets no terminal: the reader's own gnuplot chooses, as in `wend plot | gnuplot -p`.
enum plot_terminal { PLOT_SVG, PLOT_PNG, PLOT_PDF, PLOT_DUMB, PLOT_WINDOW };

struct plot_look {
    enum plot_kind kind;
    enum plot_terminal terminal;
    unsigned width, height; // pixels, or cells for PLOT_DUMB; 0: 900×500, 79×24
    bool color;
    struct str title; // instead of the table's
    struct str value; // column to draw; "" = the kind's own choice
};

// Append a complete gnuplot program with its data inside. False fills d (nothing to draw, or the
// kind does not fit the table: FAULT_USAGE). Nothing from the table reaches gnuplot unescaped.
bool plot_program(struct buf *out, const struct table *t, const struct plot_look *look,
                  struct diag *d);

// Run gnuplot on a program and append the picture. False fills d (FAULT_IO: not installed, failed).
bool plot_render(struct buf *picture, struct str program, struct diag *d);

// For PNG and PDF, which are drawn with the fonts of this machine: replace letters that none of
// them has by question marks. Returns how many, and the first; 0 also where fontconfig's fc-list is
// missing.
size_t plot_replace_unseen(struct buf *program, uint32_t *first);

#endif
