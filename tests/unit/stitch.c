// Identity, on tables of events whose outcomes others have published (Adobe's documentation of
// stitching and of graph linking rules, Amplitude's of merged users) or that follow from our rules.
#include "unit.h"

#include "stitch/stitch.h"
#include "text/time.h"

#include <stdio.h>
#include <stdlib.h>

// One row: minutes, then ids as "namespace=value namespace=value".
struct event {
    int minute;
    const char *ids;
};

struct world {
    struct study *study;
    struct touchpoints t;
    struct stitch_result result;
    char rejects[256];
};

static void note_reject(void *context, struct str source, struct str file, uint64_t line,
                        struct str code, struct str message)
{
    struct world *w = context;
    size_t n = strlen(w->rejects);
    (void)source;
    snprintf(w->rejects + n, sizeof w->rejects - n, "%.*s:%llu %.*s %.*s;", STR_ARG(file),
             (unsigned long long)line, STR_ARG(code), STR_ARG(message));
}

static void build(struct world *w, const char *study, const struct event *event, size_t n)
{
    struct diag d = {0};
    *w = (struct world){0};
    w->study = study_parse(str_of(study), STR("test.conf"), &d);
    assert_string_equal(d.message, "");
    touchpoints_init(&w->t);
    for (size_t i = 0; i < n; i++) {
        size_t row = touchpoints_row(&w->t, event[i].minute * MINUTE, i + 1);
        touchpoints_set(&w->t, row, TP_EVENT, STR("e"));
        touchpoints_set(&w->t, row, TP_SOURCE, STR("s"));
        touchpoints_set(&w->t, row, TP_FILE, STR("s.csv"));
        for (struct str rest = str_of(event[i].ids); rest.p && rest.n;) {
            struct str value = str_cut(&rest, ' '), name = str_cut(&value, '=');
            char column[64];
            snprintf(column, sizeof column, "%s%.*s",
                     str_eq(name, STR("event")) || str_eq(name, STR("ticket")) ? "" : "id.",
                     STR_ARG(name));
            touchpoints_set(&w->t, row, touchpoints_column(&w->t, str_of(column)), value);
        }
    }
    struct stitch_options options = {.on_reject = note_reject, .context = w};
    assert_true(stitch(w->study, &options, &w->t, &w->result, &d));
}

static void drop(struct world *w)
{
    stitch_free(&w->result);
    touchpoints_free(&w->t);
    study_free(w->study);
}

static void check(const struct world *w, size_t column, const char *const *expected, size_t n)
{
    const struct touchpoint_column *c = &w->t.column.p[column];
    for (size_t i = 0; i < n; i++)
        assert_str(dict_get(&c->dict, c->code.p[i]), expected[i]);
}

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define SOURCE                                                                                     \
    "source \"s\" { files = {\"s.csv\"} time = {\"t\", \"iso\"} channel = \"web\" event = \"e\""   \
    " id { person = \"p\" device = \"d\" } }\n"
#define FIELD_BASED                                                                                \
    "timezone = \"UTC\"\n" SOURCE                                                                  \
    "identity { order = {\"person\", \"device\"} device = {\"device\"} }\n"

