// Any bytes as a query: refused with a reason, or compiled and run over a few rows; never a crash.
#include "query/query.h"
#include "model/touchpoints.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(struct str text, bool steps, struct frame *f)
{
    uint64_t mask[4];
    struct diag d = {0};
    struct query *q =
        steps ? query_steps(text, f, NULL, true, &d) : query_predicate(text, f, NULL, true, &d);
    if (!q && d.message[0] == '\0')
        __builtin_trap(); // refused without a reason
    if (q)
        query_match(q, NULL, 0, f->rows, mask);
    query_free(q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const events[] = {"a", "b", "cart_add", "a"};
    struct column column[TP_FIXED + 1];
    struct touchpoints t;
    touchpoints_init(&t);
    size_t amount = touchpoints_column(&t, STR("amount"));
    for (size_t i = 0; i < 4; i++) {
        size_t row = touchpoints_row(&t, (int64_t)i, 0);
        touchpoints_set(&t, row, TP_EVENT, str_of(events[i]));
        touchpoints_set(&t, row, TP_CHANNEL, i % 2 ? STR("web") : STR("app"));
        touchpoints_set(&t, row, amount, i % 2 ? STR("17") : STR("x\xff"));
    }
    struct frame f = touchpoints_frame(&t, column);
    run((struct str){(const char *)data, size}, false, &f);
    run((struct str){(const char *)data, size}, true, &f);
    touchpoints_free(&t);
    return 0;
}
