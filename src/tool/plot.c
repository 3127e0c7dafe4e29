// wend plot: a table → a gnuplot program, or the picture.
#include "plot/plot.h"
#include "base/outfile.h"
#include "base/suggest.h"
#include "text/input.h"
#include "tool/tool.h"

#include <stdlib.h>
#include <unistd.h>

struct plot_options {
    struct common common;
    const char *kind, *title, *value, *size;
};

#define AT(field) offsetof(struct plot_options, field)

static const struct option own[] = {
    {'o', "output", "FILE", OPTION_TEXT, AT(common.output),
     "draw the picture: FILE.svg, .png or .pdf, or a program into FILE.gp"},
    {0, "kind", "KIND", OPTION_TEXT, AT(kind),
     "auto (default: by the columns), bars, funnel, heat, line or timeline"},
    {0, "value", "COLUMN", OPTION_TEXT, AT(value), "the column of numbers to draw"},
    {0, "title", "TEXT", OPTION_TEXT, AT(title), "the title, instead of the table's own"},
    {0, "size", "WxH", OPTION_TEXT, AT(size),
     "pixels, or letters on a terminal (default: 900x500 and more if the rows need it)"},
    {0, "color", "WHEN", OPTION_TEXT, AT(common.color), "auto (default), always or never"},
    {0},
};

static bool choose_kind(const struct plot_options *o, struct plot_look *look, struct diag *d)
{
    if (!o->kind || plot_kind_of(str_of(o->kind), &look->kind))
        return true;
    diag_set(d, FAULT_USAGE, "--kind=%s: no such kind", o->kind);
    suggest_diag(d, str_of(o->kind), plot_kind_names, plot_kind_count);
    return false;
}

static bool choose_size(const struct plot_options *o, struct plot_look *look, struct diag *d)
{
    if (!o->size)
        return true;
    struct str height = str_of(o->size), width = str_cut(&height, 'x');
    uint64_t w, h;
    uint64_t least = look->terminal == PLOT_DUMB ? 20 : 200;
    if (!str_to_u64(width, &w) || !str_to_u64(height, &h) || w < least || h < least / 2 ||
        w > 10000 || h > 10000)
        return diag_set(d, FAULT_USAGE,
                        "--size=%s: write WIDTHxHEIGHT, at least %ux%u, at most 10000x10000",
                        o->size, (unsigned)least, (unsigned)least / 2);
    look->width = (unsigned)w;
    look->height = (unsigned)h;
    return true;
}

// What to draw on: by the ending of -o, else a terminal gets letters and a pipe the program.
static bool choose_terminal(const struct call *call, struct plot_look *look, struct diag *d)
{
    static const struct {
        struct str ending;
        enum plot_terminal terminal;
    } known[] = {{{"svg", 3}, PLOT_SVG},
                 {{"png", 3}, PLOT_PNG},
                 {{"pdf", 3}, PLOT_PDF},
                 {{"txt", 3}, PLOT_DUMB},
                 {{"gp", 2}, PLOT_WINDOW}};
    const struct plot_options *o = call->options;
    if (!o->common.output) {
        look->terminal = isatty(STDOUT_FILENO) ? PLOT_DUMB : PLOT_WINDOW;
        unsigned width = tool_width();
        if (look->terminal == PLOT_DUMB && width >= 20)
            look->width = width - 1;
        look->color = tool_color(call);
        return true;
    }
    const char *dot = strrchr(o->common.output, '.');
    for (size_t i = 0; dot && i < sizeof known / sizeof known[0]; i++)
        if (str_eq_nocase(str_of(dot + 1), known[i].ending)) {
            look->terminal = known[i].terminal;
            return true;
        }
    return diag_set(d, FAULT_USAGE, "-o %s: name a file that ends in .svg, .png, .pdf, .txt or .gp",
                    o->common.output);
}

static bool read_table(const struct call *call, struct table *t, struct diag *d)
{
    const char *path = call->arguments ? call->argument[0] : "-";
    if (call->arguments > 1)
        return diag_set(d, FAULT_USAGE, "one TABLE at a time");
    if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO))
        return diag_set(
            d, FAULT_USAGE,
            "no table: name a file, or pipe one in (wend funnel … -o json | wend plot)");
    struct input *in = input_open(path, STR(""), d);
    if (!in)
        return false;
    struct buf text = {0};
    ptrdiff_t n;
    do {
        buf_reserve(&text, 1 << 16);
        n = input_read(in, text.p + text.n, 1 << 16, d);
        text.n += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    input_close(in);
    struct str name = strcmp(path, "-") == 0 ? STR("standard input") : str_of(path);
    bool good = n == 0 && table_read(t, buf_str(&text), name, d);
    buf_free(&text);
    return good;
}

static void replace_unseen(const struct call *call, struct buf *program)
{
    uint32_t first;
    size_t count = plot_replace_unseen(program, &first);
    if (count)
        tool_say(call,
                 "no font here has U+%04X: %zu letters are drawn as ?; on Debian, for Chinese: "
                 "apt-get install fonts-noto-cjk; or draw an SVG",
                 first, count);
}

static bool draw(const struct call *call, const struct table *t, const struct plot_look *look,
                 struct diag *d)
{
    const struct common *o = call->options;
    struct buf program = {0}, picture = {0};
    struct outfile out;
    bool good = plot_program(&program, t, look, d);
    if (good && (look->terminal == PLOT_PNG || look->terminal == PLOT_PDF))
        replace_unseen(call, &program);
    if (good && look->terminal != PLOT_WINDOW)
        good = plot_render(&picture, buf_str(&program), d);
    else if (good)
        buf_add(&picture, buf_str(&program));
    good = good && outfile_open_public(&out, o->output, d);
    if (good) {
        fwrite(picture.p, 1, picture.n, out.file);
        good = outfile_commit(&out, d);
    }
    buf_free(&program);
    buf_free(&picture);
    return good;
}

static int run(struct call *call)
{
    const struct plot_options *o = call->options;
    struct plot_look look = {.title = o->title ? str_of(o->title) : STR(""),
                             .value = o->value ? str_of(o->value) : STR("")};
    struct diag d = {0};
    struct table t;
    table_init(&t, "");
    bool good = choose_terminal(call, &look, &d) && choose_kind(o, &look, &d) &&
                choose_size(o, &look, &d) && read_table(call, &t, &d) && draw(call, &t, &look, &d);
    table_free(&t);
    return good ? 0 : tool_fail(call, &d);
}

const struct command command_plot = {
    .name = "plot",
    .purpose = "draw a table: a gnuplot program, or a picture",
    .arguments = "[TABLE]",
    .groups = {own},
    .examples = {"wend funnel @stages retail.wend -o json | wend plot -o funnel.svg",
                 "wend consistency --show=matrix retail.wend -o json | wend plot | gnuplot -p"},
    .options_size = sizeof(struct plot_options),
    .run = run,
};
