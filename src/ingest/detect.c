// Reading records of an unknown export, and noting what the values of each field look like.
#include "ingest/detect.h"

#include "base/utf8.h"
#include "model/identity.h"
#include "text/number.h"

#include <stdlib.h>

enum { FIELDS = 512, ZONE_NAMES = 50 };

const struct str detect_markers[MARKERS] = {STR_INIT("-"),   STR_INIT("NULL"), STR_INIT("\\N"),
                                            STR_INIT("N/A"), STR_INIT("null"), STR_INIT("None")};

// Whether a study can name the field.
static bool nameable(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7F)
            return false;
    return name.n > 0 && name.n <= 200 && utf8_check(name) == name.n;
}

static void add_fields(struct detection *x, const struct str *names, size_t count)
{
    struct buf words = {0};
    for (size_t i = x->field.n; i < count && i < FIELDS; i++) {
        struct profile p = {.name = arena_str(&x->arena, names[i]), .clock.derived_only = true};
        p.usable = nameable(p.name);
        name_words(p.name, &words);
        struct str w = buf_str(&words);
        p.zone_name = has_word(w, "zone") || has_word(w, "tz") || has_word(w, "timezone");
        for (size_t k = 0; k < i; k++)
            p.usable = p.usable && !str_eq(x->field.p[k].name, p.name);
        dict_init(&p.values);
        vec_push(&x->field, p);
    }
    buf_free(&words);
}

static bool is_uuid(struct str s)
{
    size_t hex = 0, dashes = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] | 0x20;
        hex += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        dashes += s.p[i] == '-';
    }
    return hex + dashes == s.n &&
           ((hex == 32 && (dashes == 4 || dashes == 0)) || hex == 24 || hex == 40);
}

static bool is_agent(struct str s)
{
    return str_starts(s, STR("Mozilla/")) || str_starts(s, STR("curl/")) ||
           str_starts(s, STR("okhttp/")) || str_starts(s, STR("Dalvik/"));
}

// Digits with at most a point: what needs no form to be declared.
static bool is_plain_number(struct str s, bool *whole)
{
    size_t digits = 0, points = 0, from = s.n && *s.p == '-';
    for (size_t i = from; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        points += s.p[i] == '.';
    }
    *whole = points == 0;
    return digits && points <= 1 && digits + points + from == s.n;
}

static void note_number(struct detection *x, struct profile *p, struct str s)
{
    struct number_form form = {0};
    bool whole;
    if (is_plain_number(s, &whole)) {
        uint64_t value = 0;
        if (whole && str_to_u64(s, &value))
            p->steps += value == p->last + 1;
        p->last = value;
        p->whole += whole;
        p->numbers++;
        return;
    }
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++)
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    if (digits * 2 < s.n || s.n > 24 || *s.p == '+' || !number_form_read(s, &form))
        return;
    p->numbers++;
    if (s.n > p->number.n)
        p->number = arena_str(&x->arena, s);
}

static bool is_marker(struct profile *p, struct str s)
{
    for (size_t i = 0; i < MARKERS; i++)
        if (str_eq(s, detect_markers[i])) {
            p->marker[i]++;
            return true;
        }
    return false;
}

static void note_id(struct profile *p, struct str s, struct buf *scratch)
{
    static const struct study_namespace email = {.normalise = NORMALISE_EMAIL},
                                        phone = {.normalise = NORMALISE_PHONE, .country = {"", 0}};
    p->emails += identity_normalise(&email, s, scratch);
    p->phones += identity_normalise(&phone, s, scratch);
    p->plus += *s.p == '+' && identity_normalise(&phone, s, scratch);
    p->uuids += is_uuid(s);
    p->agents += is_agent(s);
    bool digit = false;
    for (size_t i = 0; i < s.n; i++)
        digit = digit || (s.p[i] >= '0' && s.p[i] <= '9');
    p->digits += digit;
    p->blanks += str_find(s, ' ', 0) != SIZE_MAX;
}

// A time of day is read behind a date, as it will be.
static void note_clock(struct profile *p, struct str s)
{
    if (s.n > 16 || p->time.clocks == 0)
        return;
    char text[40] = "2000-01-01 ";
    memcpy(text + 11, s.p, s.n);
    time_guess_add(&p->clock, (struct str){text, 11 + s.n});
}

static void note_value(struct detection *x, struct profile *p, struct str s, struct buf *scratch)
{
    s = str_trim(s);
    if (s.n == 0 || is_marker(p, s))
        return;
    p->filled++;
    p->longest = s.n > p->longest ? s.n : p->longest;
    if (s.n > 512)
        return;
    time_guess_add(&p->time, s);
    note_clock(p, s);
    if (p->values.count <= DISTINCT) {
        uint32_t before = p->values.count;
        dict_add(&p->values, s);
        bool fresh = p->values.count > before && before <= ZONE_NAMES;
        struct zone *zone = p->zone_name && fresh ? zone_open(s, NULL) : NULL;
        p->zones += zone != NULL;
        zone_close(zone);
    } else {
        p->many = true;
    }
    note_number(x, p, s);
    note_id(p, s, scratch);
}

bool detect_file(struct detection *x, const char *path, struct str encoding,
                 const struct record_spec *spec, uint64_t skip, uint64_t limit, size_t only)
{
    struct input *in = input_open(path, encoding, NULL);
    struct reader *r = in ? reader_open(in, spec, NULL) : NULL;
    if (!r)
        return false;
    struct buf scratch = {0};
    struct record record;
    size_t count;
    uint64_t at = 0;
    while (at < skip + limit && reader_next(r, &record, NULL) == READER_RECORD) {
        const struct str *names = reader_names(r, &count);
        add_fields(x, names, count);
        if (at++ < skip)
            continue;
        x->records += only == SIZE_MAX;
        x->faults += only == SIZE_MAX && record.fault != RECORD_FINE;
        if (record.fault != RECORD_FINE)
            continue;
        for (size_t i = 0; i < record.fields && i < x->field.n; i++)
            if (only == SIZE_MAX)
                note_value(x, &x->field.p[i], record.field[i], &scratch);
            else if (only == i)
                time_guess_add(&x->field.p[i].time, record.field[i]);
    }
    add_fields(x, reader_names(r, &count), count);
    buf_free(&scratch);
    reader_close(r);
    return true;
}

void detect_free(struct detection *x)
{
    for (vec_each(struct profile, p, &x->field)) {
        dict_free(&p->values);
        time_guess_free(&p->time);
        time_guess_free(&p->clock);
    }
    vec_free(&x->field);
    arena_free(&x->arena);
}
