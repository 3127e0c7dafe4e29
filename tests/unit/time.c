// Times: civil calendar, zones with their gaps and repeats, patterns, durations.
#define _GNU_SOURCE // timegm
#include "unit.h"

#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct zone *zone(const char *name)
{
    struct diag d = {0};
    struct zone *z = zone_open(str_of(name), &d);
    if (!z)
        fail_msg("%s", d.message);
    return z;
}

// The instant that text means as "YYYY-MM-DDTHH:MM:SSZ", or the result when it is not fine.
static const char *read_time(const char *pattern, const char *zone_text, const char *text)
{
    static char shown[64];
    struct diag d = {0};
    struct time_pattern *p = time_pattern_open(str_of(pattern), &d);
    if (!p)
        fail_msg("%s", d.message);
    struct zone *z = zone_text ? zone(zone_text) : NULL;
    int64_t utc;
    enum time_result result = time_parse(p, z, str_of(text), &utc);
    struct buf out = {0};
    if (result == TIME_BAD)
        buf_add(&out, STR("bad"));
    else if (result == TIME_NO_ZONE)
        buf_add(&out, STR("no zone"));
    else
        time_format_utc(&out, utc);
    snprintf(shown, sizeof shown, "%s%s", out.p,
             result == TIME_GAP        ? " gap"
             : result == TIME_REPEATED ? " repeated"
                                       : "");
    buf_free(&out);
    zone_close(z);
    time_pattern_close(p);
    return shown;
}

static void civil_agrees_with_timegm(void **state)
{
    (void)state;
    srandom(1);
    for (int i = 0; i < 200000; i++) {
        struct tm tm = {.tm_year = (int)(random() % 9999) + 1 - 1900,
                        .tm_mon = (int)(random() % 12),
                        .tm_mday = (int)(random() % 28) + 1,
                        .tm_hour = (int)(random() % 24),
                        .tm_min = (int)(random() % 60),
                        .tm_sec = (int)(random() % 60)};
        struct civil c = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                          tm.tm_min,         tm.tm_sec,     123456,     0};
        int64_t seconds = timegm(&tm); // fills tm_wday
        assert_int_equal(civil_to_micro(&c), seconds * SECOND + 123456);
        struct civil back = civil_of_micro(seconds * SECOND + 123456);
        c.weekday = (tm.tm_wday + 6) % 7;
        assert_memory_equal(&back, &c, sizeof c);
    }
}

static void only_days_that_exist(void **state)
{
    (void)state;
    struct civil day = {.year = 2024, .month = 2, .day = 29};
    assert_true(civil_valid(&day));
    day.year = 2023;
    assert_false(civil_valid(&day));
    day.year = 1900;
    assert_false(civil_valid(&day));
    day.year = 2000;
    assert_true(civil_valid(&day));
    day = (struct civil){.year = 2024, .month = 4, .day = 31};
    assert_false(civil_valid(&day));
    day = (struct civil){.year = 2016, .month = 12, .day = 31, .hour = 23, .minute = 59};
    day.second = 60; // a leap second
    assert_true(civil_valid(&day));
    day.minute = 58;
    assert_false(civil_valid(&day));
}

// Offsets at random instants are those of localtime_r in each zone.
static void zones_agree_with_libc(void **state)
{
    (void)state;
    static const char *const names[] = {
        "America/New_York",  "Asia/Shanghai",  "Europe/London",    "Australia/Lord_Howe",
        "Africa/Casablanca", "Asia/Kathmandu", "America/Sao_Paulo"};
    srandom(2);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct zone *z = zone(names[i]);
        setenv("TZ", names[i], 1);
        tzset();
        for (int j = 0; j < 20000; j++) {
            uint64_t bits = (uint64_t)random() << 16 ^ (uint64_t)random();
            time_t t = (time_t)(bits % 6300000000u) - 2200000000; // 1900 to 2099
            struct tm tm;
            localtime_r(&t, &tm);
            assert_int_equal(zone_offset(z, t * SECOND), tm.tm_gmtoff * SECOND);
        }
        setenv("TZ", "UTC0", 1);
        tzset();
        zone_close(z);
    }
}

