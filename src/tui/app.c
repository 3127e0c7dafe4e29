// The dashboard's state and what keys do to it.
#include "tui/app.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SLOW_MS = 100 }; // a store whose last answer took longer gets a word before the next

void app_init(struct app *app, const struct tui_options *options)
{
    *app = (struct app){.options = options, .purpose = PROMPT_NONE};
    question_init(&app->question, &options->ask, options->zone);
}

static void view_free(struct view *v)
{
    table_free(&v->table);
    list_free(&v->list);
    arena_free(&v->arena);
    free(v);
}

void app_free(struct app *app)
{
    while (app->stack.n > 0)
        view_free(app->stack.p[--app->stack.n]);
    vec_free(&app->stack);
    question_free(&app->question);
    buf_free(&app->message);
    buf_free(&app->searched);
    prompt_free(&app->prompt);
}

struct view *app_top(const struct app *app)
{
    return app->stack.n > 0 ? app->stack.p[app->stack.n - 1] : NULL;
}

void app_say(struct app *app, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_clear(&app->message);
    buf_vprintf(&app->message, format, args);
    va_end(args);
    app->bad = false;
}

void app_complain(struct app *app, const struct diag *d)
{
    buf_clear(&app->message);
    diag_line(&app->message, d);
    app->bad = true;
}

// ---- views ---------------------------------------------------------------------------------

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool app_ask(struct app *app, const struct view *v, const struct ask *ask, struct table *t,
             struct diag *d)
{
    struct ask question = ask ? *ask : app->question.ask;
    if (v->screen->ask)
        v->screen->ask(v, &question);
    const struct metric *metric = metric_find(str_of(v->screen->metric));
    if (!metric)
        return diag_set(d, FAULT_USAGE, "no metric %s", v->screen->metric);
    if (app->slow && app->busy)
        app->busy(app);
    int64_t start = milliseconds();
    bool good = metric_run(metric, app->options->journeys, &question, t, d);
    app->slow = milliseconds() - start > SLOW_MS;
    return good;
}

bool app_load(struct app *app, struct view *v, struct diag *d)
{
    if (!v->screen->metric)
        return true;
    struct table t;
    table_init(&t, v->screen->metric);
    if (!app_ask(app, v, NULL, &t, d) ||
        (v->screen->answered && !v->screen->answered(app, v, &t, d))) {
        table_free(&t);
        return false;
    }
    if (v->loaded)
        table_free(&v->table);
    v->table = t;
    v->ask = app->question.ask;
    if (v->screen->ask)
        v->screen->ask(v, &v->ask);
    v->loaded = true;
    v->generation = app->generation;
    list_open(&v->list, &v->table, v->screen->columns, app->options->zone, v->screen->keep, v);
    return true;
}

bool app_push(struct app *app, const struct screen *screen, const struct subject *subject,
              struct diag *d)
{
    struct view *v = mem_zero(sizeof *v);
    v->screen = screen;
    if (subject)
        v->subject = (struct subject){
            .step = subject->step,
            .label = arena_str(&v->arena, subject->label),
            .what = arena_str(&v->arena, subject->what),
            .value = arena_str(&v->arena, subject->value),
            .customer = arena_str(&v->arena, subject->customer),
            .by = arena_str(&v->arena, subject->by),
        };
    if ((screen->open && !screen->open(app, v, d)) || !app_load(app, v, d)) {
        view_free(v);
        return false;
    }
    vec_push(&app->stack, v);
    return true;
}

// Views below may have been computed before the question changed.
static void refresh_top(struct app *app)
{
    struct view *v = app_top(app);
    struct diag d = {0};
    if (v->generation != app->generation && !app_load(app, v, &d))
        app_complain(app, &d);
}

void app_pop(struct app *app)
{
    view_free(app->stack.p[--app->stack.n]);
    refresh_top(app);
}

static void switch_screen(struct app *app, size_t number)
{
    size_t count = 0;
    while (screens[count])
        count++;
    if (number == 0 || number > count) {
        app_say(app, "no screen %zu; there are 1 to %zu", number, count);
        return;
    }
    struct diag d = {0};
    size_t before = app->stack.n;
    if (!app_push(app, screens[number - 1], NULL, &d)) {
        app_complain(app, &d);
        return;
    }
    for (size_t i = 0; i < before; i++)
        view_free(app->stack.p[i]);
    app->stack.p[0] = app->stack.p[before];
    app->stack.n = 1;
}

// ---- keys ----------------------------------------------------------------------------------

static void search_again(struct app *app, bool backwards)
{
    struct list *l = &app_top(app)->list;
    size_t before = l->selected;
    if (app->searched.n == 0)
        app_say(app, "nothing to search for yet: / asks for it");
    else if (!list_search(l, buf_str(&app->searched), backwards))
        app_say(app, "no row has %.*s", STR_ARG(buf_str(&app->searched)));
    else if (backwards ? l->selected >= before : l->selected <= before)
        app_say(app, "gone round the end");
}

