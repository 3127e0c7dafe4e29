// Screens of text: the help, from the table of keys, and the equal command line.
#include "tui/app.h"

static void say_more(const struct view *v, struct canvas *c, unsigned line, unsigned lines,
                     size_t count)
{
    struct buf text = {0};
    buf_printf(&text, "%zu to %zu of %zu; j and k scroll", v->scroll + 1, v->scroll + lines, count);
    canvas_write(c, line, 1, c->columns - 2, ROLE_DIM, buf_str(&text));
    buf_free(&text);
}

static void draw_help(struct view *v, struct canvas *c, unsigned line, unsigned lines)
{
    static const char *const legend[] = {
        "",
        "Timeline signs: - a session starts, ~ another channel than before, ! information is",
        "given again. In a prompt: Enter takes it, Esc leaves it, an empty text means none.",
    };
    size_t count = binding_count + sizeof legend / sizeof *legend;
    if (v->scroll + lines > count)
        v->scroll = count > lines ? count - lines : 0;
    if (count > lines)
        say_more(v, c, line - 1, lines, count);
    struct buf keys = {0};
    for (size_t i = v->scroll; i < count && i - v->scroll < lines; i++) {
        unsigned at = line + (unsigned)(i - v->scroll);
        if (i >= binding_count) {
            canvas_write(c, at, 1, c->columns - 1, ROLE_TEXT, str_of(legend[i - binding_count]));
            continue;
        }
        buf_clear(&keys);
        binding_names(&keys, &bindings[i], c->plain);
        canvas_write(c, at, 1, 17, ROLE_KEY, buf_str(&keys));
        canvas_write(c, at, 19, c->columns - 19, ROLE_TEXT, str_of(bindings[i].help));
    }
    buf_free(&keys);
}

const struct screen screen_help = {.name = "help", .title = "Help", .draw = draw_help};

static void draw_command(struct view *v, struct canvas *c, unsigned line, unsigned lines)
{
    canvas_wrap(c, line + 1, lines - 1, 1, ROLE_TEXT, v->subject.label);
}

static void command_caption(const struct view *v, struct buf *out)
{
    buf_add(out, v->subject.what);
}

const struct screen screen_command = {
    .name = "command", .title = "Command line", .caption = command_caption, .draw = draw_command};