// The instant of a text by a pattern, with EST and PEKING declared.
static int64_t instant(const char *pattern, const char *zone_text, const char *text)
{
    struct time_alias alias[] = {{STR("EST"), zone("-05:00")},
                                 {STR("PEKING"), zone("Asia/Shanghai")}};
    struct time_setting setting = {.zone = zone(zone_text), .alias = alias, .aliases = 2};
    struct time_pattern *p = time_pattern_open(str_of(pattern), NULL);
    int64_t utc = 0;
    assert_non_null(p);
    if (time_read(p, &setting, str_of(text), &utc) != TIME_FINE)
        fail_msg("%s is no %s", text, pattern);
    time_pattern_close(p);
    zone_close((struct zone *)setting.zone);
    zone_close(alias[0].zone);
    zone_close(alias[1].zone);
    return utc;
}

// 8 March 2024, a Friday, 13:05:09.25 in Shanghai, is epoch 1709874309.25 (date -u -d @1709874309).
static void one_instant_in_many_spellings(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *zone, *text;
    } spellings[] = {
        {"iso", "UTC", "2024-03-08T13:05:09.25+08:00"},
        {"iso", "UTC", "2024-03-08 05:05:09.250Z"},
        {"iso", "UTC", "20240308T050509,25+00"},
        {"iso", "Asia/Shanghai", "2024-03-08 13:05:09.250000"},
        {"iso", "UTC", "2024-03-08 13:05:09.25 PEKING"},
        {"iso", "UTC", "2024-03-08 00:05:09.25 EST"},
        {"epoch", "Asia/Shanghai", "1709874309.25"},
        {"epoch-ms", "Asia/Shanghai", "1709874309250"},
        {"epoch-us", "Asia/Shanghai", "1709874309250000"},
        {"%d.%m.%Y %H:%M:%S.%f", "Beijing", "08.03.2024 13:05:09.25"},
        {"%m/%d/%Y %I:%M:%S.%f %p", "(GMT-05:00) Eastern Time (US & Canada)",
         "3/8/2024 12:05:09.25 AM"},
        {"%m/%d/%y %I:%M:%S.%f %p", "UTC-05:00", "3/8/24 12:05:09.25\u202Fa.m."},
        {"%a, %d %b %Y %H:%M:%S.%f %z", "UTC", "Fri, 08 Mar 2024 13:05:09.25 +0800"},
        {"%d/%b/%Y:%H:%M:%S.%f %z", "UTC", "08/Mar/2024:06:05:09.25 +0100"},
        {"%a %b %d %H:%M:%S.%f %Z %Y", "UTC", "Friday March 08 00:05:09.25 EST 2024"},
        {"%Y年%m月%d日 %H时%M分%S.%f秒", "Asia/Shanghai", "2024年3月8日 13时05分09.25秒"},
        {"%Y年%b%d日 %A %p%I:%M:%S.%f", "+08:00", "2024年三月8日 星期五 下午1:05:09.25"},
        {"%Y-%m-%d %a %p %I:%M:%S.%f", "Asia/Shanghai", "2024-03-08 周五 下午 01:05:09.25"},
    };
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (instant(spellings[i].pattern, spellings[i].zone, spellings[i].text) !=
            INT64_C(1709874309250000))
            fail_msg("%s", spellings[i].text);
    assert_true(instant("%Y年%b%d日", "UTC", "2024年十二月1日") == INT64_C(1733011200000000));
    assert_true(instant("%Y年%b%d日", "UTC", "2024年十一月1日") == INT64_C(1730419200000000));
}

