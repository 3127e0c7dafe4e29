// Keys and what they do: the one table behind bindings, foot bar, help screen and manual.
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "base/buf.h"

// Keys are code points, or these beyond Unicode.
enum key {
    KEY_NONE = 0x110000, // nothing came in time
    KEY_SIZE,            // the terminal has another size
    KEY_CUT,             // a signal: time to end
    KEY_LOST,            // the terminal is gone
    KEY_GO_UP,
    KEY_GO_DOWN,
    KEY_GO_LEFT,
    KEY_GO_RIGHT,
    KEY_GO_PAGE_UP,
    KEY_GO_PAGE_DOWN,
    KEY_GO_HOME,
    KEY_GO_END,
    KEY_GO_ENTER,
    KEY_GO_TAB,
    KEY_GO_BACKSPACE,
    KEY_GO_DELETE,
    KEY_GO_ESCAPE,
    KEY_GO_HELP,
    KEY_ANY_DIGIT,
    KEY_UNKNOWN, // a key that we have no name for
};

#define KEY_CONTROL(letter) ((uint32_t)(letter)&0x1F)

// action, up to three keys, word in the foot bar ("" = not there), help
#define KEY_TABLE(X)                                                                               \
    X(UP, 'k', KEY_GO_UP, 0, "", "one row up")                                                     \
    X(DOWN, 'j', KEY_GO_DOWN, 0, "", "one row down")                                               \
    X(PAGE_UP, KEY_GO_PAGE_UP, KEY_CONTROL('b'), 0, "", "one page up")                             \
    X(PAGE_DOWN, KEY_GO_PAGE_DOWN, KEY_CONTROL('f'), ' ', "", "one page down")                     \
    X(FIRST, 'g', KEY_GO_HOME, 0, "", "first row")                                                 \
    X(LAST, 'G', KEY_GO_END, 0, "", "last row")                                                    \
    X(LEFT, 'h', KEY_GO_LEFT, 0, "", "columns to the left")                                        \
    X(RIGHT, 'l', KEY_GO_RIGHT, 0, "", "columns to the right")                                     \
    X(ENTER, KEY_GO_ENTER, 0, 0, "open", "drill into the selected row")                            \
    X(BACK, 'q', KEY_GO_BACKSPACE, 0, "back", "back; on the first screen q quits")                 \
    X(NEXT, KEY_GO_TAB, 0, 0, "", "next step (Drop-off) or customer (Timeline)")                   \
    X(SCREEN, KEY_ANY_DIGIT, 0, 0, "screen", "1 Funnel, 2 Drop-off, 3 Customers, 4 Timeline")      \
    X(FILTER, '\\', 0, 0, "filter", "only touchpoints that satisfy a predicate")                   \
    X(SEARCH, '/', 0, 0, "search", "search the rows for a text")                                   \
    X(SEARCH_NEXT, 'n', 0, 0, "", "next row that has it")                                          \
    X(SEARCH_BACK, 'N', 0, 0, "", "previous row that has it")                                      \
    X(PERIOD, 't', 0, 0, "", "period: SINCE..UNTIL")                                               \
    X(BREAKDOWN, 'b', 0, 0, "by", "break down by a field")                                         \
    X(UNIT, 'u', 0, 0, "", "unit: customer, session, group, case:KEY")                             \
    X(WINDOW, 'w', 0, 0, "", "time window of the funnel, as 7d")                                   \
    X(SORT_LEFT, '<', 0, 0, "", "sort by the column to the left")                                  \
    X(SORT_RIGHT, '>', 0, 0, "", "sort by the column to the right")                                \
    X(SORT_TURN, 's', 0, 0, "", "turn the order of sorting round")                                 \
    X(EXPORT, 'e', 0, 0, "", "export the rows seen to a file")                                     \
    X(COMMAND, 'y', 0, 0, "", "show the equal command line")                                       \
    X(SCHEME, 'C', 0, 0, "", "next colour scheme: dark, light, mono")                              \
    X(REDRAW, KEY_CONTROL('l'), 0, 0, "", "draw the screen anew")                                  \
    X(HELP, '?', KEY_GO_HELP, 0, "help", "this help")                                              \
    X(QUIT, 'Q', 0, 0, "quit", "quit at once")

enum action {
#define X(name, key1, key2, key3, foot, help) ACTION_##name,
    KEY_TABLE(X)
#undef X
        ACTION_NONE
};

struct binding {
    enum action action;
    uint32_t key[3]; // 0: none
    const char *foot, *help;
};

extern const struct binding bindings[];
extern const size_t binding_count;

enum action key_action(uint32_t key); // ACTION_NONE: nothing is bound to it

// "k", "PgUp", "Ctrl-L", "0–9" (0-9 when plain), "Enter".
void key_label(struct buf *out, uint32_t key, bool plain);
void binding_names(struct buf *out, const struct binding *b, bool plain); // "k Up"

// The whole table, one line a binding: keys, tab, help.
void keys_print(struct buf *out);

#endif
