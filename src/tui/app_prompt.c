// What is asked for on the last line: a field of the question, a text to search, a file's name.
#include "tui/app.h"

const char *app_prompt_label(const struct app *app)
{
    if (app->purpose == PROMPT_SEARCH)
        return "search";
    if (app->purpose == PROMPT_EXPORT)
        return "export to (.tsv .csv .json .md .html)";
    return question_label((enum question_field)app->purpose);
}

void app_prompt(struct app *app, unsigned purpose)
{
    static const char *const hints[FIELDS] = {
        [FIELD_WHERE] = "a predicate, as channel == web and amount >= 100; empty: all touchpoints",
        [FIELD_PERIOD] = "as 2024-03-01..2024-03-31; either side may be empty",
        [FIELD_BY] = "a field of the touchpoints, as channel; empty: no breakdown",
        [FIELD_UNIT] = "customer, session, group or case:KEY; empty: customer",
        [FIELD_WINDOW] = "as 30min, 2h, 7d: all steps within it of the first; empty: no limit",
    };
    app->purpose = purpose;
    app->pending = false;
    if (purpose < FIELDS) {
        prompt_start(&app->prompt, buf_str(&app->question.text[purpose]));
        app_say(app, "%s", hints[purpose]);
    } else if (purpose == PROMPT_SEARCH) {
        prompt_start(&app->prompt, STR(""));
        app_say(app, "a text in any column");
    } else {
        struct buf name = {0};
        buf_printf(&name, "%s.tsv", app_top(app)->screen->name);
        prompt_start(&app->prompt, buf_str(&name));
        buf_free(&name);
        app_say(app, "the rows seen, in their order, into a new file");
    }
}

// Put the question with the text of the prompt to the metric of the screen.
static bool try_text(struct app *app, struct table *t, struct diag *d)
{
    struct ask ask;
    return question_try(&app->question, (enum question_field)app->purpose,
                        buf_str(&app->prompt.text), &ask, d) &&
           app_ask(app, app_top(app), &ask, t, d);
}

void app_preview(struct app *app)
{
    if (!app->pending || app->purpose >= FIELDS)
        return;
    app->pending = false;
    struct view *v = app_top(app);
    struct diag d = {0};
    struct table t;
    table_init(&t, v->screen->metric);
    if (try_text(app, &t, &d))
        app_say(app, "%llu %.*s; Enter takes it", (unsigned long long)t.n,
                STR_ARG(t.unit.n ? t.unit : STR("rows")));
    else
        app_complain(app, &d);
    table_free(&t);
}

// Take the prompt's text for good, if the metric understands it; else the prompt stays.
static void take_field(struct app *app)
{
    struct diag d = {0};
    struct table t;
    struct view *v = app_top(app);
    table_init(&t, v->screen->metric);
    bool good = try_text(app, &t, &d);
    table_free(&t);
    if (!good) {
        app_complain(app, &d);
        return;
    }
    question_set(&app->question, (enum question_field)app->purpose, buf_str(&app->prompt.text));
    app->purpose = PROMPT_NONE;
    app->generation++;
    buf_clear(&app->message);
    app->bad = false;
    if (!app_load(app, v, &d))
        app_complain(app, &d);
}

static void take_search(struct app *app)
{
    app->purpose = PROMPT_NONE;
    buf_clear(&app->searched);
    buf_add(&app->searched, buf_str(&app->prompt.text));
    buf_clear(&app->message);
    if (app->searched.n > 0 && !list_search(&app_top(app)->list, buf_str(&app->searched), false))
        app_say(app, "no row has %.*s", STR_ARG(buf_str(&app->searched)));
}

static void take_export(struct app *app)
{
    struct diag d = {0};
    struct str path = str_trim(buf_str(&app->prompt.text));
    if (!app_export(app, app_top(app), path, &d)) {
        app_complain(app, &d); // the prompt stays, for another name
        return;
    }
    app->purpose = PROMPT_NONE;
    app_say(app, "wrote %zu rows to %.*s", app_top(app)->list.row.n, STR_ARG(path));
}

void app_prompt_key(struct app *app, uint32_t key)
{
    switch (prompt_key(&app->prompt, key)) {
    case PROMPT_EDITED:
        app->pending = app->purpose < FIELDS;
        break;
    case PROMPT_DONE:
        if (app->purpose < FIELDS)
            take_field(app);
        else if (app->purpose == PROMPT_SEARCH)
            take_search(app);
        else
            take_export(app);
        break;
    case PROMPT_CANCELLED:
        app->purpose = PROMPT_NONE;
        buf_clear(&app->message);
        app->bad = false;
        break;
    case PROMPT_MOVED:
    case PROMPT_IGNORED:
        break;
    }
}
