// A source tried on a file: how many of its first records become touchpoints, and why others not.
#include "ingest/trial.h"

#include "ingest/mapping.h"
#include "ingest/spec.h"
#include "text/reach.h"

void trial_free(struct trial *t)
{
    buf_free(&t->raw);
}

// The file's first line, to be shown where the file as a whole does not fit.
static bool first_line(struct str path, struct str encoding, struct buf *out, struct diag *d)
{
    char bytes[4096];
    struct input *in = input_open(path.p, encoding, d);
    if (!in)
        return false;
    ptrdiff_t got = input_read(in, bytes, sizeof bytes, d);
    input_close(in);
    if (got < 0)
        return false;
    struct str rest = {bytes, (size_t)got}, line = str_cut(&rest, '\n');
    buf_clear(out);
    buf_add(out, str_trim(line));
    return true;
}

// Faults of the study's text are about the file here: without "source NAME: FILE".
static void blame_file(struct trial *t, struct str path, const struct diag *why)
{
    struct str message = str_of(why->message);
    size_t at = str_find(message, ':', 0);
    if (str_starts(message, STR("source ")) && at != SIZE_MAX)
        message = str_trim(str_slice(message, at + 1, message.n));
    if (str_starts(message, path))
        message = str_trim(str_slice(message, path.n, message.n));
    uint64_t line = why->fault == FAULT_IO && why->line ? why->line : 1;
    uint64_t column = why->fault == FAULT_IO && why->column ? why->column : 1;
    t->failed = true;
    diag_at(&t->why, FAULT_CHECK, path, line, column, "%.*s", STR_ARG(message));
}

static void blame_record(struct trial *t, struct str path, const struct study_source *source,
                         const struct record_spec *spec, const struct record *record,
                         const struct refusal *why)
{
    if (t->failed)
        return;
    uint64_t column = record->column;
    struct str message = str_of(record_fault_text(record->fault));
    if (record->fault == RECORD_FINE) {
        column = spec_column(source, record, why->field);
        message = buf_str(&why->message);
    } else if (record->fault == RECORD_NO_MATCH) {
        column = pattern_reach(spec->define, spec->pattern, record->raw) + 1;
        for (size_t i = 0; i < spec->more_count; i++) {
            size_t reach = pattern_reach(spec->define, spec->more[i], record->raw) + 1;
            column = reach > column ? reach : column;
        }
    }
    t->failed = true;
    buf_clear(&t->raw);
    buf_add(&t->raw, record->raw);
    diag_at(&t->why, FAULT_CHECK, path, record->line, column ? column : 1, "%.*s",
            STR_ARG(message));
}

struct attempt {
    struct trial *trial;
    const struct study_source *source;
    struct record_spec spec;
    struct str path;
    struct mapping mapping;
    struct touchpoints rows;
    struct refusal why;
};

static bool read_records(struct attempt *a, struct reader *reader, uint64_t limit, struct diag *d)
{
    struct trial *t = a->trial;
    struct record record;
    struct row_marks marks;
    while (limit == 0 || t->tried < limit) {
        enum reader_result result = reader_next(reader, &record, d);
        if (result != READER_RECORD)
            return result == READER_END;
        t->tried++;
        bool fits =
            record.fault == RECORD_FINE && mapping_row(&a->mapping, &record, &marks, &a->why);
        t->matched += fits;
        if (!fits)
            blame_record(t, a->path, a->source, &a->spec, &record, &a->why);
        if (t->on_record)
            t->on_record(t->context, fits ? &a->rows.time.p[a->rows.time.n - 1] : NULL);
    }
    return true;
}

static bool read_file(struct attempt *a, uint64_t limit, struct diag *d)
{
    struct diag why = {0};
    struct input *in = input_open(a->path.p, a->source->encoding, d);
    if (!in)
        return false;
    struct reader *reader = reader_open(in, &a->spec, &why);
    if (!reader) {
        blame_file(a->trial, a->path, &why);
        return true;
    }
    size_t count;
    const struct str *names = reader_names(reader, &count);
    bool good = true;
    if (count == 0)
        blame_file(a->trial, a->path,
                   &(struct diag){.fault = FAULT_IO, .message = "nothing names the fields"});
    else if (mapping_bind(&a->mapping, a->path, names, count, &why))
        good = read_records(a, reader, limit, d);
    else
        blame_file(a->trial, a->path, &why);
    reader_close(reader);
    return good;
}

bool trial_run(struct trial *t, const struct study *study, const struct study_source *source,
               struct str path, uint64_t limit, struct diag *d)
{
    struct arena arena = {0};
    struct attempt a = {.trial = t, .source = source, .path = path};
    a.spec = spec_of(source, &arena);
    touchpoints_init(&a.rows);
    bool good = first_line(path, source->encoding, &t->raw, d) &&
                mapping_open(&a.mapping, study, source, d);
    if (good) {
        mapping_attach(&a.mapping, &a.rows);
        mapping_file(&a.mapping, path);
        good = read_file(&a, limit, d);
    }
    mapping_close(&a.mapping);
    touchpoints_free(&a.rows);
    buf_free(&a.why.message);
    arena_free(&arena);
    return good;
}
