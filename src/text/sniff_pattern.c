// Patterns of time by the looks of one value: 3/10/26, 3:00 PM may be %m/%d/%y, %I:%M %p.
#include "text/sniff_time.h"

enum { TOKENS = 32 };

enum part {
    PART_LITERAL,
    PART_NUMBER,
    PART_MONTH,
    PART_DAY,
    PART_HALF,
    PART_WORD,
    PART_DONE, // its letters are known
};

struct token {
    enum part part;
    struct str text;
    const char *letters; // what stands for it in a pattern
};

struct looks {
    struct token token[TOKENS];
    size_t n;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool begins(struct str s, const char *const *names, size_t count, size_t *length)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(names[i]);
        if (s.n < n || !str_eq_nocase(str_slice(s, 0, n), str_of(names[i])))
            continue;
        *length = n;
        return true;
    }
    return false;
}

// A word that means something in a time, and how long it is.
static enum part word_at(struct str s, size_t *length)
{
    static const char *const halves[] = {"a.m.", "p.m.", "上午", "下午", "凌晨", "早上", "中午"};
    static const char *const weeks[] = {"星期", "礼拜", "周"};
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    static const char *const half[] = {"am", "pm"};
    size_t n = 0, unused;
    if (begins(s, halves, sizeof halves / sizeof *halves, length))
        return PART_HALF;
    if (begins(s, weeks, sizeof weeks / sizeof *weeks, length)) {
        *length += s.n >= *length + 3 ? 3 : 0; // and the letter of the day
        return PART_DAY;
    }
    while (n < s.n && is_letter(s.p[n]))
        n++;
    *length = n;
    struct str word = str_slice(s, 0, n);
    if (n >= 3 && begins(word, months, 12, &unused))
        return PART_MONTH;
    if (n >= 3 && begins(word, days, 7, &unused))
        return PART_DAY;
    if (n == 2 && begins(word, half, 2, &unused))
        return PART_HALF;
    return n ? PART_WORD : PART_LITERAL;
}

static bool read_tokens(struct looks *l, struct str s)
{
    while (s.n) {
        size_t length = 0;
        enum part part = PART_NUMBER;
        if ((unsigned char)*s.p < 0x20 && *s.p != '\t')
            return false; // no pattern holds such a byte
        while (length < s.n && is_digit(s.p[length]))
            length++;
        if (length == 0)
            part = word_at(s, &length);
        if (part == PART_LITERAL)
            length = 1;
        if (part == PART_LITERAL && l->n && l->token[l->n - 1].part == PART_LITERAL) {
            l->token[l->n - 1].text.n++;
        } else {
            if (l->n == TOKENS)
                return false;
            l->token[l->n++] = (struct token){part, str_slice(s, 0, length), NULL};
        }
        s = str_slice(s, length, s.n);
    }
    return true;
}

static bool is_number(const struct looks *l, size_t i, size_t digits)
{
    return i < l->n && l->token[i].part == PART_NUMBER && l->token[i].text.n <= digits;
}

static bool is_literal(const struct looks *l, size_t i, const char *text)
{
    return i < l->n && l->token[i].part == PART_LITERAL &&
           str_eq(str_trim(l->token[i].text), str_of(text));
}

static void settle(struct looks *l, size_t i, const char *letters)
{
    l->token[i].part = PART_DONE;
    l->token[i].letters = letters;
}

// Behind a clock: an offset, as in +0800, +08:00 and -05.
static void settle_offset(struct looks *l, size_t i)
{
    if (i + 1 >= l->n || l->token[i].part != PART_LITERAL || !is_number(l, i + 1, 4))
        return;
    struct str *before = &l->token[i].text;
    char sign = before->p[before->n - 1];
    if ((sign != '+' && sign != '-') || l->token[i + 1].text.n % 2)
        return;
    before->n--;
    settle(l, i + 1, "%z");
    if (is_literal(l, i + 2, ":") && is_number(l, i + 3, 2)) {
        settle(l, i + 2, "");
        settle(l, i + 3, "");
    }
}

// Find hours and minutes, with what belongs to them. False: there is no clock.
static bool settle_clock(struct looks *l)
{
    bool half = false;
    size_t i = 0;
    for (size_t k = 0; k < l->n; k++)
        half = half || l->token[k].part == PART_HALF;
    while (i < l->n && !(is_number(l, i, 2) && is_number(l, i + 2, 2) &&
                         (is_literal(l, i + 1, ":") || is_literal(l, i + 1, "时"))))
        i++;
    if (i >= l->n)
        return false;
    bool chinese = !is_literal(l, i + 1, ":");
    settle(l, i, half ? "%I" : "%H");
    settle(l, i + 2, "%M");
    i += 3;
    if (is_literal(l, i, chinese ? "分" : ":") && is_number(l, i + 1, 2)) {
        settle(l, i + 1, "%S");
        i += 2;
        if ((is_literal(l, i, ".") || is_literal(l, i, ",")) && is_number(l, i + 1, 9)) {
            settle(l, i + 1, "%f");
            i += 2;
        }
    }
    while (i < l->n && l->token[i].part != PART_LITERAL)
        i++;
    settle_offset(l, i);
    return true;
}

