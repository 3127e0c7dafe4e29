// Touchpoints in columns: rows set one value at a time, or appended from another set.
#include "model/touchpoints.h"

static const char *const fixed_names[TP_FIXED] = {
    [TP_CHANNEL] = "channel", [TP_EVENT] = "event",         [TP_CUSTOMER] = "customer",
    [TP_LIVE] = "live",       [TP_DIRECTION] = "direction", [TP_SOURCE] = "source",
    [TP_FILE] = "file",
};

static void add_missing(struct touchpoint_column *column, size_t count)
{
    vec_reserve(&column->code, column->code.n + count);
    if (count)
        memset(column->code.p + column->code.n, 0, count * sizeof *column->code.p);
    column->code.n += count;
}

static void room_for(struct touchpoint_column *column, size_t rows, size_t room)
{
    vec_reserve(&column->code, room);
    if (room > rows)
        memset(column->code.p + rows, 0, (room - rows) * sizeof *column->code.p);
}

static size_t add_column(struct touchpoints *t, struct str name)
{
    vec_push(&t->column, (struct touchpoint_column){.name = arena_str(&t->names, name)});
    struct touchpoint_column *column = &t->column.p[t->column.n - 1];
    dict_init(&column->dict);
    room_for(column, 0, t->room);
    add_missing(column, t->time.n);
    return t->column.n - 1;
}

void touchpoints_init(struct touchpoints *t)
{
    *t = (struct touchpoints){0};
    for (size_t i = 0; i < TP_FIXED; i++)
        add_column(t, str_of(fixed_names[i]));
}

void touchpoints_free(struct touchpoints *t)
{
    for (vec_each(struct touchpoint_column, column, &t->column)) {
        dict_free(&column->dict);
        vec_free(&column->code);
    }
    vec_free(&t->column);
    vec_free(&t->time);
    vec_free(&t->line);
    arena_free(&t->names);
    *t = (struct touchpoints){0};
}

size_t touchpoints_column(struct touchpoints *t, struct str name)
{
    for (size_t i = 0; i < t->column.n; i++) {
        if (str_eq(t->column.p[i].name, name))
            return i;
    }
    return add_column(t, name);
}

// Behind the rows there are, codes are 0 as far as there is room.
void touchpoints_make_room(struct touchpoints *t)
{
    t->room = t->time.n + 1 > t->room * 2 ? t->time.n + 64 : t->room * 2;
    vec_reserve(&t->time, t->room);
    vec_reserve(&t->line, t->room);
    for (vec_each(struct touchpoint_column, column, &t->column))
        room_for(column, t->time.n, t->room);
}

size_t touchpoints_row(struct touchpoints *t, int64_t time, uint64_t line)
{
    size_t row = t->time.n;
    if (row >= t->room)
        touchpoints_make_room(t);
    t->time.p[t->time.n++] = time;
    t->line.p[t->line.n++] = line;
    for (vec_each(struct touchpoint_column, column, &t->column))
        column->code.p[column->code.n++] = 0;
    return row;
}

void touchpoints_set(struct touchpoints *t, size_t row, size_t column, struct str value)
{
    struct touchpoint_column *c = &t->column.p[column];
    c->code.p[row] = dict_add(&c->dict, value);
}

void touchpoints_clear_rows(struct touchpoints *t)
{
    t->time.n = t->line.n = 0;
    for (vec_each(struct touchpoint_column, column, &t->column)) {
        column->code.n = 0;
        if (t->used)
            memset(column->code.p, 0, t->used * sizeof *column->code.p);
    }
    t->used = 0;
}

void touchpoints_end_rows(struct touchpoints *t)
{
    t->used = t->time.n > t->used ? t->time.n : t->used;
    for (vec_each(struct touchpoint_column, column, &t->column))
        column->code.n = t->time.n;
}

void touchpoints_clear_values(struct touchpoints *t)
{
    touchpoints_clear_rows(t);
    for (vec_each(struct touchpoint_column, column, &t->column))
        dict_clear(&column->dict);
}

// Each distinct value is hashed once; rows are then translated by array. Values that no row of
// `from` uses are left out, so that a set appended in blocks equals one built in one go.
static void append_codes(struct touchpoint_column *to, const struct touchpoint_column *from)
{
    enum { UNSEEN = 0 };
    if (from->code.n == 0)
        return;
    uint32_t *map = mem_zero(from->dict.count * sizeof *map);
    vec_reserve(&to->code, to->code.n + from->code.n);
    uint32_t *out = to->code.p + to->code.n;
    for (size_t i = 0; i < from->code.n; i++) {
        uint32_t code = from->code.p[i];
        if (code != 0 && map[code] == UNSEEN)
            map[code] = dict_add(&to->dict, dict_get(&from->dict, code));
        out[i] = map[code];
    }
    to->code.n += from->code.n;
    free(map);
}

void touchpoints_append(struct touchpoints *t, const struct touchpoints *from)
{
    size_t rows = from->time.n;
    for (size_t i = 0; i < from->column.n; i++) {
        size_t at = touchpoints_column(t, from->column.p[i].name);
        append_codes(&t->column.p[at], &from->column.p[i]);
    }
    vec_reserve(&t->time, t->time.n + rows);
    vec_reserve(&t->line, t->line.n + rows);
    if (rows) {
        memcpy(t->time.p + t->time.n, from->time.p, rows * sizeof *t->time.p);
        memcpy(t->line.p + t->line.n, from->line.p, rows * sizeof *t->line.p);
    }
    t->time.n += rows;
    t->line.n += rows;
    for (vec_each(struct touchpoint_column, column, &t->column))
        add_missing(column, t->time.n - column->code.n);
}

struct frame touchpoints_frame(const struct touchpoints *t, struct column *columns)
{
    for (size_t i = 0; i < t->column.n; i++) {
        const struct touchpoint_column *column = &t->column.p[i];
        columns[i] = (struct column){.name = column->name,
                                     .names = dict_names(&column->dict),
                                     .code = column->code.p,
                                     .ready = true};
    }
    return (struct frame){.rows = t->time.n,
                          .time = t->time.p,
                          .line = t->line.p,
                          .column = columns,
                          .columns = t->column.n};
}
