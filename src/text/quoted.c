// Records that have quotes, through libcsv.
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

// Blanks belong to the field, and the caller has found the record's end: no byte is special but
// quote and delimiter.
static int never(unsigned char c)
{
    (void)c;
    return 0;
}

static void *resize(void *p, size_t n)
{
    return mem_resize(p, n);
}

static void begin(struct quoted *q)
{
    csv_init(&q->parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&q->parser, (unsigned char)q->delimiter);
    csv_set_space_func(&q->parser, never);
    csv_set_term_func(&q->parser, never);
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

bool quoted_split(struct quoted *q, struct str record, struct fields *fields)
{
    buf_clear(&q->text);
    buf_reserve(&q->text, record.n);
    fields->list.n = 0;
    q->fields = fields;
    if (csv_parse(&q->parser, record.p, record.n, on_field, NULL, q) == record.n &&
        csv_fini(&q->parser, on_field, NULL, q) == 0)
        return true;
    csv_free(&q->parser); // its state is that of the broken record
    begin(q);
    return false;
}
