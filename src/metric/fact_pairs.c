// Reading facts files and comparing what channels state.
#include "metric/fact_pairs.h"

#include "text/record.h"
#include "text/time.h"

#include <stdlib.h>

struct stated {
    struct str fact, channel, value;
    int64_t time;
    size_t place; // in the input
};

struct reading {
    struct fact_pairs *out;
    struct study *study;
    struct zone *zone;
    struct time_pattern *pattern;
    VEC(struct stated) stated;
};

enum { FACT, CHANNEL, VALUE, TIME, COLUMNS };

static const struct str column_names[COLUMNS] = {
    {"fact", 4}, {"channel", 7}, {"value", 5}, {"time", 4}};

bool fact_values_agree(struct str a, struct str b)
{
    double x, y;
    a = str_trim(a);
    b = str_trim(b);
    if (str_to_double(a, &x) && str_to_double(b, &y))
        return x >= y && x <= y;
    return str_eq(a, b);
}

static bool find_columns(struct reader *r, struct str file, size_t at[COLUMNS], struct diag *d)
{
    size_t count;
    const struct str *names = reader_names(r, &count);
    for (size_t k = 0; k < COLUMNS; k++) {
        at[k] = SIZE_MAX;
        for (size_t i = 0; i < count; i++)
            if (str_eq(names[i], column_names[k]))
                at[k] = i;
        if (at[k] == SIZE_MAX && k != TIME && count)
            return diag_at(d, FAULT_USAGE, file, 1, 0,
                           "facts need a column %.*s; a facts file has fact, channel, value and, "
                           "if it likes, time",
                           STR_ARG(column_names[k]));
    }
    return true;
}

static void skip(struct reading *g, struct str file, uint64_t line, const char *why)
{
    vec_push(&g->out->skipped, arena_printf(&g->out->arena, "%.*s:%llu: %s", STR_ARG(file),
                                            (unsigned long long)line, why));
}

static struct str field(const struct record *record, size_t at)
{
    return at < record->fields ? str_trim(record->field[at]) : STR("");
}

static void take(struct reading *g, struct str file, const struct record *record,
                 const size_t at[COLUMNS])
{
    struct arena *a = &g->out->arena;
    struct str time = field(record, at[TIME]);
    struct stated s = {.time = TIME_NONE, .place = g->stated.n};
    if (record->fault != RECORD_FINE) {
        skip(g, file, record->line, record_fault_text(record->fault));
        return;
    }
    if (time.n && time_parse(g->pattern, g->zone, time, &s.time) >= TIME_BAD) {
        skip(g, file, record->line, "the time is not RFC 3339");
        return;
    }
    s.fact = arena_str(a, field(record, at[FACT]));
    s.channel = arena_str(a, field(record, at[CHANNEL]));
    s.value = arena_str(a, field(record, at[VALUE]));
    if (s.fact.n == 0 || s.channel.n == 0)
        skip(g, file, record->line, "no fact or no channel");
    else if (s.value.n)
        vec_push(&g->stated, s);
}

static bool read_file(struct reading *g, struct str name, struct diag *d)
{
    struct str path = study_path(g->study, name);
    size_t at[COLUMNS] = {0};
    struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
    char *path_z = str_dup(path);
    struct input *in = input_open(path_z, STR(""), d);
    free(path_z);
    struct reader *r = in ? reader_open(in, &spec, d) : NULL;
    if (!r)
        return false;
    struct record record;
    enum reader_result result = READER_FAILED;
    if (find_columns(r, path, at, d))
        while ((result = reader_next(r, &record, d)) == READER_RECORD)
            take(g, name, &record, at);
    reader_close(r);
    return result == READER_END;
}

static int by_fact(const void *a, const void *b)
{
    const struct stated *x = a, *y = b;
    int order = str_cmp(x->fact, y->fact);
    if (order == 0)
        order = str_cmp(x->channel, y->channel);
    if (order == 0)
        order = (x->time > y->time) - (x->time < y->time);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

// What one channel states of one fact: in order of time, the last is what it states now.
struct statements {
    const struct stated *p;
    size_t n;
};

static const struct stated *last_of(struct statements s)
{
    return s.p + s.n - 1;
}

// Whether `of` stated this value at some time after `after`.
static bool stated_after(struct statements of, struct str value, int64_t after)
{
    for (size_t i = of.n; i > 0; i--) {
        if (i < of.n && of.p[i].time <= after)
            return false;
        if (fact_values_agree(of.p[i - 1].value, value))
            return true;
    }
    return false;
}

static bool agree(struct statements a, struct statements b, int64_t lag)
{
    const struct stated *x = last_of(a), *y = last_of(b);
    if (fact_values_agree(x->value, y->value))
        return true;
    if (lag <= 0 || x->time == TIME_NONE || y->time == TIME_NONE)
        return false;
    int64_t newer = x->time > y->time ? x->time : y->time;
    return stated_after(a, y->value, newer - lag) || stated_after(b, x->value, newer - lag);
}

// The pairs of one fact: p[0 … n) are its statements, sorted by channel.
static void compare_fact(struct reading *g, const struct stated *p, size_t n)
{
    VEC(struct statements) channel = {0};
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !str_eq(p[i].channel, p[i - 1].channel))
            vec_push(&channel, (struct statements){p + i, 0});
        channel.p[channel.n - 1].n++;
    }
    for (size_t i = 0; i < channel.n; i++)
        for (size_t k = i + 1; k < channel.n; k++) {
            const struct stated *x = last_of(channel.p[i]), *y = last_of(channel.p[k]);
            struct fact_pair pair = {.fact = x->fact,
                                     .channel = {x->channel, y->channel},
                                     .value = {x->value, y->value},
                                     .agree =
                                         agree(channel.p[i], channel.p[k], g->study->facts_lag)};
            g->out->agree += pair.agree;
            vec_push(&g->out->pair, pair);
        }
    vec_free(&channel);
}

bool fact_pairs_read(struct fact_pairs *f, struct study *study, struct diag *d)
{
    *f = (struct fact_pairs){0};
    struct reading g = {.out = f, .study = study};
    bool good = (g.zone = zone_open(study->timezone, d)) != NULL &&
                (g.pattern = time_pattern_open(STR("iso"), d)) != NULL;
    for (size_t i = 0; good && i < study->facts.n; i++)
        good = read_file(&g, study->facts.p[i], d);
    if (good && g.stated.n) {
        qsort(g.stated.p, g.stated.n, sizeof *g.stated.p, by_fact);
        for (size_t from = 0, to; from < g.stated.n; from = to) {
            for (to = from + 1; to < g.stated.n; to++)
                if (!str_eq(g.stated.p[to].fact, g.stated.p[from].fact))
                    break;
            compare_fact(&g, g.stated.p + from, to - from);
        }
    }
    vec_free(&g.stated);
    time_pattern_close(g.pattern);
    zone_close(g.zone);
    if (!good)
        fact_pairs_free(f);
    return good;
}

void fact_pairs_free(struct fact_pairs *f)
{
    vec_free(&f->pair);
    vec_free(&f->skipped);
    arena_free(&f->arena);
    *f = (struct fact_pairs){0};
}
