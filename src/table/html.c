// HTML: a fragment, one <table>, for a page of somebody else's.
#include "base/escape.h"
#include "table/layout.h"
#include "table/writers.h"

static void paragraph(struct buf *out, const char *class, struct str s)
{
    if (s.n == 0)
        return;
    buf_printf(out, "<p class=\"%s\">", class);
    escape_html(out, s);
    buf_add(out, STR("</p>\n"));
}

static bool listed(const char *names, struct str name)
{
    struct str rest = names ? str_of(names) : STR("");
    while (rest.n)
        if (str_eq(str_cut(&rest, ','), name))
            return true;
    return false;
}

// ` class="…"`: numbers stand right, a page may do without what is minor.
static void class_of(struct buf *out, const struct table_column *c, const struct table_look *look)
{
    bool right = column_right(c), minor = listed(look->minor, c->name);
    if (right || minor)
        buf_printf(out, " class=\"%s%s%s\"", right ? "num" : "", right && minor ? " " : "",
                   minor ? "minor" : "");
}

static void header(struct buf *out, const struct table *t, const struct table_look *look)
{
    buf_add(out, STR("<thead><tr>"));
    for (size_t i = 0; i < t->column.n; i++) {
        const struct table_column *c = &t->column.p[i];
        buf_add(out, STR("<th scope=\"col\""));
        class_of(out, c, look);
        buf_add_byte(out, '>');
        escape_html(out, column_title(c));
        buf_add(out, STR("</th>"));
    }
    buf_add(out, STR("</tr></thead>\n"));
}

void write_html(struct buf *out, const struct table *t, const struct table_look *look)
{
    struct zone *zone = look_zone(look);
    struct buf cell = {0};
    buf_add(out, STR("<table>\n"));
    if (t->title.n) {
        buf_add(out, STR("<caption>"));
        escape_html(out, t->title);
        buf_add(out, STR("</caption>\n"));
    }
    header(out, t, look);
    buf_add(out, STR("<tbody>\n"));
    for (size_t row = 0; row < table_rows(t); row++) {
        buf_add(out, STR("<tr>"));
        for (size_t i = 0; i < t->column.n; i++) {
            const struct table_column *c = &t->column.p[i];
            buf_clear(&cell);
            cell_people(&cell, c->type, table_cell(t, row, i), zone);
            buf_add(out, STR("<td"));
            class_of(out, c, look);
            buf_add_byte(out, '>');
            escape_html(out, buf_str(&cell));
            buf_add(out, STR("</td>"));
        }
        buf_add(out, STR("</tr>\n"));
    }
    buf_add(out, STR("</tbody>\n</table>\n"));
    if (look->verbose) {
        struct buf about = {0};
        layout_about(&about, t, look->zone);
        paragraph(out, "definition", t->definition);
        paragraph(out, "about", buf_str(&about));
        buf_free(&about);
    }
    for (size_t i = 0; i < t->note.n; i++)
        paragraph(out, "note", t->note.p[i]);
    buf_free(&cell);
    zone_close(zone);
}
