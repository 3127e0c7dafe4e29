// Why two ids are one customer's or not, found by stitching the journeys' rows again.
#include "metric/metric.h"

#include "stitch/explain.h"
#include "store/journeys.h"

#include <stdlib.h>

// The rows as touchpoints, row for row, without what stitching fills.
static bool copy_rows(struct touchpoints *t, struct journeys *j, struct diag *d)
{
    struct frame *f = &j->frame;
    touchpoints_init(t);
    for (size_t row = 0; row < f->rows; row++)
        touchpoints_row(t, f->time[row], frame_line(f, row));
    for (size_t i = 0; i < f->columns; i++) {
        struct str name = f->column[i].name;
        if (str_eq(name, STR("customer")) || str_eq(name, STR("live")) ||
            str_eq(name, STR("seq")) || str_eq(name, STR("group")) ||
            str_starts(name, STR("case.")))
            continue;
        const struct column *from = frame_column(f, name, d);
        if (!from)
            return false;
        size_t at = touchpoints_column(t, name); // may move the columns
        struct touchpoint_column *to = &t->column.p[at];
        uint32_t *code = mem_zero(from->names.count * sizeof *code);
        for (uint32_t c = 1; c < from->names.count; c++)
            code[c] = dict_add(&to->dict, names_get(from->names, c));
        for (size_t row = 0; row < f->rows; row++)
            to->code.p[row] = code[from->code[row]];
        free(code);
    }
    return true;
}

static void columns(struct table *t)
{
    table_column(t, "id", "id", CELL_TEXT);
    table_column(t, "with", "with", CELL_TEXT);
    table_column(t, "evidence", "by", CELL_TEXT);
    table_column(t, "file", "file", CELL_TEXT);
    table_column(t, "line", "line", CELL_COUNT);
    table_column(t, "time", "time", CELL_TIME);
    table_column(t, "channel", "channel", CELL_TEXT);
    table_column(t, "event", "event", CELL_TEXT);
    table_column(t, "reason", "reason", CELL_TEXT);
}

static void text_of(struct table *t, const struct touchpoints *rows, size_t column, size_t row)
{
    const struct touchpoint_column *c = &rows->column.p[column];
    if (c->code.p[row])
        table_text(t, dict_get(&c->dict, c->code.p[row]));
    else
        table_missing(t);
}

static void count_or_missing(struct table *t, uint64_t n)
{
    if (n)
        table_count(t, (int64_t)n);
    else
        table_missing(t);
}

static void add_hop(struct table *t, const struct touchpoints *rows, const struct hop *hop)
{
    static const char *const evidence[] = {
        [HOP_ROW] = "row",         [HOP_LINK] = "link file", [HOP_INCLUDE] = "override",
        [HOP_REFUSED] = "refused", [HOP_ASIDE] = "aside",    [HOP_SHARED] = "shared",
    };
    bool row = hop->row != HOP_NO_ROW;
    table_text(t, hop->id);
    table_text(t, hop->with);
    table_text(t, str_of(evidence[hop->kind]));
    if (row) {
        text_of(t, rows, TP_FILE, hop->row);
        count_or_missing(t, rows->line.p[hop->row]);
        table_count(t, rows->time.p[hop->row]);
        text_of(t, rows, TP_CHANNEL, hop->row);
        text_of(t, rows, TP_EVENT, hop->row);
    } else {
        table_text(t, hop->file);
        count_or_missing(t, hop->line);
        table_missing(t);
        table_missing(t);
        table_missing(t);
    }
    if (hop->kind == HOP_ASIDE)
        table_text(t, arena_printf(&t->arena, "%.*s is linked to too many unique ids",
                                   STR_ARG(hop->reason)));
    else if (hop->kind == HOP_SHARED)
        table_text(t, STR("it joins nobody"));
    else if (hop->reason.n)
        table_text(t, hop->reason);
    else
        table_missing(t);
}

static void note_verdict(struct table *t, const struct explanation *e)
{
    if (str_eq(e->a, e->b))
        table_note(t, "%.*s is one id", STR_ARG(e->a));
    else if (e->joined && e->customer[0].n && e->customer[1].n)
        table_note(t, "one customer: %.*s", STR_ARG(e->customer[0]));
    else if (e->joined)
        table_note(t, "tied: a device or transaction is given to people row by row, see --why ID");
    else if (e->hop.n == 0)
        table_note(t, "not joined: nothing links them");
    else
        table_note(t, "not joined%s%.*s%s%.*s", e->customer[0].n ? ": " : "",
                   STR_ARG(e->customer[0]), e->customer[0].n && e->customer[1].n ? " and " : "",
                   STR_ARG(e->customer[1]));
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct touchpoints rows;
    struct explanation e = {0};
    if (!j->study)
        return diag_set(d, FAULT_USAGE,
                        "why two ids are joined or not is the study's to say: name "
                        "it with -c STUDY");
    bool good =
        copy_rows(&rows, j, d) && explain(j->study, &rows, ask->customer, ask->other, &e, d);
    if (good && e.fault.n)
        good = diag_set(d, FAULT_USAGE, "%.*s", STR_ARG(e.fault));
    if (good) {
        columns(t);
        for (vec_each(const struct hop, hop, &e.hop))
            add_hop(t, &rows, hop);
        note_verdict(t, &e);
        t->title =
            arena_printf(&t->arena, "Are %.*s and %.*s one customer?", STR_ARG(e.a), STR_ARG(e.b));
        t->unit = STR("hops");
        t->n = table_rows(t);
    }
    explanation_free(&e);
    touchpoints_free(&rows);
    return good;
}

const struct metric metric_why_pair = {
    .name = "why-pair",
    .title = "Are two ids one customer?",
    .definition =
        "The chain of links between two ids that needs the fewest which were refused, and "
        "of these the shortest. row: the newest touchpoint that has both. shared: both "
        "were seen with something that joins nobody.",
    .run = run,
};
