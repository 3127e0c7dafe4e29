// Values of ids: their normal form in a namespace, and which values are no ids at all.
#include "model/identity.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct str unquote(struct str s)
{
    while (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
        s = str_trim(str_slice(s, 1, s.n - 1));
    return s;
}

// Whether the value is one that systems write when they know nobody: in any case, quoted or not.
static bool is_nobody(struct str value)
{
    static const struct str nobody[] = {
        STR_INIT("-1"),        STR_INIT("null"),        STR_INIT("nil"),
        STR_INIT("none"),      STR_INIT("nan"),         STR_INIT("n/a"),
        STR_INIT("na"),        STR_INIT("undefined"),   STR_INIT("unknown"),
        STR_INIT("anonymous"), STR_INIT("guest"),       STR_INIT("true"),
        STR_INIT("false"),     STR_INIT("id"),          STR_INIT("email"),
        STR_INIT("{}"),        STR_INIT("distinct_id"), STR_INIT("not_authenticated"),
        STR_INIT("(null)"),    STR_INIT("(none)"),      STR_INIT("[object object]")};
    enum { LONGEST = 17 };
    value = unquote(str_trim(value));
    // Nothing, zeros, dashes, and so the nil UUID.
    size_t i = 0;
    while (i < value.n && (value.p[i] == '0' || value.p[i] == '-'))
        i++;
    if (i == value.n)
        return true;
    for (i = 0; value.n <= LONGEST && i < sizeof nobody / sizeof *nobody; i++)
        if (value.n == nobody[i].n && str_eq_nocase(value, nobody[i]))
            return true;
    return false;
}

static void add_case(struct buf *out, struct str s, char from, char to)
{
    buf_reserve(out, s.n);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        buf_add_byte(out, c >= from && c <= to ? (char)(c ^ 32) : c);
    }
}

static bool normalise_email(struct str s, struct buf *out)
{
    if (str_starts(s, STR("mailto:")))
        s = str_slice(s, 7, s.n);
    size_t at = str_find(s, '@', 0);
    if (at == SIZE_MAX || at == 0 || at + 1 == s.n || str_find(s, '@', at + 1) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ')
            return false;
    add_case(out, s, 'A', 'Z');
    return true;
}

// "+44 (0)20 …": the zero in parentheses is not dialled behind a country code.
static bool trunk_zero(struct str s, size_t i)
{
    return i + 2 < s.n && s.p[i] == '(' && s.p[i + 1] == '0' && s.p[i + 2] == ')';
}

static bool normalise_phone(struct str s, struct str country, struct buf *out)
{
    if (str_starts(s, STR("tel:")))
        s = str_trim(str_slice(s, 4, s.n));
    if (str_starts(s, STR("(+"))) // "(+86) 139 …": the bracket that closes is passed over below
        s = str_slice(s, 1, s.n);
    bool plus = s.n && s.p[0] == '+', international = plus || str_starts(s, STR("00"));
    for (size_t i = plus; i < s.n; i++) {
        if (international && trunk_zero(s, i))
            i += 2;
        else if (digit(s.p[i]))
            buf_add_byte(out, s.p[i]);
        else if (!memchr(" -.()/", s.p[i], 6))
            return false;
    }
    struct str digits = buf_str(out);
    bool coded = international;
    if (!plus && str_starts(digits, STR("00"))) {
        digits = str_slice(digits, 2, digits.n);
        coded = true;
    } else if (!coded && country.n && str_starts(digits, country) && digits.n >= country.n + 10) {
        coded = true; // the code is there, only its + is not: no national number is that long
    }
    // Italy keeps its zero behind the code.
    while (!coded && country.n && !str_eq(country, STR("39")) && str_starts(digits, STR("0")))
        digits = str_slice(digits, 1, digits.n);
    char number[16];
    if (digits.n < 5 || digits.n + (coded ? 0 : country.n) > 15)
        return false;
    memcpy(number, digits.p, digits.n);
    buf_clear(out);
    if (coded || country.n)
        buf_add_byte(out, '+');
    if (!coded)
        buf_add(out, country);
    buf_add(out, (struct str){number, digits.n});
    return true;
}

static bool normalise_digits(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++)
        if (digit(s.p[i]))
            buf_add_byte(out, s.p[i]);
    return out->n > 0;
}

// DOMAIN\name and name@domain are name.
static struct str strip_domain(struct str s)
{
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != '\\')
        at--;
    s = str_slice(s, at, s.n);
    at = str_find(s, '@', 0);
    return at == SIZE_MAX ? s : str_slice(s, 0, at);
}

static bool apply_form(const struct study_namespace *space, struct str value, struct buf *out)
{
    bool good = true;
    switch (space->normalise) {
    case NORMALISE_TRIM:
        buf_add(out, value);
        break;
    case NORMALISE_LOWER:
        add_case(out, value, 'A', 'Z');
        break;
    case NORMALISE_UPPER:
        add_case(out, value, 'a', 'z');
        break;
    case NORMALISE_EMAIL:
        good = normalise_email(value, out);
        break;
    case NORMALISE_PHONE:
        good = normalise_phone(value, space->country, out);
        break;
    case NORMALISE_DIGITS:
        good = normalise_digits(value, out);
        break;
    }
    return good;
}

enum identity_fault identity_judge(const struct study_namespace *space, struct str value,
                                   struct buf *out)
{
    buf_clear(out);
    value = str_trim(value);
    if (value.n == 0)
        return IDENTITY_BLANK;
    if (is_nobody(value))
        return IDENTITY_NOBODY;
    if (space->max_length && value.n > space->max_length)
        return IDENTITY_LENGTH;
    if (space->pattern && !identity_pattern_match(space->pattern, &value))
        return IDENTITY_PATTERN;
    if (space->strip_domain)
        value = strip_domain(value);
    if (!apply_form(space, str_trim(value), out))
        return IDENTITY_FORM;
    return is_nobody(buf_str(out)) ? IDENTITY_NOBODY : IDENTITY_FINE;
}

bool identity_normalise(const struct study_namespace *space, struct str value, struct buf *out)
{
    return identity_judge(space, value, out) == IDENTITY_FINE;
}
