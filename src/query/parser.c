// Tokens into a tree, by recursive descent.
#include "query/syntax.h"

#include "base/buf.h"

// Parentheses and nots within each other: more is no question that anyone asks.
enum { DEPTH_MAX = 100 };

struct parser {
    struct lexer lexer;
    struct token now, after; // the current token and the one behind it
    struct arena *arena;
    struct diag *d;
    bool compares; // > is an operator here
    unsigned depth;
};

static bool advance(struct parser *p)
{
    p->now = p->after;
    return p->now.kind == TOKEN_END || lexer_next(&p->lexer, &p->after, p->d);
}

static struct syntax *expected(const struct parser *p, const char *what)
{
    size_t column = syntax_column(p->lexer.text, p->now.at);
    if (p->now.kind == TOKEN_END)
        diag_set(p->d, FAULT_USAGE, "expected %s at the end (column %zu)", what, column);
    else
        diag_set(p->d, FAULT_USAGE, "expected %s at column %zu, before %.*s", what, column,
                 STR_ARG(str_slice(p->lexer.text, p->now.at, p->lexer.text.n)));
    return NULL;
}

static bool is_keyword(const struct token *t, const char *keyword)
{
    return t->kind == TOKEN_WORD && str_eq(t->text, str_of(keyword));
}

static struct syntax *new_node(struct parser *p, enum syntax_kind kind)
{
    struct syntax *s = arena_new(p->arena, struct syntax);
    s->kind = kind;
    s->at = p->now.at;
    return s;
}

static struct syntax_value value_of(const struct token *t)
{
    return (struct syntax_value){
        .text = t->text, .quoted = t->kind == TOKEN_QUOTED, .verbatim = t->verbatim, .at = t->at};
}

static bool take_value(struct parser *p, struct syntax_value **list)
{
    if (p->now.kind != TOKEN_WORD && p->now.kind != TOKEN_QUOTED)
        return expected(p, "a value");
    struct syntax_value *v = arena_new(p->arena, struct syntax_value);
    *v = value_of(&p->now);
    *list = v;
    return advance(p);
}

static bool take_list(struct parser *p, struct syntax_value **list)
{
    if (p->now.kind != TOKEN_OPEN)
        return expected(p, "( and a list of values");
    do {
        if (!advance(p) || !take_value(p, list))
            return false;
        list = &(*list)->next;
    } while (p->now.kind == TOKEN_COMMA);
    if (p->now.kind != TOKEN_CLOSE)
        return expected(p, ", or )");
    return advance(p);
}

static bool take_is(struct parser *p, struct syntax *s)
{
    if (!is_keyword(&p->now, "set") && !is_keyword(&p->now, "missing"))
        return expected(p, "'set' or 'missing'");
    s->op = is_keyword(&p->now, "set") ? OPERATOR_SET : OPERATOR_MISSING;
    return advance(p);
}

// Whether what stands behind the current word makes it a field.
static bool is_comparison(const struct parser *p)
{
    const struct token *t = &p->after;
    if (t->kind == TOKEN_OPERATOR)
        return t->op != OPERATOR_GT || p->compares;
    return is_keyword(t, "in") || is_keyword(t, "contains") || is_keyword(t, "is");
}

static struct syntax *comparison(struct parser *p)
{
    struct syntax *s = new_node(p, SYNTAX_COMPARE);
    s->field = value_of(&p->now);
    if (!advance(p))
        return NULL;
    struct token op = p->now;
    if (!advance(p))
        return NULL;
    bool good;
    if (op.kind == TOKEN_OPERATOR) {
        s->op = op.op;
        good = take_value(p, &s->value);
    } else if (is_keyword(&op, "in")) {
        s->op = OPERATOR_IN;
        good = take_list(p, &s->value);
    } else if (is_keyword(&op, "contains")) {
        s->op = OPERATOR_CONTAINS;
        good = take_value(p, &s->value);
    } else {
        good = take_is(p, s);
    }
    return good ? s : NULL;
}

// event, "event", channel:event, channel:"event"
static struct syntax *event(struct parser *p)
{
    struct syntax *s = new_node(p, SYNTAX_EVENT);
    s->event = value_of(&p->now);
    size_t colon = p->now.kind == TOKEN_WORD ? str_find(p->now.text, ':', 0) : SIZE_MAX;
    if (colon != SIZE_MAX) {
        s->channel = s->event;
        s->channel.text = str_slice(p->now.text, 0, colon);
        s->event.text = str_slice(p->now.text, colon + 1, p->now.text.n);
        s->event.at += colon + 1;
        if (s->event.text.n == 0 && p->after.kind == TOKEN_QUOTED && p->after.glued) {
            if (!advance(p))
                return NULL;
            s->event = value_of(&p->now);
        }
    }
    if (s->event.text.n == 0 || (s->channel.text.p && s->channel.text.n == 0))
        return expected(p, "channel:event (either may be *)");
    return advance(p) ? s : NULL;
}

static struct syntax *alternatives(struct parser *p);

static struct syntax *parentheses(struct parser *p)
{
    bool outside = p->compares;
    p->compares = true;
    if (!advance(p))
        return NULL;
    struct syntax *s = alternatives(p);
    p->compares = outside;
    if (s && p->now.kind != TOKEN_CLOSE)
        return expected(p, ")");
    return s && advance(p) ? s : NULL;
}

