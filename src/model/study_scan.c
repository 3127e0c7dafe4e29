// A first pass over a study's text. libconfuse yields the values; it does not tell the line of a
// key, miscounts lines after C comments, takes the last of repeated keys, expands ${NAME} from the
// environment, drops the backslash of unknown escapes and reports free-form keys as unknown. So
// all that is judged about a study's form is judged here, and only sound text is handed on.
#include "model/study_scan.h"

#include "base/suggest.h"
#include "base/utf8.h"

enum token { TOKEN_BAD, TOKEN_END, TOKEN_TEXT, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_EQUALS, TOKEN_COMMA };

struct lexer {
    struct scan *scan;
    size_t at;
    uint64_t line;
    struct str text;     // of a TOKEN_TEXT: without its quotes
    uint64_t token_line; // where the token starts
    struct diag *d;
};

static enum token lexer_fault(struct lexer *x, uint64_t line, const char *message)
{
    diag_at(x->d, FAULT_USAGE, x->scan->file, line, 0, "%s", message);
    return TOKEN_BAD;
}

static char peek(const struct lexer *x, size_t ahead)
{
    const struct buf *text = &x->scan->text;
    return x->at + ahead < text->n ? text->p[x->at + ahead] : '\0';
}

static void step(struct lexer *x, bool blank)
{
    char *c = &x->scan->text.p[x->at++];
    if (*c == '\n')
        x->line++;
    else if (blank)
        *c = ' ';
}

// Blank a comment that starts here; false: it never ends.
static bool skip_comment(struct lexer *x)
{
    bool block = peek(x, 0) == '/' && peek(x, 1) == '*';
    if (!block) {
        while (x->at < x->scan->text.n && peek(x, 0) != '\n')
            step(x, true);
        return true;
    }
    step(x, true);
    step(x, true);
    while (x->at < x->scan->text.n && !(peek(x, 0) == '*' && peek(x, 1) == '/'))
        step(x, true);
    if (x->at == x->scan->text.n)
        return false;
    step(x, true);
    step(x, true);
    return true;
}

static bool at_comment(const struct lexer *x)
{
    return peek(x, 0) == '#' || (peek(x, 0) == '/' && (peek(x, 1) == '/' || peek(x, 1) == '*'));
}

static enum token double_quoted_escape(struct lexer *x)
{
    if (peek(x, 0) == '$' && peek(x, 1) == '{')
        return lexer_fault(x, x->line,
                           "'${' in double quotes: a study does not read the environment; "
                           "use single quotes for a literal '${'");
    if (peek(x, 0) == '\\') {
        if (peek(x, 1) == '\0' || !strchr("\\\"nrt\n", peek(x, 1)))
            return lexer_fault(x, x->line,
                               "unknown escape in double quotes (known: \\\\ \\\" \\n \\r \\t); "
                               "use single quotes for patterns");
        step(x, false);
    }
    return TOKEN_TEXT;
}

static enum token quoted(struct lexer *x)
{
    char quote = peek(x, 0);
    uint64_t from_line = x->line;
    step(x, false);
    size_t from = x->at;
    while (x->at < x->scan->text.n && peek(x, 0) != quote) {
        if (quote == '"' && double_quoted_escape(x) == TOKEN_BAD)
            return TOKEN_BAD;
        if (quote == '\'' && peek(x, 0) == '\\' && x->at + 1 < x->scan->text.n)
            step(x, false);
        step(x, false);
    }
    if (x->at >= x->scan->text.n)
        return lexer_fault(x, from_line, "a quote is opened here and never closed");
    x->text = (struct str){x->scan->text.p + from, x->at - from};
    step(x, false);
    return TOKEN_TEXT;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || (c != '\0' && strchr("_-.:%@/", c));
}

static enum token word(struct lexer *x)
{
    size_t from = x->at;
    while (is_word(peek(x, 0)) && !at_comment(x))
        step(x, false);
    x->text = (struct str){x->scan->text.p + from, x->at - from};
    return TOKEN_TEXT;
}

