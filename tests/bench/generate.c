// Makes a customer-journey workload in time order, the same for one seed: normalised touchpoints,
// or the same touchpoints as channels export them. usage: generate ROWS SEED
// [plain|quoted|json|access|w3c|pairs|calls|till] > FILE About 17 touchpoints a customer with a
// heavy tail, 13 events, 8 channels, 180 days.
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const channels[] = {"web",         "app",    "email",  "store",
                                       "call_centre", "search", "social", "display"};
static const char *const events[] = {
    "visit", "product_view", "add_to_cart", "checkout",    "purchase", "search", "page_view",
    "login", "email_sent",   "email_open",  "email_click", "call",     "return"};
enum { CHANNELS = 8, EVENTS = 13, FUNNEL = 5 };

#define START UINT64_C(1735689600000) // 2025-01-01T00:00:00Z in ms
#define SPAN (UINT64_C(180) * 86400000)

struct row {
    uint64_t time;
    uint32_t customer;
    uint8_t channel, event;
    uint16_t cents;
};

static uint64_t mix(uint64_t z) // splitmix64, Steele et al. 2014
{
    z += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double uniform(uint64_t *state)
{
    *state = mix(*state);
    return (double)(*state >> 11) * 0x1p-53;
}

static double exponential(uint64_t *state, double mean)
{
    return -mean * log(1 - uniform(state));
}

// The touchpoints of one customer, from *n on; returns the new count, at most `limit`.
static size_t customer(uint32_t id, uint64_t seed, struct row *rows, size_t n, size_t limit)
{
    uint64_t state = mix(seed ^ ((uint64_t)id * UINT64_C(0xd1342543de82ef95)));
    bool heavy = uniform(&state) < 0.02;
    double mean = heavy ? fmin(20000, 34 / pow(1 - uniform(&state), 1 / 1.3)) : 15;
    size_t left = 1 + (size_t)exponential(&state, mean);
    uint64_t at = (uint64_t)(uniform(&state) * uniform(&state) * 0.9 * (double)SPAN);
    int step = 0;
    uint8_t channel = (uint8_t)(uniform(&state) * CHANNELS);
    for (; left > 0 && n < limit && at < SPAN; left--) {
        uint8_t event = (uint8_t)(FUNNEL + uniform(&state) * (EVENTS - FUNNEL));
        if (uniform(&state) < 0.45) {
            event = (uint8_t)step;
            step = (step + 1) % FUNNEL;
        }
        uint16_t cents = (uint16_t)(199 + uniform(&state) * 60000);
        rows[n++] = (struct row){START + at, id, channel, event, cents};
        bool stays = uniform(&state) < 0.7;
        at += 1000 + (uint64_t)exponential(&state, stays ? 75e3 : 36 * 3600e3);
        if (!stays)
            channel = (uint8_t)(uniform(&state) * CHANNELS);
        if (!stays && uniform(&state) < 0.3)
            step = 0;
    }
    return n;
}

static int by_time(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->customer > y->customer) - (x->customer < y->customer);
}

static struct tm utc(uint64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;
    gmtime_r(&seconds, &t);
    return t;
}

static void put_time(const char *format, uint64_t ms)
{
    char text[64];
    struct tm t = utc(ms);
    strftime(text, sizeof text, format, &t);
    fputs(text, stdout);
}

// What a row says beside its touchpoint.
struct extra {
    uint64_t noise, cookie, customer;
};

static struct extra extra_of(const struct row *row, uint64_t seed)
{
    uint64_t noise = mix(row->time ^ mix(row->customer));
    uint64_t customer = mix(seed + row->customer);
    return (struct extra){noise, mix(customer ^ (noise >> 8 & 1)), customer};
}

static void put_email(const struct row *row, const struct extra *x)
{
    if (x->customer % 100 < 55)
        printf("user%" PRIu32 ".%04x@example.com", row->customer, (unsigned)(x->customer >> 48));
}

static const char *const agents[] = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 "
    "Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"};
static const char *const devices[] = {"desktop", "mobile", "tablet"};

static void put_plain(const struct row *row, const struct extra *x)
{
    printf("cust_%016" PRIx64 ",%" PRIu64 ",%s,%s,%d.%02d\n", x->customer, row->time,
           channels[row->channel], events[row->event], row->cents / 100, row->cents % 100);
}

// Quotes where they are needed, and where they are not; commas, line ends and 中文 within.
static void put_quoted(const struct row *row, const struct extra *x)
{
    static const char *const notes[] = {"",
                                        "spring_sale",
                                        "\"Buy 1, get 1\"",
                                        "\"said \"\"never arrived\"\"\"",
                                        "\"line one\nline two\"",
                                        "\"退款, 投诉\"",
                                        "春のセール",
                                        "\"retarget-01\""};
    put_time("%Y-%m-%dT%H:%M:%S", row->time);
    printf(".%03dZ,%016" PRIx64 ",", (int)(row->time % 1000), x->cookie);
    put_email(row, x);
    printf(",\"%s\",\"https://shop.example.com/p/%u?ref=%s\",%s,%s\n", events[row->event],
           (unsigned)(x->noise >> 20 & 65535), channels[row->channel], notes[x->noise >> 40 & 7],
           devices[(x->noise >> 44) % 3]);
}

