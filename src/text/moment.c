// The pieces that times are read from: digits, fractions, offsets, epochs.
#include "text/moment.h"

#define YEAR_1 INT64_C(-62135596800000000)     // 0001-01-01T00:00:00, µs
#define YEAR_10000 INT64_C(253402300800000000) // 10000-01-01T00:00:00, µs

static unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

bool cursor_digits(struct cursor *c, int least, int most, int *value)
{
    const char *p = c->p, *end = c->end - p > most ? p + most : c->end;
    unsigned v = 0;
    for (unsigned d; p < end && (d = digit(*p)) <= 9; p++)
        v = v * 10 + d;
    bool enough = p - c->p >= least;
    c->p = p;
    *value = (int)v;
    return enough;
}

bool cursor_fraction(struct cursor *c, int *micro)
{
    int v = 0, n = 0;
    for (; n < 9 && c->p < c->end && digit(*c->p) <= 9; n++, c->p++)
        if (n < 6)
            v = v * 10 + (int)digit(*c->p);
    for (int i = n; i < 6; i++)
        v *= 10;
    *micro = v;
    return n > 0;
}

bool cursor_offset(struct cursor *c, int64_t *offset)
{
    *offset = 0;
    if (cursor_take(c, 'Z') || cursor_take(c, 'z'))
        return true;
    bool west = c->p < c->end && *c->p == '-';
    int hours, minutes = 0;
    if (!west && (c->p == c->end || *c->p != '+'))
        return false;
    c->p++;
    if (!cursor_digits(c, 2, 2, &hours) || hours > 23)
        return false;
    bool colon = cursor_take(c, ':');
    if (colon || (c->p < c->end && digit(*c->p) <= 9))
        if (!cursor_digits(c, 2, 2, &minutes) || minutes > 59)
            return false;
    *offset = (hours * HOUR + minutes * MINUTE) * (west ? -1 : 1);
    return true;
}

static bool letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool cursor_zone(struct cursor *c, const struct time_setting *setting, struct moment *m)
{
    struct str name = {c->p, 0};
    while (c->p + name.n < c->end && letter(c->p[name.n]))
        name.n++;
    c->p += name.n;
    for (size_t i = 0; i < setting->aliases; i++)
        if (str_eq(setting->alias[i].name, name)) {
            m->zone = setting->alias[i].zone;
            return true;
        }
    m->has_offset = true;
    m->offset = 0;
    return str_eq(name, STR("UTC")) || str_eq(name, STR("GMT")) || str_eq(name, STR("Z"));
}

// Read eight digits at once: their values side by side, then pairs, fours and all of them added up.
static bool eight_digits(const char *p, int64_t *value)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    const uint64_t zeros = UINT64_C(0x3030303030303030), high = UINT64_C(0xF0F0F0F0F0F0F0F0);
    uint64_t digits = word ^ zeros;
    if ((digits & high) || ((digits + UINT64_C(0x0606060606060606)) & high))
        return false;
    digits = digits * 10 + (digits >> 8);
    digits = (((digits & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064)) +
              (((digits >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001))) >>
             32;
    *value = (int64_t)digits;
    return true;
}

bool cursor_epoch(struct cursor *c, int64_t unit, int64_t *micro)
{
    bool negative = cursor_take(c, '-');
    int64_t v = 0, fraction = 0, scale = unit;
    const char *from = c->p, *p = from, *end = c->end;
    while (p < end && *p == '0')
        p++;
    const char *last = end - p > 18 ? p + 18 : end; // 18 digits fit, and no time has more
    for (int64_t eight; last - p >= 8 && eight_digits(p, &eight); p += 8)
        v = v * 100000000 + eight;
    for (unsigned d; p < last && (d = digit(*p)) <= 9; p++)
        v = v * 10 + d;
    c->p = p;
    if (p == from || (p < end && digit(*p) <= 9) || v > YEAR_10000 / unit)
        return false;
    if (cursor_take(c, '.')) {
        from = c->p;
        for (; c->p < c->end && c->p - from < 9 && digit(*c->p) <= 9; c->p++) {
            scale /= 10; // digits finer than a µs count nothing
            fraction += digit(*c->p) * scale;
        }
        if (c->p == from)
            return false;
    }
    v = v * unit + fraction;
    *micro = negative ? -v : v;
    return *micro >= YEAR_1 && *micro < YEAR_10000;
}

enum time_result moment_to_utc(const struct moment *m, const struct time_setting *setting,
                               int64_t *utc)
{
    const struct zone *zone = m->zone ? m->zone : setting->zone;
    if (m->has_epoch) {
        *utc = m->epoch;
        return TIME_FINE;
    }
    if (!civil_valid(&m->civil))
        return TIME_BAD;
    int64_t local = civil_to_micro(&m->civil);
    if (m->has_offset) {
        *utc = local - m->offset;
        return *utc >= YEAR_1 && *utc < YEAR_10000 ? TIME_FINE : TIME_BAD;
    }
    if (!zone)
        return TIME_NO_ZONE;
    enum zone_fit fit =
        setting->second ? zone_to_utc_second(zone, local, utc) : zone_to_utc(zone, local, utc);
    switch (fit) {
    case ZONE_GAP:
        return TIME_GAP;
    case ZONE_REPEATED:
        return TIME_REPEATED;
    case ZONE_UNIQUE:
        break;
    }
    return TIME_FINE;
}
