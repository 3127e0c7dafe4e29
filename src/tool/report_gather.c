// Gathering a report: the metrics run once, whatever the output.
#include "config.h"

#include "metric/unit.h"
#include "table/layout.h"
#include "text/time.h"
#include "tool/report.h"

#include <inttypes.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FEW = 30 };

struct report_section *report_add(struct report *r, const char *id, const char *heading)
{
    vec_push(&r->section, (struct report_section){.id = str_of(id), .heading = str_of(heading)});
    struct report_section *s = &r->section.p[r->section.n - 1];
    table_init(&s->table, id);
    return s;
}

double report_reject_share(const struct report *r)
{
    return r->records ? (double)r->rejected / (double)r->records : 0;
}

// A section whose table speaks of too few, or of single customers, for --min-cell.
static struct str withheld(struct report *r, struct table *t, const char *id, const char *why)
{
    table_free(t);
    table_init(t, id);
    return arena_printf(&r->arena, "Withheld: %s.", why);
}

// Run a metric into a new section. Its title and definition go to the foot, the heading is ours.
static struct report_section *measured(struct report *r, const char *id, const char *heading,
                                       const char *metric, const struct ask *ask, struct diag *d)
{
    const struct metric *m = metric_find(str_of(metric));
    struct report_section *s = report_add(r, id, heading);
    if (!m) {
        diag_set(d, FAULT_USAGE, "this program has no metric %s", metric);
        return NULL;
    }
    struct diag fault = {0};
    if (!metric_run(m, r->j, ask, &s->table, &fault) && fault.fault == FAULT_CHECK) {
        s->text = withheld(r, &s->table, id, fault.message);
        return s;
    }
    if (fault.fault) {
        *d = fault;
        return NULL;
    }
    vec_push(&r->definition,
             arena_printf(&r->arena, "%s: %.*s", heading, STR_ARG(s->table.definition)));
    s->table.title = STR("");
    s->has_table = table_rows(&s->table) > 0 || s->table.note.n > 0;
    if (s->table.unit.n)
        s->text = arena_printf(&r->arena, "n = %llu %.*s%s", (unsigned long long)s->table.n,
                               STR_ARG(s->table.unit),
                               s->table.n < FEW ? " (fewer than 30: shares are uncertain)" : "");
    return s;
}

// The funnel that the study wants to see, else its stages, else its first; "" when it has none.
static struct str choose_funnel(struct report *r)
{
    const struct study *s = r->j->study;
    if (!s)
        return STR("");
    if (s->report_funnel.n)
        return s->report_funnel;
    if (study_funnel(s, STR("stages")) || s->stage_count > 1)
        return STR("@stages");
    if (s->funnel_count)
        return arena_printf(&r->arena, "@%.*s", STR_ARG(s->funnels[0].name));
    return STR("");
}

static int64_t sum_of(const struct table *t, const char *name)
{
    int64_t sum = 0;
    size_t at = table_find(t, name);
    for (size_t row = 0; at != SIZE_MAX && row < table_rows(t); row++)
        sum += table_cell(t, row, at)->missing ? 0 : table_cell(t, row, at)->count;
    return sum;
}

static bool add_funnel(struct report *r, struct ask *ask, struct diag *d)
{
    ask->steps = choose_funnel(r);
    if (ask->steps.n == 0) {
        report_add(r, "funnel", "How many get how far")->text =
            STR("The study declares no funnel: add report { funnel = \"@NAME\" } and funnel "
                "\"NAME\" { steps = '…' }, or stages.");
        return true;
    }
    struct report_section *s = measured(r, "funnel", "How many get how far", "funnel", ask, d);
    if (!s)
        return false;
    int64_t pending = sum_of(&s->table, "pending");
    s->picture = true;
    s->minor = "share_first_low,share_first_high,median_seconds";
    s->columns = pending ? "by,label,reached,share_first,share_first_low,share_first_high,"
                           "lost,pending,median_seconds"
                         : "by,label,reached,share_first,share_first_low,share_first_high,"
                           "share_previous,lost,median_seconds";
    r->unfinished =
        ask->window < 0
            ? STR("Unfinished: nothing counts as pending, for the funnel has no window.")
            : arena_printf(&r->arena,
                           "Unfinished: %" PRId64 " whose window goes on after %s are pending and "
                           "not lost.",
                           pending, r->now_given ? "the present of --now" : "the end of data");
    s = measured(r, "dropoff", "Where the lost went", "dropoff", ask, d);
    if (!s)
        return false;
    s->columns = "label,lost,what,value,count,share,median_seconds";
    s->minor = "lost,median_seconds";
    s->grouped = 2;
    return true;
}

