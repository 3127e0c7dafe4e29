// Reading side tables.
#include "ingest/side.h"

#include "base/suggest.h"
#include "model/identity.h"
#include "text/record.h"

struct reading {
    struct side_table *table;
    const struct study *study;
    struct str path;
    struct reader *reader;
    VEC(size_t) column; // of the file: the key, then what is taken
    VEC(uint64_t) line; // by row, from 1
    struct buf scratch;
};

// A fault of the join's section.
static bool fault(const struct reading *r, struct diag *d, const char *message)
{
    enum fault kind = d && d->fault == FAULT_IO ? FAULT_IO : FAULT_USAGE;
    return diag_at(d, kind, r->study->file, r->table->said->line, 0, "join %.*s: %s",
                   STR_ARG(r->table->said->name), message);
}

static bool find_column(struct reading *r, struct str name, struct diag *d)
{
    size_t count, found = SIZE_MAX;
    const struct str *names = reader_names(r->reader, &count);
    for (size_t i = 0; i < count && found == SIZE_MAX; i++)
        if (str_eq(names[i], name))
            found = i;
    if (found != SIZE_MAX) {
        vec_push(&r->column, found);
        return true;
    }
    struct buf text = {0};
    buf_printf(&text, "%.*s has no column %.*s", STR_ARG(r->table->said->file), STR_ARG(name));
    fault(r, d, text.p);
    suggest_diag(d, name, names, count);
    buf_free(&text);
    return false;
}

static bool find_columns(struct reading *r, struct diag *d)
{
    const struct study_join *said = r->table->said;
    bool good = find_column(r, said->key, d);
    for (size_t i = 0; good && i < said->attributes.n; i++)
        good = find_column(r, said->attributes.p[i].value, d);
    for (size_t i = 0; good && i < said->ids.n; i++)
        good = find_column(r, said->ids.p[i].value, d);
    return good;
}

// A value as it is looked up.
static struct str plain(const struct side_table *t, struct str value, struct buf *scratch)
{
    buf_clear(scratch);
    if (t->space && identity_normalise(t->space, value, scratch))
        return buf_str(scratch);
    return str_trim(value);
}

static bool add_row(struct reading *r, const struct record *record, struct diag *d)
{
    struct side_table *t = r->table;
    if (record->fault != RECORD_FINE)
        return diag_at(d, FAULT_USAGE, r->path, record->line, record->column, "%s",
                       record_fault_text(record->fault));
    struct str key = plain(t, record->field[r->column.p[0]], &r->scratch);
    if (key.n == 0) // matches nothing
        return true;
    uint32_t code = dict_add(&t->key, key);
    if (code < r->line.n && t->said->first)
        return true;
    if (code < r->line.n)
        return diag_at(d, FAULT_USAGE, r->path, record->line, 0,
                       "the key '%.*s' stands in line %llu too; twice = \"first\" in join %.*s "
                       "takes the first",
                       STR_ARG(key), (unsigned long long)r->line.p[code], STR_ARG(t->said->name));
    vec_push(&r->line, record->line);
    for (size_t i = 1; i < r->column.n; i++)
        vec_push(&t->cell, arena_str(&t->texts, str_trim(record->field[r->column.p[i]])));
    return true;
}

static bool read_rows(struct reading *r, struct diag *d)
{
    struct record record;
    dict_init(&r->table->key);
    vec_push(&r->line, 0);
    for (size_t i = 0; i < r->table->columns; i++)
        vec_push(&r->table->cell, STR(""));
    for (;;) {
        enum reader_result result = reader_next(r->reader, &record, d);
        if (result != READER_RECORD)
            return result == READER_END;
        if (!add_row(r, &record, d))
            return false;
    }
}

static bool read_table(struct reading *r, struct diag *d)
{
    const struct study_join *said = r->table->said;
    struct record_spec spec = {
        .format = RECORD_DELIMITED, .delimiter = said->delimiter, .header = true};
    struct diag why = {0};
    struct input *in = input_open(r->path.p, said->encoding, &why);
    if (in)
        r->reader = reader_open(in, &spec, &why);
    if (!r->reader) {
        if (d)
            d->fault = why.fault;
        return fault(r, d, why.message);
    }
    size_t count;
    reader_names(r->reader, &count);
    if (count == 0)
        return fault(r, d, "the file is empty; its first line names the columns");
    return find_columns(r, d) && read_rows(r, d);
}

static bool is_needed(const struct study *study, const struct study_join *join, struct str source)
{
    for (size_t i = 0; i < study->source_count; i++)
        if (join->joins[i] && (source.n == 0 || str_eq(source, study->sources[i].name)))
            return true;
    return false;
}

bool side_open(struct side_tables *s, struct study *study, struct str source, struct diag *d)
{
    *s = (struct side_tables){mem_zero(study->join_count * sizeof *s->table), study->join_count};
    for (size_t i = 0; i < s->count; i++) {
        struct side_table *t = &s->table[i];
        const struct study_join *said = &study->joins[i];
        if (!is_needed(study, said, source))
            continue;
        t->said = said;
        t->space = study_namespace(study, said->on);
        t->columns = said->attributes.n + said->ids.n;
        struct reading r = {.table = t, .study = study, .path = study_path(study, said->file)};
        bool good = read_table(&r, d);
        if (r.reader)
            reader_close(r.reader);
        vec_free(&r.column);
        vec_free(&r.line);
        buf_free(&r.scratch);
        if (!good)
            return false;
    }
    return true;
}

void side_close(struct side_tables *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->table[i].key.count)
            dict_free(&s->table[i].key);
        vec_free(&s->table[i].cell);
        arena_free(&s->table[i].texts);
    }
    free(s->table);
    *s = (struct side_tables){0};
}

uint32_t side_row(const struct side_table *t, struct str value, struct buf *scratch)
{
    struct str key = plain(t, value, scratch);
    uint32_t row = key.n ? dict_find(&t->key, key) : DICT_NONE;
    return row == DICT_NONE ? 0 : row;
}
