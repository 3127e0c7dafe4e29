// Time zones: glibc's answers taken once into a table of changes, then looked up without locks.
#include "text/time.h"

#include "base/mem.h"
#include "base/suggest.h"
#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// Offsets are known for these years; outside, the nearest holds.
#define FIRST INT64_C(0)         // 1970
#define LAST INT64_C(4102444800) // 2100, seconds
#define STEP INT64_C(604800)     // no zone ever changed twice within a week and back

struct change {
    int64_t utc, offset; // from that instant on; µs
};

// Buckets of 2^41 µs (25 days) hold the change that is in force when they begin, so that a look-up
// takes one or two steps.
enum { BUCKET_BITS = 41 };

struct zone {
    char *name;
    VEC(struct change) change; // the first holds since ever
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
        while (at + 1 < z->change.n && z->change.p[at + 1].utc <= bucket_start(i))
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
    while (at + 1 < z->change.n && z->change.p[at + 1].utc <= utc)
        at++;
    return at;
}

int64_t zone_offset(const struct zone *z, int64_t utc)
{
    return z->change.p[change_at(z, utc)].offset;
}

enum zone_fit zone_to_utc(const struct zone *z, int64_t local, int64_t *utc)
{
    const struct change *change = z->change.p, *last = change + z->change.n - 1;
    // No offset is beyond a day: only changes within a day of `local` matter, most often none.
    const struct change *c = change + change_at(z, local < INT64_MIN + DAY ? local : local - DAY);
    for (; c < last && local - c->offset >= c[1].utc; c++)
        if (local - c[1].offset < c[1].utc) {
            *utc = local - c->offset;
            return ZONE_GAP;
        }
    *utc = local - c->offset;
    return c < last && local - c[1].offset >= c[1].utc ? ZONE_REPEATED : ZONE_UNIQUE;
}

struct str zone_name(const struct zone *z)
{
    return str_of(z->name);
}

void zone_close(struct zone *z)
{
    if (!z)
        return;
    vec_free(&z->change);
    free(z->bucket);
    free(z->name);
    free(z);
}

static struct zone *zone_new(struct str name, int64_t offset)
{
    struct zone *z = mem_zero(sizeof *z);
    z->name = str_dup(name);
    vec_push(&z->change, (struct change){INT64_MIN, offset});
    return z;
}

static int64_t glibc_offset(int64_t seconds)
{
    time_t t = (time_t)seconds;
    struct tm tm;
    return localtime_r(&t, &tm) ? tm.tm_gmtoff * SECOND : 0;
}

// The first second in (low, high] from which on the offset is not what it is at low.
static int64_t bisect(int64_t low, int64_t high)
{
    int64_t offset = glibc_offset(low);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (glibc_offset(middle) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

// TZ is the process's: zones are opened before threads start, as all configuration is.
static struct zone *zone_scan(struct str name)
{
    char *old = getenv("TZ") ? str_dup(str_of(getenv("TZ"))) : NULL;
    struct buf tz = {0};
    buf_printf(&tz, ":%.*s", STR_ARG(name));
    setenv("TZ", tz.p, 1);
    tzset();
    struct zone *z = zone_new(name, glibc_offset(FIRST));
    for (int64_t t = FIRST; t < LAST; t += STEP) {
        if (glibc_offset(t + STEP) == z->change.p[z->change.n - 1].offset)
            continue;
        int64_t at = bisect(t, t + STEP);
        vec_push(&z->change, (struct change){at * SECOND, glibc_offset(at)});
    }
    if (old)
        setenv("TZ", old, 1);
    else
        unsetenv("TZ");
    tzset();
    free(old);
    buf_free(&tz);
    return z;
}

// "+08:00", "-0330", "+08".
static bool fixed_offset(struct str s, int64_t *offset)
{
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

static FILE *open_zoneinfo(struct str name)
{
    const char *folder = getenv("TZDIR");
    struct buf path = {0};
    buf_printf(&path, "%s/%.*s", folder && *folder ? folder : "/usr/share/zoneinfo", STR_ARG(name));
    FILE *file = fopen(path.p, "re");
    buf_free(&path);
    return file;
}

// Whether the name is one of the zone files, and no way out of their folder.
static bool zone_exists(struct str name)
{
    if (name.n == 0 || name.n > 255 || name.p[0] == '/')
        return false;
    for (struct str rest = name; rest.p;) {
        struct str part = str_cut(&rest, '/');
        if (part.n == 0 || part.p[0] == '.' || memchr(part.p, '\0', part.n))
            return false;
    }
    FILE *file = open_zoneinfo(name);
    char magic[4];
    bool good = file && fread(magic, 1, 4, file) == 4 && memcmp(magic, "TZif", 4) == 0;
    if (file)
        fclose(file);
    return good;
}

// Name the zone that was perhaps meant, from the list that is installed beside the zones.
static void suggest_zone(struct diag *d, struct str name)
{
    FILE *file = open_zoneinfo(STR("tzdata.zi"));
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
    int64_t offset;
    struct zone *z;
    if (str_eq(name, STR("UTC"))) {
        z = zone_new(name, 0);
    } else if (fixed_offset(name, &offset)) {
        z = zone_new(name, offset);
    } else if (zone_exists(name)) {
        z = zone_scan(name);
    } else {
        diag_set(d, FAULT_USAGE, "unknown time zone %.*s", STR_ARG(name));
        suggest_zone(d, name);
        diag_more(d, "; valid: UTC, +08:00, names as Europe/London");
        return NULL;
    }
    fill_buckets(z);
    return z;
}
