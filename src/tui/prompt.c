// One line of text to edit.
#include "tui/prompt.h"

void prompt_start(struct prompt *p, struct str text)
{
    buf_clear(&p->text);
    buf_add(&p->text, text);
    p->cursor = p->text.n;
}

void prompt_free(struct prompt *p)
{
    buf_free(&p->text);
    p->cursor = 0;
}

static bool continues(char c) // a byte inside a UTF-8 character
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t before(const struct prompt *p, size_t at)
{
    while (at > 0 && continues(p->text.p[--at]))
        ;
    return at;
}

static size_t after(const struct prompt *p, size_t at)
{
    if (at < p->text.n)
        at++;
    while (at < p->text.n && continues(p->text.p[at]))
        at++;
    return at;
}

static enum prompt_result cut(struct prompt *p, size_t from, size_t to)
{
    if (from == to)
        return PROMPT_MOVED;
    memmove(p->text.p + from, p->text.p + to, p->text.n - to + 1);
    p->text.n -= to - from;
    p->cursor = from;
    return PROMPT_EDITED;
}

static size_t word_start(const struct prompt *p)
{
    size_t at = p->cursor;
    while (at > 0 && p->text.p[at - 1] == ' ')
        at--;
    while (at > 0 && p->text.p[at - 1] != ' ')
        at--;
    return at;
}

static enum prompt_result insert(struct prompt *p, uint32_t point)
{
    struct buf rest = {0};
    buf_add(&rest, str_slice(buf_str(&p->text), p->cursor, p->text.n));
    p->text.n = p->cursor;
    canvas_point(&p->text, point);
    p->cursor = p->text.n;
    buf_add(&p->text, buf_str(&rest));
    buf_free(&rest);
    return PROMPT_EDITED;
}

static enum prompt_result move_cursor(struct prompt *p, size_t to)
{
    p->cursor = to;
    return PROMPT_MOVED;
}

enum prompt_result prompt_key(struct prompt *p, uint32_t key)
{
    switch (key) {
    case KEY_GO_ENTER:
        return PROMPT_DONE;
    case KEY_GO_ESCAPE:
    case KEY_CONTROL('g'):
        return PROMPT_CANCELLED;
    case KEY_GO_LEFT:
    case KEY_CONTROL('b'):
        return move_cursor(p, before(p, p->cursor));
    case KEY_GO_RIGHT:
    case KEY_CONTROL('f'):
        return move_cursor(p, after(p, p->cursor));
    case KEY_GO_HOME:
    case KEY_CONTROL('a'):
        return move_cursor(p, 0);
    case KEY_GO_END:
    case KEY_CONTROL('e'):
        return move_cursor(p, p->text.n);
    case KEY_GO_BACKSPACE:
        return cut(p, before(p, p->cursor), p->cursor);
    case KEY_GO_DELETE:
    case KEY_CONTROL('d'):
        return cut(p, p->cursor, after(p, p->cursor));
    case KEY_CONTROL('u'):
        return cut(p, 0, p->cursor);
    case KEY_CONTROL('w'):
        return cut(p, word_start(p), p->cursor);
    default:
        return key >= ' ' && key != 0x7F && key < 0x110000 ? insert(p, key) : PROMPT_IGNORED;
    }
}

unsigned prompt_draw(const struct prompt *p, struct canvas *c, unsigned line, struct str label)
{
    unsigned column = canvas_write(c, line, 0, c->columns / 2, ROLE_KEY, label);
    column += canvas_write(c, line, column, 2, ROLE_KEY, STR(": "));
    if (column + 2 > c->columns)
        return column;
    unsigned room = c->columns - column - 1; // one for the cursor behind the text
    size_t from = 0;
    struct str text = buf_str(&p->text);
    while (canvas_width(str_slice(text, from, p->cursor)) > room)
        from = after(p, from);
    canvas_write(c, line, column, room + 1, ROLE_TEXT, str_slice(text, from, text.n));
    return column + canvas_width(str_slice(text, from, p->cursor));
}
