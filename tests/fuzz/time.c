// Fuzz times: the first line is a pattern, the rest a text. scripts/analyse fuzz time.
#include "text/time.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

// An instant that was read is written as text that reads back as the same instant.
static void check_instant(int64_t utc)
{
    struct buf out = {0};
    int64_t again;
    time_format_utc(&out, utc);
    require(time_parse_utc(buf_str(&out), &again) && again == utc);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct str pattern = str_cut(&text, '\n');
    if (!text.p)
        text = STR("");
    int64_t utc;
    bool day;
    struct zone *zone = zone_open(STR("-03:30"), NULL);
    struct time_pattern *p = time_pattern_open(pattern, NULL);
    if (p) {
        switch (time_parse(p, zone, text, &utc)) {
        case TIME_BAD:
            break;
        case TIME_NO_ZONE:
            abort();
        default:
            if (utc >= INT64_C(-62135596800000000) && utc < INT64_C(253402300800000000))
                check_instant(utc);
        }
        time_pattern_close(p);
    }
    if (time_parse_utc(text, &utc))
        check_instant(utc);
    (void)time_parse_point(text, zone, &utc, &day);
    zone_close(zone);
    if (duration_parse(text, &utc)) {
        struct buf out = {0};
        duration_format(&out, utc);
        require(out.n > 0);
        buf_free(&out);
    }
    return 0;
}
