// The ledger's values that nothing knew: for people, and as a table.
#include "base/escape.h"
#include "base/utf8.h"
#include "tool/ledger.h"

#include <stdio.h>

enum { SHOWN_VALUES = 5, CELLS = 68 };

void ledger_unmatched_table(const struct ledger *l, struct table *t)
{
    t->title = arena_str(&t->arena, STR("Unmatched values"));
    t->definition = arena_str(
        &t->arena,
        STR("kept records with a value that no pattern of a rule or topic matches, that a "
            "map does not name or that a side table does not have; the most frequent"));
    t->unit = arena_str(&t->arena, STR("records"));
    t->n = ledger_total(l).kept;
    table_column(t, "source", "source", CELL_TEXT);
    table_column(t, "kind", "kind", CELL_TEXT);
    table_column(t, "name", "name", CELL_TEXT);
    table_column(t, "value", "value", CELL_TEXT);
    table_column(t, "records", "records", CELL_COUNT);
    table_column(t, "all_records", "of all unmatched", CELL_COUNT);
    table_column(t, "all_values", "different values", CELL_COUNT);
    table_column(t, "untold", "records of values not told apart", CELL_COUNT);
    for (vec_each(const struct ledger_unmatched, u, &l->unmatched))
        for (size_t i = 0; i < u->tops; i++) {
            table_text(t, u->source);
            table_text(t, u->kind);
            table_text(t, u->name);
            table_text(t, u->top[i].value);
            table_count(t, (int64_t)u->top[i].count);
            table_count(t, (int64_t)u->records);
            table_count(t, (int64_t)u->values);
            table_count(t, (int64_t)u->other);
        }
}

static void add_escaped(struct buf *out, struct str s)
{
    struct buf text = {0};
    escape_terminal(&text, s);
    struct str shown = utf8_clip(buf_str(&text), CELLS);
    buf_add(out, shown);
    if (shown.n < text.n)
        buf_add(out, STR("…"));
    buf_free(&text);
}

static void add_entry(struct buf *out, const struct ledger_unmatched *u, size_t most)
{
    buf_printf(out, "unmatched by %.*s ", STR_ARG(u->kind));
    add_escaped(out, u->name);
    buf_add(out, STR(" of "));
    add_escaped(out, u->source);
    buf_printf(out, ": %llu record%s, %llu value%s", (unsigned long long)u->records,
               u->records == 1 ? "" : "s", (unsigned long long)u->values,
               u->values == 1 ? "" : "s");
    if (u->other)
        buf_printf(out, " told apart, and %llu records of values that came later",
                   (unsigned long long)u->other);
    buf_add_byte(out, '\n');
    int width = u->tops ? snprintf(NULL, 0, "%llu", (unsigned long long)u->top[0].count) : 1;
    for (size_t i = 0; i < u->tops && i < most; i++) {
        buf_printf(out, "  %*llu  ", width, (unsigned long long)u->top[i].count);
        add_escaped(out, u->top[i].value);
        buf_add_byte(out, '\n');
    }
    if (most < u->tops)
        buf_printf(out, "  %*s  … -v shows %zu, --unmatched has them as a table\n", width, "",
                   u->tops);
}

void ledger_unmatched_text(const struct ledger *l, bool verbose, struct buf *out)
{
    for (vec_each(const struct ledger_unmatched, u, &l->unmatched))
        if (verbose || !str_eq(u->kind, STR("map"))) // maps leave values as they are
            add_entry(out, u, verbose ? UNMATCHED_TOP : SHOWN_VALUES);
}
