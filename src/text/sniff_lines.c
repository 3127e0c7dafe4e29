// Lines that are no table: key=value pairs, and a time with anything behind it, for which a pattern
// is made.
#include "text/sniff.h"

#include "text/sniff_time.h"

enum { WORDS = 6, KEYS = 30 };

static bool is_key_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || (c != '\0' && strchr("_.-", c));
}

struct str sniff_key(struct str text)
{
    size_t n = 0;
    while (n < text.n && is_key_byte(text.p[n]))
        n++;
    bool key = n > 0 && n < text.n && text.p[n] == '=' && !(*text.p >= '0' && *text.p <= '9');
    return str_slice(text, 0, key ? n : 0);
}

static bool is_gap(char c, char gap)
{
    return c == gap || (gap == ' ' && c == '\t');
}

// Cut the next word off, a quoted value as a whole.
static struct str next_word(struct str *rest, char gap)
{
    while (rest->n && (is_gap(*rest->p, gap) || *rest->p == ' '))
        *rest = str_slice(*rest, 1, rest->n);
    size_t i = sniff_key(*rest).n;
    i += i > 0;
    if (i && i < rest->n && rest->p[i] == '"')
        for (i++; i < rest->n && rest->p[i] != '"'; i++)
            i += rest->p[i] == '\\';
    while (i < rest->n && !is_gap(rest->p[i], gap))
        i++;
    i = i < rest->n ? i : rest->n;
    struct str word = str_slice(*rest, 0, i);
    *rest = str_slice(*rest, i, rest->n);
    return word;
}

static struct str next_line(struct str *rest)
{
    struct str line = str_cut(rest, '\n');
    return str_trim(line);
}

struct pairs_count {
    uint64_t lines, words, pairs, good; // good: lines with two pairs at least
};

static struct pairs_count count_pairs(struct str text, char gap)
{
    struct pairs_count c = {0};
    while (text.p && c.lines < SNIFF_RECORDS) {
        struct str line = next_line(&text);
        uint64_t before = c.pairs;
        c.lines += line.n > 0;
        for (struct str word; (word = next_word(&line, gap)).n;) {
            c.words++;
            c.pairs += sniff_key(word).n > 0;
        }
        c.good += c.pairs - before >= 2;
    }
    return c;
}

bool sniff_cells_are_pairs(struct str text, char gap)
{
    struct pairs_count c = count_pairs(text, gap);
    return c.words > c.lines && c.pairs * 10 >= (c.words - c.lines) * 8;
}

static void collect_keys(struct sniff *s, struct str text, char gap)
{
    for (uint64_t i = 0; text.p && i < SNIFF_RECORDS; i++) {
        struct str line = next_line(&text);
        for (struct str word; (word = next_word(&line, gap)).n;)
            sniff_name(s, sniff_key(word));
    }
}

bool sniff_pairs(struct sniff *s, struct str text)
{
    static const char gaps[] = " |;,&";
    struct pairs_count best = {0};
    char gap = 0;
    for (const char *g = gaps; *g; g++) {
        struct pairs_count c = count_pairs(text, *g);
        if (c.pairs > best.pairs && c.pairs * 2 > c.words && c.good * 10 >= c.lines * 6) {
            best = c;
            gap = *g;
        }
    }
    if (!gap)
        return false;
    s->kind = SNIFF_PAIRS;
    s->spec = (struct record_spec){.format = RECORD_PAIRS, .delimiter = gap == ' ' ? '\0' : gap};
    s->sampled = best.lines;
    s->fitting = best.good;
    s->fields = 0;
    collect_keys(s, text, gap);
    return true;
}

// The first `words` words of a line, or its first cell, without brackets and what stands behind.
static struct str first_words(struct str line, size_t words, char gap)
{
    size_t i = 0;
    if (gap != ' ') {
        size_t end = str_find(line, gap, 0);
        return str_trim(str_slice(line, 0, end == SIZE_MAX ? line.n : end));
    }
    for (size_t word = 0; word < words; word++) {
        while (i < line.n && is_gap(line.p[i], ' '))
            i++;
        while (i < line.n && !is_gap(line.p[i], ' '))
            i++;
    }
    struct str head = str_slice(line, 0, i);
    while (head.n && strchr("],:;", head.p[head.n - 1]))
        head.n--;
    return head.n && *head.p == '[' ? str_slice(head, 1, head.n) : head;
}

// How many words of the lines' beginnings are a time, 0: none. Fills what was counted.
static size_t time_words(struct sniff *s, struct str text, char gap, bool *bracket, bool *goes_on)
{
    struct time_guess guess[WORDS] = {0};
    uint64_t brackets = 0, lines = 0;
    while (text.p && lines < SNIFF_RECORDS) {
        bool blank = text.n && (*text.p == ' ' || *text.p == '\t');
        struct str line = next_line(&text);
        if (blank && line.n && lines) {
            *goes_on = true;
            continue;
        }
        lines += line.n > 0;
        brackets += line.n && *line.p == '[';
        for (size_t k = 0; line.n && k < (gap == ' ' ? WORDS : 1); k++)
            time_guess_add(&guess[k], first_words(line, k + 1, gap));
    }
    size_t found = 0;
    uint64_t most = 0, evidence;
    for (size_t k = 0; k < WORDS; k++) {
        const struct time_try *rival, *best = time_guess_best(&guess[k], &rival, &evidence);
        if (best && best->hits * 10 >= lines * 6 && best->hits * 10 >= most * 9) {
            found = k + 1;
            most = best->hits;
        }
    }
    for (size_t k = 0; k < WORDS; k++)
        time_guess_free(&guess[k]);
    *bracket = brackets * 2 > lines;
    s->sampled = lines;
    s->fitting = most;
    return found;
}

