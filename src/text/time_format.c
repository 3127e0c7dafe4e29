// Writing instants.
#include "text/time.h"

static char *put(char *p, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        p[i] = (char)('0' + value % 10);
    return p + digits;
}

// "2024-03-01T09:00:00" with `between` in the place of the T; 19 bytes.
static char *put_civil(char *p, const struct civil *c, char between)
{
    p = put(p, c->year, 4);
    *p++ = '-';
    p = put(p, c->month, 2);
    *p++ = '-';
    p = put(p, c->day, 2);
    *p++ = between;
    p = put(p, c->hour, 2);
    *p++ = ':';
    p = put(p, c->minute, 2);
    *p++ = ':';
    return put(p, c->second, 2);
}

void time_format_utc(struct buf *out, int64_t utc)
{
    if (utc == TIME_NONE)
        return;
    struct civil c = civil_of_micro(utc);
    char text[32], *p = put_civil(text, &c, 'T');
    if (c.micro) {
        *p++ = '.';
        p = c.micro % 1000 ? put(p, c.micro, 6) : put(p, c.micro / 1000, 3);
    }
    *p++ = 'Z';
    buf_add(out, (struct str){text, (size_t)(p - text)});
}

void time_format_local(struct buf *out, int64_t utc, const struct zone *zone)
{
    if (utc == TIME_NONE)
        return;
    struct civil c = civil_of_micro(zone ? utc + zone_offset(zone, utc) : utc);
    char text[32], *p = put_civil(text, &c, ' ');
    buf_add(out, (struct str){text, (size_t)(p - text)});
}