static void names_are_patterns_or_not(void **state)
{
    (void)state;
    assert_true(time_pattern_like(STR("epoch-ms")));
    assert_true(time_pattern_like(STR("at %H")));
    assert_false(time_pattern_like(STR("share in %")));
    assert_false(time_pattern_like(STR("created_at")));
}

static void the_second_of_two(void **state)
{
    (void)state;
    struct civil c = {.year = 2026, .month = 11, .day = 1, .hour = 1, .minute = 30};
    struct zone *z = zone("America/New_York");
    int64_t utc;
    assert_int_equal(zone_to_utc_second(z, civil_to_micro(&c), &utc), ZONE_REPEATED);
    assert_int_equal(utc, civil_to_micro(&c) + 5 * HOUR); // EST
    c = (struct civil){.year = 2026, .month = 3, .day = 8, .hour = 2, .minute = 30};
    assert_int_equal(zone_to_utc_second(z, civil_to_micro(&c), &utc), ZONE_GAP);
    assert_int_equal(utc, civil_to_micro(&c) + 4 * HOUR); // EDT: before the gap
    c.month = 6;
    assert_int_equal(zone_to_utc_second(z, civil_to_micro(&c), &utc), ZONE_UNIQUE);
    assert_int_equal(utc, civil_to_micro(&c) + 4 * HOUR);
    zone_close(z);
}

static void gaps_and_repeats(void **state)
{
    (void)state;
    const char *pattern = "%Y-%m-%d %H:%M", *york = "America/New_York";
    assert_string_equal(read_time(pattern, york, "2026-03-08 01:59"), "2026-03-08T06:59:00Z");
    assert_string_equal(read_time(pattern, york, "2026-03-08 02:30"), "2026-03-08T07:30:00Z gap");
    assert_string_equal(read_time(pattern, york, "2026-03-08 03:00"), "2026-03-08T07:00:00Z");
    assert_string_equal(read_time(pattern, york, "2026-11-01 00:59"), "2026-11-01T04:59:00Z");
    assert_string_equal(read_time(pattern, york, "2026-11-01 01:30"),
                        "2026-11-01T05:30:00Z repeated");
    assert_string_equal(read_time(pattern, york, "2026-11-01 02:00"), "2026-11-01T07:00:00Z");
    assert_string_equal(read_time(pattern, "Europe/London", "2026-03-29 01:30"),
                        "2026-03-29T01:30:00Z gap");
    assert_string_equal(read_time(pattern, "Europe/London", "2026-10-25 01:30"),
                        "2026-10-25T00:30:00Z repeated");
    assert_string_equal(read_time(pattern, "Europe/London", "2026-07-01 12:00"),
                        "2026-07-01T11:00:00Z");
    assert_string_equal(read_time(pattern, "Asia/Shanghai", "2024-03-01 09:00"),
                        "2024-03-01T01:00:00Z");
    assert_string_equal(read_time(pattern, "-03:30", "2024-03-01 09:00"), "2024-03-01T12:30:00Z");
}

// Every civil minute of a year's changes goes to UTC and back unless it is in a gap.
static void local_times_come_back(void **state)
{
    (void)state;
    struct zone *z = zone("Australia/Lord_Howe"); // its summer time is half an hour
    struct civil from = {.year = 2025, .month = 1, .day = 1};
    int gap = 0, repeated = 0;
    for (int64_t i = 0; i < 365 * 24 * 60; i++) {
        int64_t local = civil_to_micro(&from) + i * MINUTE, utc;
        enum zone_fit fit = zone_to_utc(z, local, &utc);
        gap += fit == ZONE_GAP;
        repeated += fit == ZONE_REPEATED;
        if (fit != ZONE_GAP)
            assert_int_equal(utc + zone_offset(z, utc), local);
    }
    assert_int_equal(gap, 30);
    assert_int_equal(repeated, 30);
    zone_close(z);
}

