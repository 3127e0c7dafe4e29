// One test applied to one text: equality, order, lists, patterns.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "query/compiled.h"

#include "base/mem.h"

#include <math.h>
#include <pcre2.h>
#include <stdlib.h>

struct literal {
    struct str text;
    double number;
    bool is_number;
    bool quoted;
};

struct test {
    enum operator op;
    bool glob;
    struct literal *literal;
    size_t literals;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
};

// Steps of backtracking after which a pattern is taken for a bad one.
enum { MATCH_LIMIT = 1000000 };

// * in the pattern is any run of bytes.
static bool glob_match(struct str pattern, struct str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.n && pattern.p[p] == text.p[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

static struct literal literal_of(struct str text, bool quoted)
{
    struct literal l = {.text = text, .quoted = quoted};
    l.is_number = str_to_double(text, &l.number);
    return l;
}

static bool compile_pattern(struct test *t, const struct syntax_value *v, struct arena *a,
                            struct diag *d)
{
    int error;
    PCRE2_SIZE at;
    PCRE2_UCHAR why[128];
    struct str text = syntax_text(v, true, a);
    t->code = pcre2_compile((PCRE2_SPTR)text.p, text.n, PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &error,
                            &at, NULL);
    if (!t->code) {
        pcre2_get_error_message(error, why, sizeof why);
        return diag_set(d, FAULT_USAGE, "bad pattern %.*s: %s at its byte %zu", STR_ARG(text),
                        (const char *)why, (size_t)at);
    }
    // Without JIT (a hardened system may forbid it) the interpreter gives the same answer.
    pcre2_jit_compile(t->code, PCRE2_JIT_COMPLETE);
    t->match = pcre2_match_data_create(1, NULL);
    t->context = pcre2_match_context_create(NULL);
    if (!t->match || !t->context)
        mem_exhausted();
    pcre2_set_match_limit(t->context, MATCH_LIMIT);
    return true;
}

struct test *test_open(const struct syntax *s, struct arena *a, struct diag *d)
{
    struct test *t = arena_new(a, struct test);
    t->op = s->op;
    if (s->op == OPERATOR_MATCHES || s->op == OPERATOR_MATCHES_NOT) {
        if (compile_pattern(t, s->value, a, d))
            return t;
        return NULL;
    }
    for (const struct syntax_value *v = s->value; v; v = v->next)
        t->literals++;
    t->literal = arena_array(a, t->literals, struct literal);
    size_t i = 0;
    for (const struct syntax_value *v = s->value; v; v = v->next)
        t->literal[i++] = literal_of(syntax_text(v, false, a), v->quoted);
    return t;
}

struct test *test_text(struct str text, struct arena *a)
{
    struct test *t = arena_new(a, struct test);
    t->op = OPERATOR_EQ;
    t->literals = 1;
    t->literal = arena_new(a, struct literal);
    *t->literal = literal_of(text, true);
    return t;
}

struct test *test_equals(struct str text, struct arena *a)
{
    struct test *t = test_text(text, a);
    t->glob = true;
    return t;
}

void test_close(struct test *t)
{
    if (!t || !t->code)
        return;
    pcre2_code_free(t->code);
    pcre2_match_data_free(t->match);
    pcre2_match_context_free(t->context);
}

// An unquoted number equals what is numerically the same; not beyond the whole numbers that a
// double tells apart, where two long ids would seem equal.
static bool equals(const struct literal *l, struct str value)
{
    double number;
    if (str_eq(l->text, value))
        return true;
    return !l->quoted && l->is_number && fabs(l->number) < 9007199254740992.0 &&
           str_to_double(value, &number) && number == l->number;
}

// Whether value and literal stand in order: numbers if the literal is one, else bytewise. A value
// that is missing, or no number beside one, does not match.
static bool ordered(const struct test *t, struct str value)
{
    const struct literal *l = t->literal;
    double number = 0;
    int sign;
    if (value.n == 0 || (l->is_number && !str_to_double(value, &number)))
        return false;
    if (l->is_number)
        sign = (number > l->number) - (number < l->number);
    else
        sign = str_cmp(value, l->text);
    switch (t->op) {
    case OPERATOR_LT:
        return sign < 0;
    case OPERATOR_LE:
        return sign <= 0;
    case OPERATOR_GT:
        return sign > 0;
    default:
        return sign >= 0;
    }
}

static bool contains(struct str text, struct str part)
{
    for (size_t i = 0; i + part.n <= text.n; i++)
        if (memcmp(text.p + i, part.p, part.n) == 0)
            return true;
    return false;
}

static bool matches(const struct test *t, struct str value, bool *result, struct diag *d)
{
    int n = pcre2_match(t->code, (PCRE2_SPTR)value.p, value.n, 0, 0, t->match, t->context);
    if (n < 0 && n != PCRE2_ERROR_NOMATCH)
        return diag_set(d, FAULT_USAGE,
                        "the pattern takes too long on a value of %zu bytes; make it simpler",
                        value.n);
    *result = (n >= 0) == (t->op == OPERATOR_MATCHES);
    return true;
}

bool test_run(const struct test *t, struct str value, bool *result, struct diag *d)
{
    *result = false;
    switch (t->op) {
    case OPERATOR_EQ:
        *result = t->glob ? glob_match(t->literal->text, value) : equals(t->literal, value);
        return true;
    case OPERATOR_NE:
        *result = !equals(t->literal, value);
        return true;
    case OPERATOR_IN:
        for (size_t i = 0; i < t->literals && !*result; i++)
            *result = equals(&t->literal[i], value);
        return true;
    case OPERATOR_CONTAINS:
        *result = contains(value, t->literal->text);
        return true;
    case OPERATOR_SET:
        *result = value.n > 0;
        return true;
    case OPERATOR_MISSING:
        *result = value.n == 0;
        return true;
    case OPERATOR_MATCHES:
    case OPERATOR_MATCHES_NOT:
        return matches(t, value, result, d);
    default:
        *result = ordered(t, value);
        return true;
    }
}