static enum token next(struct lexer *x)
{
    for (;;) {
        char c = peek(x, 0);
        if (x->at >= x->scan->text.n)
            break;
        if (at_comment(x)) {
            uint64_t from = x->line;
            if (!skip_comment(x))
                return lexer_fault(x, from, "a comment is opened here and never closed");
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            step(x, false);
        } else {
            break;
        }
    }
    x->token_line = x->line;
    if (x->at >= x->scan->text.n)
        return TOKEN_END;
    static const char marks[] = "{}=,";
    static const enum token tokens[] = {TOKEN_OPEN, TOKEN_CLOSE, TOKEN_EQUALS, TOKEN_COMMA};
    char c = peek(x, 0);
    const char *mark = strchr(marks, c);
    if (mark) {
        step(x, false);
        return tokens[mark - marks];
    }
    if (c == '"' || c == '\'')
        return quoted(x);
    if (is_word(c))
        return word(x);
    diag_at(x->d, FAULT_USAGE, x->scan->file, x->line, 0,
            "unexpected '%c'; a text with such a character needs quotes", c);
    return TOKEN_BAD;
}

static bool fault_unknown(struct lexer *x, const cfg_opt_t *options, size_t parent)
{
    const struct place *section = &x->scan->place.p[parent];
    diag_at(x->d, FAULT_USAGE, x->scan->file, x->token_line, 0, "unknown key '%.*s'",
            STR_ARG(x->text));
    if (section->key.n)
        diag_more(x->d, " in %.*s", STR_ARG(section->key));
    VEC(struct str) names = {0};
    for (const cfg_opt_t *option = options; option->name; option++)
        vec_push(&names, str_of(option->name));
    suggest_diag(x->d, x->text, names.p, names.n);
    vec_free(&names);
    return false;
}

// Note a key or section; one that stands there already is a fault.
static bool add_place(struct lexer *x, size_t parent, struct str key, struct str title,
                      uint64_t line)
{
    for (vec_each(struct place, other, &x->scan->place)) {
        if (other == x->scan->place.p || other->parent != parent || !str_eq(other->key, key) ||
            !str_eq(other->title, title))
            continue;
        const char *gap = title.n ? " " : "";
        return diag_at(x->d, FAULT_USAGE, x->scan->file, line, 0,
                       "'%.*s%s%.*s' is given twice; first in line %llu", STR_ARG(key), gap,
                       STR_ARG(title), (unsigned long long)other->line);
    }
    vec_push(&x->scan->place, (struct place){parent, key, title, line});
    return true;
}

static bool fault_expected(struct lexer *x, enum token token, struct str key, const char *form)
{
    if (token == TOKEN_BAD)
        return false;
    return diag_at(x->d, FAULT_USAGE, x->scan->file, x->token_line, 0, "%.*s %s", STR_ARG(key),
                   form);
}

static bool scan_list(struct lexer *x, struct str key)
{
    for (;;) {
        enum token token = next(x);
        if (token == TOKEN_CLOSE)
            return true;
        if (token != TOKEN_TEXT)
            return fault_expected(x, token, key, "is a list: write {\"one\", \"two\"}");
        token = next(x);
        if (token == TOKEN_CLOSE)
            return true;
        if (token != TOKEN_COMMA)
            return fault_expected(x, token, key, "is a list: ',' or '}' is missing");
    }
}

static bool scan_value(struct lexer *x, struct str key, bool list)
{
    enum token token = next(x);
    if (token != TOKEN_EQUALS)
        return fault_expected(x, token, key, "needs '=' and a value");
    token = next(x);
    if (token == TOKEN_TEXT)
        return true;
    if (token == TOKEN_OPEN && list)
        return scan_list(x, key);
    return fault_expected(x, token, key,
                          token == TOKEN_OPEN ? "takes one text, not a list" : "needs a value");
}

static bool scan_section(struct lexer *x, const cfg_opt_t *options, int flags, size_t parent);