static void unknown_zones(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",      "Mars/Olympus", "../etc/passwd", "/etc/localtime",  "zone.tab",
        "+8:00", "+25:00",       "Asia/./Tokyo",  "EST5EDT4,M3.2.0", "Asia"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct diag d = {0};
        assert_null(zone_open(str_of(names[i]), &d));
        assert_int_equal(d.fault, FAULT_USAGE);
    }
    struct diag d = {0};
    assert_null(zone_open(STR("asia/shangai"), &d));
    assert_non_null(strstr(d.message, "did you mean Asia/Shanghai?"));
}

static void environment_is_restored(void **state)
{
    (void)state;
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    zone_close(zone("America/New_York"));
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    time_t t = 0;
    struct tm tm;
    assert_int_equal(localtime_r(&t, &tm)->tm_hour, 9);
    setenv("TZ", "UTC0", 1);
    tzset();
}

static void spellings(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *zone, *text, *utc;
    } cases[] = {
        {"iso", NULL, "2024-03-01T09:05:00+08:00", "2024-03-01T01:05:00Z"},
        {"%Y/%m/%d %H:%M", "Asia/Shanghai", "2024/3/2 18:47", "2024-03-02T10:47:00Z"},
        {"%d.%m.%Y %H:%M:%S", "Asia/Shanghai", "04.03.2024 15:00:00", "2024-03-04T07:00:00Z"},
        {"%Y-%m-%d %H:%M:%S %Z", NULL, "2024-03-01 01:00:00 UTC", "2024-03-01T01:00:00Z"},
        {"iso", NULL, "2024-03-01 01:00:00 UTC", "2024-03-01T01:00:00Z"},
        {"epoch-ms", NULL, "1709298600000", "2024-03-01T13:10:00Z"},
        {"epoch-us", NULL, "1709298600000001", "2024-03-01T13:10:00.000001Z"},
        {"epoch", NULL, "1714957200", "2024-05-06T01:00:00Z"},
        {"epoch", NULL, "1714957200.25", "2024-05-06T01:00:00.250Z"},
        {"epoch", NULL, "-0.5", "1969-12-31T23:59:59.500Z"},
        {"%Y年%m月%d日 %H时%M分", "Asia/Shanghai", "2024年05月09日 10时00分",
         "2024-05-09T02:00:00Z"},
        {"twitter", NULL, "Mon May 06 02:00:00 +0000 2024", "2024-05-06T02:00:00Z"},
        {"apache", NULL, "17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z"},
        {"rfc2822", NULL, "Mon, 06 May 2024 04:00:00 +0200", "2024-05-06T02:00:00Z"},
        {"rfc2822", NULL, "6 May 2024 02:00:00 GMT", "2024-05-06T02:00:00Z"},
        {"iso", NULL, "2011-10-11 13:45:40.276000+02:00", "2011-10-11T11:45:40.276Z"},
        {"iso", NULL, "2024-05-06T08:04:00+07:00", "2024-05-06T01:04:00Z"},
        {"iso", NULL, "20240506T080400Z", "2024-05-06T08:04:00Z"},
        {"iso", NULL, "2024-05-06T08:04:00,5-0330", "2024-05-06T11:34:00.500Z"},
        {"iso", "Asia/Shanghai", "2024-05-06", "2024-05-05T16:00:00Z"},
        {"iso", NULL, "2024-05-06T08:04:00", "no zone"},
        {"%Y-%m-%d %H:%M", "Asia/Shanghai", "2024-05-06 10:40", "2024-05-06T02:40:00Z"},
        {"%m/%d/%y %I:%M %p", "+00:00", "2/29/24 12:30 AM", "2024-02-29T00:30:00Z"},
        {"%m/%d/%y %I:%M %p", "+00:00", "2/29/24 12:30 pm", "2024-02-29T12:30:00Z"},
        {"%Y-%j", "UTC", "2024-366", "2024-12-31T00:00:00Z"},
        {"%Y-%j", "UTC", "2023-366", "bad"},
        {"%b %e %Y", "UTC", "Mar  4 2024", "2024-03-04T00:00:00Z"},
        {"%d %B %Y", "UTC", "04 september 2024", "2024-09-04T00:00:00Z"},
        {"%Y%m%d%H%M%S.%f", "UTC", "20240304050607.1234567", "2024-03-04T05:06:07.123456Z"},
        {"%Y-%m-%d %z", NULL, "2024-03-04 +05:30", "2024-03-03T18:30:00Z"},
        {"%s", NULL, "1714957200", "2024-05-06T01:00:00Z"},
        {"%d.%m.%Y %H:%M:%S", "Asia/Shanghai", "2024-03-0", "bad"},
        {"%Y-%m-%d", "UTC", "2024-02-30", "bad"},
        {"iso", "UTC", "2024-02-30", "bad"},
        {"iso", "UTC", "2023-02-29T00:00:00Z", "bad"},
        {"iso", "UTC", "2024-02-29x", "bad"},
        {"iso", "UTC", "2024-02-29T10:00:00Zx", "bad"},
        {"iso", "UTC", "2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z"},
        {"iso", "UTC", "2024-02-29T24:00:01Z", "bad"},
        {"iso", "UTC", "2024-02-30T24:00:00Z", "bad"},
        {"iso", "UTC", "9999-12-31T24:00:00Z", "bad"},
        {"iso", "UTC", "2024-02-29T10", "2024-02-29T10:00:00Z"},
        {"iso", NULL, "2024-02-29T10Z", "2024-02-29T10:00:00Z"},
        {"iso", NULL, "2024-02-29 10+02", "2024-02-29T08:00:00Z"},
        {"iso", "UTC", "2024-02-29T1", "bad"},
        {"iso", "UTC", "2024-02-29T101", "bad"},
        {"iso", "UTC", "2024-060", "2024-02-29T00:00:00Z"},
        {"iso", "UTC", "2024-366T12:00", "2024-12-31T12:00:00Z"},
        {"iso", "UTC", "2023-366", "bad"},
        {"iso", "UTC", "2024-000", "bad"},
        {"iso", "UTC", "2024-0601", "bad"},
        {"iso", "UTC", "2024-W53-1", "bad"},
        {"iso", "UTC", "2024-W10-8", "bad"},
        {"iso", "UTC", "2024-W00-1", "bad"},
        {"iso", "UTC", "2024-W10", "bad"},
        {"iso", NULL, "2024-03-01T09:05:00+01:00[Europe/Paris]", "2024-03-01T08:05:00Z"},
        {"iso", NULL, "2024-03-01T09:05:00+01:00[Europe/Paris", "bad"},
        {"iso", NULL, "2024-03-01T09:05:00+01:00[]", "bad"},
        {"iso", "UTC", "", "bad"},
        {"%Y-%m-%d", "UTC", "2024-03-01 and more", "bad"},
        {"%Y-%m-%d", "UTC", "24-03-01", "bad"},
        {"%Y-%m-%d %Z", "UTC", "2024-03-01 CEST", "bad"},
        {"epoch", NULL, "1709298600000", "bad"}, // milliseconds: the year would be 56135
        {"epoch", NULL, "12e3", "bad"},
        {"epoch-ms", NULL, "99999999999999999999999999", "bad"},
        {"iso", NULL, "0001-01-01T00:00:00+01:00", "bad"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(read_time(cases[i].pattern, cases[i].zone, cases[i].text),
                            cases[i].utc);
}

// Week and ordinal dates of 60 years, against strftime's.
static void rare_dates(void **state)
{
    (void)state;
    for (time_t t = 0; t < 60 * (time_t)31557600; t += 86400) {
        struct tm tm;
        char utc[32], text[3][32];
        gmtime_r(&t, &tm);
        strftime(utc, sizeof utc, "%Y-%m-%dT%H:%M:%SZ", &tm);
        strftime(text[0], sizeof text[0], "%G-W%V-%uT%H:%MZ", &tm);
        strftime(text[1], sizeof text[1], "%GW%V%uT%H%MZ", &tm);
        strftime(text[2], sizeof text[2], "%Y-%jT%H:%MZ", &tm);
        for (size_t i = 0; i < 3; i++)
            assert_string_equal(read_time("iso", NULL, text[i]), utc);
    }
}

static void wrong_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *said;
    } cases[] = {{"%Y-%m-%d %Q", "%Q"}, {"%Y-%m-%d %", "%"}, {"iso8601", "valid: iso"},
                 {"%H:%M", "no year"},  {"%Y %H", "month"},  {"%Y-%m", "day"},
                 {"%Y-%m-%d %I", "%p"}, {"", "unknown"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct diag d = {0};
        assert_null(time_pattern_open(str_of(cases[i].pattern), &d));
        assert_int_equal(d.fault, FAULT_USAGE);
        assert_non_null(strstr(d.message, cases[i].said));
    }
}

