// Touchpoints as a table of an SQLite database.
#include "store/export.h"

#include "text/time.h"

#include <limits.h>
#include <sqlite3.h>

struct database {
    const struct journeys *j;
    const struct export_fields *fields;
    sqlite3 *db;
    sqlite3_stmt *insert;
    struct buf time;
};

static bool failed(const struct database *b, const struct outfile *out, struct diag *d)
{
    return diag_at(d, FAULT_IO, str_of(out->path), 0, 0, "SQLite: %s",
                   b->db ? sqlite3_errmsg(b->db) : "out of memory");
}

static void add_name(struct buf *sql, struct str name)
{
    buf_add_byte(sql, '"');
    for (size_t i = 0; i < name.n; i++)
        buf_add(sql, name.p[i] == '"' ? STR("\"\"") : (struct str){name.p + i, 1});
    buf_add_byte(sql, '"');
}

static bool execute(struct database *b, const char *sql)
{
    return sqlite3_exec(b->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool create(struct database *b)
{
    struct buf table = {0}, insert = {0};
    buf_add(&table, STR("CREATE TABLE touchpoints ("));
    buf_add(&insert, STR("INSERT INTO touchpoints VALUES ("));
    for (size_t i = 0; i < b->fields->field.n; i++) {
        const struct export_field *f = &b->fields->field.p[i];
        bool number = f->place == EXPORT_SEQ || f->place == EXPORT_LINE;
        buf_printf(&table, "%s", i ? ", " : "");
        add_name(&table, f->name);
        buf_printf(&table, " %s", number ? "INTEGER" : "TEXT");
        buf_printf(&insert, "%s", i ? ",?" : "?");
    }
    buf_add_byte(&table, ')');
    buf_add_byte(&insert, ')');
    // The file gets its name when it is whole: SQLite need not guard it.
    bool good = execute(b, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF") &&
                execute(b, table.p) && execute(b, "BEGIN") &&
                sqlite3_prepare_v2(b->db, insert.p, -1, &b->insert, NULL) == SQLITE_OK;
    buf_free(&table);
    buf_free(&insert);
    return good;
}

static int bind_text(struct database *b, int at, struct str s)
{
    return sqlite3_bind_text64(b->insert, at, s.p, s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static int bind(struct database *b, int at, const struct export_field *f, size_t row, uint64_t seq)
{
    const struct frame *frame = &b->j->frame;
    uint64_t number = f->place == EXPORT_SEQ ? seq : frame_line(frame, row);
    switch (f->place) {
    case EXPORT_TIME:
        buf_clear(&b->time);
        time_format_utc(&b->time, frame->time[row]);
        return bind_text(b, at, buf_str(&b->time));
    case EXPORT_SEQ:
    case EXPORT_LINE:
        if (number && number <= INT64_MAX)
            return sqlite3_bind_int64(b->insert, at, (sqlite3_int64)number);
        break;
    case EXPORT_COLUMN:
        if (f->column->code[row])
            return bind_text(b, at, column_get(f->column, row));
        break;
    }
    return sqlite3_bind_null(b->insert, at);
}

static bool insert_row(void *context, size_t row, uint64_t seq)
{
    struct database *b = context;
    for (size_t i = 0; i < b->fields->field.n; i++)
        if (bind(b, (int)i + 1, &b->fields->field.p[i], row, seq) != SQLITE_OK)
            return false;
    return sqlite3_step(b->insert) == SQLITE_DONE && sqlite3_reset(b->insert) == SQLITE_OK;
}

bool export_sqlite(const struct journeys *j, const struct export_rows *rows,
                   const struct export_fields *fields, const struct outfile *out, struct diag *d)
{
    struct database b = {.j = j, .fields = fields};
    if (!out->temporary)
        return diag_set(d, FAULT_USAGE, "a database cannot go into a pipe: name a file");
    bool good = sqlite3_open_v2(out->temporary, &b.db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                create(&b) && export_each(j, rows, insert_row, &b) && execute(&b, "COMMIT");
    if (!good)
        failed(&b, out, d);
    sqlite3_finalize(b.insert);
    good = sqlite3_close(b.db) == SQLITE_OK && good;
    buf_free(&b.time);
    return good;
}
