// One source being read: file after file, records to rows, rejects and duplicates set aside.
#include "ingest/source.h"

#include <sys/stat.h>

enum {
    BLOCK_ROWS = 1 << 14,
    BLOCK_REJECTS = 1 << 10,
    BLOCK_BYTES = 1 << 24 // of dictionaries, before they start anew
};

// A fault of the study's text, told with the source's line.
static void locate(const struct source *s, struct diag *d)
{
    if (!d || d->fault != FAULT_USAGE)
        return;
    struct diag inner = *d;
    diag_at(d, FAULT_USAGE, s->study->file, s->declared->line, 0, "source %.*s: %s",
            STR_ARG(s->declared->name), inner.message);
}

static struct reader *open_file(const struct source *s, const struct plan_file *file,
                                struct diag *d)
{
    const struct study_source *declared = s->declared;
    struct record_spec spec = {
        .format = declared->pattern.n ? RECORD_PATTERN : RECORD_DELIMITED,
        .delimiter = declared->delimiter ? declared->delimiter : ',',
        .header = declared->header,
        .pattern = declared->pattern,
    };
    struct input *in = input_open(file->path.p, declared->encoding, d);
    struct reader *reader = in ? reader_open(in, &spec, d) : NULL;
    if (!reader)
        locate(s, d);
    return reader;
}

static bool bind(struct source *s, struct reader *reader, struct str file, struct diag *d)
{
    size_t count;
    const struct str *names = reader_names(reader, &count);
    return mapping_bind(&s->mapping, file, names, count, d);
}

// Pipes and standard input are there once: they stay open until their turn.
static bool can_reopen(const struct plan_file *file)
{
    struct stat status;
    return !str_eq(file->path, STR("-")) && stat(file->path.p, &status) == 0 &&
           S_ISREG(status.st_mode);
}

static bool check_files(struct source *s, struct diag *d)
{
    s->open = mem_zero(s->plan.file.n * sizeof *s->open);
    for (size_t i = 0; i < s->plan.file.n; i++) {
        const struct plan_file *file = &s->plan.file.p[i];
        struct reader *reader = open_file(s, file, d);
        if (!reader)
            return false;
        if (can_reopen(file)) {
            bool good = bind(s, reader, file->name, d);
            reader_close(reader);
            if (!good)
                return false;
        } else {
            s->open[i] = reader;
            if (!bind(s, reader, file->name, d))
                return false;
        }
    }
    return true;
}

bool source_open(struct source *s, const struct study *study, const struct study_source *declared,
                 const struct ingest_options *options, struct arena *arena, struct diag *d)
{
    *s = (struct source){.study = study,
                         .declared = declared,
                         .streaming = options->on_block != NULL,
                         .want_rejects = options->on_reject != NULL};
    if (!mapping_open(&s->mapping, study, declared, d) ||
        !plan_source(&s->plan, study, declared, options->files, arena, d) || !check_files(s, d))
        return false;
    vec_reserve(&s->files, s->plan.file.n); // s->file must stay where it is
    return true;
}

void source_start(struct source *s, const struct touchpoints *like)
{
    touchpoints_init(&s->block);
    touchpoints_init(&s->done);
    for (size_t i = 0; like && i < like->column.n; i++)
        touchpoints_column(&s->block, like->column.p[i].name);
    mapping_attach(&s->mapping, &s->block);
}

void source_close(struct source *s)
{
    for (size_t i = 0; s->open && i < s->plan.file.n; i++)
        if (s->open[i])
            reader_close(s->open[i]);
    if (s->reader)
        reader_close(s->reader);
    free(s->open);
    plan_free(&s->plan);
    mapping_close(&s->mapping);
    seen_free(&s->seen);
    touchpoints_free(&s->block);
    touchpoints_free(&s->done);
    vec_free(&s->files);
    vec_free(&s->reasons);
    vec_free(&s->rejects);
    vec_free(&s->unjudged);
    arena_free(&s->texts);
    buf_free(&s->why.message);
    buf_free(&s->raws);
}

static void count_reason(struct source *s, struct str code)
{
    // The file being read has the last ones.
    for (size_t i = s->reasons.n; i-- && str_eq(s->reasons.p[i].file, s->file->file);) {
        if (str_eq(s->reasons.p[i].code, code)) {
            s->reasons.p[i].count++;
            return;
        }
    }
    vec_push(&s->reasons, (struct ledger_reason){s->declared->name, s->file->file, code, 1});
}

void source_reject(struct source *s, uint64_t ordinal, const struct reject *reject)
{
    s->file->rejected++;
    count_reason(s, reject->code);
    if (!s->want_rejects)
        return;
    struct waiting w = {ordinal, *reject};
    w.reject.source = s->declared->name;
    w.reject.file = s->file->file;
    w.reject.message = arena_str(&s->texts, reject->message);
    w.reject.raw = arena_str(&s->texts, reject->raw);
    vec_push(&s->rejects, w);
}

uint64_t source_column(const struct study_source *declared, struct str raw, size_t field)
{
    if (declared->pattern.n || field == NO_FIELD)
        return 0;
    bool quoted = false;
    for (size_t i = 0; i < raw.n && raw.p[i] != '\n'; i++) {
        if (field == 0)
            return i + 1;
        if (raw.p[i] == '"')
            quoted = !quoted;
        else if (raw.p[i] == declared->delimiter && !quoted)
            field--;
    }
    return field == 0 ? raw.n + 1 : 0;
}

