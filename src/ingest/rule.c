// Rules, topics and bots at work: what patterns find in a field becomes attributes and fields.
#include "ingest/mapping.h"

// Distinct values kept; free text hardly comes again.
enum { CACHE_BYTES = 1 << 22 };

void rule_forget(struct rule *rule)
{
    if (rule->raw.count)
        dict_free(&rule->raw);
    if (rule->text.count)
        dict_free(&rule->text);
    rule->code.n = rule->value.n = rule->result.n = 0;
    for (vec_each(struct condition, c, &rule->when)) {
        if (c->raw.count)
            dict_free(&c->raw);
        c->result.n = 0;
    }
}

void rules_trim(struct mapping *m)
{
    for (vec_each(struct rule, rule, &m->rule))
        if (rule->raw.count && rule->raw.bytes_capacity > CACHE_BYTES)
            rule_forget(rule);
}

// Keep what a new value gives for the i-th of what the rule makes.
static void keep(const struct mapping *m, struct rule *rule, size_t i, size_t at, struct str text)
{
    const struct made *made = &rule->made.p[i];
    if (made->column != NO_FIELD)
        rule->code.p[at + i] = dict_add(&m->rows->column.p[made->column].dict, text);
    if (made->slot != NO_FIELD)
        rule->value.p[at + i] = dict_add(&rule->text, text);
}

// Work out a new value; `at` is the place of its codes. A pattern that costs too much does not
// match.
static enum regex_result evaluate(const struct mapping *m, struct rule *rule, struct str value,
                                  size_t at)
{
    enum regex_result otherwise = REGEX_MISS;
    for (vec_each(const struct rule_pattern, pattern, &rule->pattern)) {
        enum regex_result result = regex_match(pattern->regex, value);
        if (result == REGEX_LIMIT)
            otherwise = REGEX_LIMIT;
        if (result != REGEX_HIT)
            continue;
        if (pattern->value.n)
            keep(m, rule, 0, at, pattern->value);
        for (size_t i = 0; i < pattern->group.n; i++) {
            struct str text = regex_group(pattern->regex, value, i);
            if (text.n)
                keep(m, rule, pattern->group.p[i], at, text);
        }
        return REGEX_HIT;
    }
    if (rule->keeps_unmatched)
        keep(m, rule, rule->made.n - 1, at, value);
    return otherwise;
}

static void add_codes(struct rule *rule)
{
    for (size_t i = 0; i < rule->made.n; i++) {
        vec_push(&rule->code, 0);
        vec_push(&rule->value, 0);
    }
}

// The code of a value; what the rule makes of it is worked out when it is new.
static uint32_t code_of(const struct mapping *m, struct rule *rule, struct str value)
{
    if (rule->raw.count == 0) {
        dict_init(&rule->raw);
        dict_init(&rule->text);
        vec_push(&rule->result, REGEX_MISS);
        add_codes(rule);
    }
    uint32_t raw = dict_add(&rule->raw, value);
    if (raw < rule->result.n)
        return raw;
    add_codes(rule);
    uint8_t result = (uint8_t)evaluate(m, rule, value, raw * rule->made.n);
    vec_push(&rule->result, result);
    return raw;
}

static enum regex_result holds(const struct mapping *m, struct condition *c,
                               const struct record *record)
{
    struct str value = mapping_raw(m, &c->field, record);
    if (c->raw.count && c->raw.bytes_capacity > CACHE_BYTES) {
        dict_free(&c->raw);
        c->result.n = 0;
    }
    if (c->raw.count == 0) {
        dict_init(&c->raw);
        vec_push(&c->result, (uint8_t)regex_match(c->regex, STR("")));
    }
    uint32_t raw = dict_add(&c->raw, value);
    if (raw == c->result.n)
        vec_push(&c->result, (uint8_t)regex_match(c->regex, value));
    return (enum regex_result)c->result.p[raw];
}

// Set rule->at for this record.
static void apply(const struct mapping *m, struct rule *rule, const struct record *record)
{
    rule->at = 0;
    rule->costly = false;
    for (vec_each(struct condition, c, &rule->when)) {
        enum regex_result result = holds(m, c, record);
        rule->costly = result == REGEX_LIMIT;
        if (result != REGEX_HIT)
            return;
    }
    struct str value = mapping_raw(m, &rule->field, record);
    if (value.n)
        rule->at = code_of(m, rule, value);
    rule->costly = rule->at && rule->result.p[rule->at] == REGEX_LIMIT;
}

// Fields that a rule above has made already stay.
static void fill_fields(struct made_fields *f, const struct rule *rule)
{
    for (size_t i = 0; rule->at && i < rule->made.n; i++) {
        size_t slot = rule->made.p[i].slot;
        uint32_t code = rule->value.p[rule->at * rule->made.n + i];
        if (slot == NO_FIELD || code == 0 || f->field.p[f->own + slot].n)
            continue;
        f->field.p[f->own + slot] = dict_get(&rule->text, code);
        f->origin.p[slot] = rule->field.field;
    }
}

const struct record *rules_read(struct mapping *m, const struct record *record)
{
    struct made_fields *f = &m->made;
    if (f->name.n) {
        size_t own = record->fields < f->own ? record->fields : f->own;
        if (own)
            memcpy(f->field.p, record->field, own * sizeof *f->field.p);
        for (size_t i = own; i < f->field.n; i++)
            f->field.p[i] = STR("");
        f->record = *record;
        f->record.field = f->field.p;
        f->record.fields = f->field.n;
        record = &f->record;
    }
    for (vec_each(struct rule, rule, &m->rule)) {
        apply(m, rule, record);
        if (f->name.n)
            fill_fields(f, rule);
    }
    return record;
}

void rules_set(struct mapping *m, size_t row, struct row_marks *marks)
{
    for (vec_each(struct rule, rule, &m->rule)) {
        marks->costly |= rule->costly;
        if (rule->at == 0)
            continue;
        for (size_t i = 0; i < rule->made.n; i++) {
            size_t column = rule->made.p[i].column;
            if (column == NO_FIELD)
                continue;
            uint32_t *code = &m->rows->column.p[column].code.p[row];
            if (*code == 0) // what a field says itself wins
                *code = rule->code.p[rule->at * rule->made.n + i];
        }
        if (rule->bot)
            marks->bot = rule->result.p[rule->at] == REGEX_HIT;
        else if (rule->result.p[rule->at] != REGEX_HIT)
            marks->unmatched = true;
    }
}
