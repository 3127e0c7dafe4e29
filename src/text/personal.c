// Personal data in free text: patterns find candidates, checksums and lengths decide.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "text/personal.h"

#include "base/mem.h"

#include <pcre2.h>

const char *const personal_names[] = {"email", "phone", "card", "iban"};

enum { GROUP_EMAIL = 1, GROUP_IBAN, GROUP_NUMBER, GROUPS };

// A number's candidate is as long as it can be; what of it is one is told by its groups of digits.
static const char pattern[] =
    "([\\w.!#$&'*+^`{|}~-]{1,64}+(?:@|%40)(?:[\\w-]{1,63}\\.){1,8}[A-Za-z]{2,24})"
    "|(?<![\\w])([A-Za-z]{2}\\d{2}(?: ?[A-Za-z0-9]){11,30})(?![A-Za-z0-9])"
    "|(?<![\\w])(?<![0-9A-Fa-f]{4}-)(?<!\\d\\.)"
    "((?:\\(?\\+|\\()?\\d(?:[ ()./-]{0,2}\\d){6,29})(?!\\d)";

struct personal_finder {
    pcre2_code *code;
    pcre2_match_data *match;
};

struct personal_finder *personal_open(void)
{
    struct personal_finder *f = mem_zero(sizeof *f);
    int fault;
    size_t at;
    f->code = pcre2_compile((PCRE2_SPTR)pattern, sizeof pattern - 1,
                            PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &fault, &at, NULL);
    f->match = pcre2_match_data_create(GROUPS, NULL);
    if (!f->code || !f->match)
        mem_exhausted(); // the pattern is ours and is right
    pcre2_jit_compile(f->code, PCRE2_JIT_COMPLETE);
    return f;
}

void personal_close(struct personal_finder *f)
{
    if (!f)
        return;
    pcre2_match_data_free(f->match);
    pcre2_code_free(f->code);
    free(f);
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool alphanumeric(char c)
{
    return digit(c) || ((unsigned char)(c | 32) >= 'a' && (unsigned char)(c | 32) <= 'z');
}

bool personal_luhn(struct str s)
{
    unsigned sum = 0, n = 0;
    for (size_t i = s.n; i-- > 0;) {
        if (!digit(s.p[i]))
            continue;
        unsigned v = (unsigned)(s.p[i] - '0') * (n++ % 2 ? 2 : 1);
        sum += v > 9 ? v - 9 : v;
    }
    return n > 1 && sum % 10 == 0;
}

static unsigned remainder_of(unsigned rest, char c)
{
    if (c == ' ')
        return rest;
    if (digit(c))
        return (rest * 10 + (unsigned)(c - '0')) % 97;
    return (rest * 100 + (unsigned)((c | 32) - 'a') + 10) % 97;
}

bool personal_iban(struct str s)
{
    size_t head = 0, length = 0;
    unsigned rest = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != ' ' && !alphanumeric(s.p[i]))
            return false;
        length += s.p[i] != ' ';
        head = length <= 4 ? i + 1 : head;
    }
    if (length < 15 || length > 34)
        return false;
    for (size_t i = head; i < s.n; i++)
        rest = remainder_of(rest, s.p[i]);
    for (size_t i = 0; i < head; i++)
        rest = remainder_of(rest, s.p[i]);
    return rest == 1;
}

// The longest beginning that ends with a word and passes the check; 0: none.
static size_t iban_length(struct str s)
{
    for (size_t n = s.n; n >= 15; n--)
        if ((n == s.n || s.p[n] == ' ') && s.p[n - 1] != ' ' && personal_iban(str_slice(s, 0, n)))
            return n;
    return 0;
}

// Digits in groups, as "138 0000 0001" is of three.
struct number {
    size_t length[32], groups, digits;
    bool plus, dots, others; // separated by dots, by something else
};