static void put_json(const struct row *row, const struct extra *x)
{
    printf("{\"time\":%" PRIu64 ",\"device_id\":\"%016" PRIx64 "\",\"user_email\":", row->time,
           x->cookie);
    bool email = x->customer % 100 < 55;
    fputs(email ? "\"" : "null", stdout);
    put_email(row, x);
    printf("%s,\"event\":\"%s\",\"value\":%d.%02d,\"props\":{\"screen\":\"%s\",\"version\":"
           "\"5.%u.1\"}}\n",
           email ? "\"" : "", events[row->event], row->cents / 100, row->cents % 100,
           x->noise % 17 ? "product_detail" : "商品詳細 \\u2014 \\\"A\\\"",
           (unsigned)(x->noise >> 30 & 31));
}

static void put_access(const struct row *row, const struct extra *x)
{
    printf("203.0.113.%u - - [", (unsigned)(x->noise >> 16 & 255));
    put_time("%d/%b/%Y:%H:%M:%S", row->time);
    printf(" +0000] \"GET /blog/%u?cid=%016" PRIx64 "&utm_source=%s HTTP/1.1\" 200 %u "
           "\"https://www.example.com/%u\" \"%s\"\n",
           (unsigned)(x->noise >> 24 & 4095), x->cookie, channels[row->channel],
           500 + (unsigned)((x->noise >> 36) % 60000), (unsigned)(x->noise >> 50 & 1023),
           agents[x->noise % 3]);
}

static void put_w3c(const struct row *row, const struct extra *x)
{
    put_time("%Y-%m-%d %H:%M:%S", row->time);
    printf(" 203.0.113.%u GET /product/%u cid=%016" PRIx64 "&event=%s 200 %u Mozilla/5.0+(X11)\n",
           (unsigned)(x->noise >> 16 & 255), (unsigned)(x->noise >> 24 & 4095), x->cookie,
           events[row->event], (unsigned)((x->noise >> 36) % 3000));
}

static void put_pairs(const struct row *row, const struct extra *x)
{
    fputs("time=", stdout);
    put_time("%Y-%m-%dT%H:%M:%SZ", row->time);
    printf(" level=info event=%s cookie=%016" PRIx64
           " msg=\"shown to %s\" amount=%d.%02d page=/p/%u\n",
           events[row->event], x->cookie, devices[(x->noise >> 44) % 3], row->cents / 100,
           row->cents % 100, (unsigned)(x->noise >> 24 & 4095));
}

static void put_calls(const struct row *row, const struct extra *x)
{
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {{"Asia/Tokyo", 540},
                 {"America/Phoenix", -420},
                 {"Asia/Dubai", 240},
                 {"UTC", 0},
                 {"Asia/Kolkata", 330}};
    static const char *const notes[] = {"",
                                        "asked about delivery, wants refund",
                                        "said \"\"never arrived\"\"",
                                        "line one\nline two",
                                        "返品のご相談、再送",
                                        "退款, 投诉",
                                        "transferred"};
    static const char *const queues[] = {"sales", "support", "billing", "returns"};
    unsigned zone = (unsigned)(x->customer % 5);
    put_time("%Y-%m-%d %H:%M:%S", row->time + (uint64_t)((int64_t)zones[zone].minutes * 60000));
    printf(",%s,+%u%09u,", zones[zone].name, 1 + (unsigned)(x->customer % 98), row->customer);
    put_email(row, x);
    printf(",%s,resolved,%u,%u,\"%s\"\n", queues[x->noise >> 12 & 3],
           20 + (unsigned)((x->noise >> 20) % 900), 1 + (unsigned)(x->noise % 5),
           notes[(x->noise >> 33) % 7]);
}

static void put_till(const struct row *row, const struct extra *x)
{
    put_time("%d/%m/%Y,%H:%M:%S", row->time);
    printf(",LC%010u,%s,\"%d,%02d\",%u,S%03u\n", row->customer * 7, events[row->event],
           row->cents / 100, row->cents % 100, 1 + (unsigned)((x->noise >> 20) % 6),
           (unsigned)((x->noise >> 30) % 200));
}

static const struct {
    const char *name, *head;
    void (*put)(const struct row *row, const struct extra *x);
} formats[] = {
    {"plain", "customer_id,ts_ms,channel,event,value\n", put_plain},
    {"quoted", "ts,cookie_id,email,event,url,campaign,device\n", put_quoted},
    {"json", "", put_json},
    {"access", "", put_access},
    {"w3c",
     "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status "
     "time-taken cs(User-Agent)\n",
     put_w3c},
    {"pairs", "", put_pairs},
    {"calls", "time,zone,phone,email,queue,disposition,handle_seconds,csat,note\n", put_calls},
    {"till", "date,time,loyalty_card,event,amount,items,store\n", put_till},
};

int main(int argc, char **argv)
{
    size_t format = 0, count = sizeof formats / sizeof *formats;
    while (argc == 4 && format < count && strcmp(formats[format].name, argv[3]) != 0)
        format++;
    if (argc < 3 || argc > 4 || format == count) {
        fputs("usage: generate ROWS SEED [plain|quoted|json|access|w3c|pairs|calls|till] > FILE\n",
              stderr);
        return 2;
    }
    size_t want = strtoull(argv[1], NULL, 10), n = 0;
    uint64_t seed = strtoull(argv[2], NULL, 10);
    struct row *rows = malloc((want ? want : 1) * sizeof *rows);
    if (!rows)
        return 3;
    for (uint32_t id = 0; n < want; id++)
        n = customer(id, seed, rows, n, want);
    qsort(rows, n, sizeof *rows, by_time);
    fputs(formats[format].head, stdout);
    for (size_t i = 0; i < n; i++) {
        struct extra x = extra_of(&rows[i], seed);
        formats[format].put(&rows[i], &x);
    }
    free(rows);
    return fflush(stdout) == 0 ? 0 : 3;
}
