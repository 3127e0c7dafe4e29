// Records that have quotes: a quoted field that has more of them within is read by libcsv; one that
// has none is what stands between its two.
#include "text/reader.h"

#include "base/mem.h"

#include <csv.h>
#include <stdlib.h>

struct quoted {
    struct csv_parser parser;
    char delimiter;
    struct buf text; // the fields' bytes; reserved beforehand, so that it does not move
    struct fields *fields;
};

static void *resize(void *p, size_t n)
{
    return mem_resize(p, n);
}

static void begin(struct quoted *q)
{
    csv_init(&q->parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&q->parser, (unsigned char)q->delimiter);
    csv_set_realloc_func(&q->parser, resize);
    csv_set_blk_size(&q->parser, 4096);
}

struct quoted *quoted_open(char delimiter)
{
    struct quoted *q = mem_zero(sizeof *q);
    q->delimiter = delimiter;
    begin(q);
    return q;
}

void quoted_close(struct quoted *q)
{
    if (!q)
        return;
    csv_free(&q->parser);
    buf_free(&q->text);
    free(q);
}

static void on_field(void *text, size_t n, void *data)
{
    struct quoted *q = data;
    size_t from = q->text.n;
    buf_add(&q->text, (struct str){text, n});
    vec_push(&q->fields->list, (struct str){q->text.p + from, n});
}

// Have libcsv read one quoted field, from its opening to its closing quote. Alone it cannot lose
// blanks around it, and line ends within it are text.
static bool add_quoted(struct quoted *q, struct str field)
{
    if (csv_parse(&q->parser, field.p, field.n, on_field, NULL, q) == field.n &&
        csv_fini(&q->parser, on_field, NULL, q) == 0)
        return true;
    csv_free(&q->parser); // its state is that of the broken field
    begin(q);
    return false;
}

// The place behind the quote that closes the field which begins at `from`, or SIZE_MAX. *doubled:
// it has quotes within.
static size_t behind_quoted(struct str record, size_t from, bool *doubled)
{
    for (size_t at = from + 1;; at++) {
        at = str_find(record, '"', at);
        if (at == SIZE_MAX)
            return SIZE_MAX;
        if (++at == record.n || record.p[at] != '"')
            return at;
        *doubled = true;
    }
}

bool quoted_split(struct quoted *q, struct str record, struct fields *fields)
{
    buf_clear(&q->text);
    buf_reserve(&q->text, record.n);
    fields->list.n = 0;
    q->fields = fields;
    for (size_t at = 0, end;; at = end + 1) {
        bool quoted = at < record.n && record.p[at] == '"';
        bool doubled = false;
        end = quoted ? behind_quoted(record, at, &doubled) : str_find(record, q->delimiter, at);
        if (end == SIZE_MAX && quoted)
            return false;
        end = end < record.n ? end : record.n;
        if (!quoted)
            vec_push(&fields->list, str_slice(record, at, end));
        else if (!doubled)
            vec_push(&fields->list, str_slice(record, at + 1, end - 1));
        else if (!add_quoted(q, str_slice(record, at, end)))
            return false;
        if (end == record.n)
            return true;
        if (record.p[end] != q->delimiter)
            return false;
    }
}
