// Durations: read as people type them, written as people read them.
#include "text/time.h"

#define MILLI INT64_C(1000)

static const struct {
    const char *name;
    int64_t micro;
} units[] = {{"w", 7 * DAY}, {"d", DAY},    {"h", HOUR},  {"min", MINUTE},
             {"m", MINUTE},  {"s", SECOND}, {"ms", MILLI}};

// The length in µs of the unit that is named, or 0.
static int64_t unit_of(struct str name)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_eq(name, str_of(units[i].name)))
            return units[i].micro;
    return 0;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

// Cut "30min" off *rest.
static bool take_part(struct str *rest, uint64_t *count, int64_t *unit)
{
    size_t n = 0, end;
    while (n < rest->n && digit(rest->p[n]))
        n++;
    for (end = n; end < rest->n && !digit(rest->p[end]);)
        end++;
    *unit = unit_of(str_slice(*rest, n, end));
    if (!str_to_u64(str_slice(*rest, 0, n), count) || *unit == 0)
        return false;
    *rest = str_slice(*rest, end, rest->n);
    return true;
}

bool duration_parse(struct str text, int64_t *micro)
{
    bool negative = text.n && text.p[0] == '-';
    struct str rest = negative ? str_slice(text, 1, text.n) : text;
    int64_t sum = 0, unit, before = INT64_MAX;
    if (str_eq(rest, STR("0")))
        rest.n = 0;
    else if (rest.n == 0)
        return false;
    while (rest.n) {
        uint64_t count;
        // "30min1h" and "1h1h" are slips of the finger.
        if (!take_part(&rest, &count, &unit) || unit >= before)
            return false;
        if (count > (uint64_t)((INT64_MAX - sum) / unit))
            return false;
        sum += (int64_t)count * unit;
        before = unit;
    }
    *micro = negative ? -sum : sum;
    return true;
}

void duration_format(struct buf *out, int64_t micro)
{
    static const struct {
        const char *name;
        int64_t micro;
    } shown[] = {{"d", DAY}, {"h", HOUR}, {"min", MINUTE}, {"s", SECOND}, {"ms", MILLI}};
    enum { COUNT = sizeof shown / sizeof *shown };
    uint64_t size = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
    size_t i = 0;
    uint64_t rounded = 0;
    // Rounding to the second unit may carry into a larger first one: 59 min 59.6 s is 1 h.
    for (; i < COUNT; i++) {
        uint64_t least = (uint64_t)shown[i + 1 < COUNT ? i + 1 : i].micro;
        rounded = (size + least / 2) / least * least;
        if (rounded >= (uint64_t)shown[i].micro)
            break;
    }
    if (i == COUNT) {
        buf_add(out, STR("0 s"));
        return;
    }
    uint64_t first = rounded / (uint64_t)shown[i].micro, rest = rounded % (uint64_t)shown[i].micro;
    buf_printf(out, "%s%llu %s", micro < 0 ? "-" : "", (unsigned long long)first, shown[i].name);
    if (rest)
        buf_printf(out, " %llu %s", (unsigned long long)(rest / (uint64_t)shown[i + 1].micro),
                   shown[i + 1].name);
}
