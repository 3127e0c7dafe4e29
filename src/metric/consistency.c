// The consistency scorecard: every measure with its weight, numerator and denominator.
#include "metric/fact_pairs.h"
#include "metric/survey.h"

#include <math.h>

enum { FEW = 30 }; // units; below, a share says little

enum pillar { STITCHING, CONTENT, PROCESS, CONTINUITY, INDEX };

static const char *const pillar_names[] = {"stitching", "content", "process", "continuity",
                                           "index"};

// One row. value NaN: missing; n 0: no counts.
struct measure {
    enum pillar pillar;
    const char *name;
    unsigned weight;
    double value, low, high;
    uint64_t k, n;
    struct str note;
};

struct card {
    struct table *table;
    unsigned weight[INDEX + 1]; // that could be computed, by pillar
};

static void number_or_missing(struct table *t, bool known, uint64_t v)
{
    if (known)
        table_count(t, (int64_t)v);
    else
        table_missing(t);
}

static void add(struct card *c, struct measure m)
{
    struct table *t = c->table;
    table_text(t, str_of(pillar_names[m.pillar]));
    table_text(t, str_of(m.name));
    number_or_missing(t, m.weight != 0, m.weight);
    table_number(t, m.value);
    table_number(t, m.low);
    table_number(t, m.high);
    number_or_missing(t, m.n != 0, m.k);
    number_or_missing(t, m.n != 0, m.n);
    table_text(t, m.note);
    if (!isnan(m.value))
        c->weight[m.pillar] += m.weight;
}

static void add_missing(struct card *c, enum pillar pillar, const char *name, unsigned weight,
                        const char *why)
{
    add(c, (struct measure){.pillar = pillar,
                            .name = name,
                            .weight = weight,
                            .value = NAN,
                            .low = NAN,
                            .high = NAN,
                            .note = str_of(why)});
}

// Whether the customer's namespace, the part before the colon, is one of persons.
static bool is_person(const struct study *study, struct str customer)
{
    size_t colon = str_find(customer, ':', 0);
    const struct study_namespace *space =
        colon == SIZE_MAX ? NULL : study_namespace(study, str_slice(customer, 0, colon));
    return !space || !(space->device || space->transaction);
}

static void stitch_rate(struct card *c, const struct journeys *j)
{
    if (!j->study || j->study->identity.count == 0) {
        add_missing(c, STITCHING, "stitch rate", 0, "the study declares no identity");
        return;
    }
    uint64_t rows = 0;
    for (size_t i = 0; i < j->customers; i++)
        if (is_person(j->study, names_get(j->customer, (uint32_t)i + 1)))
            rows += j->offset[i + 1] - j->offset[i];
    add(c, (struct measure){.pillar = STITCHING,
                            .name = "stitch rate",
                            .value = (double)rows / (double)j->frame.rows,
                            .low = NAN,
                            .high = NAN,
                            .k = rows,
                            .n = j->frame.rows,
                            .note = STR("touchpoints whose customer is a person")});
}

// Facts are the clusters of the interval: pairs of one fact stand or fall together.
static struct interval facts_interval(const struct fact_pairs *f)
{
    VEC(struct tally) tally = {0};
    for (size_t i = 0; i < f->pair.n; i++) {
        if (i == 0 || !str_eq(f->pair.p[i].fact, f->pair.p[i - 1].fact))
            vec_push(&tally, (struct tally){0});
        tally.p[tally.n - 1].k += f->pair.p[i].agree;
        tally.p[tally.n - 1].n++;
    }
    struct interval result = bootstrap_share(tally.p, tally.n);
    vec_free(&tally);
    return result;
}

