// A query's text into tokens.
#include "query/syntax.h"

#include "base/utf8.h"

size_t syntax_column(struct str text, size_t at)
{
    size_t column = 1;
    for (size_t i = 0; i < at && i < text.n; i++)
        column += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return column;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           (unsigned char)c >= 0x80 || (c && strchr("_-.*/:%+$@", c));
}

static bool quoted(struct lexer *l, struct token *t, struct diag *d)
{
    char quote = l->text.p[l->at];
    size_t i = l->at + 1;
    while (i < l->text.n && l->text.p[i] != quote)
        i += quote == '"' && l->text.p[i] == '\\' ? 2 : 1;
    if (i >= l->text.n)
        return diag_set(d, FAULT_USAGE, "the quote at column %zu is not closed",
                        syntax_column(l->text, l->at));
    t->kind = TOKEN_QUOTED;
    t->verbatim = quote == '\'';
    t->text = str_slice(l->text, l->at + 1, i);
    l->at = i + 1;
    return true;
}

static bool occurrence(struct lexer *l, struct token *t, struct diag *d)
{
    size_t from = l->at + 1, to = from;
    while (to < l->text.n && is_word(l->text.p[to]))
        to++;
    struct str word = str_slice(l->text, from, to);
    t->kind = TOKEN_OCCURRENCE;
    t->occurrence.last = str_eq(word, STR("last"));
    t->occurrence.more = word.n && word.p[word.n - 1] == '+';
    word.n -= t->occurrence.more;
    if (!t->occurrence.last &&
        (!str_to_u64(word, &t->occurrence.nth) || t->occurrence.nth == 0 || word.p[0] == '+'))
        return diag_set(d, FAULT_USAGE,
                        "bad occurrence at column %zu: write #2 (the second), #2+ (from the "
                        "second on) or #last",
                        syntax_column(l->text, l->at));
    l->at = to;
    return true;
}

static bool word(struct lexer *l, struct token *t, struct diag *d)
{
    bool reference = l->text.p[l->at] == '@';
    size_t from = l->at + reference, to = from;
    while (to < l->text.n && is_word(l->text.p[to]))
        to++;
    if (from == to)
        return diag_set(d, FAULT_USAGE, "expected a name behind @ at column %zu",
                        syntax_column(l->text, l->at));
    t->kind = reference ? TOKEN_REFERENCE : TOKEN_WORD;
    t->text = str_slice(l->text, from, to);
    l->at = to;
    return true;
}

static bool unexpected(const struct lexer *l, struct diag *d)
{
    uint32_t point;
    struct str rest = str_slice(l->text, l->at, l->text.n);
    size_t n = utf8_next(rest, &point);
    return diag_set(d, FAULT_USAGE, "unexpected %.*s at column %zu; quote names that have it",
                    STR_ARG(str_slice(rest, 0, n ? n : 1)), syntax_column(l->text, l->at));
}

// Signs of one or two bytes, the longer first.
static bool sign(struct lexer *l, struct token *t)
{
    static const struct {
        struct str text;
        enum token_kind kind;
        enum operator op;
    } signs[] = {
        {{"==", 2}, TOKEN_OPERATOR, OPERATOR_EQ},
        {{"!=", 2}, TOKEN_OPERATOR, OPERATOR_NE},
        {{"<=", 2}, TOKEN_OPERATOR, OPERATOR_LE},
        {{">=", 2}, TOKEN_OPERATOR, OPERATOR_GE},
        {{"=~", 2}, TOKEN_OPERATOR, OPERATOR_MATCHES},
        {{"!~", 2}, TOKEN_OPERATOR, OPERATOR_MATCHES_NOT},
        {{"<", 1}, TOKEN_OPERATOR, OPERATOR_LT},
        {{">", 1}, TOKEN_OPERATOR, OPERATOR_GT},
        {{"(", 1}, TOKEN_OPEN, OPERATOR_EQ},
        {{")", 1}, TOKEN_CLOSE, OPERATOR_EQ},
        {{",", 1}, TOKEN_COMMA, OPERATOR_EQ},
        {{"|", 1}, TOKEN_BAR, OPERATOR_EQ},
        {{"=", 1}, TOKEN_LABEL, OPERATOR_EQ},
    };
    struct str rest = str_slice(l->text, l->at, l->text.n);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!str_starts(rest, signs[i].text))
            continue;
        t->kind = signs[i].kind;
        t->op = signs[i].op;
        t->text = str_slice(rest, 0, signs[i].text.n);
        l->at += signs[i].text.n;
        return true;
    }
    return false;
}

bool lexer_next(struct lexer *l, struct token *t, struct diag *d)
{
    size_t before = l->at;
    while (l->at < l->text.n && is_blank(l->text.p[l->at]))
        l->at++;
    *t = (struct token){.kind = TOKEN_END, .at = l->at, .glued = l->at == before};
    if (l->at >= l->text.n)
        return true;
    char c = l->text.p[l->at];
    if (c == '"' || c == '\'')
        return quoted(l, t, d);
    if (c == '#')
        return occurrence(l, t, d);
    if (is_word(c))
        return word(l, t, d);
    return sign(l, t) || unexpected(l, d);
}
