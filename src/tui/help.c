// Screens of text: the help, from the table of keys, and the equal command line.
#include "tui/app.h"

// Lines from `first` that fit, of a text; returns how many lines it has when drawn in `cells`.
static size_t draw_text(struct canvas *c, unsigned line, unsigned lines, size_t first,
                        struct str text, enum role role)
{
    size_t at = 0;
    while (text.n > 0) {
        size_t cut = text.n;
        while (cut > 1 && canvas_width(str_slice(text, 0, cut)) > c->columns - 1) {
            size_t blank = cut - 1; // at a blank if there is one, else anywhere
            while (blank > 0 && text.p[blank] != ' ')
                blank--;
            cut = blank > 0 ? blank : cut - 1;
        }
        while (cut < text.n && ((unsigned char)text.p[cut] & 0xC0) == 0x80)
            cut++;
        if (at >= first && at - first < lines)
            canvas_write(c, line + (unsigned)(at - first), 1, c->columns - 1, role,
                         str_slice(text, 0, cut));
        at++;
        text = str_slice(text, cut, text.n);
    }
    return at;
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
    draw_text(c, line + 1, lines - 1, v->scroll, v->subject.label, ROLE_TEXT);
}

static void command_caption(const struct view *v, struct buf *out)
{
    (void)v;
    buf_add(out, STR("the same table on the command line:"));
}

const struct screen screen_command = {
    .name = "command", .title = "Command line", .caption = command_caption, .draw = draw_command};
