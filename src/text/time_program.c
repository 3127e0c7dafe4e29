// Running a compiled pattern of time over a text.
#include "text/moment.h"

// What steps leave behind that is not in the moment itself.
struct state {
    const struct time_setting *setting;
    struct moment *m;
    int day_of_year; // 0: not given
    int half;        // 0: no %p; 1: AM; 2: PM
};

struct name {
    const char *text;
    int value;
};

// Whole names before what they begin with.
static const struct name months[] = {
    {"january", 1},  {"february", 2},  {"march", 3},     {"april", 4},   {"may", 5},
    {"june", 6},     {"july", 7},      {"august", 8},    {"sept", 9},    {"september", 9},
    {"october", 10}, {"november", 11}, {"december", 12}, {"十一月", 11}, {"十二月", 12},
    {"十月", 10},    {"一月", 1},      {"二月", 2},      {"三月", 3},    {"四月", 4},
    {"五月", 5},     {"六月", 6},      {"七月", 7},      {"八月", 8},    {"九月", 9},
};
static const struct name days[] = {
    {"monday", 0},   {"tuesday", 1}, {"wednesday", 2}, {"thursday", 3}, {"friday", 4},
    {"saturday", 5}, {"sunday", 6},  {"星期一", 0},    {"星期二", 1},   {"星期三", 2},
    {"星期四", 3},   {"星期五", 4},  {"星期六", 5},    {"星期日", 6},   {"星期天", 6},
    {"周一", 0},     {"周二", 1},    {"周三", 2},      {"周四", 3},     {"周五", 4},
    {"周六", 5},     {"周日", 6},    {"礼拜一", 0},    {"礼拜二", 1},   {"礼拜三", 2},
    {"礼拜四", 3},   {"礼拜五", 4},  {"礼拜六", 5},    {"礼拜日", 6},   {"礼拜天", 6},
};
static const struct name halves[] = {
    {"am", 1},   {"pm", 2},   {"a.m.", 1}, {"p.m.", 2}, {"上午", 1},
    {"下午", 2}, {"凌晨", 1}, {"早上", 1}, {"中午", 2},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

// Read a name: the longest that fits, of English ones of more than four letters also the first
// three. False: none.
static bool take_name(struct cursor *c, const struct name *names, size_t count, int *value)
{
    size_t best = 0, have = (size_t)(c->end - c->p);
    for (size_t i = 0; i < count; i++) {
        if (have == 0 || lower(*c->p) != *names[i].text) // most of them
            continue;
        size_t n = 0, whole = strlen(names[i].text);
        while (n < whole && n < have && lower(c->p[n]) == names[i].text[n])
            n++;
        if (n < whole)
            n = n >= 3 && (unsigned char)*names[i].text < 0x80 && names[i].text[1] != '.' ? 3 : 0;
        if (n <= best)
            continue;
        best = n;
        *value = names[i].value;
    }
    c->p += best;
    return best > 0;
}

// The number of bytes of a blank at p: a space, a tab, or one of the spaces that do not break,
// which programs write before AM and PM.
static size_t blank_at(const char *p, const char *end)
{
    if (*p == ' ' || *p == '\t')
        return 1;
    if (end - p >= 2 && memcmp(p, "\u00A0", 2) == 0)
        return 2;
    return end - p >= 3 && memcmp(p, "\u202F", 3) == 0 ? 3 : 0;
}

static bool take_blanks(struct cursor *c)
{
    const char *from = c->p;
    for (size_t n; c->p < c->end && (n = blank_at(c->p, c->end));)
        c->p += n;
    return c->p > from;
}

// One digit or two. Two is what most programs write.
static inline bool take_two(struct cursor *c, int *value)
{
    if (c->end - c->p >= 2) {
        unsigned a = (unsigned)(unsigned char)c->p[0] - '0',
                 b = (unsigned)(unsigned char)c->p[1] - '0';
        if (a <= 9 && b <= 9) {
            *value = (int)(a * 10 + b);
            c->p += 2;
            return true;
        }
    }
    return cursor_digits(c, 1, 2, value);
}

static bool take(struct cursor *c, char letter, struct state *state)
{
    struct moment *m = state->m;
    struct civil *civil = &m->civil;
    int weekday; // said twice: the date settles it
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
        return take_two(c, &civil->month);
    case 'e':
        take_blanks(c);
        return take_two(c, &civil->day);
    case 'd':
        return take_two(c, &civil->day);
    case 'H':
        return take_two(c, &civil->hour);
    case 'I':
        return take_two(c, &civil->hour) && civil->hour >= 1 && civil->hour <= 12;
    case 'M':
        return take_two(c, &civil->minute);
    case 'S':
        return take_two(c, &civil->second);
    case 'f':
        return cursor_fraction(c, &civil->micro);
    case 'p':
        return take_name(c, halves, sizeof halves / sizeof *halves, &state->half);
    case 'b':
    case 'B':
    case 'h':
        return take_name(c, months, sizeof months / sizeof *months, &civil->month);
    case 'a':
    case 'A':
        return take_name(c, days, sizeof days / sizeof *days, &weekday);
    case 'j':
        return cursor_digits(c, 1, 3, &state->day_of_year) && state->day_of_year > 0;
    case 'z':
        m->has_offset = true;
        return cursor_offset(c, &m->offset);
    case 'Z':
        return cursor_zone(c, state->setting, m);
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

bool program_read(const struct program *program, const struct time_setting *setting, struct str s,
                  struct moment *m)
{
    struct cursor c = {s.p, s.p + s.n};
    struct state state = {.setting = setting, .m = m};
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
