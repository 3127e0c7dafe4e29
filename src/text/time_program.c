// Running a compiled pattern of time over a text.
#include "text/moment.h"

// What steps leave behind that is not in the moment itself.
struct state {
    struct moment *m;
    int day_of_year; // 0: not given
    int half;        // 0: no %p; 1: AM; 2: PM
};

static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};
static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                   "friday", "saturday", "sunday"};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

// Read a name, whole or its first three letters. Returns its place from 0, or −1.
static int take_name(struct cursor *c, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        size_t n = 0, have = (size_t)(c->end - c->p);
        while (names[i][n] && n < have && lower(c->p[n]) == names[i][n])
            n++;
        if (n < 3)
            continue;
        c->p += names[i][n] ? 3 : n;
        return i;
    }
    return -1;
}

static bool take_month(struct cursor *c, struct civil *civil)
{
    civil->month = take_name(c, months, 12) + 1;
    return civil->month > 0;
}

static bool take_half(struct cursor *c, int *half)
{
    if (c->end - c->p < 2 || lower(c->p[1]) != 'm')
        return false;
    *half = lower(c->p[0]) == 'a' ? 1 : lower(c->p[0]) == 'p' ? 2 : 0;
    c->p += 2;
    return *half > 0;
}

static bool take_blanks(struct cursor *c)
{
    const char *from = c->p;
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
        c->p++;
    return c->p > from;
}

static bool take(struct cursor *c, char letter, struct state *state)
{
    struct moment *m = state->m;
    struct civil *civil = &m->civil;
    switch (letter) {
    case ' ':
        return take_blanks(c);
    case 'Y':
        return cursor_digits(c, 4, 4, &civil->year);
    case 'y': // POSIX: 69–99 are of the 20th century
        if (!cursor_digits(c, 2, 2, &civil->year))
            return false;
        civil->year += civil->year < 69 ? 2000 : 1900;
        return true;
    case 'm':
        return cursor_digits(c, 1, 2, &civil->month);
    case 'e':
        take_blanks(c);
        return cursor_digits(c, 1, 2, &civil->day);
    case 'd':
        return cursor_digits(c, 1, 2, &civil->day);
    case 'H':
        return cursor_digits(c, 1, 2, &civil->hour);
    case 'I':
        return cursor_digits(c, 1, 2, &civil->hour) && civil->hour >= 1 && civil->hour <= 12;
    case 'M':
        return cursor_digits(c, 1, 2, &civil->minute);
    case 'S':
        return cursor_digits(c, 1, 2, &civil->second);
    case 'f':
        return cursor_fraction(c, &civil->micro);
    case 'p':
        return take_half(c, &state->half);
    case 'b':
    case 'B':
    case 'h':
        return take_month(c, civil);
    case 'a':
    case 'A':
        return take_name(c, days, 7) >= 0;
    case 'j':
        return cursor_digits(c, 1, 3, &state->day_of_year) && state->day_of_year > 0;
    case 'z':
        m->has_offset = true;
        return cursor_offset(c, &m->offset);
    case 'Z':
        m->has_offset = true;
        m->offset = 0;
        return cursor_utc(c);
    case 's':
        m->has_epoch = true;
        return cursor_epoch(c, SECOND, &m->epoch);
    default:
        return false;
    }
}

// Make month and day of the day of the year. False: the year has no such day.
static bool place_day(struct civil *civil, int day_of_year)
{
    struct civil first = {.year = civil->year, .month = 1, .day = 1};
    struct civil found = civil_of_micro(civil_to_micro(&first) + (day_of_year - 1) * DAY);
    civil->month = found.month;
    civil->day = found.day;
    return found.year == civil->year;
}

bool program_read(const struct program *program, struct str s, struct moment *m)
{
    struct cursor c = {s.p, s.p + s.n};
    struct state state = {.m = m};
    *m = (struct moment){0};
    for (vec_each(const struct step, step, &program->step))
        if (step->literal ? !cursor_take(&c, step->c) : !take(&c, step->c, &state))
            return false;
    if (c.p != c.end)
        return false;
    if (state.half)
        m->civil.hour = m->civil.hour % 12 + (state.half == 2 ? 12 : 0);
    return state.day_of_year == 0 || place_day(&m->civil, state.day_of_year);
}
