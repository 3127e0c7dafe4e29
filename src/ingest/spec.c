// What the study says of a source's files, as the reader wants it.
#include "ingest/spec.h"

#include "base/buf.h"
#include "base/vec.h"

static bool is_format(const struct study_source *declared, const char *name)
{
    return str_eq(declared->format, str_of(name));
}

struct names {
    const struct study_source *source;
    VEC(struct str) list;
};

static bool is_made(const struct study_source *source, struct str name)
{
    for (size_t i = 0; i < source->rule_count; i++)
        for (size_t k = 0; k < source->rules[i].makes.n; k++)
            if (str_eq(source->rules[i].makes.p[k], name))
                return study_made(source, name).alone || study_made(source, name).below;
    return false;
}

static void add_name(void *context, struct str name, struct str attribute)
{
    struct names *names = context;
    (void)attribute;
    size_t parameter = str_find(name, '?', 0); // FIELD?KEY: of the URL in the field
    if (parameter != SIZE_MAX)
        name.n = parameter;
    if (name.n == 0 || is_made(names->source, name))
        return;
    for (vec_each(struct str, before, &names->list))
        if (str_eq(*before, name))
            return;
    vec_push(&names->list, name);
}

// The fields that the mapping looks up, each once: what JSON and pairs are asked for. Those that
// rules make are not the export's.
static struct strs wanted_fields(const struct study_source *declared, struct arena *arena)
{
    struct names names = {.source = declared};
    study_each_field(declared, add_name, &names);
    struct strs out = {arena_array(arena, names.list.n, struct str), names.list.n};
    if (names.list.n)
        memcpy(out.p, names.list.p, names.list.n * sizeof *out.p);
    vec_free(&names.list);
    return out;
}

static struct str definitions(const struct pairs *define, struct arena *arena)
{
    struct buf text = {0};
    for (size_t i = 0; i < define->n; i++)
        buf_printf(&text, "%s(?<%.*s>%.*s)", i ? "" : "(?(DEFINE)", STR_ARG(define->p[i].key),
                   STR_ARG(define->p[i].value));
    if (define->n)
        buf_add_byte(&text, ')');
    struct str out = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return out;
}

static void set_table(struct record_spec *spec, struct str table)
{
    size_t number = 0;
    for (size_t i = 0; i < table.n; i++) {
        if (table.p[i] < '0' || table.p[i] > '9' || table.n > 9) {
            spec->table = table;
            return;
        }
        number = number * 10 + (size_t)(table.p[i] - '0');
    }
    spec->table_number = number;
}

struct record_spec spec_of(const struct study_source *declared, struct arena *arena)
{
    struct record_spec spec = {
        .format = RECORD_DELIMITED,
        .delimiter = declared->delimiter,
        .header = declared->header,
        .lenient = declared->lenient,
        .plain = declared->plain,
        .comment = declared->comment,
        .skip = declared->preamble,
    };
    struct strs names = declared->names;
    if (is_format(declared, "pattern")) {
        spec.format = RECORD_PATTERN;
        spec.pattern = declared->pattern;
        spec.more = declared->more_patterns.p;
        spec.more_count = declared->more_patterns.n;
        spec.define = definitions(&declared->define, arena);
        spec.continuation = declared->continuation;
    } else if (is_format(declared, "json")) {
        spec.format = RECORD_JSON;
        names = wanted_fields(declared, arena);
    } else if (is_format(declared, "pairs")) {
        spec.format = RECORD_PAIRS;
        names = wanted_fields(declared, arena);
    } else if (is_format(declared, "w3c")) {
        spec.format = RECORD_W3C;
    } else {
        set_table(&spec, declared->table);
    }
    spec.names = names.p;
    spec.name_count = names.n;
    return spec;
}

static bool is_delimited(const struct study_source *declared)
{
    return is_format(declared, "csv") || is_format(declared, "tsv");
}

uint64_t source_column(const struct study_source *declared, struct str raw, size_t field)
{
    // Fields of several tables stand in the order of the first.
    if (!is_delimited(declared) || declared->table.n || field == SIZE_MAX)
        return 0;
    bool quoted = false;
    for (size_t i = 0; i < raw.n && raw.p[i] != '\n'; i++) {
        if (field == 0)
            return i + 1;
        if (raw.p[i] == '"' && !declared->plain)
            quoted = !quoted;
        else if (raw.p[i] == declared->delimiter && !quoted)
            field--;
    }
    return field == 0 ? raw.n + 1 : 0;
}

uint64_t spec_column(const struct study_source *declared, const struct record *record, size_t field)
{
    if (is_delimited(declared) || field >= record->fields)
        return source_column(declared, record->raw, field);
    uintptr_t at = (uintptr_t)record->field[field].p, from = (uintptr_t)record->raw.p;
    return at >= from && at <= from + record->raw.n ? at - from + 1 : 0;
}