static bool information_agreement(struct card *c, const struct journeys *j, struct diag *d)
{
    static const char name[] = "information agreement";
    struct fact_pairs f;
    if (!j->study || j->study->facts.n == 0) {
        add_missing(c, CONTENT, name, 10, "no facts file: facts { files = … } of the study");
        return true;
    }
    if (!fact_pairs_read(&f, j->study, d))
        return false;
    if (f.pair.n == 0) {
        add_missing(c, CONTENT, name, 10, "no fact is stated by two channels");
    } else {
        struct interval i = facts_interval(&f);
        add(c, (struct measure){.pillar = CONTENT,
                                .name = name,
                                .weight = 10,
                                .value = (double)f.agree / (double)f.pair.n,
                                .low = i.low,
                                .high = i.high,
                                .k = f.agree,
                                .n = f.pair.n,
                                .note = STR("agreeing ÷ comparable pairs of channels")});
    }
    for (vec_each(struct str, s, &f.skipped))
        table_note(c->table, "facts not read: %.*s", STR_ARG(*s));
    fact_pairs_free(&f);
    return true;
}

// A share of the survey, or (negative) what is missing from 1.
static void add_share(struct card *c, const struct survey *s, enum survey_share share,
                      bool negative, struct measure m)
{
    struct tally sum = survey_sum(s, share);
    if (sum.n == 0) {
        add_missing(c, m.pillar, m.name, m.weight, "no switch between channels");
        return;
    }
    struct interval i = survey_interval(s, share);
    double value = (double)sum.k / (double)sum.n;
    m.value = negative ? 1 - value : value;
    m.low = negative ? 1 - i.high : i.low;
    m.high = negative ? 1 - i.low : i.high;
    m.k = negative ? sum.n - sum.k : sum.k;
    m.n = sum.n;
    add(c, m);
}

static void repeated_information(struct card *c, const struct survey *s, bool declared, bool cases)
{
    const char *per = cases ? "continuity per case" : "continuity per customer";
    if (!declared) {
        static const char why[] =
            "no information acts: consistency { information = … } of the study";
        add_missing(c, CONTINUITY, "no repeated information", 10, why);
        add_missing(c, CONTINUITY, "continuity per switch", 0, why);
        add_missing(c, CONTINUITY, per, 0, why);
        return;
    }
    add_share(c, s, SURVEY_BROKEN, true,
              (struct measure){.pillar = CONTINUITY,
                               .name = "no repeated information",
                               .weight = 10,
                               .note = STR("switches without information given again ÷ switches")});
    add_share(c, s, SURVEY_BROKEN, true,
              (struct measure){.pillar = CONTINUITY,
                               .name = "continuity per switch",
                               .note = STR("the same; counted once in the index")});
    add_share(c, s, SURVEY_WHOLE, false,
              (struct measure){.pillar = CONTINUITY,
                               .name = per,
                               .note = STR("with a switch and none broken ÷ with a switch")});
}

static void add_latency(struct card *c, const struct survey *s)
{
    struct latency l = survey_latency(s);
    if (isnan(l.value)) {
        add_missing(c, CONTINUITY, "hand-over latency", 4, "no switch, or no gap within a channel");
        return;
    }
    add(c, (struct measure){.pillar = CONTINUITY,
                            .name = "hand-over latency",
                            .weight = 4,
                            .value = l.value,
                            .low = l.low,
                            .high = l.high,
                            .k = l.halves,
                            .n = l.pairs,
                            .note = STR("2·less + equal ÷ pairs of gaps")});
}

static void continuity(struct card *c, const struct acts_plan *p, const struct survey *s,
                       bool cases)
{
    if (p->stages)
        add_share(c, s, SURVEY_PROGRESS, false,
                  (struct measure){.pillar = CONTINUITY,
                                   .name = "hand-over progress",
                                   .weight = 12,
                                   .note = STR("switches that pass the highest stage ÷ switches")});
    else
        add_missing(c, CONTINUITY, "hand-over progress", 12, "the study declares no stages");
    repeated_information(c, s, p->information != NULL, cases);
    add_latency(c, s);
    add_share(c, s, SURVEY_RETURNING, true,
              (struct measure){.pillar = CONTINUITY,
                               .name = "no ping-pong",
                               .weight = 4,
                               .note = STR("journeys that return to no left channel ÷ journeys "
                                           "with a switch")});
    add_missing(c, CONTINUITY, "first-contact finality", 10, "not computed in this version");
}

