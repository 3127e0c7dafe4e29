// Looking at the head of a file: its encoding first, then what kind of records it holds.
#include "text/sniff.h"

#include <stdlib.h>

enum { HEAD = 256 * 1024 };

static bool read_head(const char *path, struct str encoding, struct buf *out, bool *whole,
                      struct diag *d)
{
    struct input *in = input_open(path, encoding, d);
    if (!in)
        return false;
    ptrdiff_t got = 1;
    buf_clear(out);
    buf_reserve(out, HEAD);
    while (got > 0 && out->n < HEAD) {
        got = input_read(in, out->p + out->n, HEAD - out->n, d);
        out->n += got > 0 ? (size_t)got : 0;
    }
    input_close(in);
    *whole = got == 0;
    return got >= 0;
}

void sniff_name(struct sniff *s, struct str name)
{
    enum { NAMES = 300 };
    if (name.n == 0 || s->names.n == NAMES)
        return;
    for (vec_each(const struct str, before, &s->names))
        if (str_eq(*before, name))
            return;
    vec_push(&s->names, arena_str(&s->arena, name));
}

static struct str next_line(struct str *rest)
{
    return str_trim(str_cut(rest, '\n'));
}

// Directives stand at the top, and #Fields among them.
static bool is_w3c(struct sniff *s, struct str text)
{
    struct str rest = text;
    for (int i = 0; i < 50 && rest.p; i++) {
        struct str line = next_line(&rest);
        if (str_starts(line, STR("#Fields:"))) {
            sniff_name(s, line);
            return true;
        }
        if (line.n && *line.p != '#')
            return false;
    }
    return false;
}

static void be_w3c(struct sniff *s)
{
    s->kind = SNIFF_W3C;
    s->spec = (struct record_spec){.format = RECORD_W3C};
}

// The kind of a text that is at hand, with what is needed to read it.
static void find_kind(struct sniff *s, struct str text, const char *path)
{
    struct str trimmed = str_trim(text);
    if (trimmed.n == 0) {
        s->kind = SNIFF_EMPTY;
    } else if (is_w3c(s, text)) {
        be_w3c(s);
    } else if ((*trimmed.p == '{' || *trimmed.p == '[') && sniff_json(s, path)) {
        s->kind = SNIFF_JSON;
    } else if (sniff_table(s, path, "\t;|,^~#!")) {
        // Cells of key=value behind a time are no columns.
        if (!s->spec.header && sniff_cells_are_pairs(text, s->spec.delimiter))
            sniff_lines(s, text, s->spec.delimiter);
    } else if (!sniff_lines(s, text, ' ') && !sniff_pairs(s, text)) {
        sniff_table(s, path, "&: ");
    }
}

// UTF-16 without a mark is refused unless it is declared.
static bool read_wide(struct sniff *s, const char *path, struct buf *head, bool *whole)
{
    static const struct str wide[] = {STR_INIT("UTF-16LE"), STR_INIT("UTF-16BE")};
    for (size_t i = 0; i < 2; i++)
        if (read_head(path, wide[i], head, whole, NULL)) { // the other order is refused too
            s->encoding = (struct sniffed_encoding){.name = wide[i], .sure = true};
            return true;
        }
    return false;
}

bool sniff_file(struct sniff *s, const char *path, struct diag *d)
{
    struct buf head = {0};
    bool whole = true;
    *s = (struct sniff){.kind = SNIFF_UNKNOWN};
    bool good = read_head(path, STR(""), &head, &whole, d);
    if (good) {
        s->encoding = sniff_encoding(buf_str(&head), whole);
        if (s->encoding.name.n && !read_head(path, s->encoding.name, &head, &whole, NULL)) {
            s->encoding.name = STR(""); // the reader knows better
            good = read_head(path, STR(""), &head, &whole, d);
        }
    } else if (d->fault == FAULT_USAGE && read_wide(s, path, &head, &whole)) {
        good = true;
    }
    if (good && s->encoding.binary)
        s->kind = SNIFF_BINARY;
    else if (good)
        find_kind(s, buf_str(&head), path);
    buf_free(&head);
    return good;
}

void sniff_as(struct sniff *s, const char *path, struct str format)
{
    struct buf head = {0};
    bool whole;
    s->kind = SNIFF_UNKNOWN;
    s->names.n = 0;
    s->rival = 0;
    if (!read_head(path, s->encoding.name, &head, &whole, NULL))
        head.n = 0;
    if (str_eq(format, STR("csv")))
        sniff_table(s, path, ",;|\t^~#!&:");
    else if (str_eq(format, STR("tsv")))
        sniff_table(s, path, "\t");
    else if (str_eq(format, STR("json")))
        sniff_json(s, path);
    else if (str_eq(format, STR("pairs")))
        sniff_pairs(s, buf_str(&head));
    else if (str_eq(format, STR("w3c")) && is_w3c(s, buf_str(&head)))
        be_w3c(s);
    buf_free(&head);
}

void sniff_free(struct sniff *s)
{
    vec_free(&s->names);
    arena_free(&s->arena);
    *s = (struct sniff){0};
}
