// What stitching amounts to, for people and programs.
#include "tool/stitching.h"

#include "base/suggest.h"
#include "text/time.h"

#include <stdio.h>

static void summary_table(const struct stitch_result *result, struct table *t)
{
    const struct stitch_summary *s = &result->summary;
    const struct {
        const char *measure;
        uint64_t count;
    } row[] = {
        {"rows", s->rows},
        {"rows_with_person_id", s->person_before},
        {"rows_of_persons", s->person_after},
        {"rows_of_devices", s->device_only},
        {"rows_unattributed", s->unattributed},
        {"rows_rejected", s->rejected},
        {"rows_joined_to_case", s->case_rows},
        {"customers", s->customers},
        {"persons", s->persons},
        {"devices", s->devices},
        {"links", s->links},
        {"links_refused", s->refused},
        {"link_lines_rejected", s->links_rejected},
        {"ids_refused", s->blocked},
        {"ids_set_aside", s->aside},
        {"ids_dangling", s->dangling},
    };
    t->title = arena_str(&t->arena, STR("Stitching"));
    t->definition = arena_str(&t->arena, STR("rows = of persons + of devices + unattributed + "
                                             "rejected; customers = persons + devices"));
    t->unit = arena_str(&t->arena, STR("rows"));
    t->n = s->rows;
    table_column(t, "measure", "measure", CELL_TEXT);
    table_column(t, "count", "count", CELL_COUNT);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        table_text(t, str_of(row[i].measure));
        table_count(t, (int64_t)row[i].count);
    }
}

static void refused_table(const struct stitch_result *result, struct table *t)
{
    t->title = arena_str(&t->arena, STR("Refused joins"));
    t->definition =
        arena_str(&t->arena, STR("pairs of ids that rows or link files show together and that "
                                 "were not joined, in the order they were tried"));
    t->unit = arena_str(&t->arena, STR("links"));
    t->n = result->summary.links;
    table_column(t, "id", "id", CELL_TEXT);
    table_column(t, "with", "with", CELL_TEXT);
    table_column(t, "time", "newest", CELL_TIME);
    table_column(t, "origin", "origin", CELL_TEXT);
    table_column(t, "reason", "reason", CELL_TEXT);
    for (vec_each(const struct stitch_link, link, &result->link)) {
        table_text(t, link->a);
        table_text(t, link->b);
        if (link->time == TIME_NONE)
            table_missing(t);
        else
            table_count(t, link->time);
        table_text(t, link->origin);
        table_text(t, link->reason);
    }
}

static void aside_table(const struct stitch_result *result, struct table *t)
{
    t->title = arena_str(&t->arena, STR("Values that are no ids"));
    t->definition = arena_str(&t->arena, STR("values that stand for nobody, are not of their form, "
                                             "or are linked to more unique ids than max-degree, "
                                             "with the rows and link lines that have them"));
    t->unit = arena_str(&t->arena, STR("values"));
    t->n = result->aside.n;
    table_column(t, "namespace", "namespace", CELL_TEXT);
    table_column(t, "value", "value", CELL_TEXT);
    table_column(t, "rows", "rows", CELL_COUNT);
    table_column(t, "reason", "reason", CELL_TEXT);
    for (vec_each(const struct stitch_aside, a, &result->aside)) {
        table_text(t, a->space);
        table_text(t, a->value);
        table_count(t, (int64_t)a->rows);
        table_text(t, a->reason);
    }
}

static void dangling_table(const struct stitch_result *result, struct table *t)
{
    t->title = arena_str(&t->arena, STR("Dangling ids"));
    t->definition =
        arena_str(&t->arena, STR("ids that nothing but weaker ids ties to their customer, where "
                                 "another value of their namespace is tied to a unique id: they "
                                 "may be somebody else's"));
    t->unit = arena_str(&t->arena, STR("ids"));
    t->n = result->dangling.n;
    table_column(t, "id", "id", CELL_TEXT);
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "beside", "beside", CELL_TEXT);
    for (vec_each(const struct stitch_dangling, x, &result->dangling)) {
        table_text(t, x->id);
        table_text(t, x->customer);
        table_text(t, x->beside);
    }
}

static const struct stitching_report reports[] = {
    {"summary", "stitch", false, summary_table},
    {"refused", "refused", false, refused_table},
    {"aside", "aside", true, aside_table},
    {"dangling", "dangling", false, dangling_table},
};
enum { REPORTS = sizeof reports / sizeof *reports };

const struct stitching_report *stitching_find(struct str name)
{
    for (size_t i = 0; i < REPORTS; i++)
        if (str_eq(str_of(reports[i].name), name))
            return &reports[i];
    return NULL;
}

void stitching_unknown(struct str name, struct diag *d)
{
    struct str valid[REPORTS];
    for (size_t i = 0; i < REPORTS; i++)
        valid[i] = str_of(reports[i].name);
    diag_set(d, FAULT_USAGE, "--show: no table '%.*s'", STR_ARG(name));
    suggest_diag(d, name, valid, REPORTS);
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

void stitching_say(const struct call *call, const struct stitch_result *result)
{
    enum { SHOWN = 5 };
    const struct stitch_summary *s = &result->summary;
    size_t shown = 0;
    for (vec_each(const struct stitch_link, link, &result->link)) {
        if (shown++ == SHOWN)
            break;
        tool_say(call, "%.*s: not joined: %.*s and %.*s: %.*s", STR_ARG(link->origin),
                 STR_ARG(link->a), STR_ARG(link->b), STR_ARG(link->reason));
    }
    if (result->link.n > SHOWN)
        tool_say(call, "%zu more refused joins; --report --show refused lists all of them",
                 result->link.n - SHOWN);
    if (result->dangling.n)
        tool_say(call,
                 "%.*s is taken for %.*s by weaker ids alone, which %.*s has as well%s; --report "
                 "--show dangling lists all of them",
                 STR_ARG(result->dangling.p[0].id), STR_ARG(result->dangling.p[0].customer),
                 STR_ARG(result->dangling.p[0].beside), result->dangling.n > 1 ? ", and more" : "");
    struct buf text = {0};
#define N(v) ((unsigned long long)(v))
    buf_printf(&text,
               "rows         %llu = persons %llu + devices %llu + unattributed %llu + "
               "rejected %llu\n",
               N(s->rows), N(s->person_after), N(s->device_only), N(s->unattributed),
               N(s->rejected));
    buf_printf(&text, "with person  %llu before (%.1f %%), %llu after (%.1f %%)\n",
               N(s->person_before), percent(s->person_before, s->rows), N(s->person_after),
               percent(s->person_after, s->rows));
    buf_printf(&text, "customers    %llu = persons %llu + devices %llu\n", N(s->customers),
               N(s->persons), N(s->devices));
    buf_printf(&text, "links        %llu, refused %llu\n", N(s->links), N(s->refused));
    if (s->case_rows)
        buf_printf(&text, "cases        %llu rows joined an open case\n", N(s->case_rows));
    if (s->blocked)
        buf_printf(&text, "ids          %llu refused: blocked or not of their form\n",
                   N(s->blocked));
    if (s->aside)
        buf_printf(&text, "set aside    %llu values linked to more unique ids than max-degree\n",
                   N(s->aside));
#undef N
    fputs(text.p, stderr);
    buf_free(&text);
}
