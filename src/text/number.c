// Numbers as people and spreadsheets write them.
#include "text/number.h"

enum { DIGITS_MOST = 64, EXPONENT_MOST = 40 };

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t take_any(struct str s, const struct str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_starts(s, texts[i]))
            return texts[i].n;
    return 0;
}

static size_t blank_at(struct str s)
{
    static const struct str blanks[] = {STR_INIT(" "), STR_INIT("\u00A0"), STR_INIT("\u202F"),
                                        STR_INIT("\u2009")};
    return take_any(s, blanks, sizeof blanks / sizeof *blanks);
}

// The bytes of a mark of grouping that s begins with, or 0.
static size_t mark_at(struct str s, char mark)
{
    static const struct str apostrophes[] = {STR_INIT("'"), STR_INIT("\u2019")};
    if (mark == ' ')
        return blank_at(s);
    if (mark == '\'')
        return take_any(s, apostrophes, 2);
    return mark && s.n && s.p[0] == mark ? 1 : 0;
}

static bool take(struct str *s, size_t n)
{
    *s = str_slice(*s, n, s->n);
    return n > 0;
}

static bool cut_end(struct str *s, struct str end)
{
    bool found = str_ends(*s, end);
    if (found)
        s->n -= end.n;
    return found;
}

static const struct str currencies[] = {
    STR_INIT("€"),  STR_INIT("$"),   STR_INIT("£"),  STR_INIT("¥"), STR_INIT("￥"),
    STR_INIT("₹"),  STR_INIT("₽"), STR_INIT("₩"),  STR_INIT("₺"), STR_INIT("₫"),
    STR_INIT("元"), STR_INIT("円"),  STR_INIT("圆"), STR_INIT("฿"), STR_INIT("R$"),
};
enum { CURRENCIES = sizeof currencies / sizeof *currencies };

static bool capitals(struct str s, size_t from)
{
    for (size_t i = from; i < from + 3; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return true;
}

// What stands around the digits, each at most once.
struct around {
    bool negative, sign, currency, percent;
};

static bool take_front(struct str *s, struct around *a)
{
    static const struct str minus[] = {STR_INIT("-"), STR_INIT("\u2212")};
    if (take(s, blank_at(*s)))
        return true;
    if (!a->sign && take(s, take_any(*s, minus, 2)))
        return a->negative = a->sign = true;
    if (!a->sign && s->n && s->p[0] == '+' && take(s, 1))
        return a->sign = true;
    if (!a->currency && take(s, take_any(*s, currencies, CURRENCIES)))
        return a->currency = true;
    return !a->currency && s->n > 3 && capitals(*s, 0) && take(s, 3) && (a->currency = true);
}

static bool cut_back(struct str *s, struct around *a)
{
    static const struct str blanks[] = {STR_INIT(" "), STR_INIT("\u00A0"), STR_INIT("\u202F"),
                                        STR_INIT("\u2009")};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (cut_end(s, blanks[i]))
            return true;
    if (!a->percent && (cut_end(s, STR("%")) || cut_end(s, STR("％"))))
        return a->percent = true;
    if (!a->sign && (cut_end(s, STR("-")) || cut_end(s, STR("\u2212"))))
        return a->negative = a->sign = true;
    for (size_t i = 0; !a->currency && i < CURRENCIES; i++)
        if (cut_end(s, currencies[i]))
            return a->currency = true;
    if (a->currency || s->n <= 3 || !capitals(*s, s->n - 3))
        return false;
    s->n -= 3;
    return a->currency = true;
}

static bool strip(struct str *s, struct around *a)
{
    *s = str_trim(*s);
    if (s->n > 2 && s->p[0] == '(' && s->p[s->n - 1] == ')') {
        *s = str_slice(*s, 1, s->n - 1);
        a->negative = a->sign = true;
    }
    // Nothing stands in front of a digit, or behind one: most numbers are plain.
    while (s->n && !digit(s->p[0]) && take_front(s, a))
        continue;
    while (s->n && !digit(s->p[s->n - 1]) && cut_back(s, a))
        continue;
    return s->n > 0;
}

struct digits {
    char text[DIGITS_MOST];
    int n, point; // of them before the decimal mark
};

static bool push(struct digits *d, char c)
{
    if (d->n == DIGITS_MOST)
        return false;
    d->text[d->n++] = c;
    return true;
}

// Groups of three behind the first, or of two as in India, but for the last.
static bool take_whole(struct str *s, struct number_form form, struct digits *d)
{
    size_t group = 0, groups = 0, mark;
    for (;;) {
        if (s->n && digit(s->p[0])) {
            group++;
            if (!push(d, s->p[0]))
                return false;
            take(s, 1);
        } else if ((mark = mark_at(*s, form.thousands)) > 0) {
            if (group == 0 || group > 3 || (groups && group < 2))
                return false;
            groups++;
            group = 0;
            take(s, mark);
        } else {
            break;
        }
    }
    d->point = d->n;
    return groups == 0 || group == 3;
}

static bool take_exponent(struct str *s, int *exponent)
{
    *exponent = 0;
    if (s->n == 0 || (s->p[0] != 'e' && s->p[0] != 'E'))
        return true;
    take(s, 1);
    bool negative = s->n && s->p[0] == '-';
    if (s->n && (s->p[0] == '-' || s->p[0] == '+'))
        take(s, 1);
    if (s->n == 0)
        return false;
    for (; s->n && digit(s->p[0]) && *exponent <= EXPONENT_MOST; take(s, 1))
        *exponent = *exponent * 10 + (s->p[0] - '0');
    if (*exponent > EXPONENT_MOST)
        return false;
    *exponent = negative ? -*exponent : *exponent;
    return true;
}

static void write(const struct digits *d, int point, bool negative, struct buf *out)
{
    int first = 0;
    bool zero = true;
    for (int i = 0; i < d->n; i++)
        zero = zero && d->text[i] == '0';
    while (first < d->n && first < point - 1 && d->text[first] == '0')
        first++;
    if (negative && !zero)
        buf_add_byte(out, '-');
    if (point <= 0)
        buf_add_byte(out, '0');
    for (int i = first; i < point; i++)
        buf_add_byte(out, i < d->n ? d->text[i] : '0');
    if (point >= d->n)
        return;
    buf_add_byte(out, '.');
    for (int i = point; i < d->n; i++)
        buf_add_byte(out, i < 0 ? '0' : d->text[i]);
}

// Nothing but digits around one decimal mark, at most: what most exports write. 0 in front is left
// to the whole reading, which drops it.
static bool read_plain(struct str text, char decimal, struct buf *out)
{
    char digits[32];
    size_t points = 0;
    if (text.n == 0 || text.n > sizeof digits || text.p[0] == '0' || !digit(text.p[0]) ||
        !digit(text.p[text.n - 1]))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        bool point = text.p[i] == decimal;
        points += point;
        if (!point && !digit(text.p[i]))
            return false;
        digits[i] = point ? '.' : text.p[i];
    }
    if (points < 2)
        buf_add(out, (struct str){digits, text.n});
    return points < 2;
}

