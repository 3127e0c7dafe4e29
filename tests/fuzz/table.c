// Any bytes as a table: refused with a reason, or read, written in every format and drawn; what TSV
// and JSON write is read back the same; never a crash.
#include "base/utf8.h"
#include "plot/plot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Written once, read and written again: the same bytes.
static void again(const struct table *t, enum table_format format)
{
    struct buf once = {0}, twice = {0};
    struct table copy;
    table_init(&copy, "");
    table_write(&once, t, format, NULL);
    if (!table_read(&copy, buf_str(&once), STR("again"), NULL))
        __builtin_trap();
    table_write(&twice, &copy, format, NULL);
    if (format == TABLE_JSON && !str_eq(buf_str(&once), buf_str(&twice)))
        __builtin_trap();
    table_free(&copy);
    buf_free(&once);
    buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table t;
    struct diag d = {0};
    table_init(&t, "fuzz");
    if (!table_read(&t, (struct str){(const char *)data, size}, STR("in"), &d)) {
        if (d.message[0] == '\0')
            __builtin_trap(); // refused without a reason
    } else {
        struct buf out = {0};
        struct table_look look = {.width = size ? data[0] : 0, .verbose = true};
        for (enum table_format f = TABLE_PRETTY; f <= TABLE_OPENMETRICS; f++)
            table_write(&out, &t, f, &look);
        for (enum plot_kind kind = PLOT_AUTO; kind <= PLOT_TIMELINE; kind++) {
            struct plot_look plot = {.kind = kind, .terminal = PLOT_SVG};
            plot_program(&out, &t, &plot, NULL);
        }
        buf_free(&out);
        bool names = true; // those that are no UTF-8 may become equal in JSON
        for (size_t i = 0; i < t.column.n; i++)
            names = names && utf8_check(t.column.p[i].name) == t.column.p[i].name.n;
        if (names)
            again(&t, TABLE_JSON);
        if (t.column.n)
            again(&t, TABLE_TSV);
    }
    table_free(&t);
    return 0;
}
