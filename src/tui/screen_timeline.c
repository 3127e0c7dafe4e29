// Timeline: one customer's journey, with gaps, switches, breaks and source lines.
#include "tui/app.h"

static bool has_word(struct str words, struct str word)
{
    while (words.p)
        if (str_eq(str_cut(&words, ' '), word))
            return true;
    return false;
}

static struct str mark_of(const struct table *t, size_t row)
{
    size_t column = table_find(t, "mark");
    return column == SIZE_MAX ? STR("") : table_cell(t, row, column)->text;
}

// One sign each, so that they are seen without colour and in the narrowest window.
static void signs_text(struct buf *out, const struct table *t, size_t row, size_t column)
{
    struct str mark = table_cell(t, row, column)->text;
    buf_add_byte(out, has_word(mark, STR("session")) ? '-' : ' ');
    buf_add_byte(out, has_word(mark, STR("switch")) ? '~' : ' ');
    buf_add_byte(out, has_word(mark, STR("break")) ? '!' : ' ');
}

static enum role mark_role(const struct table *t, size_t row)
{
    struct str mark = mark_of(t, row);
    if (has_word(mark, STR("break")))
        return ROLE_BAD;
    return has_word(mark, STR("switch")) ? ROLE_WARN : ROLE_TEXT;
}

static enum role gap_role(const struct table *t, size_t row)
{
    return has_word(mark_of(t, row), STR("session")) ? ROLE_GOOD : ROLE_DIM;
}

static enum role dim_role(const struct table *t, size_t row)
{
    (void)t;
    (void)row;
    return ROLE_DIM;
}

static const struct list_column columns[] = {
    {.name = "seq", .drop = 8},
    {.name = "time", .drop = 5},
    {.name = "gap_seconds", .drop = 3, .role = gap_role},
    {.name = "mark", .title = "-~!", .text = signs_text, .role = mark_role},
    {.name = "channel", .most = 20, .role = mark_role},
    {.name = "event", .most = 30, .least = 11},
    {.name = "stage", .most = 24, .least = 16, .drop = 4},
    {.name = "attributes", .least = 20, .drop = 6, .role = dim_role},
    {.name = NULL},
};

// The first customer, in the order of the Customers screen.
static bool open_timeline(struct app *app, struct view *v, struct diag *d)
{
    if (v->subject.customer.n == 0 && app->options->ask.customer.n > 0)
        v->subject.customer = arena_str(&v->arena, app->options->ask.customer);
    if (v->subject.customer.n > 0)
        return true;
    struct view customers = {.screen = &screen_customers};
    struct table t;
    table_init(&t, "customers");
    bool good = app_ask(app, &customers, NULL, &t, d);
    size_t column = good ? table_find(&t, "customer") : SIZE_MAX;
    if (good && (column == SIZE_MAX || table_rows(&t) == 0))
        good = diag_set(d, FAULT_USAGE, "no customer to show");
    if (good)
        v->subject.customer = arena_str(&v->arena, table_cell(&t, 0, column)->text);
    table_free(&t);
    return good;
}

static void ask(const struct view *v, struct ask *ask)
{
    ask->by = STR("");
    ask->top = 0;
    ask->customer = v->subject.customer;
}

static void crumb(const struct view *v, struct buf *out)
{
    buf_add(out, v->subject.customer);
}

static void caption(const struct view *v, struct buf *out)
{
    size_t switches = 0, breaks = 0, rows = table_rows(&v->table);
    for (size_t row = 0; row < rows; row++) {
        switches += has_word(mark_of(&v->table, row), STR("switch"));
        breaks += has_word(mark_of(&v->table, row), STR("break"));
    }
    buf_printf(out, "%zu touchpoint%s, %zu switch%s ~, %zu break%s !", rows, rows == 1 ? "" : "s",
               switches, switches == 1 ? "" : "es", breaks, breaks == 1 ? "" : "s");
}

// Where the row comes from, and its attributes, which the columns may have cut.
static void status(const struct view *v, struct buf *out)
{
    size_t row = list_selected(&v->list), line = table_find(&v->table, "line");
    if (row == SIZE_MAX)
        return;
    struct str file = list_text(&v->list, "file"), mark = list_text(&v->list, "mark");
    struct str attributes = list_text(&v->list, "attributes");
    buf_add(out, file.n ? file : STR("source unknown"));
    if (line != SIZE_MAX && !table_cell(&v->table, row, line)->missing)
        buf_printf(out, ":%lld", (long long)table_cell(&v->table, row, line)->count);
    if (mark.n)
        buf_printf(out, "  %.*s", STR_ARG(mark));
    if (attributes.n)
        buf_printf(out, "  %.*s", STR_ARG(attributes));
}

static void command(const struct view *v, struct buf *out)
{
    buf_add(out, STR("show --source "));
    question_quote(out, v->subject.customer);
}

// The next customer of the list below.
static unsigned next(struct app *app, struct view *v)
{
    if (app->stack.n < 2)
        return REACT_UNHANDLED;
    struct view *below = app->stack.p[app->stack.n - 2];
    if (below->list.row.n == 0 || list_text(&below->list, "customer").n == 0)
        return REACT_UNHANDLED;
    below->list.selected = (below->list.selected + 1) % below->list.row.n;
    v->subject.customer = arena_str(&v->arena, list_text(&below->list, "customer"));
    v->list.selected = 0;
    return REACT_LOAD;
}

const struct screen screen_timeline = {
    .name = "timeline",
    .title = "Timeline",
    .metric = "timeline",
    .nothing = "no touchpoint of this customer satisfies the question",
    .columns = columns,
    .fields = FIELD_BIT(FIELD_WHERE) | FIELD_BIT(FIELD_PERIOD),
    .open = open_timeline,
    .ask = ask,
    .crumb = crumb,
    .caption = caption,
    .status = status,
    .command = command,
    .next = next,
};
