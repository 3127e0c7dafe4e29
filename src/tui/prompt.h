// One line of text to edit.
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/canvas.h"
#include "tui/keys.h"

enum prompt_result { PROMPT_EDITED, PROMPT_MOVED, PROMPT_DONE, PROMPT_CANCELLED, PROMPT_IGNORED };

// All zeros is an empty prompt.
struct prompt {
    struct buf text;
    size_t cursor; // byte offset into text, at a character's start
};

void prompt_start(struct prompt *p, struct str text); // the cursor at the end
void prompt_free(struct prompt *p);

// Arrows, Home, End, Ctrl-A, Ctrl-E move; Backspace, Delete, Ctrl-U (all before the cursor), Ctrl-W
// (a word) delete; Enter ends, Esc and Ctrl-G cancel; other keys are text.
enum prompt_result prompt_key(struct prompt *p, uint32_t key);

// Draw "label: text" on a line, scrolled so that the cursor is seen. Returns the cursor's column.
unsigned prompt_draw(const struct prompt *p, struct canvas *c, unsigned line, struct str label);

#endif