static void patterns_know_their_zone(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        bool has;
    } cases[] = {{"iso", false},   {"epoch-ms", true},     {"twitter", true},
                 {"apache", true}, {"%Y-%m-%d %z", true},  {"%Y-%m-%d", false},
                 {"%s", true},     {"%Y-%m-%d %%z", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct time_pattern *p = time_pattern_open(str_of(cases[i].pattern), NULL);
        assert_int_equal(time_pattern_has_zone(p), cases[i].has);
        time_pattern_close(p);
    }
}

static void points_of_the_command_line(void **state)
{
    (void)state;
    struct zone *z = zone("Asia/Shanghai");
    int64_t utc;
    bool day;
    assert_true(time_parse_point(STR("2024-03-01"), z, &utc, &day));
    assert_true(day);
    assert_int_equal(utc, INT64_C(1709222400) * SECOND);
    assert_true(time_parse_point(STR("2024-03-01 12:00"), z, &utc, &day));
    assert_false(day);
    assert_int_equal(utc, INT64_C(1709265600) * SECOND);
    assert_true(time_parse_point(STR("2024-03-01T12:00:00Z"), z, &utc, &day));
    assert_int_equal(utc, INT64_C(1709294400) * SECOND);
    assert_true(time_parse_point(STR("2024-03-01 12:00"), NULL, &utc, &day));
    assert_int_equal(utc, INT64_C(1709294400) * SECOND);
    assert_false(time_parse_point(STR("yesterday"), z, &utc, &day));
    zone_close(z);
}

