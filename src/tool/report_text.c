// A report as text of 78 columns for mail, and as Markdown.
#include "base/escape.h"
#include "base/utf8.h"
#include "table/layout.h"
#include "tool/report.h"

enum { WIDTH = 78 };

static void lines(struct buf *out, const char *before, struct str text)
{
    struct str rest = text;
    while (rest.p && rest.n)
        layout_wrap(out, str_of(before), str_cut(&rest, '\n'), WIDTH);
}

static void underlined(struct buf *out, struct str text, char mark)
{
    size_t from = out->n, cells = 0;
    layout_wrap(out, STR(""), text, WIDTH);
    struct str rest = str_slice(buf_str(out), from, out->n);
    while (rest.p && rest.n) {
        size_t width = utf8_width(str_cut(&rest, '\n'));
        cells = width > cells ? width : cells;
    }
    buf_add_bytes(out, mark, cells);
    buf_add_byte(out, '\n');
}

void report_text(struct buf *out, const struct report *r)
{
    struct buf head = {0}, foot = {0};
    struct table_look look = {.width = WIDTH, .zone = r->zone.p};
    report_head(r, &head);
    report_foot(r, &foot);
    underlined(out, r->title, '=');
    lines(out, "", buf_str(&head));
    for (vec_each(const struct report_section, s, &r->section)) {
        buf_add_byte(out, '\n');
        underlined(out, s->heading, '-');
        if (s->text.n)
            layout_wrap(out, STR(""), s->text, WIDTH);
        if (!s->has_table)
            continue;
        struct table t;
        report_narrow(s, &t);
        buf_add_byte(out, '\n');
        table_write(out, &t, TABLE_PRETTY, &look);
        report_narrow_free(&t);
    }
    buf_add_byte(out, '\n');
    underlined(out, STR("Definitions"), '-');
    lines(out, "", buf_str(&foot));
    buf_free(&head);
    buf_free(&foot);
}

// Text of ours and of the data as Markdown: the table writer knows how to escape it.
static void markdown_line(struct buf *out, const char *before, struct str text)
{
    struct table t;
    struct buf safe = {0};
    table_init(&t, "");
    t.title = text;
    table_write(&safe, &t, TABLE_MARKDOWN, NULL);
    struct str rest = buf_str(&safe), line = str_cut(&rest, '\n');
    buf_add(out, str_of(before));
    buf_add(out, str_slice(line, line.n < 4 ? line.n : 4, line.n)); // without "### "
    buf_add_byte(out, '\n');
    buf_free(&safe);
    table_free(&t);
}

static void markdown_lines(struct buf *out, struct str text)
{
    struct str rest = text;
    while (rest.p && rest.n)
        markdown_line(out, "- ", str_cut(&rest, '\n'));
}

void report_markdown(struct buf *out, const struct report *r)
{
    struct buf head = {0}, foot = {0};
    struct table_look look = {.zone = r->zone.p};
    report_head(r, &head);
    report_foot(r, &foot);
    markdown_line(out, "# ", r->title);
    buf_add_byte(out, '\n');
    markdown_lines(out, buf_str(&head));
    for (vec_each(const struct report_section, s, &r->section)) {
        buf_add_byte(out, '\n');
        markdown_line(out, "## ", s->heading);
        buf_add_byte(out, '\n');
        if (s->text.n)
            markdown_line(out, "", s->text);
        if (!s->has_table)
            continue;
        buf_add_byte(out, '\n');
        table_write(out, &s->table, TABLE_MARKDOWN, &look);
    }
    buf_add(out, STR("\n## Definitions\n\n"));
    markdown_lines(out, buf_str(&foot));
    buf_free(&head);
    buf_free(&foot);
}
