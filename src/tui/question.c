// The question that the screens ask.
#include "tui/question.h"

#include "text/time.h"

static const struct {
    const char *label, *option;
} names[FIELDS] = {
    [FIELD_WHERE] = {"filter", "where"},
    [FIELD_PERIOD] = {"period (SINCE..UNTIL)", "since"},
    [FIELD_BY] = {"by", "by"},
    [FIELD_UNIT] = {"unit", "unit"},
    [FIELD_WINDOW] = {"window", "window"},
};

const char *question_label(enum question_field field)
{
    return names[field].label;
}

static void add_point(struct buf *out, int64_t utc, const struct zone *zone, bool end)
{
    if (utc == TIME_NONE)
        return;
    int64_t local = utc + zone_offset(zone, utc);
    if (local % DAY == 0) { // a bare date; as an end it includes the day
        struct civil c = civil_of_micro(end ? local - DAY : local);
        buf_printf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
    } else {
        time_format_utc(out, utc);
    }
}

static void add_duration(struct buf *out, int64_t micro)
{
    static const struct {
        int64_t micro;
        const char *unit;
    } units[] = {{DAY, "d"}, {HOUR, "h"}, {MINUTE, "min"}, {SECOND, "s"}, {SECOND / 1000, "ms"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (micro % units[i].micro == 0 && micro / units[i].micro > 0) {
            buf_printf(out, "%lld%s", (long long)(micro / units[i].micro), units[i].unit);
            return;
        }
    buf_add(out, STR("0"));
}

static struct zone *zone_named(const char *name)
{
    return zone_open(str_of(name ? name : "UTC"), NULL);
}

static void refer(struct question *q)
{
    q->ask.where = buf_str(&q->text[FIELD_WHERE]);
    q->ask.by = buf_str(&q->text[FIELD_BY]);
    q->ask.unit = q->text[FIELD_UNIT].n ? buf_str(&q->text[FIELD_UNIT]) : STR("customer");
}

void question_init(struct question *q, const struct ask *ask, const char *zone_name)
{
    *q = (struct question){.ask = *ask, .zone = zone_name};
    buf_add(&q->text[FIELD_WHERE], ask->where);
    buf_add(&q->text[FIELD_BY], ask->by);
    if (!str_eq(ask->unit, STR("customer")))
        buf_add(&q->text[FIELD_UNIT], ask->unit);
    if (ask->window >= 0)
        add_duration(&q->text[FIELD_WINDOW], ask->window);
    if (ask->since != TIME_NONE || ask->until != TIME_NONE) {
        struct zone *zone = zone_named(zone_name);
        add_point(&q->text[FIELD_PERIOD], ask->since, zone, false);
        buf_add(&q->text[FIELD_PERIOD], STR(".."));
        add_point(&q->text[FIELD_PERIOD], ask->until, zone, true);
        zone_close(zone);
    }
    refer(q);
}

void question_free(struct question *q)
{
    for (size_t i = 0; i < FIELDS; i++)
        buf_free(&q->text[i]);
}

// ---- changing it ---------------------------------------------------------------------------

static bool parse_bound(struct str text, const struct zone *zone, bool later, int64_t *utc,
                        struct diag *d)
{
    if (time_parse_bound(text, zone, later, utc))
        return true;
    return diag_set(d, FAULT_USAGE, "%.*s: not a time; write 2024-03-01 or '2024-03-01 12:00'",
                    STR_ARG(text));
}

static void split_period(struct str text, struct str *since, struct str *until)
{
    *since = text;
    *until = STR("");
    for (size_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == '.' && text.p[i + 1] == '.') {
            *since = str_trim(str_slice(text, 0, i));
            *until = str_trim(str_slice(text, i + 2, text.n));
            return;
        }
}

static bool try_period(const struct question *q, struct str text, struct ask *ask, struct diag *d)
{
    struct str since, until;
    split_period(text, &since, &until);
    struct zone *zone = zone_named(q->zone);
    bool good = parse_bound(since, zone, false, &ask->since, d) &&
                parse_bound(until, zone, true, &ask->until, d);
    zone_close(zone);
    if (good && ask->since != TIME_NONE && ask->until != TIME_NONE && ask->since >= ask->until)
        return diag_set(d, FAULT_USAGE, "the period ends before it starts");
    return good;
}

bool question_try(const struct question *q, enum question_field field, struct str text,
                  struct ask *ask, struct diag *d)
{
    *ask = q->ask;
    text = str_trim(text);
    switch (field) {
    case FIELD_WHERE:
        ask->where = text;
        return true;
    case FIELD_BY:
        ask->by = text;
        return true;
    case FIELD_UNIT:
        ask->unit = text.n ? text : STR("customer");
        return true;
    case FIELD_PERIOD:
        return try_period(q, text, ask, d);
    case FIELD_WINDOW:
        ask->window = -1;
        if (text.n > 0 && (!duration_parse(text, &ask->window) || ask->window < 0))
            return diag_set(d, FAULT_USAGE, "%.*s: not a duration; write 30min, 2h or 7d",
                            STR_ARG(text));
        return true;
    case FIELDS:
        break;
    }
    return true;
}

void question_set(struct question *q, enum question_field field, struct str text)
{
    struct ask ask;
    if (!question_try(q, field, text, &ask, NULL))
        return;
    struct buf copy = {0}; // text may be borrowed from what it replaces
    buf_add(&copy, str_trim(text));
    buf_free(&q->text[field]);
    q->text[field] = copy;
    q->ask = ask;
    refer(q);
}

// ---- saying it -----------------------------------------------------------------------------

void question_phrase(const struct question *q, unsigned fields, struct buf *out)
{
    static const char *const words[FIELDS] = {"where", "period", "by", "unit", "window"};
    for (size_t i = 0; i < FIELDS; i++)
        if (q->text[i].n > 0 && (fields & FIELD_BIT(i)))
            buf_printf(out, "%s%s %.*s", out->n ? " | " : "", words[i],
                       STR_ARG(buf_str(&q->text[i])));
    if (q->ask.open && (fields & FIELD_BIT(FIELD_BY)))
        buf_printf(out, "%sopen", out->n ? " | " : "");
}

void question_quote(struct buf *out, struct str word)
{
    bool plain = word.n > 0;
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || (c != '\0' && strchr("_@%+=:,./-", c)));
    }
    if (plain) {
        buf_add(out, word);
        return;
    }
    buf_add_byte(out, '\'');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\'')
            buf_add(out, STR("'\\''"));
        else
            buf_add_byte(out, word.p[i]);
    }
    buf_add_byte(out, '\'');
}

static void add_option(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_printf(out, " --%s ", name);
    question_quote(out, value);
}

void question_options(const struct question *q, unsigned fields, struct buf *out)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (!(fields & FIELD_BIT(i))) {
            continue;
        } else if (i == FIELD_PERIOD) {
            struct str since, until;
            split_period(buf_str(&q->text[i]), &since, &until);
            add_option(out, "since", since);
            add_option(out, "until", until);
        } else {
            add_option(out, names[i].option, buf_str(&q->text[i]));
        }
    if (q->ask.open && (fields & FIELD_BIT(FIELD_BY)))
        buf_add(out, STR(" --open"));
    if (q->ask.allow_unknown)
        buf_add(out, STR(" --allow-unknown"));
}
