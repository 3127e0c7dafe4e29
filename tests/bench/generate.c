// Makes a customer-journey workload: normalised touchpoints in time order, the same for one seed.
// usage: generate ROWS SEED > events.csv
// About 17 touchpoints a customer with a heavy tail, 13 events, 8 channels, 180 days.
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: generate ROWS SEED > events.csv\n", stderr);
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
    puts("customer_id,ts_ms,channel,event,value");
    for (size_t i = 0; i < n; i++)
        printf("cust_%016" PRIx64 ",%" PRIu64 ",%s,%s,%d.%02d\n", mix(seed + rows[i].customer),
               rows[i].time, channels[rows[i].channel], events[rows[i].event], rows[i].cents / 100,
               rows[i].cents % 100);
    free(rows);
    return fflush(stdout) == 0 ? 0 : 3;
}
