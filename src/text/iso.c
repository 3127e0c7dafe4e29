// RFC 3339 and its usual spellings, read by hand because most exports use them.
#include "text/moment.h"

// Two digits at p as a number, or something over 99.
static unsigned two(const char *p)
{
    unsigned a = (unsigned)(unsigned char)p[0] - '0', b = (unsigned)(unsigned char)p[1] - '0';
    return a > 9 || b > 9 ? 1000 : a * 10 + b;
}

// YYYY-MM-DD or YYYYMMDD.
static bool read_date(struct cursor *c, struct civil *civil)
{
    if (c->end - c->p < 8)
        return false;
    const char *p = c->p;
    bool dashes = p[4] == '-';
    if (dashes && (c->end - p < 10 || p[7] != '-'))
        return false;
    unsigned century = two(p), year = two(p + 2), month = two(p + 4 + dashes),
             day = two(p + 6 + 2 * dashes);
    if ((century | year | month | day) > 127)
        return false;
    *civil =
        (struct civil){.year = (int)(century * 100 + year), .month = (int)month, .day = (int)day};
    c->p += dashes ? 10 : 8;
    return true;
}

// HH:MM, HH:MM:SS, HH:MM:SS.ffffff (also with a comma), or HHMM, HHMMSS.
static bool read_clock(struct cursor *c, struct civil *civil)
{
    if (c->end - c->p < 4)
        return false;
    bool colons = c->p[2] == ':';
    if (colons && c->end - c->p < 5)
        return false;
    unsigned hour = two(c->p), minute = two(c->p + 2 + colons);
    c->p += 4 + colons;
    unsigned second = 0;
    bool seconds = colons ? c->end - c->p >= 3 && *c->p == ':'
                          : c->end - c->p >= 2 && c->p[0] >= '0' && c->p[0] <= '9';
    if (seconds) {
        second = two(c->p + colons);
        c->p += 2 + colons;
    }
    if ((hour | minute | second) > 127)
        return false;
    civil->hour = (int)hour;
    civil->minute = (int)minute;
    civil->second = (int)second;
    if (seconds && c->p < c->end && (*c->p == '.' || *c->p == ',')) {
        c->p++;
        return cursor_fraction(c, &civil->micro);
    }
    return true;
}

bool iso_read(struct str s, const struct time_setting *setting, struct moment *m)
{
    struct cursor c = {s.p, s.p + s.n};
    m->has_epoch = m->has_offset = m->bare_date = false;
    m->offset = 0;
    m->zone = NULL;
    if (!read_date(&c, &m->civil))
        return false;
    if (c.p == c.end) {
        m->bare_date = true;
        return true;
    }
    if (*c.p != 'T' && *c.p != ' ' && *c.p != 't')
        return false;
    c.p++;
    if (!read_clock(&c, &m->civil))
        return false;
    if (c.p == c.end)
        return true;
    cursor_take(&c, ' ');
    m->has_offset = cursor_offset(&c, &m->offset);
    return (m->has_offset || cursor_zone(&c, setting, m)) && c.p == c.end;
}

bool time_parse_point(struct str text, const struct zone *zone, int64_t *utc, bool *day)
{
    struct moment m;
    struct time_setting setting = {.zone = zone};
    if (!iso_read(text, &setting, &m))
        return false;
    if (!zone && !m.has_offset) {
        m.has_offset = true;
        m.offset = 0;
    }
    *day = m.bare_date;
    return moment_to_utc(&m, &setting, utc) != TIME_BAD;
}

bool time_parse_bound(struct str text, const struct zone *zone, bool later, int64_t *utc)
{
    bool day = false;
    *utc = TIME_NONE;
    text = str_trim(text);
    if (text.n == 0)
        return true;
    if (!time_parse_point(text, zone, utc, &day))
        return false;
    if (day && later && !zone) {
        *utc += DAY;
    } else if (day && later) { // a day and a half on is in the next day, whatever the clock does
        struct civil c = civil_of_micro(*utc + zone_offset(zone, *utc) + 36 * HOUR);
        c.hour = c.minute = c.second = c.micro = 0;
        zone_to_utc(zone, civil_to_micro(&c), utc);
    }
    return true;
}

bool time_parse_utc(struct str text, int64_t *utc)
{
    const char *p = text.p;
    if (text.n < 20 || p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' || p[16] != ':' ||
        p[text.n - 1] != 'Z')
        return false;
    struct civil c = {.year = (int)(two(p) * 100 + two(p + 2)),
                      .month = (int)two(p + 5),
                      .day = (int)two(p + 8),
                      .hour = (int)two(p + 11),
                      .minute = (int)two(p + 14),
                      .second = (int)two(p + 17)};
    if (text.n > 20) {
        struct cursor fraction = {p + 20, p + text.n - 1};
        if (p[19] != '.' || !cursor_fraction(&fraction, &c.micro) || fraction.p != fraction.end)
            return false;
    }
    if (!civil_valid(&c))
        return false;
    *utc = civil_to_micro(&c);
    return true;
}