// The later end of a period includes its bare date, on days of 23, 24 and 25 hours.
static void bounds_of_a_period(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *text, *start, *end;
    } days[] = {
        {"Asia/Shanghai", "2024-03-01", "2024-02-29T16:00:00Z", "2024-03-01T16:00:00Z"},
        {"Europe/Berlin", "2024-03-31", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"},
        {"Europe/Berlin", "2024-10-27", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"},
        {"UTC", "2024-12-31", "2024-12-31T00:00:00Z", "2025-01-01T00:00:00Z"},
    };
    int64_t utc, want;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct zone *z = zone(days[i].zone);
        assert_true(time_parse_bound(str_of(days[i].text), z, false, &utc));
        assert_true(time_parse_utc(str_of(days[i].start), &want));
        assert_int_equal(utc, want);
        assert_true(time_parse_bound(str_of(days[i].text), z, true, &utc));
        assert_true(time_parse_utc(str_of(days[i].end), &want));
        assert_int_equal(utc, want);
        zone_close(z);
    }
    // An instant is an instant at both ends; nothing is open; else it is refused.
    assert_true(time_parse_bound(STR(" 2024-03-01T12:00:00Z "), NULL, true, &utc));
    assert_int_equal(utc, INT64_C(1709294400) * SECOND);
    assert_true(time_parse_bound(STR("2024-02-29"), NULL, true, &utc));
    assert_int_equal(utc, INT64_C(1709251200) * SECOND); // March 1st
    assert_true(time_parse_bound(STR(" "), NULL, true, &utc));
    assert_true(utc == TIME_NONE);
    assert_false(time_parse_bound(STR("2024-02-30"), NULL, true, &utc));
}