// The rows of facts on which channels differ; those that agree are only counted.
static bool add_facts(struct report *r, const struct ask *ask, struct diag *d)
{
    struct diag fault = {0};
    if (ask->min_cell) { // they are of single customers
        report_add(r, "facts", "Facts on which channels disagree")->text =
            STR("Withheld: they are of single customers (--min-cell).");
        return true;
    }
    struct report_section *s =
        measured(r, "facts", "Facts on which channels disagree", "facts", ask, &fault);
    if (!s && fault.fault == FAULT_IO) { // the files are elsewhere: the rest can still be said
        struct buf line = {0};
        diag_line(&line, &fault);
        s = &r->section.p[r->section.n - 1];
        table_free(&s->table);
        table_init(&s->table, "facts");
        s->has_table = false;
        s->text = arena_printf(&r->arena, "Not compared: %s", line.p);
        buf_free(&line);
        return true;
    }
    if (!s) {
        *d = fault;
        return false;
    }
    struct table *t = &s->table;
    size_t agree = table_find(t, "agree"), differ = 0, all = table_rows(t);
    while (agree != SIZE_MAX && differ < all &&
           str_eq(table_cell(t, differ, agree)->text, STR("no")))
        differ++; // those that differ come first
    table_head(t, differ);
    s->has_table = differ > 0 || t->note.n > 0;
    s->columns = "fact,channel_a,value_a,channel_b,value_b";
    if (all)
        s->text = arena_printf(&r->arena, "%zu of %zu pairs of channels disagree.", differ, all);
    return true;
}

// Measures without a value leave the table: a note names them, with the reason.
static void lift_missing(struct table *t)
{
    size_t value = table_find(t, "value"), measure = table_find(t, "measure"),
           note = table_find(t, "note");
    size_t columns = t->column.n, kept = 0;
    if (value == SIZE_MAX || measure == SIZE_MAX || note == SIZE_MAX)
        return;
    struct buf names = {0};
    struct str reason = STR("");
    for (size_t row = 0; row <= table_rows(t); row++) {
        bool end = row == table_rows(t);
        bool missing = !end && table_cell(t, row, value)->missing;
        struct str why = missing ? table_cell(t, row, note)->text : reason;
        if (names.n && (end || (missing && !str_eq(why, reason)))) {
            table_note(t, "%.*s: %.*s", STR_ARG(buf_str(&names)), STR_ARG(reason));
            buf_clear(&names);
        }
        if (missing) {
            buf_printf(&names, "%s%.*s", names.n ? ", " : "",
                       STR_ARG(table_cell(t, row, measure)->text));
            reason = why;
        }
    }
    for (size_t row = 0; row < t->cell.n / columns; row++)
        if (!table_cell(t, row, value)->missing) {
            memmove(&t->cell.p[kept * columns], table_cell(t, row, 0), columns * sizeof *t->cell.p);
            kept++;
        }
    table_head(t, kept);
    buf_free(&names);
}

static bool add_consistency(struct report *r, struct ask *ask, struct diag *d)
{
    ask->steps = STR("");
    struct report_section *s =
        measured(r, "consistency", "Do the channels agree", "consistency", ask, d);
    if (!s)
        return false;
    lift_missing(&s->table);
    s->columns = "measure,value,low,high,numerator,denominator";
    s->minor = "low,high";
    s = measured(r, "switches", "Changes of channel", "switches", ask, d);
    if (!s)
        return false;
    s->picture = table_rows(&s->table) > 0;
    s->minor = "share,median_seconds";
    return add_facts(r, ask, d);
}

