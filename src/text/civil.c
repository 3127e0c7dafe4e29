// Civil time ↔ µs: the proleptic Gregorian calendar, counted in eras of 400 years.
#include "text/time.h"

// Years are counted from March, so that the leap day is the last of its year.
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

int64_t civil_to_micro(const struct civil *c)
{
    return days_of(c->year, c->month, c->day) * DAY + c->hour * HOUR + c->minute * MINUTE +
           c->second * SECOND + c->micro;
}

struct civil civil_of_micro(int64_t micro)
{
    int64_t days = micro / DAY, rest = micro % DAY;
    if (rest < 0) {
        rest += DAY;
        days--;
    }
    int64_t from_era = days + 719468;
    int64_t era = (from_era >= 0 ? from_era : from_era - 146096) / 146097;
    int64_t day_of_era = from_era - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    struct civil c;
    c.day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    c.month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    c.year = (int)(year_of_era + era * 400 + (c.month <= 2));
    c.hour = (int)(rest / HOUR);
    c.minute = (int)(rest % HOUR / MINUTE);
    c.second = (int)(rest % MINUTE / SECOND);
    c.micro = (int)(rest % SECOND);
    int64_t weekday = (days + 3) % 7; // day 0 was a Thursday
    c.weekday = (int)(weekday < 0 ? weekday + 7 : weekday);
    return c;
}

static int month_days(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool civil_valid(const struct civil *c)
{
    // A leap second is read as the second after it. It ends a UTC hour: in zones of half hours :29.
    int seconds = c->minute % 30 == 29 ? 60 : 59;
    return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= month_days(c->year, c->month) && c->hour >= 0 && c->hour <= 23 &&
           c->minute >= 0 && c->minute <= 59 && c->second >= 0 && c->second <= seconds &&
           c->micro >= 0 && c->micro < SECOND;
}
