// Instants (int64 µs UTC), zones, patterns of time, durations.
#ifndef TEXT_TIME_H
#define TEXT_TIME_H

#include "base/diag.h"

#define TIME_NONE INT64_MIN
#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

// A civil time of some zone. month 1–12, day 1–31, weekday 0 = Monday … 6 = Sunday.
struct civil {
    int year, month, day, hour, minute, second, micro, weekday;
};

// Between civil times and µs since 1970-01-01T00:00:00 of the same (unnamed) zone. Proleptic
// Gregorian; years 0001–9999. From-conversion does not check that the day exists.
int64_t civil_to_micro(const struct civil *c);
struct civil civil_of_micro(int64_t micro);
bool civil_valid(const struct civil *c);

// A time zone of the IANA database, or by its Rails name, or "UTC", or a fixed offset "+08:00",
// "UTC+08:00". Safe for several threads.
struct zone;
struct zone *zone_open(struct str name, struct diag *d); // NULL: unknown (FAULT_USAGE)
void zone_close(struct zone *z);                         // NULL is fine
struct str zone_name(const struct zone *z);

int64_t zone_offset(const struct zone *z, int64_t utc); // µs to add to UTC for local time

// Local µs → UTC. In a gap the time is read with the offset before the gap (so it lands after it);
// a repeated hour is read as the first one. The caller counts what is not ZONE_UNIQUE.
enum zone_fit { ZONE_UNIQUE, ZONE_GAP, ZONE_REPEATED };
enum zone_fit zone_to_utc(const struct zone *z, int64_t local, int64_t *utc);
// The same with the offset after the change: before the gap, and the second one.
enum zone_fit zone_to_utc_second(const struct zone *z, int64_t local, int64_t *utc);

// A declared pattern of time, compiled. strptime's letters: %Y %y %m %d %e %H %I %M %S %f
// (fraction, 1–9 digits) %p %b %B %h %a %A (English and Chinese whatever the locale) %j %z (+0800,
// +08:00, Z) %Z (UTC, GMT, Z, or an abbreviation that is declared) %s (epoch seconds, with
// fraction) %% and blanks; %m %d %H need not be two digits. Whole patterns by name: "iso" (RFC 3339
// and its usual spellings), "epoch", "epoch-ms", "epoch-us", "apache" (%d/%b/%Y:%H:%M:%S %z),
// "rfc2822", "twitter".
struct time_pattern;
struct time_pattern *time_pattern_open(struct str text, struct diag *d); // NULL: FAULT_USAGE
void time_pattern_close(struct time_pattern *p);
bool time_pattern_has_zone(const struct time_pattern *p); // the text always carries its offset

// Whether text is the name of a whole pattern or has letters of one.
bool time_pattern_like(struct str text);

// What an abbreviation in a text stands for, as declared: many have several meanings.
struct time_alias {
    struct str name;
    struct zone *zone;
};

// What completes a text that does not say everything.
struct time_setting {
    const struct zone *zone; // of texts without an offset; NULL gives TIME_NO_ZONE
    const struct time_alias *alias;
    size_t aliases;
    bool second; // as zone_to_utc_second
};

enum time_result { TIME_FINE, TIME_GAP, TIME_REPEATED, TIME_BAD, TIME_NO_ZONE };

// Parse the whole of text. On TIME_FINE, TIME_GAP and TIME_REPEATED *utc is set. Safe for several
// threads.
enum time_result time_read(const struct time_pattern *p, const struct time_setting *setting,
                           struct str text, int64_t *utc);
// The same with a zone (may be NULL) and nothing else set.
enum time_result time_parse(const struct time_pattern *p, const struct zone *zone, struct str text,
                            int64_t *utc);

// A point of time on a command line: RFC 3339, "2024-03-01", "2024-03-01 12:00", read in zone
// (NULL: UTC). *day says that it was a bare date, so that --until can include it.
bool time_parse_point(struct str text, const struct zone *zone, int64_t *utc, bool *day);

// One end of a half-open period: "" is open (TIME_NONE); a bare date as the later end includes that
// day, so that it yields the start of the next, which need not be 24 hours on. zone NULL: UTC.
bool time_parse_bound(struct str text, const struct zone *zone, bool later, int64_t *utc);

// The stream's own form, fast: 2024-03-01T01:00:00Z or …00.123456Z. False: something else.
bool time_parse_utc(struct str text, int64_t *utc);

// "2024-03-01T01:00:00Z", with the fraction only if it is not zero (3 or 6 digits).
void time_format_utc(struct buf *out, int64_t utc);
// For people: "2024-03-01 09:00:00" in a zone (NULL: UTC).
void time_format_local(struct buf *out, int64_t utc, const struct zone *zone);

// "90s" "30min" "2h" "7d" "1w" "1h30min", "500ms", "-7min"; units ms s min m h d w; a bare "0" is
// fine, any other number needs a unit.
bool duration_parse(struct str text, int64_t *micro);
// For people, two units at most: "1 d 4 h", "3 min 20 s", "0 s", "250 ms".
void duration_format(struct buf *out, int64_t micro);

#endif
