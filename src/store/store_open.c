// Journeys from a mapped store: what all questions need is verified at once, columns when they are
// first asked for.
#include "store/store.h"

#include "store/owner.h"
#include "store/place.h"
#include "store/store_columns.h"
#include "text/time.h"

struct store_owner {
    struct owner owner;
    struct store_map map;
    struct store_columns columns;
};

static bool prepare(void *context, struct column *column, struct diag *d)
{
    struct journeys *j = context;
    struct store_owner *o = j->owner;
    size_t i = (size_t)(column - j->frame.column);
    return store_column_prepare(&o->columns, &o->map, i, column, d);
}

// The offsets rise, end within the rows, and there is a name for each customer.
static bool check_customers(const struct store_owner *o, const struct journeys *j, struct diag *d)
{
    uint64_t customers = o->columns.shape.customers;
    bool good = j->offset[0] == 0 && j->offset[customers] <= o->columns.shape.rows &&
                j->customer.count == customers + 1;
    for (uint64_t c = 0; c < customers; c++)
        good &= j->offset[c] <= j->offset[c + 1];
    return good || store_damaged(&o->map, STR("offset"), d);
}

// Times lie in the years 0001 to 9999, so that a zone's offset or a window added to one is a
// number.
static bool check_times(const struct store_owner *o, const struct journeys *j, struct diag *d)
{
    const struct civil first = {.year = 1, .month = 1, .day = 1};
    const struct civil last = {9999, 12, 31, 23, 59, 59, 999999, 0};
    const int64_t from = civil_to_micro(&first) - DAY, to = civil_to_micro(&last) + DAY;
    bool good = true;
    for (size_t i = 0; i < j->frame.rows; i++)
        good &= j->frame.time[i] >= from && j->frame.time[i] <= to;
    return good || store_damaged(&o->map, STR("time"), d);
}

static bool read_shape(struct store_owner *o, struct journeys *j, struct diag *d)
{
    const struct store_shape *shape = store_take(&o->map, "shape", sizeof *shape, d);
    if (!shape)
        return false;
    if (shape->rows > o->map.size / 8 || shape->customers > o->map.size / 8 ||
        shape->rows >= UINT32_MAX || shape->customers >= UINT32_MAX - 1)
        return store_damaged(&o->map, STR("shape"), d);
    o->columns.shape = *shape;
    j->frame.rows = (size_t)shape->rows;
    j->customers = (size_t)shape->customers;
    return true;
}

// Four or eight bytes a row, or none at all.
static bool read_lines(struct store_owner *o, struct journeys *j, struct diag *d)
{
    const struct mapped_section *s = store_section(&o->map, "line", STR(""));
    uint32_t size = s ? s->entry.size : 8;
    bool none = s && s->entry.length == 0;
    const void *line = store_take(&o->map, "line", none ? 0 : (uint64_t)j->frame.rows * size, d);
    if (!line || (size != 4 && size != 8 && store_damaged(&o->map, s->name, d)))
        return false;
    if (!none && size == 4)
        j->frame.line32 = line;
    else if (!none)
        j->frame.line = line;
    return size == 4 || size == 8;
}

static bool read_rows(struct store_owner *o, struct journeys *j, struct diag *d)
{
    if (!read_shape(o, j, d))
        return false;
    j->frame.time = store_take(&o->map, "time", (uint64_t)j->frame.rows * 8, d);
    if (!j->frame.time || !check_times(o, j, d) || !read_lines(o, j, d))
        return false;
    j->offset = store_take(&o->map, "offset", ((uint64_t)j->customers + 1) * 8, d);
    o->columns.offset = j->offset;
    return j->offset != NULL;
}

static bool read_columns(struct store_owner *o, struct journeys *j, struct diag *d)
{
    struct column *column = j->frame.column =
        mem_zero((o->map.section.n + 1) * sizeof *j->frame.column);
    if (!store_columns_find(&o->columns, &o->map, column, d))
        return false;
    size_t n = j->frame.columns = o->columns.column.n, who = 0;
    while (who < n && !str_eq(column[who].name, STR("customer")))
        who++;
    if (who == n)
        return store_damaged(&o->map, STR("code customer"), d);
    return store_column_names(&o->columns, &o->map, who, &j->customer, d) &&
           check_customers(o, j, d);
}

static bool read_study(struct store_owner *o, struct journeys *j, struct diag *d)
{
    struct str text, file;
    struct buf path = {0};
    if (!store_take_text(&o->map, "study", &text, d) ||
        !store_take_text(&o->map, "study-file", &file, d))
        return false;
    place_resolve(&path, o->map.path, file);
    j->study = study_parse(text, buf_str(&path), d);
    buf_free(&path);
    return j->study != NULL;
}

static void release(struct journeys *j)
{
    struct store_owner *o = j->owner;
    store_columns_free(&o->columns);
    store_map_close(&o->map);
    free(o);
}

struct journeys *store_open(const char *path, struct diag *d)
{
    struct diag own = {0};
    struct store_owner *o = mem_zero(sizeof *o);
    struct journeys *j = mem_zero(sizeof *j);
    d = d ? d : &own;
    o->owner.free = release;
    j->owner = o;
    j->frame.prepare = prepare;
    j->frame.context = j;
    bool good = store_map_open(&o->map, path, d);
    j->origin = str_of(o->map.path);
    if (good && read_rows(o, j, d) && read_columns(o, j, d) &&
        store_take_text(&o->map, "ledger", &j->ledger, d) &&
        store_take_text(&o->map, "stitch", &j->stitch_summary, d) && read_study(o, j, d))
        return j;
    journeys_close(j);
    return NULL;
}

bool store_past(const struct journeys *j, struct store_past *past, struct diag *d)
{
    const struct store_owner *o = j->owner;
    const uint64_t *number = store_take(&o->map, "past", 2 * sizeof *number, d);
    if (!number || !store_take_text(&o->map, "waiting", &past->waiting, d))
        return false;
    past->gone = number[0];
    past->refused = number[1];
    past->ledger = j->ledger;
    return true;
}

bool store_verify(const char *path, struct diag *d)
{
    struct journeys *j = store_open(path, d);
    if (!j)
        return false;
    struct store_owner *o = j->owner;
    bool good = true;
    for (vec_each(const struct mapped_section, s, &o->map.section))
        good = good && store_verify_section(&o->map, s, d);
    for (size_t i = 0; good && i < o->columns.column.n; i++)
        good = prepare(j, &j->frame.column[i], d);
    journeys_close(j);
    return good;
}