bool number_read(struct str text, struct number_form form, struct buf *out)
{
    if (read_plain(text, form.decimal, out))
        return true;
    struct around around = {0};
    struct digits d = {.n = 0};
    int exponent;
    if (!strip(&text, &around) || !take_whole(&text, form, &d))
        return false;
    if (text.n && text.p[0] == form.decimal) {
        take(&text, 1);
        for (; text.n && digit(text.p[0]); take(&text, 1))
            if (!push(&d, text.p[0]))
                return false;
    }
    if (d.n == 0 || !take_exponent(&text, &exponent) || text.n)
        return false;
    write(&d, d.point + exponent - (around.percent ? 2 : 0), around.negative, out);
    return true;
}

// The marks of the example are found from its end: the last one is decimal unless it comes again.
bool number_form_read(struct str example, struct number_form *form)
{
    static const char marks[] = {'.', ',', ' ', '\''};
    struct around around = {0};
    struct buf scratch = {0};
    size_t seen[4] = {0}, last = 4, after = 0, kinds = 0;
    *form = (struct number_form){'.', 0};
    if (!strip(&example, &around))
        return false;
    for (struct str rest = example; rest.n;) {
        size_t mark = 0, n = 1;
        after++;
        while (mark < 4 && !mark_at(rest, marks[mark]))
            mark++;
        if (mark < 4) {
            n = mark_at(rest, marks[mark]);
            kinds += seen[mark]++ == 0;
            last = mark;
            after = 0;
        }
        take(&rest, n);
    }
    bool decimal = last < 2 && seen[last] == 1;
    if (kinds == 1 && decimal && after == 3 && example.n <= 7)
        return false; // 1.234: which is it?
    if (decimal)
        form->decimal = marks[last];
    for (size_t i = 0; i < 4; i++)
        if (seen[i] && !(decimal && i == last))
            form->thousands = marks[i];
    if (form->thousands == form->decimal)
        form->decimal = form->decimal == '.' ? ',' : '.';
    bool good = number_read(example, *form, &scratch);
    buf_free(&scratch);
    return good;
}

bool number_damaged_id(struct str text)
{
    text = str_trim(text);
    size_t at = 0, exponent;
    if (text.n == 0 || !digit(text.p[0]))
        return false;
    at++;
    if (at + 1 < text.n && (text.p[at] == '.' || text.p[at] == ',') && digit(text.p[at + 1]))
        for (at++; at < text.n && digit(text.p[at]);)
            at++;
    if (at + 2 >= text.n || text.p[at] != 'E' || text.p[at + 1] != '+')
        return false;
    for (exponent = at += 2; at < text.n && digit(text.p[at]);)
        at++;
    return at == text.n && at >= exponent + 2;
}

bool boolean_read(struct str text, bool *value)
{
    static const struct {
        struct str no, yes;
    } words[] = {
        {STR_INIT("false"), STR_INIT("true")}, {STR_INIT("0"), STR_INIT("1")},
        {STR_INIT("no"), STR_INIT("yes")},     {STR_INIT("n"), STR_INIT("y")},
        {STR_INIT("f"), STR_INIT("t")},        {STR_INIT("off"), STR_INIT("on")},
        {STR_INIT("否"), STR_INIT("是")},      {STR_INIT("nein"), STR_INIT("ja")},
        {STR_INIT("non"), STR_INIT("oui")},    {STR_INIT("无"), STR_INIT("有")},
        {STR_INIT("no"), STR_INIT("si")},      {STR_INIT("no"), STR_INIT("sí")},
    };
    text = str_trim(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        *value = str_eq_nocase(text, words[i].yes);
        if (*value || str_eq_nocase(text, words[i].no))
            return true;
    }
    return false;
}