static void show_command(struct app *app)
{
    struct buf text = {0};
    struct diag d = {0};
    const struct view *v = app_top(app);
    bool part = v->list.row.n != table_rows(&v->table);
    app_command(app, v, &text);
    struct subject subject = {
        .label = buf_str(&text),
        .what = part ? STR("on the command line (all rows, the screen shows a part of them):")
                     : STR("the same table on the command line:"),
    };
    if (!app_push(app, &screen_command, &subject, &d))
        app_complain(app, &d);
    buf_free(&text);
}

static bool scroll_text(struct view *v, enum action action)
{
    if (v->screen->metric)
        return false;
    if (action == ACTION_DOWN || action == ACTION_PAGE_DOWN)
        v->scroll += action == ACTION_DOWN ? 1 : 10;
    else if (action == ACTION_UP)
        v->scroll -= v->scroll > 0;
    else if (action == ACTION_PAGE_UP)
        v->scroll = v->scroll > 10 ? v->scroll - 10 : 0;
    else if (action == ACTION_FIRST)
        v->scroll = 0;
    else
        return false;
    return true;
}

static enum question_field field_of(enum action action)
{
    switch (action) {
    case ACTION_FILTER:
        return FIELD_WHERE;
    case ACTION_PERIOD:
        return FIELD_PERIOD;
    case ACTION_BREAKDOWN:
        return FIELD_BY;
    case ACTION_UNIT:
        return FIELD_UNIT;
    case ACTION_WINDOW:
        return FIELD_WINDOW;
    default:
        return FIELDS;
    }
}

// Actions that mean the same on every screen. Returns reactions.
static unsigned common_action(struct app *app, struct view *v, enum action action)
{
    struct diag d = {0};
    switch (action) {
    case ACTION_BACK:
        return app->stack.n > 1 ? REACT_POP : REACT_QUIT;
    case ACTION_QUIT:
        return REACT_QUIT;
    case ACTION_HELP:
        if (v->screen == &screen_help)
            return REACT_POP;
        if (!app_push(app, &screen_help, NULL, &d))
            app_complain(app, &d);
        return REACT_NOTHING;
    case ACTION_SCHEME:
        if (app->next_scheme)
            app_say(app, "colours: %s", app->next_scheme(app->terminal));
        return REACT_NOTHING;
    case ACTION_REDRAW:
        app->redraw = true;
        return REACT_NOTHING;
    default:
        return REACT_UNHANDLED;
    }
}

// Actions of the screens that show a table: there is something to ask, to search and to export.
static unsigned table_action(struct app *app, const struct view *v, enum action action)
{
    enum question_field field = field_of(action);
    if (field != FIELDS) {
        if (v->screen->fields & FIELD_BIT(field))
            app_prompt(app, field);
        else
            app_say(app, "%s says nothing on this screen", question_label(field));
        return REACT_NOTHING;
    }
    switch (action) {
    case ACTION_SEARCH:
        app_prompt(app, PROMPT_SEARCH);
        break;
    case ACTION_EXPORT:
        app_prompt(app, PROMPT_EXPORT);
        break;
    case ACTION_SEARCH_NEXT:
    case ACTION_SEARCH_BACK:
        search_again(app, action == ACTION_SEARCH_BACK);
        break;
    case ACTION_COMMAND:
        show_command(app);
        break;
    default:
        return REACT_UNHANDLED;
    }
    return REACT_NOTHING;
}

static unsigned act(struct app *app, struct view *v, enum action action, uint32_t key)
{
    if (action == ACTION_NONE)
        return REACT_UNHANDLED;
    if (action == ACTION_SCREEN) {
        switch_screen(app, key - '0');
        return REACT_NOTHING;
    }
    if (action == ACTION_ENTER)
        return v->screen->enter ? v->screen->enter(app, v) : REACT_UNHANDLED;
    if (action == ACTION_NEXT)
        return v->screen->next ? v->screen->next(app, v) : REACT_UNHANDLED;
    if (scroll_text(v, action))
        return REACT_NOTHING;
    if (v->screen->metric && list_action(&v->list, action, &app->message))
        return REACT_NOTHING;
    unsigned reaction = common_action(app, v, action);
    if (reaction == REACT_UNHANDLED && v->screen->metric)
        reaction = table_action(app, v, action);
    return reaction;
}

static void say_unhandled(struct app *app, uint32_t key)
{
    struct buf name = {0};
    if (key == KEY_UNKNOWN)
        buf_add(&name, STR("this key"));
    else
        key_label(&name, key, true);
    app_say(app, "%s does nothing here; ? lists the keys", name.p);
    buf_free(&name);
}

bool app_key(struct app *app, uint32_t key)
{
    if (app->purpose != PROMPT_NONE) {
        app_prompt_key(app, key);
        return true;
    }
    struct view *v = app_top(app);
    buf_clear(&app->message);
    app->bad = false;
    unsigned reaction = act(app, v, key_action(key), key);
    struct diag d = {0};
    if ((reaction & REACT_LOAD) && !app_load(app, v, &d))
        app_complain(app, &d);
    if (reaction & REACT_POP)
        app_pop(app);
    if (reaction & REACT_UNHANDLED)
        say_unhandled(app, key);
    return !(reaction & REACT_QUIT);
}
