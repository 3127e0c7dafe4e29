// Time zones: a table of changes, looked up without locks.
#include "text/zone_file.h"

#include "base/mem.h"
#include "base/suggest.h"

#include <stdlib.h>

// Buckets serve these years, which is where the data is.
#define FIRST INT64_C(0)         // 1970
#define LAST INT64_C(4102444800) // 2100, seconds

// Buckets of 2^41 µs (25 days) hold the change that is in force when they begin, so that a look-up
// takes one or two steps.
enum { BUCKET_BITS = 41 };

struct zone {
    char *name;
    struct changes change;
    uint16_t *bucket;
    size_t buckets;
};

static int64_t bucket_start(size_t i)
{
    return FIRST * SECOND + ((int64_t)i << BUCKET_BITS);
}

static void fill_buckets(struct zone *z)
{
    z->buckets = (size_t)(((LAST - FIRST) * SECOND) >> BUCKET_BITS) + 1;
    z->bucket = mem_array(z->buckets, sizeof *z->bucket);
    size_t at = 0;
    for (size_t i = 0; i < z->buckets; i++) {
        while (at + 1 < z->change.list.n && z->change.list.p[at + 1].utc <= bucket_start(i))
            at++;
        z->bucket[i] = (uint16_t)at;
    }
}

static size_t change_at(const struct zone *z, int64_t utc)
{
    size_t at = 0;
    if (utc > FIRST * SECOND) {
        size_t bucket = (size_t)((utc - FIRST * SECOND) >> BUCKET_BITS);
        at = z->bucket[bucket < z->buckets ? bucket : z->buckets - 1];
    }
    while (at + 1 < z->change.list.n && z->change.list.p[at + 1].utc <= utc)
        at++;
    return at;
}

int64_t zone_offset(const struct zone *z, int64_t utc)
{
    return z->change.list.p[change_at(z, utc)].offset;
}

static enum zone_fit to_utc(const struct zone *z, int64_t local, bool second, int64_t *utc)
{
    const struct change *change = z->change.list.p, *last = change + z->change.list.n - 1;
    // No offset is beyond a day: only changes within a day of `local` matter, most often none.
    const struct change *c = change + change_at(z, local < INT64_MIN + DAY ? local : local - DAY);
    for (; c < last && local - c->offset >= c[1].utc; c++)
        if (local - c[1].offset < c[1].utc) {
            *utc = local - c[second].offset;
            return ZONE_GAP;
        }
    bool repeated = c < last && local - c[1].offset >= c[1].utc;
    *utc = local - c[repeated && second].offset;
    return repeated ? ZONE_REPEATED : ZONE_UNIQUE;
}

enum zone_fit zone_to_utc(const struct zone *z, int64_t local, int64_t *utc)
{
    return to_utc(z, local, false, utc);
}

enum zone_fit zone_to_utc_second(const struct zone *z, int64_t local, int64_t *utc)
{
    return to_utc(z, local, true, utc);
}

struct str zone_name(const struct zone *z)
{
    return str_of(z->name);
}

void zone_close(struct zone *z)
{
    if (!z)
        return;
    vec_free(&z->change.list);
    free(z->bucket);
    free(z->name);
    free(z);
}

// "+08:00", "-0330", "+08", also behind UTC or GMT.
static bool fixed_offset(struct str s, int64_t *offset)
{
    if (str_starts(s, STR("UTC")) || str_starts(s, STR("GMT")))
        s = str_slice(s, 3, s.n);
    if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    uint64_t hours, minutes = 0;
    size_t at = s.n == 6 && s.p[3] == ':' ? 4 : 3;
    if (!str_to_u64(str_slice(s, 1, 3), &hours) || hours > 23)
        return false;
    if (s.n > 3 && (s.n != at + 2 || !str_to_u64(str_slice(s, at, s.n), &minutes) || minutes > 59))
        return false;
    *offset = (int64_t)hours * HOUR + (int64_t)minutes * MINUTE;
    *offset = s.p[0] == '-' ? -*offset : *offset;
    return true;
}

// Whether the name stays within the folder of the zones.
static bool safe_name(struct str name)
{
    if (name.n == 0 || name.n > 255 || memchr(name.p, '\0', name.n))
        return false;
    for (struct str rest = name; rest.p;) {
        struct str part = str_cut(&rest, '/');
        if (part.n == 0 || part.p[0] == '.')
            return false;
    }
    return true;
}

static bool read_changes(struct str name, struct changes *changes)
{
    FILE *file = safe_name(name) ? zone_folder_open(name) : NULL;
    if (!file)
        return false;
    struct buf rule = {0};
    bool good = zone_file_read(file, changes, &rule) && zone_rule_add(buf_str(&rule), changes);
    fclose(file);
    buf_free(&rule);
    return good;
}

// Name the zone that was perhaps meant, from the list that is installed beside the zones.
static void suggest_zone(struct diag *d, struct str name)
{
    FILE *file = zone_folder_open(STR("tzdata.zi"));
    if (!file)
        return;
    VEC(struct str) names = {0};
    char *line = NULL;
    size_t size = 0;
    // Zones stand as "Z NAME …", links as "L TARGET NAME".
    for (ssize_t n; (n = getline(&line, &size, file)) > 0;) {
        struct str rest = str_trim((struct str){line, (size_t)n});
        struct str kind = str_cut(&rest, ' ');
        struct str first = rest.p ? str_cut(&rest, ' ') : rest;
        struct str found = str_eq(kind, STR("Z")) ? first : rest;
        if ((str_eq(kind, STR("Z")) || str_eq(kind, STR("L"))) && found.p)
            vec_push(&names, (struct str){str_dup(found), found.n});
    }
    struct str near = suggest(name, names.p, names.n);
    if (near.n)
        diag_more(d, "; did you mean %.*s?", STR_ARG(near));
    for (vec_each(struct str, s, &names))
        free((char *)s->p);
    vec_free(&names);
    free(line);
    fclose(file);
}

struct zone *zone_open(struct str name, struct diag *d)
{
    struct zone *z = mem_zero(sizeof *z);
    z->name = str_dup(name);
    int64_t offset = 0;
    if (str_eq(name, STR("UTC")) || fixed_offset(name, &offset)) {
        vec_push(&z->change.list, (struct change){INT64_MIN, offset});
    } else if (!read_changes(zone_rails(name), &z->change)) {
        diag_set(d, FAULT_USAGE, "unknown time zone %.*s", STR_ARG(name));
        suggest_zone(d, name);
        diag_more(d, "; valid: UTC, +08:00, names as Europe/London");
        zone_close(z);
        return NULL;
    }
    fill_buckets(z);
    return z;
}
