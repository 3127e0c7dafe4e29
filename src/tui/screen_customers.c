// Customers: all of them, and those whom a step lost. Enter shows the journey.
#include "tui/app.h"

static const struct list_column columns[] = {
    {.name = "customer", .most = 60}, {.name = "touchpoints"},
    {.name = "channels", .drop = 2},  {.name = "switches", .drop = 1},
    {.name = "cases", .drop = 4},     {.name = "first_time", .drop = 5},
    {.name = "last_time", .drop = 3}, {.name = NULL},
};

static const struct list_column lost_columns[] = {
    {.name = "customer", .most = 60},
    {.name = "case", .most = 24, .drop = 1},
    {.name = "step_time", .drop = 5},
    {.name = "next", .most = 40, .least = 16, .drop = 3},
    {.name = "last", .most = 40, .least = 16, .drop = 2},
    {.name = "last_time", .drop = 4},
    {.name = NULL},
};

static void add_rows(struct buf *out, const struct view *v, const char *of)
{
    cell_pretty(out, &(struct table_column){.type = CELL_COUNT},
                &(struct cell){.count = (int64_t)v->list.row.n}, NULL);
    buf_printf(out, " %s", of);
}

static void caption(const struct view *v, struct buf *out)
{
    add_rows(out, v, v->list.row.n == 1 ? "customer" : "customers");
}

static void ask(const struct view *v, struct ask *ask)
{
    (void)v;
    ask->by = STR("");
    ask->top = 0;
}

static void command(const struct view *v, struct buf *out)
{
    (void)v;
    buf_add(out, STR("dash --screen=customers -o tsv"));
}

static unsigned enter(struct app *app, struct view *v)
{
    struct subject subject = {.customer = list_text(&v->list, "customer")};
    if (subject.customer.n == 0)
        return REACT_UNHANDLED;
    struct diag d = {0};
    if (!app_push(app, &screen_timeline, &subject, &d))
        app_complain(app, &d);
    return REACT_NOTHING;
}

const struct screen screen_customers = {
    .name = "customers",
    .title = "Customers",
    .metric = "customers",
    .nothing = "no customer has a touchpoint that satisfies the question",
    .columns = columns,
    .fields = FIELD_BIT(FIELD_WHERE) | FIELD_BIT(FIELD_PERIOD),
    .ask = ask,
    .caption = caption,
    .command = command,
    .enter = enter,
};

// ---- the lost of a step ----------------------------------------------------------------------

static bool is_what(const struct view *v, const char *what)
{
    return str_eq(v->subject.what, str_of(what)) && !str_eq(v->subject.value, STR("Other"));
}

static struct str cell_of(const struct table *t, size_t row, const char *name)
{
    size_t column = table_find(t, name);
    return column == SIZE_MAX ? STR("") : table_cell(t, row, column)->text;
}

// Those whom the drop-off row counted, so that the numbers of both screens agree.
static bool keep_lost(const void *view, const struct table *t, size_t row)
{
    const struct view *v = view;
    struct str value = v->subject.value;
    if (is_what(v, "next"))
        return str_eq(cell_of(t, row, "next"), value);
    struct str last = cell_of(t, row, "last");
    if (is_what(v, "exit"))
        return str_eq(last, value);
    if (is_what(v, "exit_channel"))
        return str_starts(last, value) && last.n > value.n && last.p[value.n] == ':';
    return true;
}

static void lost_ask(const struct view *v, struct ask *ask)
{
    ask->by = STR("");
    ask->list = v->subject.step;
    ask->open = false;
    ask->top = 0;
}

static void lost_caption(const struct view *v, struct buf *out)
{
    add_rows(out, v, "lost at step");
    buf_printf(out, " %zu, %.*s", v->subject.step, STR_ARG(v->subject.label));
    if (is_what(v, "next"))
        buf_printf(out, ", next %.*s", STR_ARG(v->subject.value));
    else if (is_what(v, "exit"))
        buf_printf(out, ", last %.*s", STR_ARG(v->subject.value));
    else if (is_what(v, "exit_channel"))
        buf_printf(out, ", last in %.*s", STR_ARG(v->subject.value));
    else
        buf_add(out, STR(" (all of them)"));
}

static void lost_command(const struct view *v, struct buf *out)
{
    buf_printf(out, "dropoff --list=%zu ", v->subject.step);
    question_quote(out, v->ask.steps);
}

const struct screen screen_lost = {
    .name = "lost",
    .title = "Lost customers",
    .metric = "dropoff",
    .nothing = "nobody was lost so",
    .columns = lost_columns,
    .fields = FIELD_BIT(FIELD_WHERE) | FIELD_BIT(FIELD_PERIOD) | FIELD_BIT(FIELD_UNIT) |
              FIELD_BIT(FIELD_WINDOW),
    .ask = lost_ask,
    .keep = keep_lost,
    .caption = lost_caption,
    .command = lost_command,
    .enter = enter,
};
