// Override files: joins that people ordered (INCLUDE) or forbade (EXCLUDE), before all else. CSV
// with the header action,id1,id2,reason; an id is NAMESPACE:VALUE.
#include "stitch/identity.h"

#include "text/record.h"

struct override_file {
    struct identity *id;
    struct str path;
    uint16_t number;
    struct buf scratch;
};

static void turn_away(const struct override_file *f, uint64_t line, const char *code,
                      struct str message)
{
    const struct stitch_options *o = f->id->options;
    f->id->result->summary.links_rejected++;
    if (o->on_reject)
        o->on_reject(o->context, STR("overrides"), f->path, line, str_of(code), message);
}

static bool check_names(const struct override_file *f, struct reader *r, struct diag *d)
{
    static const struct str wanted[] = {STR_INIT("action"), STR_INIT("id1"), STR_INIT("id2"),
                                        STR_INIT("reason")};
    size_t n;
    const struct str *name = reader_names(r, &n);
    bool good = n == 4;
    for (size_t i = 0; good && i < 4; i++)
        good = str_eq(name[i], wanted[i]);
    return good || diag_at(d, FAULT_USAGE, f->path, 1, 0,
                           "not an override file: its header must be action,id1,id2,reason");
}

// NAMESPACE:VALUE of a person. False has turned the line away.
static bool read_id(struct override_file *f, uint64_t line, struct str text, uint8_t *space,
                    uint32_t *code)
{
    struct str value = str_trim(text), name = str_cut(&value, ':'), why = STR("");
    struct space *s = space_named(f->id, name);
    const char *fault = NULL;
    struct diag d = {0};
    *code = 0;
    if (!s)
        fault = "unknown-namespace", why = STR("no namespace of that name; write NAMESPACE:VALUE");
    else if (s->kind != SPACE_PERSON)
        fault = "no-person", why = STR("not a person's id; devices and transactions join nobody");
    else if ((*code = spaces_add(f->id, s, value, &f->scratch, &why)) == 0)
        fault = "no-id";
    if (!fault) {
        *space = (uint8_t)(s - f->id->space);
        return true;
    }
    diag_set(&d, FAULT_USAGE, "'%.*s': %.*s", STR_ARG(str_trim(text)), STR_ARG(why));
    turn_away(f, line, fault, str_of(d.message));
    return false;
}

static void read_override(struct override_file *f, const struct record *record)
{
    struct given g = {.file = f->number,
                      .line = record->line < UINT32_MAX ? (uint32_t)record->line : UINT32_MAX};
    if (record->fault != RECORD_FINE) {
        turn_away(f, record->line, record_fault_code(record->fault),
                  str_of(record_fault_text(record->fault)));
        return;
    }
    struct str action = str_trim(record->field[0]);
    bool include = str_eq_nocase(action, STR("include"));
    if (!include && !str_eq_nocase(action, STR("exclude"))) {
        turn_away(f, record->line, "unknown-action", STR("the action is INCLUDE or EXCLUDE"));
        return;
    }
    for (size_t i = 0; i < 2; i++)
        if (!read_id(f, record->line, record->field[i + 1], &g.space[i], &g.code[i]))
            return;
    if (g.space[0] == g.space[1] && g.code[0] == g.code[1]) {
        turn_away(f, record->line, "same-id", STR("both ids are the same"));
        return;
    }
    g.kind = include ? GIVEN_INCLUDE : GIVEN_EXCLUDE;
    vec_push(&f->id->reason, arena_str(&f->id->result->arena, str_trim(record->field[3])));
    vec_push(&f->id->given, g);
}

static bool read_file(struct override_file *f, struct diag *d)
{
    struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
    struct input *in = input_open(f->path.p, STR(""), d);
    struct reader *r = in ? reader_open(in, &spec, d) : NULL;
    if (!r)
        return false;
    struct record record;
    enum reader_result result = READER_FAILED;
    if (check_names(f, r, d))
        while ((result = reader_next(r, &record, d)) == READER_RECORD)
            read_override(f, &record);
    reader_close(r);
    return result == READER_END;
}

bool overrides_read(struct identity *id, struct diag *d)
{
    bool good = true;
    const struct strs *files = &id->study->identity.overrides;
    for (size_t i = 0; good && i < files->n; i++) {
        struct override_file f = {.id = id,
                                  .path = study_path(id->study, files->p[i]),
                                  .number = (uint16_t)(id->study->identity.links.n + i)};
        good = read_file(&f, d);
        buf_free(&f.scratch);
    }
    return good;
}