// Where a field stands: pattern's fields lie in the raw text itself.
static uint64_t column_of(const struct source *s, const struct record *record, size_t field)
{
    if (!s->declared->pattern.n || field >= record->fields)
        return source_column(s->declared, record->raw, field);
    uintptr_t at = (uintptr_t)record->field[field].p, from = (uintptr_t)record->raw.p;
    return at >= from && at <= from + record->raw.n ? at - from + 1 : 0;
}

static void reject_record(struct source *s, const struct record *record, struct str code,
                          uint64_t column, struct str message)
{
    struct reject reject = {.line = record->line,
                            .column = column,
                            .offset = record->offset,
                            .code = code,
                            .message = message,
                            .raw = record->raw};
    source_reject(s, s->ordinal, &reject);
}

static void keep(struct source *s, const struct record *record, const struct row_marks *marks)
{
    s->file->kept++;
    s->file->gap += marks->gap;
    s->file->repeated += marks->repeated;
    s->file->corrected += marks->corrected;
    s->file->no_id += marks->no_id;
    s->file->ids_refused += marks->ids_refused;
    if (s->declared->valid.n == 0)
        return;
    struct unjudged row = {s->ordinal, record->offset, s->raws.n, record->raw.n, *marks};
    vec_push(&s->unjudged, row);
    buf_add(&s->raws, record->raw);
}

static void reject_fault(struct source *s, const struct record *record)
{
    size_t names;
    reader_names(s->reader, &names);
    buf_clear(&s->why.message);
    buf_printf(&s->why.message, "%s", record_fault_text(record->fault));
    if (record->fault == RECORD_FIELD_COUNT)
        buf_printf(&s->why.message, ": %zu, expected %zu", record->fields, names);
    reject_record(s, record, str_of(record_fault_code(record->fault)), record->column,
                  buf_str(&s->why.message));
}

static void take(struct source *s, const struct record *record)
{
    struct row_marks marks;
    s->ordinal++;
    s->file->read++;
    if (record->fault != RECORD_FINE) {
        reject_fault(s, record);
    } else if (s->declared->duplicates == DUPLICATES_EXACT &&
               !seen_add(&s->seen, record->field, record->fields)) {
        s->file->duplicate++;
    } else if (mapping_row(&s->mapping, record, &marks, &s->why)) {
        keep(s, record, &marks);
    } else {
        reject_record(s, record, str_of(s->why.code), column_of(s, record, s->why.field),
                      buf_str(&s->why.message));
    }
}

static bool start_file(struct source *s)
{
    size_t i = s->next++;
    const struct plan_file *file = &s->plan.file.p[i];
    s->reader = s->open[i];
    s->open[i] = NULL;
    if (!s->reader && !(s->reader = open_file(s, file, &s->diag)))
        return false;
    if (!bind(s, s->reader, file->name, &s->diag))
        return false;
    mapping_file(&s->mapping, file->name);
    vec_push(&s->files, (struct ledger_file){.source = s->declared->name, .file = file->name});
    s->file = &s->files.p[s->files.n - 1];
    return true;
}

// Read up to one block.
static bool fill(struct source *s, size_t rows)
{
    struct record record;
    while (s->block.time.n < rows && s->rejects.n < BLOCK_REJECTS) {
        if (!s->reader && s->next == s->plan.file.n) {
            s->finished = true;
            return true;
        }
        if (!s->reader && !start_file(s))
            return false;
        switch (reader_next(s->reader, &record, &s->diag)) {
        case READER_RECORD:
            take(s, &record);
            break;
        case READER_END:
            s->file->lines = reader_lines(s->reader);
            reader_close(s->reader);
            s->reader = NULL;
            if (!source_judge(s))
                return false;
            break;
        case READER_FAILED:
            return false;
        }
    }
    return source_judge(s);
}

static int by_ordinal(const void *a, const void *b)
{
    uint64_t x = ((const struct waiting *)a)->ordinal, y = ((const struct waiting *)b)->ordinal;
    return (x > y) - (x < y);
}

void source_read(struct source *s)
{
    // Rows that nobody has to judge and that stay in memory anyway need no blocks.
    bool judged = s->declared->valid.n > 0, gather = judged && !s->streaming;
    size_t rows = judged || s->streaming ? BLOCK_ROWS : SIZE_MAX;
    do {
        s->failed = !fill(s, rows);
        if (gather && s->block.time.n) {
            touchpoints_append(&s->done, &s->block);
            touchpoints_clear_rows(&s->block);
        }
    } while (gather && !s->finished && !s->failed && s->rejects.n < BLOCK_REJECTS);
    if (s->rejects.n > 1)
        qsort(s->rejects.p, s->rejects.n, sizeof *s->rejects.p, by_ordinal);
}

void source_clear(struct source *s)
{
    s->rejects.n = 0;
    arena_free(&s->texts);
    touchpoints_clear_rows(&s->block);
    size_t bytes = 0;
    for (vec_each(const struct touchpoint_column, column, &s->block.column))
        bytes += column->dict.bytes_capacity;
    if (bytes < BLOCK_BYTES)
        return;
    struct touchpoints old = s->block;
    touchpoints_free(&s->done);
    source_start(s, &old);
    if (s->reader)
        mapping_file(&s->mapping, s->file->file);
    touchpoints_free(&old);
}
