// Funnel: how many reach each step, how many are lost before the next, how fast.
#include "tui/app.h"

static enum role lost_role(const struct table *t, size_t row)
{
    size_t lost = table_find(t, "lost");
    const struct cell *cell = table_cell(t, row, lost);
    return !cell->missing && cell->count > 0 ? ROLE_BAD : ROLE_DIM;
}

// Both ends in one column, so that one is never seen without the other.
static void interval_text(struct buf *out, const struct table *t, size_t row, size_t column)
{
    size_t high = table_find(t, "share_first_high");
    cell_pretty(out, &t->column.p[column], table_cell(t, row, column), NULL);
    if (high != SIZE_MAX) {
        buf_add(out, STR(" to "));
        cell_pretty(out, &t->column.p[high], table_cell(t, row, high), NULL);
    }
}

static const struct list_column columns[] = {
    {.name = "by", .most = 20},
    {.name = "step", .drop = 2},
    {.name = "label", .most = 40},
    {.name = "share_first", .show = LIST_BAR, .drop = 5},
    {.name = "reached"},
    {.name = "share_first", .drop = 1},
    {.name = "share_previous", .drop = 3},
    {.name = "lost", .role = lost_role},
    {.name = "pending", .quiet = true},
    {.name = "median_seconds", .drop = 4},
    {.name = "share_first_low",
     .title = "95 % interval",
     .least = 18,
     .text = interval_text,
     .drop = 9},
    {.name = NULL},
};

static bool open_funnel(struct app *app, struct view *v, struct diag *d)
{
    (void)v;
    if (app->question.ask.steps.n == 0)
        return diag_set(d, FAULT_USAGE,
                        "no funnel: name steps, as in wend dash 'visit > cart > pay' STORE, or "
                        "declare a funnel in the study");
    return true;
}

static void caption(const struct view *v, struct buf *out)
{
    struct buf n = {0};
    cell_pretty(&n, &(struct table_column){.type = CELL_COUNT},
                &(struct cell){.count = (int64_t)v->table.n}, NULL);
    buf_printf(out, "%s %.*s, steps: %.*s", n.p, STR_ARG(v->table.unit), STR_ARG(v->ask.steps));
    buf_free(&n);
}

static void status(const struct view *v, struct buf *out)
{
    const struct table *t = &v->table;
    size_t row = list_selected(&v->list), low = table_find(t, "share_first_low");
    size_t share = table_find(t, "share_first");
    if (row == SIZE_MAX || low == SIZE_MAX || share == SIZE_MAX)
        return;
    buf_printf(out, "%.*s: ", STR_ARG(list_text(&v->list, "label")));
    cell_pretty(out, &t->column.p[share], table_cell(t, row, share), NULL);
    buf_add(out, STR(" of first (95 %: "));
    interval_text(out, t, row, low);
    buf_add_byte(out, ')');
}

static void command(const struct view *v, struct buf *out)
{
    buf_add(out, STR("funnel "));
    question_quote(out, v->ask.steps);
}

static unsigned enter(struct app *app, struct view *v)
{
    size_t row = list_selected(&v->list), step = table_find(&v->table, "step");
    if (row == SIZE_MAX || step == SIZE_MAX)
        return REACT_UNHANDLED;
    struct subject subject = {.step = (size_t)table_cell(&v->table, row, step)->count,
                              .label = list_text(&v->list, "label"),
                              .by = v->ask.by};
    struct diag d = {0};
    if (!app_push(app, &screen_dropoff, &subject, &d))
        app_complain(app, &d);
    return REACT_NOTHING;
}

const struct screen screen_funnel = {
    .name = "funnel",
    .title = "Funnel",
    .metric = "funnel",
    .nothing = "nobody reached the first step",
    .columns = columns,
    .fields = FIELDS_ALL,
    .open = open_funnel,
    .caption = caption,
    .status = status,
    .command = command,
    .enter = enter,
};
