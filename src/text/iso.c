// RFC 3339 and its usual spellings, read by hand because most exports use them.
#include "text/moment.h"

#include <ctype.h>
#include <string.h>

// Two digits at p as a number, or something over 99.
static unsigned two(const char *p)
{
    unsigned a = (unsigned)(unsigned char)p[0] - '0', b = (unsigned)(unsigned char)p[1] - '0';
    return a > 9 || b > 9 ? 1000 : a * 10 + b;
}

static unsigned one(char c)
{
    unsigned digit = (unsigned)(unsigned char)c - '0';
    return digit > 9 ? 1000 : digit;
}

// Day 1 is 1 January; others may lie in the years beside.
static struct civil day_of_year(int year, int64_t day)
{
    struct civil first = {.year = year, .month = 1, .day = 1};
    return civil_of_micro(civil_to_micro(&first) + (day - 1) * DAY);
}

// YYYY-DDD, YYYY-Www-D or YYYYWwwD.
static bool read_rare_date(struct cursor *c, struct civil *civil)
{
    const char *p = c->p;
    unsigned century = two(p), rest = two(p + 2), dash = p[4] == '-';
    int year = (int)(century * 100 + rest);
    if ((century | rest) > 127 || year < 1)
        return false;
    if (p[4 + dash] != 'W') {
        unsigned day = one(p[5]) * 100 + two(p + 6);
        c->p += 8;
        if (!dash || day < 1 || day > 366)
            return false;
        *civil = day_of_year(year, day);
        return civil->year == year;
    }
    size_t length = dash ? 10 : 8;
    if ((size_t)(c->end - p) < length || (dash && p[8] != '-'))
        return false;
    unsigned week = two(p + 5 + dash), day = one(p[length - 1]);
    if (week < 1 || week > 53 || day < 1 || day > 7)
        return false;
    // Week 1 is that of 4 January; a week belongs to the year that has its Thursday.
    int64_t monday = 4 - day_of_year(year, 4).weekday + 7 * ((int64_t)week - 1);
    *civil = day_of_year(year, monday + day - 1);
    c->p += length;
    return day_of_year(year, monday + 3).year == year;
}

// YYYY-MM-DD or YYYYMMDD, or one of the rare ones.
static bool read_date(struct cursor *c, struct civil *civil)
{
    if (c->end - c->p < 8)
        return false;
    const char *p = c->p;
    bool dashes = p[4] == '-';
    bool ordinal = dashes && p[7] != '-' && (c->end - p == 8 || one(p[8]) > 9);
    if (p[4] == 'W' || p[5] == 'W' || ordinal)
        return read_rare_date(c, civil);
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

// HH alone: what follows is no minute.
static bool read_hour(struct cursor *c, struct civil *civil)
{
    const char *p = c->p;
    bool alone = c->end - p == 2 || (c->end - p > 2 && p[2] != ':' && one(p[2]) > 9);
    if (!alone || two(p) > 127)
        return false;
    civil->hour = (int)two(p);
    c->p += 2;
    return true;
}

// HH:MM, HH:MM:SS, HH:MM:SS.ffffff (also with a comma), or HHMM, HHMMSS, or HH.
static bool read_clock(struct cursor *c, struct civil *civil)
{
    if (read_hour(c, civil))
        return true;
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

// 24:00 is the end of a day that exists: 00:00 of the next.
static bool midnight_ends(const struct civil *civil)
{
    struct civil day = *civil;
    day.hour = 0;
    return civil->hour == 24 && civil->minute == 0 && civil->second == 0 && civil->micro == 0 &&
           civil_valid(&day);
}

// "[Europe/Paris]" behind an offset, as RFC 9557 and Java write it: the offset says it all.
static void pass_zone_name(struct cursor *c)
{
    if (c->p == c->end || *c->p != '[')
        return;
    const char *p = c->p + 1;
    while (p < c->end && (isalnum((unsigned char)*p) || (*p && strchr("/_-+", *p))))
        p++;
    if (p > c->p + 1 && p < c->end && *p == ']')
        c->p = p + 1;
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
    if (midnight_ends(&m->civil))
        m->civil = civil_of_micro(civil_to_micro(&m->civil));
    if (c.p == c.end)
        return true;
    cursor_take(&c, ' ');
    m->has_offset = cursor_offset(&c, &m->offset);
    if (m->has_offset)
        pass_zone_name(&c);
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
