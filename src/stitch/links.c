// Link files: which ids belong together, said outright. Either kind,id,NAMESPACE, where kind names
// the namespace of id, or one column a namespace.
#include "stitch/identity.h"

#include "base/suggest.h"
#include "text/record.h"

struct link_file {
    struct identity *id;
    struct str path;
    uint16_t number;
    struct space **column; // of each field, NULL: kind or id of the first layout
    size_t columns;
    bool kinds; // the first layout
    struct buf scratch;
};

static void turn_away(const struct link_file *f, const struct record *record, const char *code,
                      struct str message)
{
    const struct stitch_options *o = f->id->options;
    f->id->result->summary.links_rejected++;
    if (o->on_reject)
        o->on_reject(o->context, STR("links"), f->path, record->line, str_of(code), message);
}

static bool suggest_space(const struct identity *id, struct str name, struct diag *d)
{
    struct str *names = mem_array(id->spaces, sizeof *names);
    for (size_t i = 0; i < id->spaces; i++)
        names[i] = id->space[i].def->name;
    suggest_diag(d, name, names, id->spaces);
    free(names);
    return false;
}

static bool read_names(struct link_file *f, struct reader *r, struct diag *d)
{
    const struct str *name = reader_names(r, &f->columns);
    f->column = mem_zero(f->columns * sizeof(struct space *));
    f->kinds = f->columns == 3 && str_eq(name[0], STR("kind")) && str_eq(name[1], STR("id"));
    for (size_t i = f->kinds ? 2 : 0; i < f->columns; i++) {
        f->column[i] = space_named(f->id, name[i]);
        if (!f->column[i]) {
            diag_at(d, FAULT_USAGE, f->path, 1, 0, "'%.*s' is no namespace of the study's identity",
                    STR_ARG(name[i]));
            return suggest_space(f->id, name[i], d);
        }
        for (size_t k = 0; k < i; k++)
            if (f->column[k] == f->column[i])
                return diag_at(d, FAULT_USAGE, f->path, 1, 0, "column %.*s stands there twice",
                               STR_ARG(name[i]));
    }
    return true;
}

// The strongest person id of the line is joined with its other person ids, and is the default
// holder of its devices and transactions.
static void give(struct link_file *f, const struct record *record, struct space **space,
                 const struct str *value, size_t n)
{
    uint32_t code[SPACES_MAX], usable = 0;
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        struct str why = STR("");
        code[i] = spaces_add(f->id, space[i], value[i], &f->scratch, &why);
        usable += code[i] != 0;
        if (str_trim(value[i]).n && !code[i]) {
            f->id->result->summary.blocked++;
            f->id->result->summary.blocked_links++;
            aside_note(f->id, space[i]->def->name, value[i], why, 1);
        }
        if (code[i] && space[i]->kind == SPACE_PERSON && (best == n || space[i] < space[best]))
            best = i;
    }
    if (usable < 2 || best == n) {
        turn_away(f, record, "no-link", STR("it needs two usable ids, one of them a person's"));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (i == best || !code[i])
            continue;
        vec_push(
            &f->id->given,
            (struct given){.code = {code[i], code[best]},
                           .line = record->line < UINT32_MAX ? (uint32_t)record->line : UINT32_MAX,
                           .file = f->number,
                           .space = {(uint8_t)(space[i] - f->id->space),
                                     (uint8_t)(space[best] - f->id->space)},
                           .kind = GIVEN_LINK});
    }
}

static void read_link(struct link_file *f, const struct record *record)
{
    if (record->fault != RECORD_FINE) {
        turn_away(f, record, record_fault_code(record->fault),
                  str_of(record_fault_text(record->fault)));
        return;
    }
    if (!f->kinds) {
        give(f, record, f->column, record->field, record->fields);
        return;
    }
    struct space *space[2] = {space_named(f->id, str_trim(record->field[0])), f->column[2]};
    struct diag d = {0};
    if (space[0]) {
        give(f, record, space, record->field + 1, 2);
        return;
    }
    diag_set(&d, FAULT_USAGE, "no namespace of that name: '%.*s'", STR_ARG(record->field[0]));
    suggest_space(f->id, record->field[0], &d);
    turn_away(f, record, "unknown-namespace", str_of(d.message));
}

static bool read_file(struct link_file *f, struct diag *d)
{
    struct record_spec spec = {.format = RECORD_DELIMITED, .delimiter = ',', .header = true};
    struct input *in = input_open(f->path.p, STR(""), d);
    struct reader *r = in ? reader_open(in, &spec, d) : NULL;
    if (!r)
        return false;
    struct record record;
    enum reader_result result = READER_FAILED;
    if (read_names(f, r, d))
        while ((result = reader_next(r, &record, d)) == READER_RECORD)
            read_link(f, &record);
    reader_close(r);
    return result == READER_END;
}

bool links_read(struct identity *id, struct diag *d)
{
    bool good = true;
    const struct strs *files = &id->study->identity.links;
    for (size_t i = 0; good && i < files->n; i++) {
        struct link_file f = {
            .id = id, .path = study_path(id->study, files->p[i]), .number = (uint16_t)i};
        good = read_file(&f, d);
        free(f.column);
        buf_free(&f.scratch);
    }
    return good;
}
