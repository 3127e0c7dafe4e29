// Counting values that nothing knew. A part notes row and code; what is still there when duplicates
// and filtered rows are gone is counted by value, in the order of the file, whatever the threads.
#include "ingest/unmatched.h"

#include <stdlib.h>

void misses_open(struct mapping *m)
{
    for (size_t i = 0; i < m->rule.n; i++) {
        if (m->rule.p[i].bot)
            continue;
        const struct study_rule *said = &m->source->rules[i];
        vec_push(&m->counter, ((struct counter){.kind = said->topic ? "topic" : "rule",
                                                .name = said->name,
                                                .rule = &m->rule.p[i]}));
    }
    // What a map of directions does not name is a direction itself, or its record is rejected.
    struct target *fixed[] = {&m->channel, &m->event};
    for (size_t i = 0; i < 2; i++)
        if (fixed[i]->map)
            vec_push(&m->counter,
                     ((struct counter){
                         .kind = "map", .name = fixed[i]->map->target, .target = fixed[i]}));
    for (vec_each(struct target, t, &m->attribute))
        if (t->map)
            vec_push(&m->counter,
                     ((struct counter){.kind = "map", .name = t->map->target, .target = t}));
    for (vec_each(struct joined, joined, &m->join))
        vec_push(&m->counter,
                 ((struct counter){
                     .kind = "join", .name = joined->table->said->name, .joined = joined}));
}

// The code of the current row's value if nothing knew it.
static uint32_t missed(const struct counter *c)
{
    if (c->rule)
        return c->rule->at && c->rule->result.p[c->rule->at] != REGEX_HIT ? c->rule->at : 0;
    if (c->target)
        return c->target->at && c->target->missed.p[c->target->at] ? c->target->at : 0;
    return c->joined->at;
}

static struct str value_of(const struct mapping *m, const struct counter *c, uint32_t code)
{
    if (c->rule)
        return dict_get(&c->rule->raw, code);
    if (c->target)
        return str_trim(dict_get(&c->target->raw, code));
    return dict_get(&m->rows->column.p[c->joined->column].dict, code);
}

void misses_note(struct mapping *m, size_t row)
{
    for (size_t i = 0; i < m->counter.n; i++) {
        uint32_t code = missed(&m->counter.p[i]);
        if (code)
            vec_push(&m->miss, ((struct miss){(uint32_t)row, (uint32_t)i, code}));
    }
}

void misses_keep(struct mapping *m, const uint8_t *out)
{
    size_t to = 0, row = 0;
    uint32_t gone = 0; // rows before `row` that are out
    for (vec_each(const struct miss, miss, &m->miss)) {
        while (row < miss->row)
            gone += out[row++];
        if (out[miss->row])
            continue;
        m->miss.p[to] = *miss;
        m->miss.p[to++].row -= gone;
    }
    m->miss.n = to;
}

static void add_value(struct unmatched_values *v, struct str value, uint64_t count)
{
    v->records += count;
    uint32_t code = dict_find(&v->value, value);
    if (code == DICT_NONE) {
        if (v->count.n > UNMATCHED_VALUES || v->value.start[v->value.count] > UNMATCHED_BYTES) {
            v->other += count;
            return;
        }
        code = dict_add(&v->value, value);
        while (v->count.n <= code)
            vec_push(&v->count, 0);
    }
    v->count.p[code] += count;
}

// One counter's misses: each value is looked up once.
static void add_counter(struct unmatched *u, const struct mapping *m, size_t i)
{
    for (vec_each(const struct miss, miss, &m->miss)) {
        if (miss->counter != i)
            continue;
        while (u->count.n <= miss->code)
            vec_push(&u->count, 0);
        if (u->count.p[miss->code]++ == 0)
            vec_push(&u->touched, miss->code);
    }
    for (vec_each(const uint32_t, code, &u->touched)) {
        add_value(&u->by.p[i], value_of(m, &m->counter.p[i], *code), u->count.p[*code]);
        u->count.p[*code] = 0;
    }
    u->touched.n = 0;
}

void unmatched_add(struct unmatched *u, struct mapping *m)
{
    while (u->by.n < m->counter.n) {
        struct unmatched_values v = {0};
        dict_init(&v.value);
        vec_push(&v.count, 0);
        vec_push(&u->by, v);
    }
    for (size_t i = 0; m->miss.n && i < m->counter.n; i++)
        add_counter(u, m, i);
    m->miss.n = 0;
}

struct top {
    const struct unmatched_values *from;
    uint32_t code[UNMATCHED_TOP + 1];
    size_t n;
};

static bool comes_before(const struct unmatched_values *v, uint32_t a, uint32_t b)
{
    if (v->count.p[a] != v->count.p[b])
        return v->count.p[a] > v->count.p[b];
    return str_cmp(dict_get(&v->value, a), dict_get(&v->value, b)) < 0;
}

static void offer(struct top *top, uint32_t code)
{
    size_t at = top->n;
    while (at > 0 && comes_before(top->from, code, top->code[at - 1])) {
        top->code[at] = top->code[at - 1];
        at--;
    }
    top->code[at] = code;
    if (top->n < UNMATCHED_TOP)
        top->n++;
}

void unmatched_report(const struct unmatched *u, const struct mapping *m, struct ledger *ledger)
{
    for (size_t i = 0; i < u->by.n; i++) {
        const struct unmatched_values *v = &u->by.p[i];
        struct top top = {.from = v};
        if (v->records == 0)
            continue;
        for (uint32_t code = 1; code < v->count.n; code++)
            offer(&top, code);
        struct ledger_unmatched entry = {
            .source = arena_str(&ledger->arena, m->source->name),
            .kind = str_of(m->counter.p[i].kind),
            .name = arena_str(&ledger->arena, m->counter.p[i].name),
            .records = v->records,
            .values = v->count.n - 1,
            .other = v->other,
        };
        for (size_t k = 0; k < top.n; k++) {
            entry.top[k].value = arena_str(&ledger->arena, dict_get(&v->value, top.code[k]));
            entry.top[k].count = v->count.p[top.code[k]];
        }
        entry.tops = top.n;
        vec_push(&ledger->unmatched, entry);
    }
}

void unmatched_free(struct unmatched *u)
{
    for (vec_each(struct unmatched_values, v, &u->by)) {
        dict_free(&v->value);
        vec_free(&v->count);
    }
    vec_free(&u->by);
    vec_free(&u->count);
    vec_free(&u->touched);
}