// Words: names of months, days and halves; at the end one that is a zone's.
static bool settle_words(struct looks *l, bool clock, bool *month)
{
    for (size_t i = 0; i < l->n; i++) {
        struct token *t = &l->token[i];
        if (t->part == PART_MONTH && !*month) {
            *month = true;
            settle(l, i, "%b");
        } else if (t->part == PART_DAY) {
            settle(l, i, "%a");
        } else if (t->part == PART_HALF) {
            settle(l, i, "%p");
        } else if (t->part == PART_WORD && clock && i + 1 == l->n && time_zone_word(t->text).n) {
            settle(l, i, "%Z");
        } else if (t->part == PART_WORD && t->text.n == 1 && *t->text.p == 'T') {
            t->part = PART_LITERAL;
        } else if (t->part == PART_WORD || t->part == PART_MONTH) {
            return false;
        }
    }
    return true;
}

static void add_literal(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool blank = s.p[i] == ' ' || s.p[i] == '\t';
        struct str rest = str_slice(s, i, s.n);
        size_t wide = str_starts(rest, STR("\u00A0")) ? 2 : str_starts(rest, STR("\u202F")) ? 3 : 0;
        if (wide)
            i += wide - 1;
        if (blank || wide) {
            if (out->n == 0 || out->p[out->n - 1] != ' ')
                buf_add_byte(out, ' ');
            continue;
        }
        if (s.p[i] == '%')
            buf_add_byte(out, '%');
        buf_add_byte(out, s.p[i]);
    }
}

// The pattern with the numbers that are left being, in their order, what `letters` say.
static struct str spell(const struct looks *l, const char *const *letters, struct arena *arena)
{
    struct buf out = {0};
    size_t k = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct token *t = &l->token[i];
        if (t->part == PART_NUMBER)
            buf_add(&out, str_of(letters[k++]));
        else if (t->part == PART_DONE)
            buf_add(&out, str_of(t->letters));
        else
            add_literal(&out, t->text);
    }
    struct str text = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

static size_t by_month_name(const struct looks *l, const size_t *digits, struct arena *arena,
                            struct str *text, enum date_order *order)
{
    static const char *const last[] = {"%d", "%Y"}, *const last_short[] = {"%d", "%y"},
                             *const first[] = {"%Y", "%d"};
    const char *const *letters = digits[0] == 4                     ? first
                                 : digits[1] == 4                   ? last
                                 : digits[1] == 2 && digits[0] <= 2 ? last_short
                                                                    : NULL;
    if (!letters)
        return 0;
    text[0] = spell(l, letters, arena);
    order[0] = ORDER_FIXED;
    return 1;
}

static size_t by_numbers(const struct looks *l, const size_t *digits, struct arena *arena,
                         struct str *text, enum date_order *order)
{
    static const struct {
        size_t first, last; // digits of the year there
        enum date_order order;
        const char *letters[3];
    } forms[] = {
        {4, 0, ORDER_YEAR, {"%Y", "%m", "%d"}},  {0, 4, ORDER_DAY, {"%d", "%m", "%Y"}},
        {0, 4, ORDER_MONTH, {"%m", "%d", "%Y"}}, {0, 2, ORDER_DAY, {"%d", "%m", "%y"}},
        {0, 2, ORDER_MONTH, {"%m", "%d", "%y"}}, {2, 0, ORDER_YEAR, {"%y", "%m", "%d"}},
    };
    size_t n = 0;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        bool year_first = forms[i].first > 0;
        size_t year = digits[year_first ? 0 : 2], other = digits[year_first ? 2 : 0];
        if (year != forms[i].first + forms[i].last || other > 2 || digits[1] > 2)
            continue;
        text[n] = spell(l, forms[i].letters, arena);
        order[n++] = forms[i].order;
    }
    return n;
}

size_t time_derive(struct str value, struct arena *arena, struct str *text, enum date_order *order)
{
    struct looks l = {.n = 0};
    bool month = false;
    if (value.n > 64 || !read_tokens(&l, str_trim(value)))
        return 0;
    bool clock = settle_clock(&l);
    if (!settle_words(&l, clock, &month))
        return 0;
    size_t digits[3] = {0}, n = 0;
    for (size_t i = 0; i < l.n; i++) {
        if (l.token[i].part != PART_NUMBER)
            continue;
        if (n == 3)
            return 0;
        digits[n++] = l.token[i].text.n;
    }
    if (month && n == 2)
        return by_month_name(&l, digits, arena, text, order);
    return !month && n == 3 ? by_numbers(&l, digits, arena, text, order) : 0;
}

struct str time_zone_word(struct str value)
{
    value = str_trim(value);
    size_t from = value.n;
    while (from > 0 && is_letter(value.p[from - 1]))
        from--;
    bool apart =
        from > 0 && from < value.n && (value.p[from - 1] == ' ' || is_digit(value.p[from - 1]));
    struct str word = str_slice(value, from, value.n);
    size_t length;
    for (size_t i = 0; i < word.n; i++)
        apart = apart && word.p[i] <= 'Z';
    enum part part = apart ? word_at(word, &length) : PART_LITERAL;
    return part == PART_WORD && word.n >= 2 && word.n <= 5 ? word : STR("");
}
