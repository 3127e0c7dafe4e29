// What speaks for which pattern of time: each is tried on each value of a column.
#include "text/sniff_time.h"

enum { TRIES = 24, WORDS = 8, HOPELESS = 16, LONGEST = 64 };

static bool known(const struct time_guess *g, struct str text)
{
    for (vec_each(const struct time_try, try, &g->list))
        if (str_eq(try->text, text))
            return true;
    return false;
}

static void add_try(struct time_guess *g, struct str text, enum date_order order, bool named)
{
    if (g->list.n == TRIES || known(g, text))
        return;
    struct time_pattern *pattern = time_pattern_open(text, NULL);
    if (pattern)
        vec_push(&g->list, (struct time_try){
                               .text = text, .pattern = pattern, .order = order, .named = named});
}

static void begin(struct time_guess *g)
{
    g->utc = zone_open(STR("UTC"), NULL);
    if (g->derived_only)
        return;
    add_try(g, STR("iso"), ORDER_YEAR, true);
    add_try(g, STR("epoch"), ORDER_FIXED, true);
    add_try(g, STR("epoch-ms"), ORDER_FIXED, true);
    add_try(g, STR("epoch-us"), ORDER_FIXED, true);
    add_try(g, STR("apache"), ORDER_FIXED, true);
    add_try(g, STR("rfc2822"), ORDER_FIXED, true);
    add_try(g, STR("twitter"), ORDER_FIXED, true);
}

static void derive(struct time_guess *g, struct str value)
{
    struct str text[3];
    enum date_order order[3];
    size_t n = time_derive(value, &g->arena, text, order);
    for (size_t i = 0; i < n; i++)
        add_try(g, text[i], order[i], false);
    struct str word = time_zone_word(value);
    for (vec_each(const struct time_alias, alias, &g->word))
        if (str_eq(alias->name, word))
            return;
    if (n && word.n && g->word.n < WORDS && !str_eq(word, STR("UTC")) && !str_eq(word, STR("GMT")))
        vec_push(&g->word, (struct time_alias){arena_str(&g->arena, word), g->utc});
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.'))
            return false;
    return s.n > 0;
}

// Whether the pattern reads the value as a time that somebody lived in. Numbers are times only
// where that is now: else every number would be one.
static bool hit(const struct time_guess *g, const struct time_try *try, struct str value,
                bool number, bool *zoned)
{
    const int64_t now[] = {INT64_C(631152000) * SECOND, INT64_C(4102444800) * SECOND}; // 1990–2099
    const int64_t ever[] = {INT64_C(-2208988800) * SECOND,
                            INT64_C(7258118400) * SECOND}; // 1900–2199
    if (number && try->order == ORDER_YEAR && value.n != 8 && value.n != 14)
        return false;
    struct time_setting setting = {.zone = g->utc, .alias = g->word.p, .aliases = g->word.n};
    int64_t utc = 0;
    enum time_result result = time_read(try->pattern, &setting, value, &utc);
    const int64_t *range = number ? now : ever;
    if (result == TIME_BAD || result == TIME_NO_ZONE || utc < range[0] || utc >= range[1])
        return false;
    setting.zone = NULL;
    *zoned = time_read(try->pattern, &setting, value, &utc) != TIME_NO_ZONE;
    return true;
}

static bool any_hits(const struct time_guess *g)
{
    for (vec_each(const struct time_try, try, &g->list))
        if (try->hits)
            return true;
    return false;
}

static bool try_all(struct time_guess *g, struct str value, bool number)
{
    bool found = false, all = g->seen <= HOPELESS, zoned;
    for (vec_each(struct time_try, try, &g->list)) {
        if (!all && try->hits == 0)
            continue;
        if (!hit(g, try, value, number, &zoned))
            continue;
        try->hits++;
        try->zoned += zoned;
        found = true;
    }
    return found;
}

void time_guess_add(struct time_guess *g, struct str value)
{
    value = str_trim(value);
    if (value.n == 0)
        return;
    if (g->seen++ == 0)
        begin(g);
    bool number = is_number(value);
    g->digits += number;
    g->clocks += str_find(value, ':', 0) != SIZE_MAX || (!number && str_find(value, 'T', 0) == 10);
    if (value.n > LONGEST || (g->seen > HOPELESS && !any_hits(g)))
        return;
    struct str chinese = STR("时");
    for (size_t i = 0; i + chinese.n <= value.n && !number; i++)
        g->clocks += memcmp(value.p + i, chinese.p, chinese.n) == 0;
    if (g->seen <= 4)
        derive(g, value);
    if (try_all(g, value, number) || g->seen <= 4 || g->list.n == TRIES)
        return;
    size_t before = g->list.n;
    derive(g, value);
    bool zoned;
    for (size_t i = before; i < g->list.n; i++)
        if (hit(g, &g->list.p[i], value, number, &zoned)) {
            g->list.p[i].hits++;
            g->list.p[i].zoned += zoned;
        }
}

const struct time_try *time_guess_best(const struct time_guess *g, const struct time_try **rival,
                                       uint64_t *evidence)
{
    const struct time_try *best = NULL, *other = NULL;
    *rival = NULL;
    *evidence = 0;
    for (vec_each(const struct time_try, try, &g->list))
        if (!best || try->hits > best->hits)
            best = try;
    if (!best || best->hits * 2 < g->seen || best->hits == 0)
        return NULL;
    if (best->order == ORDER_FIXED)
        return best;
    for (vec_each(const struct time_try, try, &g->list))
        if (try->order != ORDER_FIXED && try->order != best->order && try->hits &&
            (!other || try->hits > other->hits))
            other = try;
    *evidence = best->hits - (other ? other->hits : 0);
    // A few values of many may be broken ones.
    if (other && (*evidence == 0 || (*evidence < 3 && best->hits < g->seen)))
        *rival = other;
    return best;
}

void time_guess_free(struct time_guess *g)
{
    for (vec_each(struct time_try, try, &g->list))
        time_pattern_close(try->pattern);
    zone_close(g->utc);
    vec_free(&g->list);
    vec_free(&g->word);
    arena_free(&g->arena);
}
