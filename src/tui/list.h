// A table on a screen: selection, scrolling, columns that fit, sorting, search.
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "table/table.h"
#include "tui/canvas.h"
#include "tui/keys.h"

enum list_show { LIST_CELL, LIST_BAR };

// A column that a screen wants, by the name of the output contract; one that the table has not, or
// in which no row has a value, is left out.
struct list_column {
    const char *name;    // NULL ends
    const char *title;   // NULL: the table's
    unsigned char drop;  // when cells are short the highest goes first; 0 stays
    unsigned char most;  // cells at most; 0: no limit
    unsigned char least; // cells below which a text is not cut; 0: 8
    bool quiet;          // left out when all its counts are 0
    enum list_show show;
    // What people see instead of cell_pretty; NULL: cell_pretty.
    void (*text)(struct buf *out, const struct table *t, size_t row, size_t column);
    enum role (*role)(const struct table *t, size_t row); // NULL: ROLE_TEXT
};

enum { LIST_COLUMNS_MAX = 32, LIST_UNSORTED = LIST_COLUMNS_MAX };

// A column as found in the table.
struct list_shown {
    const struct list_column *wish;
    size_t column; // of the table
};

struct list {
    const struct table *table; // borrowed
    const char *zone;
    struct list_shown shown[LIST_COLUMNS_MAX];
    size_t shown_count;
    VEC(size_t) row; // of the table, as seen
    size_t selected, top, page;
    size_t left; // columns skipped behind the first
    size_t sort; // index into shown, or LIST_UNSORTED
    bool descending;
};

// Show the rows of t that keep says (NULL: all).  The selection stays on the same row number.
void list_open(struct list *l, const struct table *t, const struct list_column *columns,
               const char *zone,
               bool (*keep)(const void *context, const struct table *t, size_t row),
               const void *context);
void list_free(struct list *l);

// Draw on `lines` lines from `line`: the heading, then rows.
void list_draw(struct list *l, struct canvas *c, unsigned line, unsigned lines);

// Moving, scrolling and sorting. Returns false for an action that is none of its own. What there is
// to say goes to message.
bool list_action(struct list *l, enum action action, struct buf *message);

// Select the next (or previous) row that has the text in any column, ASCII case ignored, going
// round the ends. False: none has it.
bool list_search(struct list *l, struct str text, bool backwards);

// The selected row of the table, or SIZE_MAX when there are no rows.
size_t list_selected(const struct list *l);

// The text of a cell of the selected row; empty when there is no such row or column.
struct str list_text(const struct list *l, const char *column);

// A table of the rows seen, in their order, with all columns (for export).
void list_copy(const struct list *l, struct table *out);

#endif