static struct syntax *primary(struct parser *p)
{
    static const char *const keywords[] = {"and", "or", "in", "contains", "is"};
    if (p->now.kind == TOKEN_OPEN)
        return parentheses(p);
    if (p->now.kind == TOKEN_REFERENCE) {
        struct syntax *s = new_node(p, SYNTAX_REFERENCE);
        s->field = value_of(&p->now);
        return advance(p) ? s : NULL;
    }
    if (p->now.kind != TOKEN_WORD && p->now.kind != TOKEN_QUOTED)
        return expected(p, "an event or a comparison");
    if (is_comparison(p))
        return comparison(p);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (is_keyword(&p->now, keywords[i]))
            return expected(p, "an event or a comparison");
    return event(p);
}

static struct syntax *occurrences(struct parser *p)
{
    struct syntax *s = primary(p);
    if (!s)
        return NULL;
    while (p->now.kind == TOKEN_OCCURRENCE) {
        struct syntax *outer = new_node(p, SYNTAX_OCCURRENCE);
        outer->occurrence = p->now.occurrence;
        outer->child = s;
        s = outer;
        if (++p->depth > DEPTH_MAX)
            return expected(p, "a simpler question: too many occurrences within each other");
        if (!advance(p))
            return NULL;
    }
    return s;
}

static struct syntax *negation(struct parser *p)
{
    if (++p->depth > DEPTH_MAX)
        return expected(p, "a simpler question: too many parentheses within each other");
    struct syntax *s;
    unsigned depth = p->depth;
    if (is_keyword(&p->now, "not") && !is_comparison(p)) {
        s = new_node(p, SYNTAX_NOT);
        s->child = advance(p) ? negation(p) : NULL;
        s = s->child ? s : NULL;
    } else {
        s = occurrences(p);
    }
    p->depth = depth - 1;
    return s;
}

static bool joins(const struct parser *p, enum syntax_kind kind)
{
    if (kind == SYNTAX_AND)
        return is_keyword(&p->now, "and");
    return p->now.kind == TOKEN_BAR || is_keyword(&p->now, "or");
}

// One or more operands joined by the same word; a single one stays as it is.
static struct syntax *chain(struct parser *p, enum syntax_kind kind,
                            struct syntax *(*operand)(struct parser *p))
{
    struct syntax *whole = new_node(p, kind);
    struct syntax **place = &whole->child;
    for (;;) {
        *place = operand(p);
        if (!*place)
            return NULL;
        if (!joins(p, kind))
            break;
        place = &(*place)->next;
        if (!advance(p))
            return NULL;
    }
    return whole->child->next ? whole : whole->child;
}

static struct syntax *conjunction(struct parser *p)
{
    return chain(p, SYNTAX_AND, negation);
}

static struct syntax *alternatives(struct parser *p)
{
    return chain(p, SYNTAX_OR, conjunction);
}

static bool one_step(struct parser *p, struct syntax_step *step)
{
    size_t from = p->now.at;
    *step = (struct syntax_step){0};
    bool named = p->now.kind == TOKEN_WORD || p->now.kind == TOKEN_QUOTED;
    if (!p->compares && named && p->after.kind == TOKEN_LABEL) {
        struct syntax_value label = value_of(&p->now);
        step->label = syntax_text(&label, false, p->arena);
        if (!advance(p) || !advance(p)) // NOLINT(misc-redundant-expression): two tokens
            return false;
    }
    step->tree = alternatives(p);
    if (step->tree && !step->label.p)
        step->label = str_trim(str_slice(p->lexer.text, from, p->now.at));
    return step->tree;
}

static bool is_separator(const struct token *t)
{
    return t->kind == TOKEN_OPERATOR && t->op == OPERATOR_GT;
}

bool syntax_parse(struct str text, bool steps, struct arena *a, struct syntax_step *step,
                  size_t most, size_t *count, struct diag *d)
{
    struct parser p = {.lexer = {.text = text}, .arena = a, .d = d, .compares = !steps};
    *count = 0;
    if (!lexer_next(&p.lexer, &p.after, d) || !advance(&p))
        return false;
    for (;;) {
        if (*count == most)
            return diag_set(d, FAULT_USAGE, "more than %zu steps", most);
        if (!one_step(&p, &step[(*count)++]))
            return false;
        if (!is_separator(&p.now) || !steps)
            break;
        if (!advance(&p))
            return false;
    }
    if (p.now.kind == TOKEN_LABEL)
        return expected(&p, "== to compare");
    if (p.now.kind != TOKEN_END)
        return expected(&p, steps ? "> and, or | or the end" : "and, or | or the end");
    return true;
}

struct str syntax_text(const struct syntax_value *v, bool pattern, struct arena *a)
{
    if (!v->quoted || v->verbatim || str_find(v->text, '\\', 0) == SIZE_MAX)
        return v->text;
    char *out = arena_alloc(a, v->text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < v->text.n; i++) {
        char next = i + 1 < v->text.n ? v->text.p[i + 1] : '\0';
        bool escape = v->text.p[i] == '\\' && (next == '"' || (next == '\\' && !pattern));
        // In a pattern \\ stays two bytes, and its second must not escape what follows.
        if (pattern && v->text.p[i] == '\\' && next == '\\')
            out[n++] = v->text.p[i++];
        else if (escape)
            i++;
        out[n++] = v->text.p[i];
    }
    return (struct str){out, n};
}