// A group that takes the value of a key, wherever it stands in the rest of the line.
static void add_key(struct buf *out, struct str key, char gap)
{
    struct buf name = {0};
    for (size_t i = 0; i < key.n; i++)
        buf_add_byte(&name, strchr(".-", key.p[i]) ? '_' : key.p[i]);
    if (name.n > 32 || str_eq(buf_str(&name), STR("time")) || str_eq(buf_str(&name), STR("text"))) {
        buf_free(&name);
        return;
    }
    const char *end = gap == ' '    ? "\\s"
                      : gap == '|'  ? "|"
                      : gap == '\t' ? "\\t"
                      : gap == ';'  ? ";"
                                    : ",";
    buf_add(out, STR("(?:(?=.*?(?<![^\\s|;,])"));
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '.' || key.p[i] == '-')
            buf_add_byte(out, '\\');
        buf_add_byte(out, key.p[i]);
    }
    buf_printf(out, "=(?|\"(?<%s>[^\"]*)\"|<(?<%s>[^>]*)>|(?<%s>[^%s]*))))?", name.p, name.p,
               name.p, end);
    buf_free(&name);
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

// Access logs of a layout of one's own: a time of Apache's in brackets somewhere.
static bool like_apache(struct sniff *s, struct str text)
{
    uint64_t lines = 0, fit = 0;
    for (; text.p && lines < SNIFF_RECORDS;) {
        struct str line = next_line(&text);
        size_t from = str_find(line, '[', 0), to;
        lines += line.n > 0;
        if (from == SIZE_MAX || (to = str_find(line, ']', from)) == SIZE_MAX)
            continue;
        struct time_guess guess = {0};
        time_guess_add(&guess, str_slice(line, from + 1, to));
        const struct time_try *rival, *best;
        uint64_t evidence;
        best = time_guess_best(&guess, &rival, &evidence);
        fit += best && str_eq(best->text, STR("apache"));
        time_guess_free(&guess);
    }
    if (lines == 0 || fit * 10 < lines * 6)
        return false;
    s->pattern = STR("^(?<host>\\S+) [^\\[]*\\[(?<time>[^\\]]+)\\](?: \"(?:(?<method>[A-Z]+) "
                     "(?<path>[^\" ]*)[^\"]*|[^\"]*)\")?(?: (?<status>\\d{3}))?"
                     "(?: (?:-|(?<bytes>\\d+)))?(?<text>.*)$");
    s->sampled = lines;
    s->fitting = fit;
    return true;
}

static void make_pattern(struct sniff *s, struct str text, size_t words, char gap, bool bracket)
{
    struct buf out = {0};
    if (gap != ' ')
        buf_printf(&out, "^(?<time>[^%s]*)%s%s", gap == '\t' ? "\\t" : (char[]){gap, 0},
                   gap == '|' ? "\\" : "", gap == '\t' ? "\\t" : (char[]){gap, 0});
    else if (bracket)
        buf_add(&out, STR("^\\[(?<time>[^\\]]+)\\]\\s*"));
    else if (words == 1)
        buf_add(&out, STR("^(?<time>\\S*[^\\s,:;])[,:;]?(?:\\s+|$)"));
    else
        buf_printf(&out, "^(?<time>(?:\\S+\\s+){%zu}\\S*[^\\s,:;])[,:;]?(?:\\s+|$)", words - 1);
    collect_keys(s, text, gap);
    for (size_t i = 0; i < s->names.n && i < KEYS; i++)
        if (is_ascii(s->names.p[i]))
            add_key(&out, s->names.p[i], gap);
    buf_add(&out, STR("(?<text>.*)$"));
    s->names.n = 0;
    s->pattern = arena_str(&s->arena, buf_str(&out));
    buf_free(&out);
}

bool sniff_lines(struct sniff *s, struct str text, char gap)
{
    bool bracket, goes_on = false;
    struct sniff before = *s;
    size_t words = time_words(s, text, gap, &bracket, &goes_on);
    if (words) {
        make_pattern(s, text, words, gap, bracket && gap == ' ');
    } else if (gap != ' ' || !like_apache(s, text)) {
        s->sampled = before.sampled;
        s->fitting = before.fitting;
        return false;
    }
    s->kind = SNIFF_LINES;
    s->spec = (struct record_spec){.format = RECORD_PATTERN, .pattern = s->pattern};
    if (words && goes_on)
        s->spec.continuation = STR("^\\s");
    return true;
}
