// The frame around every screen: title with breadcrumb, caption, status line, foot bar.
#include "tui/app.h"

enum { LEAST_COLUMNS = 30, LEAST_LINES = 8, MESSAGE_LINES = 3 };

static void add_crumb(const struct view *v, struct buf *out)
{
    if (v->screen->crumb)
        v->screen->crumb(v, out);
    else
        buf_add(out, str_of(v->screen->title));
}

// The end of the path matters most: crumbs at the front go when there is no room.
static void draw_title(const struct app *app, struct canvas *c)
{
    struct str separator = c->plain ? STR(" > ") : STR(" › ");
    struct buf path = {0}, name = {0};
    canvas_paint(c, 0, 0, c->columns, ROLE_TITLE);
    struct str file = app->options->name;
    for (size_t slash; (slash = str_find(file, '/', 0)) != SIZE_MAX;) // without folders
        file = str_slice(file, slash + 1, file.n);
    for (size_t first = 0; first < app->stack.n; first++) {
        buf_clear(&path);
        if (first > 0)
            buf_add(&path, c->plain ? STR("...") : STR("…"));
        for (size_t i = first; i < app->stack.n; i++) {
            if (i > 0)
                buf_add(&path, separator);
            add_crumb(app->stack.p[i], &path);
        }
        if (canvas_width(buf_str(&path)) + 8 <= c->columns)
            break;
    }
    unsigned used = 1 + canvas_write(c, 0, 1, c->columns - 2, ROLE_TITLE, buf_str(&path));
    buf_printf(&name, "wend %.*s", STR_ARG(file));
    unsigned width = canvas_width(buf_str(&name));
    if (used + width + 3 <= c->columns)
        canvas_write(c, 0, c->columns - width - 1, width, ROLE_TITLE, buf_str(&name));
    buf_free(&path);
    buf_free(&name);
}

// What the screen speaks of, then what narrows the question; the second wins the room.
static void draw_caption(const struct app *app, const struct view *v, struct canvas *c)
{
    struct buf text = {0}, question = {0};
    if (v->screen->caption)
        v->screen->caption(v, &text);
    if (v->screen->metric)
        question_phrase(&app->question, v->screen->fields, &question);
    unsigned width = question.n ? canvas_width(buf_str(&question)) + 2 : 0;
    if (width > c->columns * 3 / 4)
        width = c->columns * 3 / 4;
    canvas_write(c, 1, 1, c->columns - 2 - width, ROLE_TEXT, buf_str(&text));
    if (width > 0)
        canvas_write(c, 1, c->columns - width + 1, width - 2, ROLE_WARN, buf_str(&question));
    buf_free(&text);
    buf_free(&question);
}

static void draw_position(const struct view *v, struct canvas *c, unsigned line)
{
    struct buf text = {0};
    buf_printf(&text, "%zu/%zu", v->list.row.n ? v->list.selected + 1 : 0, v->list.row.n);
    unsigned width = canvas_width(buf_str(&text));
    canvas_write(c, line, c->columns - width - 1, width, ROLE_DIM, buf_str(&text));
    buf_free(&text);
}

// Messages may need more than the line; they then cover the last rows of the screen.
static void draw_message(const struct app *app, struct canvas *c, unsigned line)
{
    struct str text = buf_str(&app->message);
    enum role role = app->bad ? ROLE_ERROR : ROLE_TEXT;
    unsigned lines = canvas_wrap(c, line, 0, 1, role, text);
    if (lines > MESSAGE_LINES)
        lines = MESSAGE_LINES;
    unsigned first = line + 1 - lines;
    for (unsigned i = 0; i < lines; i++)
        for (unsigned column = 0; column < c->columns; column++)
            canvas_write(c, first + i, column, 1, ROLE_TEXT, STR(" "));
    canvas_wrap(c, first, lines, 1, role, text);
}

static void draw_status(const struct app *app, const struct view *v, struct canvas *c,
                        unsigned line)
{
    if (v->screen->metric)
        draw_position(v, c, line);
    if (app->message.n > 0) {
        draw_message(app, c, line);
    } else if (v->screen->status) {
        struct buf text = {0};
        v->screen->status(v, &text);
        canvas_write(c, line, 1, c->columns - 12, ROLE_DIM, buf_str(&text));
        buf_free(&text);
    }
}

// Keys that the screen has, from the table, as many as fit; help and quit always.
static void draw_foot(const struct view *v, struct canvas *c, unsigned line)
{
    unsigned column = 1;
    struct buf name = {0};
    for (const struct binding *b = bindings; b < bindings + binding_count; b++) {
        bool text = !v->screen->metric;
        if (b->foot[0] == '\0' || (b->action == ACTION_ENTER && !v->screen->enter) ||
            (b->action == ACTION_BREAKDOWN && !(v->screen->fields & FIELD_BIT(FIELD_BY))) ||
            (text && b->action != ACTION_BACK && b->action != ACTION_QUIT))
            continue;
        buf_clear(&name);
        key_label(&name, b->key[0], c->plain);
        unsigned need = canvas_width(buf_str(&name)) + canvas_width(str_of(b->foot)) + 1;
        bool always = b->action == ACTION_HELP || b->action == ACTION_QUIT;
        unsigned keep = always ? 0 : 16; // room for "? help  Q quit"
        if (column + need + keep > c->columns)
            continue;
        column += canvas_write(c, line, column, need, ROLE_KEY, buf_str(&name));
        column += 1 + canvas_write(c, line, column + 1, need, ROLE_FOOT, str_of(b->foot)) + 2;
    }
    buf_free(&name);
}

int app_draw(struct app *app, struct canvas *c)
{
    struct view *v = app_top(app);
    canvas_clear(c);
    if (c->columns < LEAST_COLUMNS || c->lines < LEAST_LINES) {
        canvas_write(c, 0, 0, c->columns, ROLE_TEXT, STR("needs 30x8 cells"));
        return -1;
    }
    unsigned last = c->lines - 1;
    draw_title(app, c);
    draw_caption(app, v, c);
    if (v->screen->draw)
        v->screen->draw(v, c, 2, c->lines - 4);
    else
        list_draw(&v->list, c, 2, c->lines - 4);
    if (v->screen->metric && v->list.row.n == 0)
        canvas_write(c, 4, 2, c->columns - 2, ROLE_WARN, str_of(v->screen->nothing));
    draw_status(app, v, c, last - 1);
    if (app->purpose != PROMPT_NONE)
        return (int)prompt_draw(&app->prompt, c, last, str_of(app_prompt_label(app)));
    draw_foot(v, c, last);
    return -1;
}
