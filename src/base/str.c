// Borrowed text.
#include "base/str.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, char c, size_t from)
{
    if (from >= s.n)
        return SIZE_MAX;
    const char *p = memchr(s.p + from, c, s.n - from);
    return p ? (size_t)(p - s.p) : SIZE_MAX;
}

struct str str_cut(struct str *rest, char c)
{
    size_t at = str_find(*rest, c, 0);
    struct str part = *rest;
    if (at == SIZE_MAX) {
        *rest = (struct str){NULL, 0};
        return part;
    }
    part.n = at;
    *rest = str_slice(*rest, at + 1, rest->n);
    return part;
}

bool str_to_u64(struct str s, uint64_t *out)
{
    uint64_t v = 0;
    if (s.n == 0 || s.n > 20)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';
        if (digit > 9 || v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *out = v;
    return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        s = str_slice(s, 1, s.n);
    uint64_t v;
    if (!str_to_u64(s, &v) || v > (uint64_t)INT64_MAX + negative)
        return false;
    *out = negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

bool str_to_double(struct str s, double *out)
{
    char copy[64];
    if (s.n == 0 || s.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!memchr("0123456789+-.eE", s.p[i], 15))
            return false;
    memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    char *end;
    errno = 0;
    double v = strtod(copy, &end);
    if (end != copy + s.n || (errno == ERANGE && (v > 1 || v < -1)))
        return false;
    *out = v;
    return true;
}

char *str_dup(struct str s)
{
    char *z = mem_alloc(s.n + 1);
    if (s.n)
        memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    return z;
}
