// The tables of wend stitch --report.
#include "base/suggest.h"
#include "text/time.h"
#include "tool/stitching.h"

#include <math.h>

static void title(struct table *t, const char *title, const char *definition, const char *unit,
                  uint64_t n)
{
    t->title = arena_str(&t->arena, str_of(title));
    t->definition = arena_str(&t->arena, str_of(definition));
    t->unit = arena_str(&t->arena, str_of(unit));
    t->n = n;
}

void stitching_summary(const struct stitch_result *result, struct table *t)
{
    const struct stitch_summary *s = &result->summary;
    const struct {
        const char *measure;
        uint64_t count, of; // of: what it is a share of, 0: nothing
    } row[] = {
        {"rows", s->rows, 0},
        {"rows_with_person_id", s->person_before, s->rows},
        {"rows_of_persons", s->person_after, s->rows},
        {"rows_of_devices", s->device_only, s->rows},
        {"rows_unattributed", s->unattributed, s->rows},
        {"rows_rejected", s->rejected, s->rows},
        {"rows_forgotten", s->forgotten, s->rows},
        {"rows_joined_to_case", s->case_rows, s->rows},
        {"rows_outside_look_back", s->outside, s->rows},
        {"rows_on_shared_devices", s->rows_shared, s->rows},
        {"rows_on_shared_devices_anonymous", s->rows_shared_anonymous, s->rows_shared},
        {"customers_live", s->customers_live, 0},
        {"customers", s->customers, 0},
        {"persons", s->persons, s->customers},
        {"devices", s->devices, s->customers},
        {"devices_seen", s->devices_seen, 0},
        {"devices_shared", s->devices_shared, s->devices_seen},
        {"links", s->links, 0},
        {"links_refused", s->refused, s->links},
        {"link_lines_rejected", s->links_rejected, 0},
        {"ids_refused", s->blocked, 0},
        {"ids_set_aside", s->aside, 0},
        {"ids_dangling", s->dangling, 0},
    };
    title(t, "Stitching",
          "rows = of persons + of devices + unattributed + rejected + forgotten; customers = "
          "persons + devices; share: of rows, customers, devices seen, links, and of "
          "the rows on shared devices; lift: rows of persons ÷ rows with a person's "
          "id − 1",
          "rows", s->rows);
    table_column(t, "measure", "measure", CELL_TEXT);
    table_column(t, "count", "count", CELL_COUNT);
    table_column(t, "share", "share", CELL_SHARE);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        table_text(t, str_of(row[i].measure));
        table_count(t, (int64_t)row[i].count);
        table_number(t, row[i].of ? (double)row[i].count / (double)row[i].of : NAN);
    }
    double before = (double)s->person_before, after = (double)s->person_after;
    table_text(t, STR("lift"));
    table_missing(t);
    table_number(t, s->person_before ? after / before - 1 : NAN);
}

static void summary_table(const struct stitch_result *result, struct table *t)
{
    const struct stitch_summary *s = &result->summary;
    stitching_summary(result, t);
    table_text(t, STR("clusters"));
    table_count(t, (int64_t)s->clusters);
    table_number(t, s->customers ? (double)s->clusters / (double)s->customers : NAN);
    table_text(t, STR("bridges"));
    table_count(t, (int64_t)s->bridges);
    table_number(t, s->links ? (double)s->bridges / (double)s->links : NAN);
}

static void refused_table(const struct stitch_result *result, struct table *t)
{
    title(t, "Refused joins",
          "pairs of ids that rows or link files show together and that "
          "were not joined, in the order they were tried",
          "links", result->summary.links);
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
    title(t, "Values that are no ids",
          "values that stand for nobody, are not of their form, "
          "or are linked to more unique ids than max-degree, "
          "with the rows and link lines that have them",
          "values", result->aside.n);
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
    title(t, "Dangling ids",
          "ids that nothing but weaker ids ties to their customer, where "
          "another value of their namespace is tied to a unique id: they "
          "may be somebody else's",
          "ids", result->dangling.n);
    table_column(t, "id", "id", CELL_TEXT);
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "beside", "beside", CELL_TEXT);
    for (vec_each(const struct stitch_dangling, x, &result->dangling)) {
        table_text(t, x->id);
        table_text(t, x->customer);
        table_text(t, x->beside);
    }
}