static void field_based_live_and_replay(void **state)
{
    (void)state;
    static const struct event events[] = {
        {1, "device=246"},
        {2, "device=246 person=Bob"},
        {3, "device=246 person=Bob"},
        {4, "device=246"},
        {5, "device=246 person=Bob"},
        {6, "device=246"},
        {7, "device=246 person=Bob"},
        {3, "device=3579"},
        {9, "device=3579"},
        {2, "device=81911"},
        {5, "device=81911 person=Bob"},
        {12, "device=81911"},
    };
    static const char *const customer[] = {"person:Bob",  "person:Bob", "person:Bob", "person:Bob",
                                           "person:Bob",  "person:Bob", "person:Bob", "device:3579",
                                           "device:3579", "person:Bob", "person:Bob", "person:Bob"};
    // What Adobe writes as the device's own number was nobody known at the time.
    static const char *const live[] = {"",           "person:Bob", "person:Bob", "person:Bob",
                                       "person:Bob", "person:Bob", "person:Bob", "",
                                       "",           "",           "person:Bob", "person:Bob"};
    struct world w;
    build(&w, FIELD_BASED, events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    check(&w, TP_LIVE, live, COUNT(live));
    assert_int_equal(w.result.summary.person_before, 5);
    assert_int_equal(w.result.summary.person_after, 10);
    assert_int_equal(w.result.summary.device_only, 2);
    assert_int_equal(w.result.summary.customers, 2);
    drop(&w);
}

static void shared_device_is_split(void **state)
{
    (void)state;
    static const struct event events[] = {
        {1, "device=1234"},
        {2, "device=1234"},
        {3, "device=1234 person=ryan"},
        {7, "device=1234"},
        {8, "device=1234 person=cassidy"},
        {1388, "device=1234"},
    };
    static const char *const customer[] = {"person:ryan", "person:ryan",    "person:ryan",
                                           "person:ryan", "person:cassidy", "person:cassidy"};
    struct world w;
    build(&w, FIELD_BASED, events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    drop(&w);
}

static void look_back_ends_the_carry(void **state)
{
    (void)state;
    static const struct event events[] = {
        {0, "device=d person=A"}, {60, "device=d"}, // within the hour after
        {61, "device=d"},                           // no more
        {139, "device=d"},                          // more than an hour before the next
        {140, "device=d"},        {200, "device=d person=B"},
    };
    static const char *const customer[] = {"person:A", "person:A", "device:d",
                                           "device:d", "person:B", "person:B"};
    struct world w;
    build(&w,
          "timezone = \"UTC\"\n" SOURCE "identity { order = {\"person\", \"device\"} device = "
          "{\"device\"} look-back = \"1h\" }\n",
          events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    drop(&w);
}

#define GRAPH_SOURCE                                                                               \
    "timezone = \"UTC\"\n"                                                                         \
    "source \"s\" { files = {\"s.csv\"} time = {\"t\", \"iso\"} channel = \"web\" event = \"e\""   \
    " id { crm = \"c\" email = \"m\" phone = \"p\" } }\n"

static void two_values_of_a_unique_namespace(void **state)
{
    (void)state;
    // Adobe, "bad e-mail": the newest link of the same strength stays.
    static const struct event events[] = {
        {3, "crm=Jane email=test@test.com"},
        {4, "crm=John email=test@test.com"},
        {5, "email=test@test.com"},
    };
    static const char *const customer[] = {"crm:Jane", "crm:John", "crm:John"};
    struct world w;
    build(&w,
          GRAPH_SOURCE "identity { order = {\"crm\", \"email\", \"phone\"} unique = {\"crm\", "
                       "\"email\"} }\n",
          events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    assert_int_equal(w.result.summary.refused, 1);
    assert_int_equal(w.result.link.n, 1);
    assert_str(w.result.link.p[0].a, "crm:Jane");
    assert_str(w.result.link.p[0].b, "email:test@test.com");
    assert_str(w.result.link.p[0].origin, "s.csv:1");
    drop(&w);
}

static void unique_phone_moves_to_the_newest(void **state)
{
    (void)state;
    // Adobe, "unique phone": the phone goes over to Summer, who loses her own number.
    static const struct event events[] = {
        {1, "crm=Tom email=a@b.cc phone=1234567"},
        {4, "crm=Summer email=d@e.ff phone=7654321"},
        {7, "crm=Summer phone=1234567"},
        {8, "phone=1234567"},
        {9, "phone=7654321"},
        {10, "email=a@b.cc"},
        {11, "email=d@e.ff"},
    };
    static const char *const customer[] = {"crm:Tom",    "crm:Summer",    "crm:Summer",
                                           "crm:Summer", "phone:7654321", "crm:Tom",
                                           "crm:Summer"};
    struct world w;
    build(&w,
          GRAPH_SOURCE "identity { order = {\"crm\", \"email\", \"phone\"} unique = {\"crm\", "
                       "\"phone\"} }\n",
          events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    drop(&w);
}

static void max_ids_refuses_the_weakest(void **state)
{
    (void)state;
    static const struct event events[] = {
        {1, "crm=A email=a@x.yy"},
        {2, "email=a@x.yy phone=1111111"},
        {3, "phone=1111111"},
    };
    static const char *const customer[] = {"crm:A", "crm:A", "phone:1111111"};
    struct world w;
    build(&w, GRAPH_SOURCE "identity { order = {\"crm\", \"email\", \"phone\"} max-ids = 2 }\n",
          events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    assert_int_equal(w.result.summary.refused, 1);
    drop(&w);
}

static void name_is_the_smallest_of_the_strongest(void **state)
{
    (void)state;
    static const struct event events[] = {
        {1, "email=z@x.yy phone=2222222"},
        {2, "crm=B2 phone=2222222"},
        {3, "crm=B10 phone=2222222"},
        {4, "email=z@x.yy"},
    };
    static const char *const customer[] = {"crm:B10", "crm:B10", "crm:B10", "crm:B10"};
    struct world w;
    build(&w, GRAPH_SOURCE "identity { order = {\"crm\", \"email\", \"phone\"} }\n", events,
          COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    drop(&w);
}

static void blocked_values_are_no_ids(void **state)
{
    (void)state;
    // Adobe, "placeholder person": without the block list, 'Undefined' would be one customer.
    static const struct event events[] = {
        {1, "device=456 person=Undefined"},
        {2, "device=789 person=Undefined"},
        {3, "device=012 person=test-7"},
        {4, "device=123 person=Cory"},
    };
    static const char *const customer[] = {"device:456", "device:789", "device:012", "person:Cory"};
    struct world w;
    build(&w,
          "timezone = \"UTC\"\n" SOURCE "identity { order = {\"person\", \"device\"} device = "
          "{\"device\"} block = {\"^test-\"} }\n",
          events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    assert_int_equal(w.result.summary.blocked, 3);
    drop(&w);
}

#define ORDERS                                                                                     \
    "timezone = \"UTC\"\n"                                                                         \
    "source \"s\" { files = {\"s.csv\"} time = {\"t\", \"iso\"} channel = \"web\" "                \
    "event-field = \"e\" id { person = \"p\" order = \"o\" device = \"d\" } attr { ticket = "      \
    "\"k\" } }\n"                                                                                  \
    "identity { order = {\"person\", \"order\", \"device\"} device = {\"device\"} "                \
    "transaction = {\"order\"} }\n"

static void transactions_carry_a_person(void **state)
{
    (void)state;
    static const struct event events[] = {
        {1, "order=O1"},           // before its person is known
        {2, "order=O1 person=A"},  //
        {3, "order=O1 person=B"},  // the earliest row's person holds it; this row is B's own
        {4, "order=O1"},           //
        {5, "order=O2"},           // nobody has it: rejected
        {6, "order=O3 device=d"},  // an anonymous device holds it
        {7, "order=O3"},           //
        {8, "order=O1 device=e"},  // the order is stronger evidence than the device
        {9, "device=e person=B"},  //
        {10, "order=O4 device=e"}, // held through the device's person
        {11, "order=O4"},          //
        {12, ""},                  // nobody
    };
    static const char *const customer[] = {"person:A", "person:A", "person:B", "person:A",
                                           "",         "device:d", "device:d", "person:A",
                                           "person:B", "person:B", "person:B", ""};
    static const char *const live[] = {"", "person:A", "person:B", "person:A", "",         "",
                                       "", "person:A", "person:B", "person:B", "person:B", ""};
    struct world w;
    build(&w, ORDERS, events, COUNT(events));
    check(&w, TP_CUSTOMER, customer, COUNT(customer));
    check(&w, TP_LIVE, live, COUNT(live));
    assert_string_equal(
        w.rejects,
        "s.csv:5 unknown-transaction nobody is known by order:O2, and it is the only id;");
    assert_int_equal(w.result.summary.rejected, 1);
    assert_int_equal(w.result.summary.unattributed, 1);
    assert_int_equal(w.result.order.n, COUNT(events) - 1);
    drop(&w);
}

static void open_cases_take_rows_without_a_key(void **state)
{
    (void)state;
    static const struct event events[] = {
        {0, "person=A event=hello"},            // before the first keyed row
        {1, "person=A event=open ticket=K1"},   //
        {2, "person=A event=call"},             // K1
        {3, "person=B event=call"},             // another customer
        {4, "person=A event=open ticket=K2"},   // two are open
        {5, "person=A event=call"},             // the one opened last
        {6, "person=A event=closed"},           // closes it
        {7, "person=A event=call"},             // K1 again
        {8, "person=A event=closed ticket=K1"}, //
        {9, "person=A event=call"},             // none is open
        {10, "person=A event=rate ticket=K1"},  // its own key, but the case stays closed
        {11, "person=A event=call"},            //
    };
    static const char *const ticket[] = {"",   "K1", "K1", "", "K2", "K2",
                                         "K2", "K1", "K1", "", "K1", ""};
    struct world w;
    build(&w, ORDERS "case \"help\" { key = \"ticket\" close = 'closed' }\n", events,
          COUNT(events));
    check(&w, touchpoints_column(&w.t, STR("case.help")), ticket, COUNT(ticket));
    assert_int_equal(w.result.summary.case_rows, 4);
    drop(&w);
}

static void more_rows_than_numbers_are_refused(void **state)
{
    (void)state;
    struct world w;
    struct diag d = {0};
    build(&w, FIELD_BASED, NULL, 0);
    stitch_free(&w.result);
    w.t.time.n = UINT32_MAX; // nothing is read of them
    assert_false(stitch(w.study, &(struct stitch_options){0}, &w.t, &w.result, &d));
    assert_int_equal(d.fault, FAULT_USAGE);
    w.t.time.n = 0;
    drop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_based_live_and_replay),
        cmocka_unit_test(shared_device_is_split),
        cmocka_unit_test(look_back_ends_the_carry),
        cmocka_unit_test(two_values_of_a_unique_namespace),
        cmocka_unit_test(unique_phone_moves_to_the_newest),
        cmocka_unit_test(max_ids_refuses_the_weakest),
        cmocka_unit_test(name_is_the_smallest_of_the_strongest),
        cmocka_unit_test(blocked_values_are_no_ids),
        cmocka_unit_test(transactions_carry_a_person),
        cmocka_unit_test(open_cases_take_rows_without_a_key),
        cmocka_unit_test(more_rows_than_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
