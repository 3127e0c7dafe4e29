// The names of events and channels in a predicate or in steps, without compiling it: query/ stands
// above model/. Read as such are bare words and channel:event. Words beside an operator (columns
// and values), labels (word =), @names, globs and what is in quotes after an operator are not.
#include "model/study_parts.h"

struct words {
    struct str text;
    size_t at;
    int depth;         // of parentheses: inside, > compares
    bool after_column; // an operator came last: what follows is a value
    void (*found)(void *context, struct str channel, struct str event);
    void *context;
};

static char peek(const struct words *w, size_t ahead)
{
    return w->at + ahead < w->text.n ? w->text.p[w->at + ahead] : '\0';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || c == '_' || c == '-' || c == '.' || c == '*';
}

static void skip_blanks(struct words *w)
{
    while (peek(w, 0) == ' ' || peek(w, 0) == '\t' || peek(w, 0) == '\n' || peek(w, 0) == '\r')
        w->at++;
}

static struct str take_word(struct words *w)
{
    size_t from = w->at;
    while (is_word(peek(w, 0)))
        w->at++;
    return str_slice(w->text, from, w->at);
}

static struct str take_quoted(struct words *w)
{
    char quote = peek(w, 0);
    size_t from = ++w->at;
    while (w->at < w->text.n && peek(w, 0) != quote)
        w->at += peek(w, 0) == '\\' && w->at + 1 < w->text.n ? 2 : 1;
    struct str inside = str_slice(w->text, from, w->at);
    w->at += w->at < w->text.n;
    return inside;
}

// The length of the comparison operator that stands here, 0 if there is none.
static size_t operator_here(const struct words *w)
{
    static const char *const operators[] = {"==", "!=", "=~", "!~", ">=", "<=", "<"};
    struct str rest = str_slice(w->text, w->at, w->text.n);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (str_starts(rest, str_of(operators[i])))
            return strlen(operators[i]);
    }
    return w->depth > 0 && peek(w, 0) == '>';
}

static bool is_one_of(struct str word, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(word, str_of(names[i])))
            return true;
    }
    return false;
}

// Whether the word before this place is a column or a label.
static bool names_column(const struct words *w)
{
    static const char *const verbs[] = {"in", "not", "contains", "is"};
    struct words ahead = *w;
    skip_blanks(&ahead);
    if (operator_here(&ahead) || peek(&ahead, 0) == '=')
        return true;
    return is_one_of(take_word(&ahead), verbs, sizeof verbs / sizeof *verbs);
}

static struct str no_glob(struct str name)
{
    return name.n && memchr(name.p, '*', name.n) ? STR("") : name;
}

static void report(struct words *w, struct str name)
{
    struct str channel = STR("");
    if (peek(w, 0) == ':') {
        w->at++;
        channel = name;
        name = peek(w, 0) == '"' || peek(w, 0) == '\'' ? take_quoted(w) : take_word(w);
    } else if (names_column(w)) {
        return;
    }
    w->found(w->context, no_glob(channel), no_glob(name));
}

static void skip_list(struct words *w) // in ( … )
{
    skip_blanks(w);
    if (peek(w, 0) != '(')
        return;
    while (w->at < w->text.n && peek(w, 0) != ')') {
        if (peek(w, 0) == '"' || peek(w, 0) == '\'')
            take_quoted(w);
        else
            w->at++;
    }
    w->at += w->at < w->text.n;
}

static void one_word(struct words *w)
{
    static const char *const keywords[] = {"and", "or", "not", "is", "set", "missing"};
    struct str word = take_word(w);
    if (w->after_column)
        w->after_column = false;
    else if (str_eq(word, STR("in")))
        skip_list(w);
    else if (str_eq(word, STR("contains")))
        w->after_column = true;
    else if (!is_one_of(word, keywords, sizeof keywords / sizeof *keywords))
        report(w, word);
}

static void one_mark(struct words *w)
{
    char c = peek(w, 0);
    size_t operator= operator_here(w);
    if (operator) {
        w->at += operator;
        w->after_column = true;
        return;
    }
    w->at++;
    if (c == '(')
        w->depth++;
    else if (c == ')')
        w->depth--;
    else if (c == '@' || c == '#') // a named funnel, an occurrence
        take_word(w);
}

void study_words(struct str text,
                 void (*found)(void *context, struct str channel, struct str event), void *context)
{
    struct words w = {.text = text, .found = found, .context = context};
    while (skip_blanks(&w), w.at < text.n) {
        char c = peek(&w, 0);
        if (is_word(c)) {
            one_word(&w);
        } else if (c == '"' || c == '\'') {
            struct str quoted = take_quoted(&w);
            if (!w.after_column)
                report(&w, quoted);
            w.after_column = false;
        } else {
            one_mark(&w);
        }
    }
}
