// The rejects of an earlier run: read in.
#include "ingest/retry.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "ingest/ingest.h"

enum { SOURCE, FILE_NAME, LINE, OFFSET, RAW, CUT, HEADER, FIELDS };

static const struct str names[FIELDS] = {
    [SOURCE] = STR_INIT("source"), [FILE_NAME] = STR_INIT("file"), [LINE] = STR_INIT("line"),
    [OFFSET] = STR_INIT("offset"), [RAW] = STR_INIT("raw"),        [CUT] = STR_INIT("cut"),
    [HEADER] = STR_INIT("header")};

static bool bad_line(const char *path, uint64_t at, struct diag *d)
{
    return diag_at(d, FAULT_USAGE, str_of(path), at, 0,
                   "this line is none of a file that --rejects has written");
}

static bool check_source(const struct study *study, struct str name, const char *path, uint64_t at,
                         struct diag *d)
{
    if (study_source(study, name))
        return true;
    diag_at(d, FAULT_USAGE, str_of(path), at, 0, "the study has no source %.*s", STR_ARG(name));
    struct str *known = mem_array(study->source_count, sizeof *known);
    for (size_t i = 0; i < study->source_count; i++)
        known[i] = study->sources[i].name;
    suggest_diag(d, name, known, study->source_count);
    free(known);
    return false;
}

static bool add_line(struct retry *r, const struct study *study, const struct record *record,
                     const char *path, struct diag *d)
{
    const struct str *field = record->field;
    struct retry_line line = {.at = record->line};
    if (record->fault != RECORD_FINE || record->fields != FIELDS || field[SOURCE].n == 0 ||
        field[FILE_NAME].n == 0 || !str_to_u64(field[LINE], &line.line) || line.line == 0 ||
        !str_to_u64(field[OFFSET], &line.offset))
        return bad_line(path, record->line, d);
    if (!check_source(study, field[SOURCE], path, record->line, d))
        return false;
    line.source = arena_str(&r->arena, field[SOURCE]);
    line.file = arena_str(&r->arena, field[FILE_NAME]);
    line.raw = arena_str(&r->arena, field[RAW]);
    line.header = arena_str(&r->arena, field[HEADER]);
    line.cut = str_eq(field[CUT], STR("true"));
    vec_push(&r->line, line);
    return true;
}

static int in_order(const void *a, const void *b)
{
    const struct retry_line *x = a, *y = b;
    int c = str_cmp(x->source, y->source);
    c = c ? c : str_cmp(x->file, y->file);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

bool retry_open(struct retry *r, const struct study *study, const char *path, struct diag *d)
{
    struct record record;
    struct record_spec spec = {.format = RECORD_JSON, .names = names, .name_count = FIELDS};
    struct input *in = input_open(path, STR(""), d);
    struct reader *reader = in ? reader_open(in, &spec, d) : NULL;
    if (!reader)
        return false;
    enum reader_result result;
    bool good = true;
    while (good && (result = reader_next(reader, &record, d)) != READER_END)
        good = result == READER_RECORD && add_line(r, study, &record, path, d);
    reader_close(reader);
    if (good && r->line.n > 1)
        qsort(r->line.p, r->line.n, sizeof *r->line.p, in_order);
    return good;
}

bool reject_text(struct buf *out, struct str raw)
{
    bool whole = raw.n < RAW_SHOWN;
    while (raw.n) {
        uint32_t point;
        size_t n = utf8_next(raw, &point);
        bool lost = n == 0 || *raw.p == '\0';
        n = n ? n : 1;
        buf_add(out, lost ? STR("\xEF\xBF\xBD") : str_slice(raw, 0, n));
        whole = whole && !lost;
        raw = str_slice(raw, n, raw.n);
    }
    return whole;
}

void retry_close(struct retry *r)
{
    vec_free(&r->line);
    arena_free(&r->arena);
}
