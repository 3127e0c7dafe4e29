// A report as one HTML file: no script, no network, pictures inside.
#include "base/escape.h"
#include "plot/plot.h"
#include "tool/report.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c1c1c;--paper:#fff;--soft:#666;--line:#ddd;"
    "--stripe:#f6f6f6}\n"
    "@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161616;--soft:#a0a0a0;"
    "--line:#3a3a3a;--stripe:#1f1f1f}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem;background:var(--paper);"
    "color:var(--ink);font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\","
    "\"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif}\n"
    "h1{font-size:1.6rem;margin:0 0 .5rem}\n"
    "h2{font-size:1.2rem;margin:2.2rem 0 .5rem;padding-top:.6rem;border-top:1px solid "
    "var(--line)}\n"
    "p{margin:.4rem 0}\n"
    ".about p,.note,footer{color:var(--soft);font-size:.875rem}\n"
    ".scroll{overflow-x:auto;margin:.6rem 0}\n"
    "table{border-collapse:collapse;font-size:.875rem;width:100%}\n"
    "th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid "
    "var(--line)}\n"
    "th{font-weight:600;border-bottom-width:2px}\n"
    "tbody tr:nth-child(even){background:var(--stripe)}\n"
    ".num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".note{max-width:44rem}\n"
    "figure{margin:1rem 0;overflow-x:auto;background:#fff;border:1px solid #ddd;"
    "border-radius:4px}\n"
    "figure svg{display:block;width:100%;min-width:22rem;max-width:44rem;height:auto}\n"
    // Black becomes white, and the hues stay what they are.
    "@media (prefers-color-scheme:dark){figure{filter:invert(.91) hue-rotate(180deg)}}\n"
    "@media screen and (max-width:40rem){body{padding:1rem "
    ".75rem}table{font-size:.8rem}th,td{padding:.3rem .25rem}"
    "td:not(.num){overflow-wrap:anywhere;min-width:4.5rem}.minor{display:none}}\n"
    "footer{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:.6rem}\n"
    "@media "
    "print{figure{filter:none}body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}"
    "figure,tr{break-inside:avoid}.scroll{overflow:visible}}\n";

// Pixels of a picture: narrow, so that its letters can be read on a phone.
enum { WIDTH = 600 };

static void paragraphs(struct buf *out, struct str text)
{
    struct str rest = text;
    while (rest.p && rest.n) {
        buf_add(out, STR("<p>"));
        escape_html(out, str_cut(&rest, '\n'));
        buf_add(out, STR("</p>\n"));
    }
}

// Copy an attribute's text with the picture's own prefix before each name that gnuplot gives, so
// that two pictures on one page do not share ids.
static void own_ids(struct buf *out, struct str tag, struct str prefix)
{
    static const struct str marks[] = {
        {"id='", 4}, {"id=\"", 4}, {"href='#", 7}, {"href=\"#", 7}, {"url(#", 5}};
    for (size_t i = 0; i < tag.n;) {
        struct str rest = str_slice(tag, i, tag.n);
        size_t k = 0, count = sizeof marks / sizeof marks[0];
        while (k < count && !str_starts(rest, marks[k]))
            k++;
        if (k < count) {
            buf_add(out, marks[k]);
            buf_add(out, prefix);
            i += marks[k].n;
        } else {
            buf_add_byte(out, tag.p[i++]);
        }
    }
}

// The <svg> element of gnuplot's file, named for those who cannot see it. gnuplot escapes < and >
// in texts, so that tags can be told from texts.
static void inline_svg(struct buf *out, struct str svg, const struct report_section *s)
{
    const char *start = strstr(svg.p, "<svg"), *title = strstr(svg.p, "<title>Gnuplot</title>");
    if (!start)
        return;
    struct str rest = str_slice(svg, (size_t)(start - svg.p) + 4, svg.n);
    buf_add(out, STR("<svg role=\"img\" aria-label=\""));
    escape_html(out, s->heading);
    buf_add(out, STR("\""));
    struct buf prefix = {0};
    buf_printf(&prefix, "%.*s-", STR_ARG(s->id));
    bool inside = true; // a tag
    size_t from = 0;
    for (size_t i = 0; i < rest.n; i++) {
        if (!inside && rest.p + i == title) {
            buf_add(out, str_slice(rest, from, i));
            i += STR("<title>Gnuplot</title>").n;
            from = i;
        }
        if (rest.p[i] == (inside ? '>' : '<')) {
            struct str part = str_slice(rest, from, i + 1);
            if (inside)
                own_ids(out, part, buf_str(&prefix));
            else
                buf_add(out, part);
            from = i + 1;
            inside = !inside;
        }
    }
    buf_add(out, str_slice(rest, from, rest.n));
    buf_free(&prefix);
}

static void picture(struct buf *out, const struct report *r, const struct report_section *s)
{
    struct buf program = {0}, svg = {0};
    struct diag d = {0};
    struct plot_look look = {.terminal = PLOT_SVG, .width = WIDTH, .title = s->heading};
    struct table t = s->table;
    t.note.n = 0; // they stand below the table
    t.source = STR("");
    (void)r;
    if (plot_program(&program, &t, &look, &d) && plot_render(&svg, buf_str(&program), &d)) {
        buf_add(out, STR("<figure>\n"));
        inline_svg(out, buf_str(&svg), s);
        buf_add(out, STR("</figure>\n"));
    } else {
        buf_add(out, STR("<p class=\"note\">No picture: "));
        escape_html(out, str_of(d.message));
        buf_add(out, STR(".</p>\n"));
    }
    buf_free(&program);
    buf_free(&svg);
}

static void section(struct buf *out, const struct report *r, const struct report_section *s)
{
    struct table_look look = {.zone = r->zone.p, .minor = s->minor};
    struct table t;
    buf_printf(out, "<section id=\"%.*s\">\n<h2>", STR_ARG(s->id));
    escape_html(out, s->heading);
    buf_add(out, STR("</h2>\n"));
    paragraphs(out, s->text);
    if (s->picture)
        picture(out, r, s);
    if (s->has_table) {
        buf_add(out, STR("<div class=\"scroll\">\n"));
        report_narrow(s, &t);
        table_write(out, &t, TABLE_HTML, &look);
        report_narrow_free(&t);
        buf_add(out, STR("</div>\n"));
    }
    buf_add(out, STR("</section>\n"));
}

void report_html(struct buf *out, const struct report *r)
{
    struct buf head = {0}, foot = {0};
    report_head(r, &head);
    report_foot(r, &foot);
    buf_add(out, STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'\">\n<title>"));
    escape_html(out, r->title);
    buf_printf(out,
               "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header class=\"about\">\n<h1>",
               style);
    escape_html(out, r->title);
    buf_add(out, STR("</h1>\n"));
    paragraphs(out, buf_str(&head));
    buf_add(out, STR("</header>\n"));
    for (vec_each(const struct report_section, s, &r->section))
        section(out, r, s);
    buf_add(out, STR("<footer>\n"));
    paragraphs(out, buf_str(&foot));
    buf_add(out, STR("</footer>\n</body>\n</html>\n"));
    buf_free(&head);
    buf_free(&foot);
}
