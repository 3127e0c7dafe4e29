// One source of the study: looked at, written, read back and tried on its files.
#include "tool/init.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "ingest/spec.h"
#include "ingest/trial.h"

#include <stdio.h>
#include <stdlib.h>

void add_comment_text(struct buf *out, struct str text)
{
    enum { SHOWN = 72 };
    struct buf safe = {0};
    escape_terminal(&safe, text);
    struct str shown = utf8_clip(buf_str(&safe), SHOWN);
    buf_add(out, shown);
    if (shown.n < safe.n)
        buf_add_byte(out, '~');
    buf_free(&safe);
}

struct str plain_name(struct arena *arena, struct str file)
{
    static const char *const suffixes[] = {".gz",  ".zst", ".xz",    ".bz2",    ".csv", ".tsv",
                                           ".txt", ".log", ".jsonl", ".ndjson", ".json"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (file.n > strlen(suffixes[i]) && str_ends(file, str_of(suffixes[i])))
            file.n -= strlen(suffixes[i]);
    struct buf out = {0};
    for (size_t i = 0; i < file.n; i++) {
        char c = file.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    (unsigned char)c >= 0x80 || c == '_';
        if (good)
            buf_add_byte(&out, c);
        else if (out.n && out.p[out.n - 1] != '-')
            buf_add_byte(&out, '-');
    }
    while (out.n && out.p[out.n - 1] == '-')
        out.n--;
    struct str name = arena_str(arena, out.n ? buf_str(&out) : STR("export"));
    buf_free(&out);
    return name;
}

// Its numbers are what tells the files of a group apart.
static struct str stem_of(struct plan_of_study *plan, const struct group *group)
{
    const struct found *file = &plan->folder.file.p[group->file.p[0]];
    if (!group->glob.n)
        return plain_name(&plan->arena, file->name);
    struct buf out = {0};
    for (size_t i = 0; i < group->glob.n; i++)
        if (!strchr("*\\", group->glob.p[i]))
            buf_add_byte(&out, group->glob.p[i]);
    struct str stem = plain_name(&plan->arena, buf_str(&out));
    buf_free(&out);
    return stem;
}

static struct str unique_name(struct plan_of_study *plan, struct str stem)
{
    struct str name = stem;
    for (unsigned n = 2;; n++) {
        bool taken = false;
        for (vec_each(const struct draft, other, &plan->draft))
            taken = taken || str_eq(other->name, name);
        if (!taken)
            return name;
        name = arena_printf(&plan->arena, "%.*s-%u", STR_ARG(stem), n);
    }
}

static const struct known_format *find_format(const struct plan_of_study *plan, struct str name)
{
    for (vec_each(const struct known_format, f, &plan->formats.list))
        if (str_eq(f->about.name, name))
            return f;
    return NULL;
}

static void add_files(struct buf *out, const struct plan_of_study *plan, const struct group *group)
{
    buf_add(out, STR("    files = {"));
    if (group->glob.n)
        add_file(out, plan, group->glob, true);
    for (size_t i = 0; !group->glob.n && i < group->file.n; i++) {
        buf_add(out, i ? STR(",\n             ") : STR(""));
        add_file(out, plan, plan->folder.file.p[group->file.p[i]].name, false);
    }
    buf_add(out, STR("}\n"));
}

static const char *delimiter_name(char c)
{
    return c == ','    ? "comma"
           : c == ';'  ? "semicolon"
           : c == '\t' ? "tab"
           : c == '|'  ? "pipe"
                       : NULL;
}

static void add_delimiter(struct buf *out, char c)
{
    const char *name = delimiter_name(c);
    buf_add(out, STR("    delimiter = "));
    study_quote(out, name ? str_of(name) : (struct str){&c, 1});
    buf_add_byte(out, '\n');
}

static void add_encoding(struct buf *out, const struct sniffed_encoding *e)
{
    if (!e->name.n)
        return;
    if (!e->letters)
        buf_add(out, STR("    # encoding: each other byte of plain letters is zero"));
    else
        buf_printf(out, "    # encoding: guessed from %llu letters beyond ASCII",
                   (unsigned long long)e->letters);
    if (!e->sure)
        buf_printf(out, "; unsure, it could be %s", e->others ? e->others : "another");
    buf_add_byte(out, '\n');
    buf_printf(out, "    encoding = \"%.*s\"\n", STR_ARG(e->name));
}

// How the files are cut.
static void add_format(struct draft *draft, const struct sniff *s)
{
    struct buf *out = &draft->text;
    bool tab = s->kind == SNIFF_DELIMITED && s->spec.delimiter == '\t';
    static const char *const names[] = {[SNIFF_DELIMITED] = "csv",
                                        [SNIFF_JSON] = "json",
                                        [SNIFF_W3C] = "w3c",
                                        [SNIFF_PAIRS] = "pairs",
                                        [SNIFF_LINES] = "pattern"};
    draft->format = str_of(tab ? "tsv" : names[s->kind]);
    if (s->sampled)
        buf_printf(out, "    # format: %llu of the first %llu lines are cut alike\n",
                   (unsigned long long)s->fitting, (unsigned long long)s->sampled);
    if (s->rival)
        buf_printf(out, "    # unsure: %s between fields would do as well\n",
                   delimiter_name(s->rival) ? delimiter_name(s->rival) : "another sign");
    buf_printf(out, "    format = \"%.*s\"\n", STR_ARG(draft->format));
    if (s->kind == SNIFF_DELIMITED && !tab)
        add_delimiter(out, s->spec.delimiter);
    if (s->kind == SNIFF_PAIRS && s->spec.delimiter)
        add_delimiter(out, s->spec.delimiter);
    if (s->kind == SNIFF_DELIMITED && !s->spec.header)
        buf_printf(out,
                   "    # header: the first record looks like %s; fields are numbers from 1\n"
                   "    header = no\n",
                   s->header_sure ? "the others" : "the others (unsure)");
    else if (s->kind == SNIFF_DELIMITED && !s->header_sure)
        buf_add(out,
                STR("    # header: unsure; nothing tells the first record from the others, and "
                    "it is taken\n    # for names of fields. If it is data: header = no\n"));
    if (s->spec.skip)
        buf_printf(out,
                   "    # preamble: lines above the names of the fields\n    preamble = %llu\n",
                   (unsigned long long)s->spec.skip);
    if (s->spec.plain)
        buf_add(out, STR("    quotes = no\n"));
    if (s->kind == SNIFF_LINES) {
        if (s->spec.continuation.n) {
            buf_add(out,
                    STR("    # continue: lines that begin with a blank go on with the one above\n"
                        "    continue = "));
            study_quote(out, s->spec.continuation);
            buf_add_byte(out, '\n');
        }
        buf_add(out,
                STR("    # pattern: made for lines with a time; take out of text what you need\n"
                    "    pattern = "));
        study_quote(out, s->pattern);
        buf_add_byte(out, '\n');
    }
    add_encoding(out, &s->encoding);
    draft->sure = s->encoding.sure && !s->rival && (s->kind != SNIFF_DELIMITED || s->header_sure);
}

// Look at all files of the group, at more of them if the order of dates is not settled yet.
static void look(struct detection *x, struct roles *roles, const struct plan_of_study *plan,
                 const struct group *group, const struct record_spec *spec, struct str encoding)
{
    enum { BUDGET = 20000, LEAST = 20, MORE = 200000 };
    uint64_t limit = BUDGET / group->file.n;
    limit = limit > SNIFF_RECORDS ? SNIFF_RECORDS : limit < LEAST ? LEAST : limit;
    for (vec_each(const size_t, i, &group->file))
        detect_file(x, plan->folder.file.p[*i].path.p, encoding, spec, 0, limit, SIZE_MAX);
    roles_find(roles, x);
    if (roles->when.result != WHEN_ORDER)
        return;
    for (vec_each(const size_t, i, &group->file))
        detect_file(x, plan->folder.file.p[*i].path.p, encoding, spec, limit, MORE,
                    roles->when.field[0]);
    roles_free(roles);
    roles_find(roles, x);
}

// The section as a study of its own: NULL fills d.
static struct study *read_back(const struct draft *draft, struct diag *d)
{
    struct buf text = {0};
    for (vec_each(const struct draft_id, id, &draft->id)) {
        buf_add(&text, text.n ? STR(", ") : STR("identity { order = {"));
        study_quote(&text, id->space);
    }
    if (draft->id.n)
        buf_add(&text, STR("} }\n"));
    buf_add(&text, buf_str(&draft->text));
    struct study *study = study_parse(buf_str(&text), STR("(source)"), d);
    buf_free(&text);
    return study;
}

// Count what becomes touchpoints; half has to.
static bool try_it(struct draft *draft, const struct plan_of_study *plan, const struct group *group,
                   struct diag *d)
{
    struct study *study = read_back(draft, d);
    struct diag first = {0};
    bool good = study != NULL;
    for (size_t i = 0; good && i < group->file.n; i++) {
        struct trial trial = {0};
        good = trial_run(&trial, study, &study->sources[0],
                         plan->folder.file.p[group->file.p[i]].path, SNIFF_RECORDS, d);
        draft->tried += trial.tried;
        draft->matched += trial.matched;
        if (trial.failed && !first.fault) {
            first = trial.why;
            snprintf(first.file, sizeof first.file, "%s",
                     plan->folder.file.p[group->file.p[i]].name.p);
        }
        trial_free(&trial);
    }
    study_free(study);
    if (good && draft->matched * 2 < draft->tried)
        draft->wanting = "too few records can be read";
    if (first.fault)
        diag_line(&draft->why, &first);
    return good;
}

bool draft_make(struct draft *draft, struct plan_of_study *plan, const struct group *group,
                struct diag *d)
{
    struct found *file = &plan->folder.file.p[group->file.p[0]];
    const struct preset_fit *fit = fits_chosen(&file->fits);
    const struct known_format *format = plan->format.n ? find_format(plan, plan->format)
                                        : fit          ? fit->format
                                                       : NULL;
    struct str stem = stem_of(plan, group);
    struct detection x = {.records = 0};
    struct roles roles;
    *draft = (struct draft){.name = unique_name(plan, stem),
                            .files = group->glob.n ? group->glob : file->name,
                            .count = group->file.n,
                            .sure = true,
                            .channel = STR("")};
    buf_add(&draft->text, STR("source "));
    study_quote(&draft->text, draft->name);
    buf_add(&draft->text, STR(" {\n"));
    add_files(&draft->text, plan, group);
    if (!format && file->sniff.kind == SNIFF_UNKNOWN) {
        draft->wanting = "its records are not of a form that is known";
        draft->format = STR("unknown");
        buf_add(
            &draft->text,
            STR("    format = \"pattern\"\n    pattern = '^(?<time>\\\\S+) (?<text>.*)$'\n"
                "    time = {\"time\", \"iso\"}\n    channel = \"any\"\n    event = \"line\"\n"));
    } else if (format) {
        add_preset_keys(draft, plan, &x, format, stem, group);
    } else {
        for (vec_each(const size_t, i, &group->file))
            for (vec_each(const struct str, name, &plan->folder.file.p[*i].sniff.names))
                sniff_name(&file->sniff, *name);
        struct record_spec spec = file->sniff.spec;
        if (spec.format == RECORD_JSON || spec.format == RECORD_PAIRS) {
            spec.names = file->sniff.names.p;
            spec.name_count = file->sniff.names.n;
        }
        add_format(draft, &file->sniff);
        look(&x, &roles, plan, group, &spec, file->sniff.encoding.name);
        add_keys(draft, plan, &x, &roles, stem);
        roles_free(&roles);
    }
    detect_free(&x);
    buf_add(&draft->text, STR("}\n"));
    return draft->wanting || try_it(draft, plan, group, d);
}

void draft_free(struct draft *draft)
{
    buf_free(&draft->text);
    buf_free(&draft->why);
    buf_free(&draft->time);
    buf_free(&draft->ids);
    vec_free(&draft->id);
}
