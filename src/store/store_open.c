// Journeys from a mapped store: columns are verified, with the limits of their values, when they
// are first asked for.
#include "store/store.h"

#include "store/owner.h"
#include "store/place.h"
#include "store/store_map.h"
#include "text/time.h"

struct mapped_column { // sections of a column
    const struct mapped_section *start, *bytes, *code;
};

struct store_owner {
    struct owner owner;
    struct store_map map;
    VEC(struct mapped_column) column;
    struct store_shape shape;
};

// The first code that its dictionary does not have, or n.
static size_t check_codes(const uint32_t *code, size_t n, uint32_t count)
{
    enum { RUN = 4096 };
    for (size_t from = 0; from < n; from += RUN) {
        size_t to = n - from < RUN ? n : from + RUN;
        uint32_t largest = 0;
        for (size_t i = from; i < to; i++)
            largest = code[i] > largest ? code[i] : largest;
        if (largest >= count)
            return from;
    }
    return n;
}

static bool check_starts(const uint64_t *start, size_t n, uint64_t end)
{
    bool good = start[0] == 0 && start[1] == 0 && start[n - 1] == end;
    for (size_t i = 1; i < n; i++)
        good = good && start[i - 1] <= start[i];
    return good;
}

static bool prepare_column(struct store_owner *o, const struct mapped_column *m, struct column *c,
                           struct diag *d)
{
    uint64_t starts = m->start->entry.length / sizeof *c->names.start;
    if (!store_verify_section(&o->map, m->start, d) ||
        !store_verify_section(&o->map, m->bytes, d) || !store_verify_section(&o->map, m->code, d))
        return false;
    const uint64_t *start = store_bytes(&o->map, m->start);
    if (m->start->entry.length % sizeof *start || starts < 2 || starts - 1 >= UINT32_MAX ||
        !check_starts(start, (size_t)starts, m->bytes->entry.length))
        return store_damaged(&o->map, m->start->name, m->start->entry.offset, d);
    const uint32_t *code = store_bytes(&o->map, m->code);
    size_t rows = (size_t)o->shape.rows;
    if (starts == 2 && m->code->entry.length == 0) // missing in all rows
        code = owner_missing(&o->owner, rows);
    else if (m->code->entry.length != o->shape.rows * sizeof *code ||
             check_codes(code, rows, (uint32_t)starts - 1) != rows)
        return store_damaged(&o->map, m->code->name, m->code->entry.offset, d);
    c->names = (struct names){(uint32_t)starts - 1, start, store_bytes(&o->map, m->bytes)};
    c->code = code;
    return true;
}

static bool prepare(void *context, struct column *column, struct diag *d)
{
    struct journeys *j = context;
    struct store_owner *o = j->owner;
    return prepare_column(o, &o->column.p[column - j->frame.column], column, d);
}

static bool find_columns(struct store_owner *o, struct journeys *j, struct diag *d)
{
    j->frame.column = mem_zero(o->map.section.n * sizeof *j->frame.column);
    for (vec_each(const struct mapped_section, s, &o->map.section)) {
        if (!str_starts(s->name, STR("code ")))
            continue;
        struct str name = str_slice(s->name, 5, s->name.n);
        struct mapped_column m = {store_section(&o->map, "start ", name),
                                  store_section(&o->map, "bytes ", name), s};
        if (!m.start || !m.bytes)
            return store_damaged(&o->map, s->name, s->entry.offset, d);
        vec_push(&o->column, m);
        j->frame.column[j->frame.columns++].name = name;
    }
    return true;
}

// The offsets rise, end within the rows, and the column customer agrees with them.
static bool check_customers(const struct store_owner *o, const struct journeys *j,
                            const struct column *who, struct diag *d)
{
    uint64_t customers = o->shape.customers;
    bool good = j->offset[0] == 0 && j->offset[customers] <= o->shape.rows &&
                who->names.count == customers + 1;
    for (uint64_t c = 0; good && c < customers; c++)
        good = j->offset[c] <= j->offset[c + 1];
    if (!good)
        return store_damaged(&o->map, STR("offset"),
                             store_section(&o->map, "offset", STR(""))->entry.offset, d);
    return true;
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
    return good || store_damaged(&o->map, STR("time"),
                                 store_section(&o->map, "time", STR(""))->entry.offset, d);
}

static bool read_rows(struct store_owner *o, struct journeys *j, struct diag *d)
{
    const struct store_shape *shape = store_take(&o->map, "shape", sizeof *shape, d);
    if (!shape)
        return false;
    o->shape = *shape;
    if (shape->rows > o->map.size / 8 || shape->customers > o->map.size / 8 ||
        shape->rows >= UINT32_MAX || shape->customers >= UINT32_MAX - 1)
        return store_damaged(&o->map, STR("shape"),
                             store_section(&o->map, "shape", STR(""))->entry.offset, d);
    j->frame.rows = (size_t)shape->rows;
    j->customers = (size_t)shape->customers;
    j->frame.time = store_take(&o->map, "time", shape->rows * 8, d);
    j->frame.line = j->frame.time ? store_take(&o->map, "line", shape->rows * 8, d) : NULL;
    j->offset = j->frame.line ? store_take(&o->map, "offset", (shape->customers + 1) * 8, d) : NULL;
    if (!j->offset || !check_times(o, j, d) || !find_columns(o, j, d))
        return false;
    const struct column *who = frame_column_if(&j->frame, STR("customer"), d);
    if (!who)
        return d->fault == FAULT_NONE ? store_damaged(&o->map, STR("code customer"), 0, d) : false;
    j->customer = who->names;
    return check_customers(o, j, who, d);
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
    store_map_close(&o->map);
    vec_free(&o->column);
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
    if (good && read_rows(o, j, d) && store_take_text(&o->map, "ledger", &j->ledger, d) &&
        store_take_text(&o->map, "stitch", &j->stitch_summary, d) && read_study(o, j, d))
        return j;
    journeys_close(j);
    return NULL;
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
    for (size_t i = 0; good && i < o->column.n; i++)
        good = prepare_column(o, &o->column.p[i], &j->frame.column[i], d);
    journeys_close(j);
    return good;
}