static void clusters_table(const struct stitch_result *result, struct table *t)
{
    title(
        t, "The largest clusters",
        "the 20 customers with the most person ids; density: links ÷ pairs of ids; bridges: links "
        "whose removal splits the cluster",
        "customers", result->summary.clusters);
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "ids", "ids", CELL_COUNT);
    table_column(t, "links", "links", CELL_COUNT);
    table_column(t, "density", "density", CELL_NUMBER);
    table_column(t, "bridges", "bridges", CELL_COUNT);
    table_column(t, "rows", "rows", CELL_COUNT);
    for (vec_each(const struct stitch_cluster, c, &result->cluster)) {
        table_text(t, c->customer);
        table_count(t, (int64_t)c->ids);
        table_count(t, (int64_t)c->links);
        table_number(t, 2.0 * (double)c->links / ((double)c->ids * (double)(c->ids - 1)));
        table_count(t, (int64_t)c->bridges);
        table_count(t, (int64_t)c->rows);
    }
}

static void bridges_table(const struct stitch_result *result, struct table *t)
{
    title(t, "Bridges",
          "links whose removal splits a cluster into two parts of two ids or more: look here first "
          "for people who are two",
          "links", result->summary.links);
    table_column(t, "customer", "customer", CELL_TEXT);
    table_column(t, "id", "id", CELL_TEXT);
    table_column(t, "with", "with", CELL_TEXT);
    table_column(t, "ids", "ids held", CELL_COUNT);
    table_column(t, "time", "newest", CELL_TIME);
    table_column(t, "origin", "origin", CELL_TEXT);
    for (vec_each(const struct stitch_bridge, b, &result->bridge)) {
        table_text(t, b->customer);
        table_text(t, b->a);
        table_text(t, b->b);
        table_count(t, (int64_t)b->ids);
        if (b->time == TIME_NONE)
            table_missing(t);
        else
            table_count(t, b->time);
        table_text(t, b->origin);
    }
}

static void namespaces_table(const struct stitch_result *result, struct table *t)
{
    uint64_t rows = result->summary.rows;
    title(t, "Namespaces",
          "how far each namespace reaches: row_share = rows with a value ÷ rows; mean_values: "
          "distinct values of a customer that has any; most_values: of one customer; "
          "most_customers: of one value",
          "rows", rows);
    table_column(t, "namespace", "namespace", CELL_TEXT);
    table_column(t, "kind", "kind", CELL_TEXT);
    table_column(t, "rows", "rows", CELL_COUNT);
    table_column(t, "row_share", "of rows", CELL_SHARE);
    table_column(t, "values", "values", CELL_COUNT);
    table_column(t, "customers", "customers", CELL_COUNT);
    table_column(t, "mean_values", "mean values", CELL_NUMBER);
    table_column(t, "most_values", "most values", CELL_COUNT);
    table_column(t, "most_customers", "most customers", CELL_COUNT);
    for (vec_each(const struct stitch_space, s, &result->space)) {
        table_text(t, s->name);
        table_text(t, s->kind);
        table_count(t, (int64_t)s->rows);
        table_number(t, rows ? (double)s->rows / (double)rows : NAN);
        table_count(t, (int64_t)s->values);
        table_count(t, (int64_t)s->customers);
        table_number(t, s->customers ? (double)s->pairs / (double)s->customers : NAN);
        table_count(t, (int64_t)s->most_values);
        table_count(t, (int64_t)s->most_customers);
    }
}

static void renamed_table(const struct stitch_result *result, struct table *t)
{
    title(t, "Renamed customers",
          "persons of the earlier run who have another name now: a stronger id has come (renamed), "
          "they are one with another (merged), or none of their ids is left (gone)",
          "customers", result->renamed.n);
    table_column(t, "was", "was", CELL_TEXT);
    table_column(t, "now", "now", CELL_TEXT);
    table_column(t, "change", "change", CELL_TEXT);
    for (vec_each(const struct stitch_renamed, r, &result->renamed)) {
        table_text(t, r->was);
        if (r->now.n)
            table_text(t, r->now);
        else
            table_missing(t);
        table_text(t, r->merged ? STR("merged") : r->now.n ? STR("renamed") : STR("gone"));
    }
}

static const struct stitching_report reports[] = {
    {"summary", "stitch", true, summary_table},
    {"namespaces", "namespaces", true, namespaces_table},
    {"clusters", "clusters", true, clusters_table},
    {"bridges", "bridges", true, bridges_table},
    {"refused", "refused", true, refused_table},
    {"aside", "aside", true, aside_table},
    {"dangling", "dangling", false, dangling_table},
    {"renamed", "renamed", false, renamed_table},
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