static void about(struct report *r)
{
    const struct study *s = r->j->study;
    r->title = s && s->report_title.n ? s->report_title : STR("Customer journeys");
    r->zone = s ? s->timezone : STR("UTC");
    r->source = r->j->origin;
    r->version = STR(PACKAGE_STRING);
    r->study_hash =
        s ? arena_printf(&r->arena, "%016" PRIx64, (uint64_t)XXH3_64bits(s->text.p, s->text.n))
          : STR("");
    r->max_rejects = s ? s->max_rejects : 1;
    r->customers = r->j->customers;
    r->touchpoints = r->j->frame.rows;
    journeys_period(r->j, &r->since, &r->until);
}

bool report_gather(struct report *r, struct journeys *j, const struct ask *ask, struct diag *d)
{
    struct ask own = *ask;
    *r = (struct report){.j = j, .unfinished = STR("")};
    r->where = ask->where;
    r->unit = ask->unit;
    r->from = ask->since;
    r->to = ask->until;
    about(r);
    r->now_given = ask->now != TIME_NONE;
    r->now = r->now_given ? ask->now : r->until;
    return report_read(r, d) && add_funnel(r, &own, d) && add_consistency(r, &own, d);
}

void report_free(struct report *r)
{
    for (vec_each(struct report_section, s, &r->section))
        table_free(&s->table);
    vec_free(&r->section);
    vec_free(&r->definition);
    arena_free(&r->arena);
}

void report_head(const struct report *r, struct buf *lines)
{
    struct zone *zone = zone_open(r->zone, NULL);
    if (r->since != TIME_NONE) {
        buf_add(lines, STR("Period "));
        layout_period(lines, r->since, r->until, r->zone.p);
        buf_printf(lines, " (%.*s)\n", STR_ARG(r->zone));
    } else {
        buf_printf(lines, "No period: there are no touchpoints. Zone %.*s\n", STR_ARG(r->zone));
    }
    buf_printf(lines, "n = %" PRIu64 " customers, %" PRIu64 " touchpoints\n", r->customers,
               r->touchpoints);
    if (!str_eq(r->unit, STR("customer")))
        buf_printf(lines, "Counted by %.*s\n", STR_ARG(r->unit));
    if (r->where.n)
        buf_printf(lines, "Only touchpoints that satisfy %.*s\n", STR_ARG(r->where));
    if (r->from != TIME_NONE) {
        buf_add(lines, STR("Only units that start at "));
        time_format_local(lines, r->from, zone);
        buf_add(lines, STR(" or later\n"));
    }
    if (r->to != TIME_NONE) {
        buf_add(lines, STR("Only units that start before "));
        time_format_local(lines, r->to, zone);
        buf_add_byte(lines, '\n');
    }
    if (r->now != TIME_NONE) {
        buf_add(lines, STR("As of "));
        time_format_local(lines, r->now, zone);
        buf_add(lines, r->now_given ? STR("\n") : STR(", the end of data\n"));
    }
    zone_close(zone);
}

void report_foot(const struct report *r, struct buf *lines)
{
    for (vec_each(const struct str, definition, &r->definition)) {
        buf_add(lines, *definition);
        buf_add_byte(lines, '\n');
    }
    if (r->unfinished.n)
        buf_printf(lines, "%.*s\n", STR_ARG(r->unfinished));
    if (r->records && r->max_rejects < 1)
        buf_printf(lines,
                   "Rejected: %" PRIu64 " of %" PRIu64
                   " records (%.1f %%); the study allows %.1f %%.\n",
                   r->rejected, r->records, 100 * report_reject_share(r), 100 * r->max_rejects);
    else if (r->j->ledger.n)
        buf_printf(lines, "Rejected: %" PRIu64 " of %" PRIu64 " records (%.1f %%).\n", r->rejected,
                   r->records, 100 * report_reject_share(r));
    else
        buf_add(lines, STR("Rejected: not known.\n"));
    buf_printf(lines, "Differences are associations, not effects. Intervals are 95 %%.\n");
    buf_printf(lines, "Made by %.*s from %.*s", STR_ARG(r->version), STR_ARG(r->source));
    if (r->study_hash.n)
        buf_printf(lines, ", study %.*s", STR_ARG(r->study_hash));
    buf_add(lines, STR(".\n"));
}