static struct number measure(struct str s)
{
    struct number n = {0};
    bool inside = false;
    for (size_t i = 0; i < s.n; i++) {
        if (!digit(s.p[i])) {
            n.plus = n.plus || s.p[i] == '+';
            n.dots = n.dots || (s.p[i] == '.' && n.digits);
            n.others = n.others || (s.p[i] != '.' && s.p[i] != '+');
            inside = false;
            continue;
        }
        if (!inside)
            n.groups++;
        inside = true;
        n.length[n.groups - 1]++;
        n.digits++;
    }
    return n;
}

static bool is_date(const struct number *n)
{
    const size_t *l = n->length;
    if (n->plus || n->groups < 3)
        return false;
    bool year_first = l[0] == 4 && l[1] <= 2 && l[2] <= 2;
    bool year_last = l[0] <= 2 && l[1] <= 2 && (l[2] == 4 || (l[2] == 2 && n->groups == 3));
    return year_first || year_last;
}

static bool is_address(const struct number *n) // IPv4
{
    for (size_t i = 0; i < n->groups; i++)
        if (n->length[i] > 3)
            return false;
    return n->groups == 4 && n->dots && !n->others && !n->plus;
}

static bool is_decimal(const struct number *n)
{
    return n->groups == 2 && n->dots && !n->others && !n->plus;
}

static bool is_phone(struct str s)
{
    struct number n = measure(s);
    if (is_date(&n) || is_address(&n) || is_decimal(&n) || n.digits > 15)
        return false;
    if (n.plus)
        return n.digits >= 7;
    return n.groups > 1 ? n.digits >= 7 : n.digits >= 10 && n.digits <= 13;
}

static bool is_card(struct str s)
{
    struct number n = measure(s);
    for (size_t i = 0; i < s.n; i++)
        if (!digit(s.p[i]) && s.p[i] != ' ' && s.p[i] != '-')
            return false;
    return n.digits >= 13 && n.digits <= 19 && personal_luhn(s);
}

// The longest beginning that is one and that no hyphen, dot or digit goes on; 0: none.
static size_t number_length(struct str s, enum personal *kind)
{
    struct number whole = measure(s);
    if (is_address(&whole))
        return 0;
    for (size_t n = s.n; n > 0; n--) {
        if (!digit(s.p[n - 1]) || (n < s.n && !memchr(" /()", s.p[n], 4)))
            continue;
        struct str part = str_slice(s, 0, n);
        *kind = is_card(part) ? PERSONAL_CARD : PERSONAL_PHONE;
        if (*kind == PERSONAL_CARD || is_phone(part))
            return n;
    }
    return 0;
}

static bool judge(struct str text, const size_t *at, struct personal_span *span)
{
    size_t n = 0;
    enum personal kind = PERSONAL_EMAIL;
    if (at[2 * GROUP_EMAIL] != PCRE2_UNSET) {
        n = at[1] - at[0];
    } else if (at[2 * GROUP_IBAN] != PCRE2_UNSET) {
        kind = PERSONAL_IBAN;
        n = iban_length(str_slice(text, at[0], at[1]));
    } else {
        n = number_length(str_slice(text, at[0], at[1]), &kind);
    }
    *span = (struct personal_span){at[0], at[0] + n, kind};
    return n > 0;
}

// Where to look on when a candidate is none: behind its first run of letters and digits.
static size_t behind(struct str text, size_t from)
{
    size_t i = from + 1;
    while (i < text.n && alphanumeric(text.p[i]))
        i++;
    while (i < text.n && ((unsigned char)text.p[i] & 0xC0) == 0x80) // to the next character
        i++;
    return i;
}

bool personal_find(struct personal_finder *f, struct str text, size_t from,
                   struct personal_span *span)
{
    while (from < text.n) {
        int found = pcre2_match(f->code, (PCRE2_SPTR)text.p, text.n, from, 0, f->match, NULL);
        if (found <= 0)
            return false;
        const size_t *at = pcre2_get_ovector_pointer(f->match);
        size_t whole[2 * GROUPS];
        for (size_t i = 0; i < 2 * GROUPS; i++)
            whole[i] = i < 2 * (size_t)found ? at[i] : PCRE2_UNSET;
        if (judge(text, whole, span))
            return true;
        from = behind(text, whole[0]);
    }
    return false;
}
