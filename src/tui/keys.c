// Keys and what they do.
#include "tui/keys.h"

#include "tui/canvas.h"

const struct binding bindings[] = {
#define X(name, key1, key2, key3, foot, help) {ACTION_##name, {key1, key2, key3}, foot, help},
    KEY_TABLE(X)
#undef X
};

const size_t binding_count = sizeof bindings / sizeof *bindings;

enum action key_action(uint32_t key)
{
    if (key >= '0' && key <= '9')
        return ACTION_SCREEN;
    for (const struct binding *b = bindings; b < bindings + binding_count; b++)
        for (size_t i = 0; i < 3; i++)
            if (b->key[i] && b->key[i] == key)
                return b->action;
    return ACTION_NONE;
}

void key_label(struct buf *out, uint32_t key, bool plain)
{
    static const struct {
        uint32_t key;
        const char *name;
    } names[] = {
        {KEY_GO_UP, "Up"},
        {KEY_GO_DOWN, "Down"},
        {KEY_GO_LEFT, "Left"},
        {KEY_GO_RIGHT, "Right"},
        {KEY_GO_PAGE_UP, "PgUp"},
        {KEY_GO_PAGE_DOWN, "PgDn"},
        {KEY_GO_HOME, "Home"},
        {KEY_GO_END, "End"},
        {KEY_GO_ENTER, "Enter"},
        {KEY_GO_TAB, "Tab"},
        {KEY_GO_BACKSPACE, "Backspace"},
        {KEY_GO_DELETE, "Delete"},
        {KEY_GO_ESCAPE, "Esc"},
        {KEY_GO_HELP, "F1"},
        {' ', "Space"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].key == key) {
            buf_add(out, str_of(names[i].name));
            return;
        }
    if (key == KEY_ANY_DIGIT)
        buf_add(out, plain ? STR("0-9") : STR("0–9"));
    else if (key < ' ')
        buf_printf(out, "Ctrl-%c", (char)(key + '@'));
    else if (key < 0x7F)
        buf_add_byte(out, (char)key);
    else
        canvas_point(out, key);
}

void binding_names(struct buf *out, const struct binding *b, bool plain)
{
    for (size_t i = 0; i < 3 && b->key[i]; i++) {
        if (i > 0)
            buf_add_byte(out, ' ');
        key_label(out, b->key[i], plain);
    }
}

void keys_print(struct buf *out)
{
    for (const struct binding *b = bindings; b < bindings + binding_count; b++) {
        binding_names(out, b, true);
        buf_printf(out, "\t%s\n", b->help);
    }
}
