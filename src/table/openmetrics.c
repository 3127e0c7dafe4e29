// OpenMetrics 1.0: a gauge for each numeric column, texts as labels.
#include "base/dict.h"
#include "base/utf8.h"
#include "table/writers.h"

#include <stdlib.h>

// A name of letters, digits and underscores; anything else becomes an underscore.
static void metric_word(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        buf_add_byte(out, good ? c : '_');
    }
}

static void label_name(struct buf *out, struct str s)
{
    if (s.n == 0 || (s.p[0] >= '0' && s.p[0] <= '9'))
        buf_add_byte(out, '_');
    metric_word(out, s);
}

static void escaped(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        uint32_t point = 0;
        size_t n = utf8_next(str_slice(s, i, s.n), &point);
        if (point == '\n')
            buf_add(out, STR("\\n"));
        else if (point == '"' || point == '\\')
            buf_printf(out, "\\%c", (char)point);
        else if (n == 0 || point < 0x20 || point == 0x7F)
            buf_add(out, STR("\xEF\xBF\xBD"));
        else
            buf_add(out, str_slice(s, i, i + n));
        i += n ? n : 1;
    }
}

// The labels of every row, as one text each: a="x",b="y". When two rows share them, the row's
// number is added, for equal labels would be one series.
static struct str *row_labels(struct arena *a, const struct table *t)
{
    size_t rows = table_rows(t);
    struct str *label = arena_array(a, rows ? rows : 1, struct str);
    struct buf text = {0};
    struct dict seen;
    dict_init(&seen);
    bool same = false;
    for (size_t row = 0; row < rows; row++) {
        buf_clear(&text);
        for (size_t i = 0; i < t->column.n; i++) {
            const struct cell *cell = table_cell(t, row, i);
            if (t->column.p[i].type != CELL_TEXT || cell->missing)
                continue;
            if (text.n)
                buf_add_byte(&text, ',');
            label_name(&text, t->column.p[i].name);
            buf_add(&text, STR("=\""));
            escaped(&text, cell->text);
            buf_add_byte(&text, '"');
        }
        uint32_t known = seen.count;
        same = dict_add(&seen, buf_str(&text)) < known || same;
        label[row] = arena_str(a, buf_str(&text));
    }
    for (size_t row = 0; same && rows > 1 && row < rows; row++)
        label[row] = arena_printf(a, "row=\"%zu\"%s%s", row + 1, label[row].n ? "," : "",
                                  label[row].n ? label[row].p : "");
    dict_free(&seen);
    buf_free(&text);
    return label;
}

static void family(struct buf *out, const struct table *t, size_t column, const struct str *label)
{
    const struct table_column *c = &t->column.p[column];
    struct buf name = {0};
    buf_add(&name, STR("wend_"));
    metric_word(&name, t->metric.n ? t->metric : STR("table"));
    buf_add_byte(&name, '_');
    metric_word(&name, c->name);
    buf_printf(out, "# TYPE %s gauge\n", name.p);
    if (str_ends(buf_str(&name), STR("_seconds")))
        buf_printf(out, "# UNIT %s seconds\n", name.p);
    buf_printf(out, "# HELP %s ", name.p);
    escaped(out, column_title(c));
    buf_add_byte(out, '\n');
    // A time is a number here: seconds since 1970.
    struct table_column seen = *c;
    if (seen.type == CELL_TIME)
        seen.type = CELL_DURATION;
    for (size_t row = 0; row < table_rows(t); row++) {
        const struct cell *cell = table_cell(t, row, column);
        if (cell->missing)
            continue;
        buf_add(out, buf_str(&name));
        if (label[row].n) {
            buf_add_byte(out, '{');
            buf_add(out, label[row]);
            buf_add_byte(out, '}');
        }
        buf_add_byte(out, ' ');
        cell_plain(out, &seen, cell);
        buf_add_byte(out, '\n');
    }
    buf_free(&name);
}

void write_openmetrics(struct buf *out, const struct table *t)
{
    struct arena a = {0};
    const struct str *label = row_labels(&a, t);
    for (size_t i = 0; i < t->column.n; i++)
        if (t->column.p[i].type != CELL_TEXT)
            family(out, t, i, label);
    buf_add(out, STR("# EOF\n"));
    arena_free(&a);
}
