// The dashboard's entrances: the loop on a terminal, and the dump.
#include "tui/tui.h"

#include "tui/app.h"
#include "tui/term.h"

enum { PAUSE_MS = 150 }; // after which a text being typed is tried

static const char *next_scheme(void *terminal)
{
    return term_next_scheme(terminal);
}

static bool start(struct app *app, const struct tui_options *options, struct diag *d)
{
    const struct screen *screen = screen_find(options->screen);
    if (!screen)
        return diag_set(d, FAULT_USAGE, "no screen %.*s", STR_ARG(options->screen));
    return app_push(app, screen, NULL, d);
}

static void draw(struct app *app, struct terminal *term)
{
    unsigned columns, lines;
    struct canvas canvas;
    term_size(term, &columns, &lines);
    canvas_init(&canvas, columns, lines);
    term_abilities(term, &canvas);
    if (app->redraw)
        term_redraw(term);
    app->redraw = false;
    term_flush(term, &canvas, app_draw(app, &canvas));
    canvas_free(&canvas);
}

static void busy(struct app *app)
{
    if (app->stack.n == 0)
        return;
    app_say(app, "computing...");
    draw(app, app->terminal);
    buf_clear(&app->message);
}

// Until a key or a signal ends it.
static void loop(struct app *app, struct terminal *term)
{
    for (bool more = true; more;) {
        draw(app, term);
        uint32_t key = term_key(term, app->pending ? PAUSE_MS : -1);
        if (key == KEY_CUT || key == KEY_LOST)
            return;
        if (key == KEY_NONE)
            app_preview(app);
        else if (key == KEY_SIZE)
            app->redraw = true;
        else
            more = app_key(app, key);
    }
}

bool tui_possible(void)
{
    return term_possible();
}

bool tui_run(const struct tui_options *options, int *ended_by, struct diag *d)
{
    struct app app;
    *ended_by = 0;
    app_init(&app, options);
    // The first table is computed before the terminal is taken: a fault is then an ordinary line.
    bool good = start(&app, options, d);
    if (good) {
        struct terminal *term = term_open(options->color, d);
        good = term != NULL;
        if (good) {
            app.next_scheme = next_scheme;
            app.terminal = term;
            app.busy = busy;
            loop(&app, term);
        }
        *ended_by = term_close(term);
    }
    app_free(&app);
    return good;
}

bool tui_dump(const struct tui_options *options, unsigned columns, unsigned lines, struct buf *out,
              struct diag *d)
{
    struct app app;
    app_init(&app, options);
    bool good = start(&app, options, d);
    if (good) {
        struct canvas canvas;
        canvas_init(&canvas, columns, lines);
        app_draw(&app, &canvas);
        canvas_dump(&canvas, out);
        canvas_free(&canvas);
    }
    app_free(&app);
    return good;
}

bool tui_table(const struct tui_options *options, struct table *t, struct diag *d)
{
    struct app app;
    app_init(&app, options);
    bool good = start(&app, options, d);
    if (good)
        list_copy(&app_top(&app)->list, t);
    app_free(&app);
    return good;
}

void tui_keys(struct buf *out)
{
    keys_print(out);
}
