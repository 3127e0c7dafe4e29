// Drop-off of one step: what the lost did next, and where they left.
#include "tui/app.h"

enum { TOP = 1000 }; // values of each kind: a screen scrolls

static int64_t count_of(const struct table *t, size_t row, const char *name)
{
    size_t column = table_find(t, name);
    const struct cell *cell = column == SIZE_MAX ? NULL : table_cell(t, row, column);
    return cell && !cell->missing ? cell->count : 0;
}

static struct str text_of(const struct table *t, size_t row, const char *name)
{
    size_t column = table_find(t, name);
    return column == SIZE_MAX ? STR("") : table_cell(t, row, column)->text;
}

static void what_text(struct buf *out, const struct table *t, size_t row, size_t column)
{
    static const struct {
        const char *what, *phrase;
    } phrases[] = {
        {"next", "came next"},
        {"exit", "left after"},
        {"exit_channel", "left in"},
        {"ending", "left how"},
    };
    struct str what = table_cell(t, row, column)->text;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (str_eq(what, str_of(phrases[i].what))) {
            buf_add(out, str_of(phrases[i].phrase));
            return;
        }
    buf_add(out, what);
}

static enum role what_role(const struct table *t, size_t row)
{
    return str_eq(text_of(t, row, "what"), STR("next")) ? ROLE_WARN : ROLE_TEXT;
}

static const struct list_column columns[] = {
    {.name = "what", .title = "", .text = what_text, .role = what_role},
    {.name = "value", .title = "act or channel", .most = 48, .least = 16},
    {.name = "share", .show = LIST_BAR, .drop = 3},
    {.name = "count", .title = "lost"},
    {.name = "share", .drop = 1},
    {.name = "median_seconds", .title = "after", .drop = 2},
    {.name = NULL},
};

// Rows of the step; the row of all says nothing that the caption does not.
static bool keep(const void *view, const struct table *t, size_t row)
{
    const struct view *v = view;
    return count_of(t, row, "step") == (int64_t)v->subject.step &&
           !str_eq(text_of(t, row, "what"), STR("all"));
}

static size_t row_of_step(const struct table *t, size_t step)
{
    for (size_t row = 0; row < table_rows(t); row++)
        if (count_of(t, row, "step") == (int64_t)step)
            return row;
    return SIZE_MAX;
}

static size_t first_with_loss(const struct table *t)
{
    for (size_t row = 0; row < table_rows(t); row++)
        if (count_of(t, row, "lost") > 0)
            return (size_t)count_of(t, row, "step");
    return 1;
}

static bool open_dropoff(struct app *app, struct view *v, struct diag *d)
{
    if (v->subject.step == 0)
        v->subject.step = app->options->step;
    return screen_funnel.open(app, v, d);
}

static bool answered(struct app *app, struct view *v, const struct table *t, struct diag *d)
{
    (void)app;
    size_t step = v->subject.step ? v->subject.step : first_with_loss(t);
    size_t row = row_of_step(t, step);
    if (row == SIZE_MAX)
        return diag_set(d, FAULT_USAGE,
                        "nobody can be lost at step %zu: drop-off is between a step and the next",
                        step);
    v->subject.step = step;
    v->subject.label = arena_str(&v->arena, text_of(t, row, "label"));
    return true;
}

static void ask(const struct view *v, struct ask *ask)
{
    (void)v;
    ask->by = STR("");
    ask->open = false; // who did not do the step before cannot be lost after it
    ask->list = 0;
    ask->top = TOP;
}

static void crumb(const struct view *v, struct buf *out)
{
    buf_printf(out, "Drop-off: %.*s", STR_ARG(v->subject.label));
}

static void add_count(struct buf *out, int64_t count)
{
    cell_pretty(out, &(struct table_column){.type = CELL_COUNT}, &(struct cell){.count = count},
                NULL);
}

static void caption(const struct view *v, struct buf *out)
{
    size_t row = row_of_step(&v->table, v->subject.step);
    buf_printf(out, "step %zu, %.*s: ", v->subject.step, STR_ARG(v->subject.label));
    if (row == SIZE_MAX)
        return;
    add_count(out, count_of(&v->table, row, "lost"));
    buf_add(out, STR(" lost of "));
    add_count(out, count_of(&v->table, row, "reached"));
    if (count_of(&v->table, row, "pending") > 0) {
        buf_add(out, STR(", "));
        add_count(out, count_of(&v->table, row, "pending"));
        buf_add(out, STR(" pending"));
    }
    if (v->subject.by.n > 0) // the row of the funnel was of one value
        buf_printf(out, ", whatever the %.*s", STR_ARG(v->subject.by));
}

static void command(const struct view *v, struct buf *out)
{
    buf_add(out, STR("dropoff "));
    question_quote(out, v->ask.steps);
}

static unsigned enter(struct app *app, struct view *v)
{
    if (list_selected(&v->list) == SIZE_MAX)
        return REACT_UNHANDLED;
    struct subject subject = v->subject;
    subject.what = list_text(&v->list, "what");
    subject.value = list_text(&v->list, "value");
    struct diag d = {0};
    if (!app_push(app, &screen_lost, &subject, &d))
        app_complain(app, &d);
    return REACT_NOTHING;
}

// The step after this one, and after the last the first.
static unsigned next(struct app *app, struct view *v)
{
    (void)app;
    bool last = row_of_step(&v->table, v->subject.step + 1) == SIZE_MAX;
    v->subject.step = last ? 1 : v->subject.step + 1;
    v->list.selected = 0;
    return REACT_LOAD;
}

const struct screen screen_dropoff = {
    .name = "dropoff",
    .title = "Drop-off",
    .metric = "dropoff",
    .nothing = "nobody was lost at this step",
    .columns = columns,
    .fields = FIELD_BIT(FIELD_WHERE) | FIELD_BIT(FIELD_PERIOD) | FIELD_BIT(FIELD_UNIT) |
              FIELD_BIT(FIELD_WINDOW),
    .open = open_dropoff,
    .answered = answered,
    .ask = ask,
    .keep = keep,
    .crumb = crumb,
    .caption = caption,
    .command = command,
    .enter = enter,
    .next = next,
};
