// Fuzz stores whose checksums are right and whose contents are not: each eight bytes of the input
// overwrite a place of a small store, which is then signed anew and asked everything. Not part of
// make check; built as reader.c is.
#define _GNU_SOURCE // memfd_create
#include "store/store.h"
#include "metric/metric.h"
#include "model/touchpoints.h"
#include "store/layout.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char study_text[] =
    "timezone = \"Asia/Shanghai\"\n"
    "source \"s\" { files = {\"s.csv\"} time = {\"t\", \"iso\"} channel = \"web\" event = \"e\"\n"
    "  id { member = \"m\" } attr { ticket = \"k\" csat = \"c\" } }\n"
    "identity { order = {\"member\"} }\n"
    "stages { early = 'look' late = 'pay' }\n"
    "case \"help\" { key = \"ticket\" close = 'pay' information = 'look' }\n"
    "consistency { information = 'look' }\n"
    "funnel \"f\" { steps = 'look > pay' }\n";

enum { ROWS = 12 };

static void fill(struct touchpoints *t)
{
    static const char *const customers[] = {"member:1", "member:2", "member:3", ""};
    static const char *const channels[] = {"web", "phone", "store"};
    touchpoints_init(t);
    size_t id = touchpoints_column(t, STR("id.member")),
           kase = touchpoints_column(t, STR("case.help")),
           ticket = touchpoints_column(t, STR("ticket")), csat = touchpoints_column(t, STR("csat"));
    for (size_t i = 0; i < ROWS; i++) {
        struct str who = str_of(customers[i / 3]);
        size_t row = touchpoints_row(t, (int64_t)i * HOUR, i + 2);
        touchpoints_set(t, row, TP_CHANNEL, str_of(channels[i % 3]));
        touchpoints_set(t, row, TP_EVENT, i % 2 ? STR("pay") : STR("look"));
        touchpoints_set(t, row, TP_CUSTOMER, who);
        touchpoints_set(t, row, TP_DIRECTION, STR("act"));
        touchpoints_set(t, row, TP_FILE, STR("s.csv"));
        touchpoints_set(t, row, id, who.n ? str_slice(who, 7, who.n) : who);
        touchpoints_set(t, row, ticket, i % 4 ? STR("") : STR("T1"));
        touchpoints_set(t, row, kase, STR("T1"));
        touchpoints_set(t, row, csat, i % 2 ? STR("4") : STR(""));
    }
}

static struct buf make_store(void)
{
    struct touchpoints t;
    uint32_t order[ROWS];
    struct study *study = study_parse(str_of(study_text), STR("s.conf"), NULL);
    fill(&t);
    for (uint32_t i = 0; i < ROWS; i++)
        order[i] = i;
    struct column *columns = mem_array(t.column.n, sizeof *columns);
    struct frame f = touchpoints_frame(&t, columns);
    char path[] = "/tmp/wend-fuzz.XXXXXX";
    close(mkstemp(path));
    if (!study || !store_write(path, &f, order, ROWS, study, STR(""), STR(""), NULL))
        abort();
    struct buf bytes = {0};
    FILE *file = fopen(path, "rb");
    for (int c; (c = getc(file)) != EOF;)
        buf_add_byte(&bytes, (char)c);
    fclose(file);
    unlink(path);
    free(columns);
    touchpoints_free(&t);
    study_free(study);
    return bytes;
}

// Overwrite four bytes of a section, or shorten it: its number, the place in it and the new bytes
// come from p. Then the section, the directory and the header are signed.
static void change(char *store, const uint8_t *p)
{
    struct store_header h;
    struct store_entry e;
    memcpy(&h, store, sizeof h);
    uint64_t at = h.directory;
    for (unsigned i = 0;; i++) {
        memcpy(&e, store + at, sizeof e);
        uint64_t next = at + sizeof e + (e.name_length + 7) / 8 * 8;
        if (i == (p[0] & 0x7F) || next >= h.directory + h.directory_length)
            break;
        at = next;
    }
    if (p[0] & 0x80) // its length
        e.length = e.length >= p[1] ? e.length - p[1] : 0;
    else if (e.length >= 4)
        memcpy(store + e.offset + (size_t)(p[1] | p[2] << 8) % (e.length - 3), p + 4, 4);
    e.checksum = store_checksum(store + e.offset, (size_t)e.length);
    memcpy(store + at, &e, sizeof e);
    h.directory_checksum = store_checksum(store + h.directory, (size_t)h.directory_length);
    h.checksum = store_checksum(&h, offsetof(struct store_header, checksum));
    memcpy(store, &h, sizeof h);
}

static void ask_everything(struct journeys *j)
{
    static const char *const customers[] = {"member:1", "member:3"};
    for (size_t i = 0; metrics[i]; i++)
        for (size_t k = 0; k < 2; k++) {
            struct ask a;
            struct table t;
            struct diag d = {0};
            ask_init(&a);
            a.steps = STR("look > pay#2+ | late");
            a.where = k ? STR("csat >= 1 or event != \"look\"") : STR("");
            a.unit = k ? STR("case:help") : STR("customer");
            a.customer = str_of(customers[k]);
            a.list = k;
            a.window = k ? DAY : -1;
            table_init(&t, metrics[i]->name);
            (void)metric_run(metrics[i], j, &a, &t, &d);
            table_free(&t);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf whole;
    if (!whole.n)
        whole = make_store();
    struct buf store = {0};
    buf_add(&store, buf_str(&whole));
    for (; size >= 8; data += 8, size -= 8)
        change(store.p, data);
    int fd = memfd_create("store", 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fd < 0 || write(fd, store.p, store.n) != (ssize_t)store.n)
        abort();
    struct diag d = {0};
    struct journeys *j = journeys_open(path, NULL, &d);
    if (j)
        ask_everything(j);
    else if (d.fault < FAULT_USAGE || !d.message[0])
        abort();
    journeys_close(j);
    (void)store_verify(path, &d);
    close(fd);
    buf_free(&store);
    return 0;
}
