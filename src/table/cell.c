// One cell, as programs and as people see it.
#include "table/writers.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

const struct str cell_type_names[] = {
    {"text", 4}, {"count", 5}, {"number", 6}, {"share", 5}, {"duration", 8}, {"time", 4},
};
const size_t cell_type_count = sizeof cell_type_names / sizeof cell_type_names[0];

// Drops the zeros at the end of decimals from `from` on, and a point that is left alone.
static void trim_decimals(struct buf *b, size_t from)
{
    if (!memchr(b->p + from, '.', b->n - from) || memchr(b->p + from, 'e', b->n - from))
        return;
    while (b->p[b->n - 1] == '0')
        b->n--;
    if (b->p[b->n - 1] == '.')
        b->n--;
    b->p[b->n] = '\0';
}

// Up to 6 decimals, zeros that lead a fraction not counted: 272.714286, 0.0333333. The program
// keeps LC_NUMERIC at "C", so that printf writes a point.
static void number_plain(struct buf *out, double v)
{
    if (v == 0)
        v = 0; // no minus sign
    size_t from = out->n;
    double size = fabs(v);
    if (size >= 1e15)
        buf_printf(out, "%.15g", v);
    else if (size >= 1)
        buf_printf(out, "%.6f", v);
    else
        buf_printf(out, "%.6g", v);
    trim_decimals(out, from);
}

static void seconds_plain(struct buf *out, int64_t micro)
{
    uint64_t size = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
    size_t from = out->n;
    buf_printf(out, "%s%" PRIu64 ".%06" PRIu64, micro < 0 ? "-" : "", size / SECOND, size % SECOND);
    trim_decimals(out, from);
}

bool seconds_parse(struct str text, int64_t *micro)
{
    bool negative = text.n && text.p[0] == '-';
    struct str rest = negative ? str_slice(text, 1, text.n) : text;
    struct str whole = str_cut(&rest, '.');
    uint64_t seconds, fraction = 0;
    if (!str_to_u64(whole, &seconds) || seconds > INT64_MAX / SECOND - 1)
        return false;
    if (rest.p) {
        if (rest.n > 6 || !str_to_u64(rest, &fraction))
            return false;
        for (size_t i = rest.n; i < 6; i++)
            fraction *= 10;
    }
    *micro = (int64_t)(seconds * SECOND + fraction);
    if (negative)
        *micro = -*micro;
    return true;
}

void cell_plain(struct buf *out, const struct table_column *column, const struct cell *cell)
{
    if (cell->missing)
        return;
    switch (column->type) {
    case CELL_TEXT:
        buf_add(out, cell->text);
        break;
    case CELL_COUNT:
        buf_printf(out, "%" PRId64, cell->count);
        break;
    case CELL_NUMBER:
    case CELL_SHARE:
        number_plain(out, cell->number);
        break;
    case CELL_DURATION:
        seconds_plain(out, cell->count);
        break;
    case CELL_TIME:
        time_format_utc(out, cell->count);
        break;
    }
}

// Appends digits with a comma between thousands; the sign and decimals are taken as they are.
static void thousands(struct buf *out, const char *digits)
{
    if (*digits == '-')
        buf_add_byte(out, *digits++);
    size_t whole = strspn(digits, "0123456789");
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            buf_add_byte(out, ',');
        buf_add_byte(out, digits[i]);
    }
    buf_add(out, str_of(digits + whole));
}

// As many digits as people read: 2 decimals, or 3 significant ones below 1.
static void number_people(struct buf *out, double v)
{
    struct buf text = {0};
    double size = fabs(v);
    if (size >= 1e15)
        buf_printf(&text, "%.6g", v);
    else if (size >= 1)
        buf_printf(&text, "%.2f", v);
    else
        buf_printf(&text, "%.3g", v == 0 ? 0 : v);
    trim_decimals(&text, 0);
    thousands(out, text.p);
    buf_free(&text);
}

void cell_people(struct buf *out, enum cell_type type, const struct cell *cell,
                 const struct zone *zone)
{
    char text[32];
    if (cell->missing)
        return;
    switch (type) {
    case CELL_TEXT:
        buf_add(out, cell->text);
        break;
    case CELL_COUNT:
        snprintf(text, sizeof text, "%" PRId64, cell->count);
        thousands(out, text);
        break;
    case CELL_NUMBER:
        number_people(out, cell->number);
        break;
    case CELL_SHARE:
        buf_printf(out, "%.1f %%", cell->number * 100);
        break;
    case CELL_DURATION:
        duration_format(out, cell->count);
        break;
    case CELL_TIME:
        time_format_local(out, cell->count, zone);
        break;
    }
}

void cell_pretty(struct buf *out, const struct table_column *column, const struct cell *cell,
                 const char *zone)
{
    struct zone *z = NULL;
    if (zone && column->type == CELL_TIME && !cell->missing)
        z = zone_open(str_of(zone), NULL);
    cell_people(out, column->type, cell, z);
    zone_close(z);
}

struct zone *look_zone(const struct table_look *look)
{
    return look->zone ? zone_open(str_of(look->zone), NULL) : NULL;
}

struct str column_title(const struct table_column *c)
{
    return c->title.n ? c->title : c->name;
}

bool column_right(const struct table_column *c)
{
    return c->type != CELL_TEXT && c->type != CELL_TIME;
}
