// The report's first part: what was read, and how it was stitched, from the store's summaries.
#include "tool/report.h"

static int64_t cell_count(const struct table *t, size_t row, const char *name)
{
    size_t at = table_find(t, name);
    if (at == SIZE_MAX || t->column.p[at].type == CELL_TEXT)
        return 0;
    const struct cell *cell = table_cell(t, row, at);
    if (cell->missing)
        return 0;
    return t->column.p[at].type == CELL_COUNT ? cell->count : (int64_t)cell->number;
}

static int64_t column_sum(const struct table *t, const char *name)
{
    int64_t sum = 0;
    for (size_t row = 0; row < table_rows(t); row++)
        sum += cell_count(t, row, name);
    return sum;
}

// The count of a measure of the stitching summary.
static long long measure(const struct table *t, const char *name)
{
    size_t at = table_find(t, "measure");
    for (size_t row = 0; at != SIZE_MAX && row < table_rows(t); row++)
        if (str_eq(table_cell(t, row, at)->text, str_of(name)))
            return cell_count(t, row, "count");
    return 0;
}

static double percent(long long part, long long whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static bool parse(struct report *r, struct table *t, struct str tsv, const char *what,
                  struct diag *d)
{
    if (!table_read(t, tsv, r->source, d)) {
        d->fault = FAULT_IO; // the store's own summary, not somebody's input
        diag_more(d, " (the store's %s)", what);
        return false;
    }
    return true;
}

static bool add_ledger(struct report *r, struct diag *d)
{
    struct report_section *s = report_add(r, "read", "What was read");
    if (r->j->ledger.n == 0) {
        s->text = STR("The ledger is not known: these journeys came as a stream. wend parse "
                      "--ledger shows it, and a store made by wend stitch --sources keeps it.");
        return true;
    }
    struct table *t = &s->table;
    if (!parse(r, t, r->j->ledger, "ledger", d))
        return false;
    s->has_table = true;
    r->records = (uint64_t)column_sum(t, "read");
    r->rejected = (uint64_t)column_sum(t, "rejected");
    s->text = arena_printf(&r->arena,
                           "%lld records read = %lld kept + %lld duplicate + %lld "
                           "rejected.",
                           (long long)r->records, (long long)column_sum(t, "kept"),
                           (long long)column_sum(t, "duplicate"), (long long)r->rejected);
    static const struct {
        const char *name, *text;
    } marks[] = {{"gap", "times that the clock skipped (daylight saving), read as just after"},
                 {"repeated", "times that the clock showed twice, read as the first"},
                 {"no_id", "kept without any id: counted, in no journey"},
                 {"ids_refused", "values that are no ids, ignored"}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        long long count = column_sum(t, marks[i].name);
        if (count)
            table_note(t, "%lld %s", count, marks[i].text);
    }
    report_keep(t, "source,file,read,kept,duplicate,rejected,reasons");
    s->minor = "file,duplicate";
    return true;
}

static bool add_stitching(struct report *r, struct diag *d)
{
    struct report_section *s = report_add(r, "stitching", "Who it was");
    if (r->j->stitch_summary.n == 0) {
        s->text =
            arena_printf(&r->arena,
                         "%llu touchpoints of %llu customers. How they were stitched is not "
                         "known: a stream does not say it.",
                         (unsigned long long)r->touchpoints, (unsigned long long)r->customers);
        return true;
    }
    struct table *t = &s->table;
    if (!parse(r, t, r->j->stitch_summary, "stitching summary", d))
        return false;
    long long rows = measure(t, "rows"), before = measure(t, "rows_with_person_id"),
              after = measure(t, "rows_of_persons"), rejected = measure(t, "rows_rejected"),
              nobody = measure(t, "rows_unattributed");
    r->rejected += (uint64_t)rejected;
    if (r->records == 0)
        r->records = (uint64_t)rows;
    struct buf text = {0};
    buf_printf(&text,
               "%lld of %lld touchpoints named a person before stitching (%.1f %%), %lld belong to "
               "one after it (%.1f %%). %lld customers = %lld persons + %lld devices. %lld links, "
               "%lld of them refused.",
               before, rows, percent(before, rows), after, percent(after, rows),
               measure(t, "customers"), measure(t, "persons"), measure(t, "devices"),
               measure(t, "links"), measure(t, "links_refused"));
    if (rejected)
        buf_printf(&text, " Rejected by stitching: %lld.", rejected);
    if (nobody)
        buf_printf(&text, " Of nobody: %lld, counted, in no journey.", nobody);
    s->text = arena_str(&r->arena, buf_str(&text));
    buf_free(&text);
    return true;
}

bool report_read(struct report *r, struct diag *d)
{
    return add_ledger(r, d) && add_stitching(r, d);
}
