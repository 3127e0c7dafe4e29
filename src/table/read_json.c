// Reading back the JSON that write_json writes.
#include "table/writers.h"

#include <jansson.h>
#include <math.h>

static struct str text_of(const json_t *value)
{
    if (!json_is_string(value))
        return STR("");
    return (struct str){json_string_value(value), json_string_length(value)};
}

static struct str text_in(struct table *t, const json_t *object, const char *key)
{
    return arena_str(&t->arena, text_of(json_object_get(object, key)));
}

static int64_t instant_in(const json_t *object, const char *key)
{
    int64_t utc;
    return time_parse_utc(text_of(json_object_get(object, key)), &utc) ? utc : TIME_NONE;
}

static void read_about(struct table *t, const json_t *root)
{
    t->metric = text_in(t, root, "metric");
    t->title = text_in(t, root, "title");
    t->definition = text_in(t, root, "definition");
    t->unit = text_in(t, root, "unit");
    t->zone = text_in(t, root, "zone");
    t->source = text_in(t, root, "source");
    json_int_t n = json_integer_value(json_object_get(root, "n"));
    t->n = n > 0 ? (uint64_t)n : 0;
    const json_t *period = json_object_get(root, "period");
    t->since = instant_in(period, "since");
    t->until = instant_in(period, "until");
    const json_t *notes = json_object_get(root, "notes");
    for (size_t i = 0; i < json_array_size(notes); i++)
        vec_push(&t->note, arena_str(&t->arena, text_of(json_array_get(notes, i))));
}

static bool read_columns(struct table *t, const json_t *columns, struct str name, struct diag *d)
{
    for (size_t i = 0; i < json_array_size(columns); i++) {
        const json_t *column = json_array_get(columns, i);
        struct str word = text_of(json_object_get(column, "type"));
        size_t type = 0;
        while (type < cell_type_count && !str_eq(word, cell_type_names[type]))
            type++;
        struct table_column c = {text_in(t, column, "name"), text_in(t, column, "title"),
                                 (enum cell_type)type};
        if (type == cell_type_count || c.name.n == 0)
            return diag_set(d, FAULT_USAGE, "%.*s: column %zu has no name or an unknown type",
                            STR_ARG(name), i + 1);
        vec_push(&t->column, c);
    }
    return true;
}

static bool read_cell(struct table *t, enum cell_type type, const json_t *value, struct cell *cell)
{
    *cell = (struct cell){.missing = !value || json_is_null(value)};
    if (cell->missing)
        return true;
    double number = json_number_value(value);
    switch (type) {
    case CELL_TEXT:
        cell->text = arena_str(&t->arena, text_of(value));
        return json_is_string(value);
    case CELL_COUNT:
        cell->count = json_integer_value(value);
        return json_is_integer(value);
    case CELL_NUMBER:
    case CELL_SHARE:
        cell->number = number;
        return json_is_number(value);
    case CELL_DURATION:
        if (!json_is_number(value) || fabs(number) > 9e12)
            return false;
        cell->count = json_is_integer(value) ? json_integer_value(value) * SECOND
                                             : llround(number * (double)SECOND);
        return true;
    case CELL_TIME:
        return time_parse_utc(text_of(value), &cell->count);
    }
    return false;
}

static bool read_rows(struct table *t, const json_t *rows, struct str name, struct diag *d)
{
    for (size_t row = 0; row < json_array_size(rows); row++) {
        const json_t *object = json_array_get(rows, row);
        for (size_t i = 0; i < t->column.n; i++) {
            const struct table_column *c = &t->column.p[i];
            struct cell cell;
            const json_t *value = json_object_getn(object, c->name.p, c->name.n);
            if (!read_cell(t, c->type, value, &cell))
                return diag_set(d, FAULT_USAGE, "%.*s: row %zu, column %.*s: not a %s",
                                STR_ARG(name), row + 1, STR_ARG(c->name),
                                cell_type_names[c->type].p);
            vec_push(&t->cell, cell);
        }
    }
    return true;
}

bool read_json(struct table *t, struct str text, struct str name, struct diag *d)
{
    json_error_t error;
    json_t *root = json_loadb(text.p, text.n, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return diag_at(d, FAULT_USAGE, name, error.line > 0 ? (uint64_t)error.line : 0,
                       error.column > 0 ? (uint64_t)error.column : 0, "not JSON: %s", error.text);
    const json_t *columns = json_object_get(root, "columns"), *rows = json_object_get(root, "rows");
    bool good = json_is_array(columns) && json_is_array(rows);
    if (!good) {
        diag_set(d, FAULT_USAGE, "%.*s: no \"columns\" and \"rows\"; write the table with -o json",
                 STR_ARG(name));
    } else {
        read_about(t, root);
        good = read_columns(t, columns, name, d) && read_rows(t, rows, name, d);
    }
    json_decref(root);
    return good;
}
