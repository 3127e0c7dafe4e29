// Facts on which channels agree or differ, pair by pair.
#include "metric/fact_pairs.h"
#include "metric/metric.h"
#include "store/journeys.h"

static void rows(struct table *t, const struct fact_pairs *f, bool agree)
{
    for (vec_each(struct fact_pair, p, &f->pair)) {
        if (p->agree != agree)
            continue;
        table_text(t, p->fact);
        table_text(t, p->channel[0]);
        table_text(t, p->value[0]);
        table_text(t, p->channel[1]);
        table_text(t, p->value[1]);
        table_text(t, agree ? STR("yes") : STR("no"));
    }
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct fact_pairs f = {0};
    table_column(t, "fact", "fact", CELL_TEXT);
    table_column(t, "channel_a", "channel", CELL_TEXT);
    table_column(t, "value_a", "states", CELL_TEXT);
    table_column(t, "channel_b", "channel", CELL_TEXT);
    table_column(t, "value_b", "states", CELL_TEXT);
    table_column(t, "agree", "agree", CELL_TEXT);
    t->unit = STR("pairs of channels");
    if (!j->study || j->study->facts.n == 0) {
        table_note(t, "no facts: the study names no file in facts { files = … }");
        return true;
    }
    if (!fact_pairs_read(&f, j->study, d))
        return false;
    rows(t, &f, false);
    rows(t, &f, true);
    t->n = f.pair.n;
    for (vec_each(struct str, s, &f.skipped))
        table_note(t, "not read: %.*s", STR_ARG(*s));
    fact_pairs_free(&f);
    if (ask->top)
        table_head(t, ask->top);
    return true;
}

const struct metric metric_facts = {
    .name = "facts",
    .title = "Facts as the channels state them",
    .definition = "All unordered pairs of channels that both state a value of one fact; values are "
                  "compared trimmed, as numbers if both are numbers. Those that differ come first.",
    .run = run,
};
