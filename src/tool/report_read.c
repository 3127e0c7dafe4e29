// The report's first part: what was read, and how it was stitched, from the store's summaries.
#include "metric/summary.h"
#include "tool/report.h"

static double percent(long long part, long long whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
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
    if (!summary_read(t, r->j, r->j->ledger, "ledger", d))
        return false;
    s->has_table = true;
    r->records = (uint64_t)summary_sum(t, "read");
    r->rejected = (uint64_t)summary_sum(t, "rejected");
    long long filtered = (long long)summary_sum(t, "filtered");
    struct str left_out =
        filtered ? arena_printf(&r->arena, " + %lld filtered", filtered) : STR("");
    s->text = arena_printf(&r->arena,
                           "%lld records read = %lld kept + %lld duplicate%.*s + %lld "
                           "rejected.",
                           (long long)r->records, (long long)summary_sum(t, "kept"),
                           (long long)summary_sum(t, "duplicate"), STR_ARG(left_out),
                           (long long)r->rejected);
    static const struct {
        const char *name, *text;
    } marks[] = {{"gap", "times that the clock skipped (daylight saving), read as just after"},
                 {"repeated", "times that the clock showed twice, read as the first"},
                 {"no_id", "kept without any id: counted, in no journey"},
                 {"ids_refused", "values that are no ids, ignored"}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        long long count = summary_sum(t, marks[i].name);
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
    if (!summary_read(t, r->j, r->j->stitch_summary, "stitching summary", d))
        return false;
    long long rows = summary_measure(t, "rows"), before = summary_measure(t, "rows_with_person_id"),
              after = summary_measure(t, "rows_of_persons"),
              rejected = summary_measure(t, "rows_rejected"),
              nobody = summary_measure(t, "rows_unattributed");
    r->rejected += (uint64_t)rejected;
    if (r->records == 0)
        r->records = (uint64_t)rows;
    struct buf text = {0};
    buf_printf(&text,
               "%lld of %lld touchpoints named a person before stitching (%.1f %%), %lld belong to "
               "one after it (%.1f %%). %lld customers = %lld persons + %lld devices. %lld links, "
               "%lld of them refused.",
               before, rows, percent(before, rows), after, percent(after, rows),
               summary_measure(t, "customers"), summary_measure(t, "persons"),
               summary_measure(t, "devices"), summary_measure(t, "links"),
               summary_measure(t, "links_refused"));
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