static bool scan_subsection(struct lexer *x, const cfg_opt_t *option, size_t parent, uint64_t line)
{
    struct str key = str_of(option->name), title = {"", 0};
    bool titled = (option->flags & CFGF_TITLE) != 0;
    enum token token = next(x);
    if (titled) {
        if (token != TOKEN_TEXT || x->text.n == 0)
            return fault_expected(x, token, key,
                                  "is a section with a name: write it as "
                                  "KEY \"NAME\" { … }");
        title = x->text;
        token = next(x);
    }
    if (token != TOKEN_OPEN)
        return fault_expected(x, token, key,
                              titled ? "is a section: '{' is missing after its name"
                                     : "is a section: '{' is missing");
    if (!add_place(x, parent, key, title, line))
        return false;
    return scan_section(x, option->subopts, option->flags, x->scan->place.n - 1);
}

static bool scan_entry(struct lexer *x, const cfg_opt_t *options, int flags, size_t parent)
{
    struct str key = x->text;
    uint64_t line = x->token_line;
    if (flags & CFGF_KEYSTRVAL) {
        if (key.n == 0)
            return fault_expected(x, TOKEN_TEXT, STR("a key"), "must not be empty");
        char *bytes = x->scan->text.p + (key.p - x->scan->text.p);
        for (size_t i = 0; i < key.n; i++) {
            if (bytes[i] == '|')
                bytes[i] = SCAN_BAR;
        }
        return add_place(x, parent, key, STR(""), line) && scan_value(x, key, false);
    }
    const cfg_opt_t *option = grammar_find(options, key);
    if (!option)
        return fault_unknown(x, options, parent);
    if (option->type == CFGT_SEC)
        return scan_subsection(x, option, parent, line);
    return add_place(x, parent, key, STR(""), line) &&
           scan_value(x, key, (option->flags & CFGF_LIST) != 0);
}

static bool scan_section(struct lexer *x, const cfg_opt_t *options, int flags, size_t parent)
{
    for (;;) {
        enum token token = next(x);
        const struct place *section = &x->scan->place.p[parent];
        if (token == TOKEN_BAD)
            return false;
        if (token == TOKEN_END && parent == 0)
            return true;
        if (token == TOKEN_CLOSE && parent != 0)
            return true;
        if (token == TOKEN_END)
            return diag_at(x->d, FAULT_USAGE, x->scan->file, section->line, 0,
                           "section '%.*s' is never closed: '}' is missing", STR_ARG(section->key));
        if (token != TOKEN_TEXT)
            return diag_at(x->d, FAULT_USAGE, x->scan->file, x->token_line, 0,
                           "unexpected '%c': a key is expected here", x->scan->text.p[x->at - 1]);
        if (!scan_entry(x, options, flags, parent))
            return false;
    }
}

// Bytes that no study may hold: controls and what is not UTF-8.
static bool check_bytes(struct str text, struct str file, struct diag *d)
{
    uint64_t line = 1;
    size_t bad = utf8_check(text);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (i == bad)
            return diag_at(d, FAULT_USAGE, file, line, 0, "not UTF-8; a study is UTF-8 text");
        if (c == '\n')
            line++;
        else if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f)
            return diag_at(d, FAULT_USAGE, file, line, 0,
                           "control byte 0x%02x; a study is plain text", c);
    }
    return true;
}

bool scan_study(struct scan *s, struct str text, struct str file, const cfg_opt_t *grammar,
                struct diag *d)
{
    *s = (struct scan){.file = file};
    if (str_starts(text, STR("\xef\xbb\xbf"))) // a byte order mark
        text = str_slice(text, 3, text.n);
    if (!check_bytes(text, file, d))
        return false;
    buf_add(&s->text, text);
    vec_push(&s->place, (struct place){.key = STR(""), .title = STR("")});
    struct lexer x = {.scan = s, .line = 1, .d = d};
    return scan_section(&x, grammar, CFGF_NONE, 0);
}

void scan_free(struct scan *s)
{
    buf_free(&s->text);
    vec_free(&s->place);
}

size_t scan_find(const struct scan *s, size_t parent, struct str key, size_t nth)
{
    for (size_t i = 1; i < s->place.n; i++) {
        const struct place *place = &s->place.p[i];
        if (place->parent == parent && str_eq(place->key, key) && nth-- == 0)
            return i;
    }
    return SIZE_MAX;
}
