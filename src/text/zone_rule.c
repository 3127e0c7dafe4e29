// The rule at the end of a zone file, as in "EST5EDT,M3.2.0,M11.1.0", turned into changes.
#include "text/zone_file.h"

// A day of each year and the time of that day, local: M (month, week, weekday from Sunday), J (day
// from 1, 29 February never counted) or none (day from 0).
struct rule_day {
    char kind;
    int month, week, day;
    int64_t time; // µs
};

static bool take(struct str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_slice(*s, 1, s->n);
    return true;
}

static bool take_number(struct str *s, int most, int *value)
{
    size_t n = 0;
    *value = 0;
    for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9' && *value <= most; n++)
        *value = *value * 10 + (s->p[n] - '0');
    *s = str_slice(*s, n, s->n);
    return n > 0 && *value <= most;
}

// Letters, or anything in angle brackets.
static bool take_name(struct str *s)
{
    size_t n = 0;
    if (take(s, '<')) {
        n = str_find(*s, '>', 0);
        if (n == SIZE_MAX)
            return false;
        *s = str_slice(*s, n + 1, s->n);
        return true;
    }
    while (n < s->n && ((s->p[n] >= 'A' && s->p[n] <= 'Z') || (s->p[n] >= 'a' && s->p[n] <= 'z')))
        n++;
    *s = str_slice(*s, n, s->n);
    return n > 0;
}

// [+-]hours[:minutes[:seconds]]
static bool take_time(struct str *s, int64_t *time)
{
    bool negative = take(s, '-');
    int hours, minutes = 0, seconds = 0;
    if (!negative)
        take(s, '+');
    if (!take_number(s, 167, &hours))
        return false;
    if (take(s, ':') && !take_number(s, 59, &minutes))
        return false;
    if (take(s, ':') && !take_number(s, 59, &seconds))
        return false;
    *time = (hours * HOUR + minutes * MINUTE + seconds * SECOND) * (negative ? -1 : 1);
    return true;
}

static bool take_day(struct str *s, struct rule_day *day)
{
    *day = (struct rule_day){.time = 2 * HOUR};
    if (!take(s, ','))
        return false;
    if (take(s, 'M')) {
        day->kind = 'M';
        if (!take_number(s, 12, &day->month) || !take(s, '.') || !take_number(s, 5, &day->week) ||
            !take(s, '.') || !take_number(s, 6, &day->day) || day->month < 1 || day->week < 1)
            return false;
    } else {
        day->kind = take(s, 'J') ? 'J' : 'N';
        if (!take_number(s, 365, &day->day))
            return false;
    }
    return !take(s, '/') || take_time(s, &day->time);
}

static int64_t midnight(int year, int month, int day)
{
    struct civil c = {.year = year, .month = month, .day = day};
    return civil_to_micro(&c);
}

// Local µs of that day's time in a year.
static int64_t instant(const struct rule_day *day, int year)
{
    if (day->kind == 'M') {
        int64_t first = midnight(year, day->month, 1);
        int weekday = (civil_of_micro(first).weekday + 1) % 7; // 0 = Sunday, as in the rule
        int64_t at = first + ((day->day - weekday + 7) % 7 + (day->week - 1) * 7) * DAY;
        while (civil_of_micro(at).month != day->month) // the fifth is the last there is
            at -= 7 * DAY;
        return at + day->time;
    }
    int64_t at = midnight(year, 1, 1) + (day->kind == 'J' ? day->day - 1 : day->day) * DAY;
    if (day->kind == 'J' && day->day >= 60)
        at = midnight(year, 3, 1) + (day->day - 60) * DAY;
    return at + day->time;
}

static void add_years(struct changes *changes, const struct rule_day *start,
                      const struct rule_day *end, int64_t standard, int64_t summer)
{
    int64_t last = changes->list.p[changes->list.n - 1].utc;
    int first = last < 0 ? 1970 : civil_of_micro(last).year;
    for (int year = first; year < civil_of_micro(ZONE_LAST * SECOND).year; year++) {
        int64_t to_summer = instant(start, year) - standard, back = instant(end, year) - summer;
        bool north = to_summer < back;
        // Those that the file lists itself are not after its last one, and so not added.
        zone_change_add(changes, north ? to_summer : back, north ? summer : standard);
        zone_change_add(changes, north ? back : to_summer, north ? standard : summer);
    }
}

bool zone_rule_add(struct str rule, struct changes *changes)
{
    int64_t standard, summer;
    struct rule_day start, end;
    if (rule.n == 0)
        return true;
    if (!take_name(&rule) || !take_time(&rule, &standard))
        return false;
    standard = -standard; // POSIX counts to the west
    if (rule.n == 0)
        return true;
    if (!take_name(&rule))
        return false;
    summer = standard + HOUR;
    if (rule.n && rule.p[0] != ',') {
        if (!take_time(&rule, &summer))
            return false;
        summer = -summer;
    }
    if (!take_day(&rule, &start) || !take_day(&rule, &end) || rule.n)
        return false;
    add_years(changes, &start, &end, standard, summer);
    return true;
}