// The index is refused below 60 % coverage or without a measure of each pillar. As long as no
// measure of the process is computed that is always so.
static void coverage(struct card *c)
{
    unsigned sum = c->weight[CONTENT] + c->weight[PROCESS] + c->weight[CONTINUITY];
    struct str without = STR("");
    struct buf why = {0};
    for (unsigned p = CONTENT; p <= CONTINUITY; p++)
        if (c->weight[p] == 0)
            without = str_of(pillar_names[p]);
    add(c, (struct measure){.pillar = INDEX,
                            .name = "coverage",
                            .value = (double)sum / 100,
                            .low = NAN,
                            .high = NAN,
                            .k = sum,
                            .n = 100,
                            .note = STR("weights of what could be computed")});
    buf_printf(&why, "refused: coverage %u %%", sum);
    if (sum < 60)
        buf_printf(&why, " is below 60 %%");
    if (without.n)
        buf_printf(&why, ", no measure of %.*s", STR_ARG(without));
    add_missing(c, INDEX, "index", 0, why.p);
    buf_free(&why);
}

static void columns(struct table *t)
{
    table_column(t, "pillar", "pillar", CELL_TEXT);
    table_column(t, "measure", "measure", CELL_TEXT);
    table_column(t, "weight", "weight", CELL_COUNT);
    table_column(t, "value", "value", CELL_SHARE);
    table_column(t, "low", "low", CELL_SHARE);
    table_column(t, "high", "high", CELL_SHARE);
    table_column(t, "numerator", "numerator", CELL_COUNT);
    table_column(t, "denominator", "denominator", CELL_COUNT);
    table_column(t, "note", "note", CELL_TEXT);
}

static bool run(struct journeys *j, const struct ask *ask, struct table *t, struct diag *d)
{
    struct card card = {.table = t};
    struct acts_plan plan;
    struct survey survey;
    if (!acts_plan_open(&plan, j, ask, d))
        return false;
    columns(t);
    stitch_rate(&card, j);
    bool good = information_agreement(&card, j, d);
    if (good) {
        static const char later[] = "not computed in this version";
        add_missing(&card, CONTENT, "outcome parity", 10, later);
        add_missing(&card, CONTENT, "score parity", 5, later);
        add_missing(&card, PROCESS, "path similarity", 10, later);
        add_missing(&card, PROCESS, "time parity", 10, later);
        add_missing(&card, PROCESS, "conformance", 10, later);
        add_missing(&card, PROCESS, "conformance parity", 5, later);
        survey_run(&survey, &plan);
        continuity(&card, &plan, &survey, str_starts(ask->unit, STR("case:")));
        coverage(&card);
        t->n = survey.units;
        t->unit = arena_str(&t->arena, units_noun(plan.units));
        if (survey.units && survey.units < FEW)
            table_note(t, "fewer than %d %.*s: read the values with their intervals", FEW,
                       STR_ARG(units_noun(plan.units)));
        if (ask->top)
            table_head(t, ask->top);
        if (journeys_unattributed(j))
            table_note(t, "%llu touchpoints belong to no customer and are in no journey",
                       (unsigned long long)journeys_unattributed(j));
        survey_free(&survey);
    }
    acts_plan_close(&plan);
    return good;
}

const struct metric metric_consistency = {
    .name = "consistency",
    .title = "Consistency and continuity across channels",
    .definition =
        "A switch is two consecutive acts of a customer (or case) in different channels. Each "
        "measure lies in 0 … 1, higher is better, with a 95 % percentile bootstrap interval over "
        "customers (B = 1000); wend-metrics(7) has the formulas. Index = sum of weight × value ÷ "
        "sum of weights, refused below 60 % coverage or without a measure of each pillar.",
    .run = run,
    .cells = cells_shares,
};