static void stream_form(void **state)
{
    (void)state;
    int64_t utc;
    assert_true(time_parse_utc(STR("2024-03-01T01:00:00Z"), &utc));
    assert_int_equal(utc, INT64_C(1709254800) * SECOND);
    assert_true(time_parse_utc(STR("2024-03-01T01:00:00.123456Z"), &utc));
    assert_int_equal(utc, INT64_C(1709254800) * SECOND + 123456);
    static const char *const bad[] = {"2024-03-01T01:00:00",
                                      "2024-03-01 01:00:00Z",
                                      "2024-02-30T01:00:00Z",
                                      "2024-03-01T01:00:00.Z",
                                      "2024-03-01T01:00:00+00:00",
                                      "2024-0x-01T01:00:00Z",
                                      ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(time_parse_utc(str_of(bad[i]), &utc));
    struct zone *z = zone("Asia/Shanghai");
    struct buf out = {0};
    time_format_local(&out, INT64_C(1709254800) * SECOND, z);
    assert_str(buf_str(&out), "2024-03-01 09:00:00");
    buf_free(&out);
    zone_close(z);
}

static void durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t micro;
        const char *shown;
    } good[] = {
        {"90s", 90 * SECOND, "1 min 30 s"},
        {"30min", 30 * MINUTE, "30 min"},
        {"2h", 2 * HOUR, "2 h"},
        {"7d", 7 * DAY, "7 d"},
        {"1w", 7 * DAY, "7 d"},
        {"1h30min", 90 * MINUTE, "1 h 30 min"},
        {"1h30m", 90 * MINUTE, "1 h 30 min"},
        {"500ms", 500000, "500 ms"},
        {"-7min", -7 * MINUTE, "-7 min"},
        {"0", 0, "0 s"},
        {"1d4h20min", DAY + 4 * HOUR + 20 * MINUTE, "1 d 4 h"},
        {"1d4h40min", DAY + 4 * HOUR + 40 * MINUTE, "1 d 5 h"},
        {"59min59s600ms", HOUR - 400000, "1 h"},
        {"23h59min40s", DAY - 20 * SECOND, "1 d"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t micro = -1;
        struct buf out = {0};
        assert_true(duration_parse(str_of(good[i].text), &micro));
        assert_int_equal(micro, good[i].micro);
        duration_format(&out, micro);
        assert_str(buf_str(&out), good[i].shown);
        buf_free(&out);
    }
    static const char *const bad[] = {"",   "90",   "s",      "1.5h", "1h 30min",     "30min1h",
                                      "-",  "1y",   "1h1h",   "h1",   "99999999999w", "--1h",
                                      "1H", "1h30", "1minute"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t micro = 77;
        assert_false(duration_parse(str_of(bad[i]), &micro));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_agrees_with_timegm),
        cmocka_unit_test(only_days_that_exist),
        cmocka_unit_test(zones_agree_with_libc),
        cmocka_unit_test(one_instant_in_many_spellings),
        cmocka_unit_test(names_are_patterns_or_not),
        cmocka_unit_test(the_second_of_two),
        cmocka_unit_test(gaps_and_repeats),
        cmocka_unit_test(local_times_come_back),
        cmocka_unit_test(unknown_zones),
        cmocka_unit_test(environment_is_restored),
        cmocka_unit_test(spellings),
        cmocka_unit_test(rare_dates),
        cmocka_unit_test(wrong_patterns),
        cmocka_unit_test(patterns_know_their_zone),
        cmocka_unit_test(points_of_the_command_line),
        cmocka_unit_test(bounds_of_a_period),
        cmocka_unit_test(stream_form),
        cmocka_unit_test(durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
