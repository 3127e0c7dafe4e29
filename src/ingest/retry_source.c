// A source that takes its records from rejects: each text behind the header that it had.
#include "ingest/source.h"

enum {
    AT_ONCE = 1000,
    LONGEST = (1 << 20) + 4096 // bytes of a record that is read from its file again
};

void retry_start(struct source *s, const struct retry *retry)
{
    struct retry_state *r = &s->retry;
    struct str name = s->declared->name;
    r->retry = retry;
    while (r->next < retry->line.n && !str_eq(retry->line.p[r->next].source, name))
        r->next++;
    for (r->end = r->next; r->end < retry->line.n && str_eq(retry->line.p[r->end].source, name);)
        r->end++;
    vec_reserve(&s->files, r->end - r->next); // s->file must stay where it is
}

bool retry_ended(const struct source *s)
{
    return s->retry.next == s->retry.end;
}

void retry_stop(struct source *s)
{
    reader_part_close(s->retry.reader);
    buf_free(&s->retry.text);
}

static void refuse(struct source *s, const struct retry_line *line, struct str code)
{
    struct part *p = &s->part[0];
    struct reject reject = {.line = line->line,
                            .offset = line->offset,
                            .code = code,
                            .message = buf_str(&p->why.message),
                            .raw = line->raw};
    uint64_t ordinal = p->count.read++;
    if (s->declared->duplicates == DUPLICATES_EXACT)
        vec_push(&p->keys, (struct seen_key){0});
    part_reject(p, ordinal, &reject);
    p->rejects.p[p->rejects.n - 1].reject.header = arena_str(&p->texts, line->header);
}

// Have a reader behind the line's header. False: the header is none; *fatal: the study is at fault.
static bool have_reader(struct source *s, const struct retry_line *line, bool *fatal)
{
    struct retry_state *r = &s->retry;
    struct part *p = &s->part[0];
    if (r->reader && str_eq(r->header, line->header))
        return true;
    reader_part_close(r->reader);
    r->header = line->header;
    r->reader = reader_of_header(&s->spec, line->header, &s->diag);
    if (!r->reader) {
        buf_clear(&p->why.message);
        buf_printf(&p->why.message, "its header cannot be read: %s", s->diag.message);
        s->diag = (struct diag){0};
        return false;
    }
    size_t count;
    const struct str *names = reader_names(r->reader, &count);
    *fatal = !mapping_bind(&p->mapping, line->file, names, count, &s->diag);
    return !*fatal;
}

static bool read_at(struct source *s, struct str path, uint64_t offset)
{
    struct buf *text = &s->retry.text;
    struct input *in = input_open(path.p, s->declared->encoding, NULL);
    uint64_t passed;
    bool good = in && input_pass(in, offset, &passed, NULL) && passed == offset;
    ptrdiff_t got = 1;
    for (buf_clear(text); good && got > 0 && text->n<LONGEST; text->n += got> 0 ? (size_t)got : 0) {
        buf_reserve(text, LONGEST);
        got = input_read(in, text->p + text->n, LONGEST - text->n, NULL);
    }
    input_close(in);
    return good && got >= 0;
}

// Whether a text begins a record as the rejects show it.
static bool shows(struct str raw, struct str shown)
{
    struct buf text = {0};
    reject_text(&text, raw);
    bool same = str_eq(buf_str(&text), shown);
    buf_free(&text);
    return same;
}

// Read the one record that stands at its place in the file, if the file is still that one.
static bool read_from_file(struct source *s, const struct retry_line *line, struct record *record)
{
    struct retry_state *r = &s->retry;
    struct buf path = {0};
    bool found = false;
    for (int named = 0; !found && named < 2; named++) { // relative to the study, or as it stands
        buf_clear(&path);
        if (!named && *line->file.p != '/')
            buf_printf(&path, "%.*s/", STR_ARG(s->study->directory));
        buf_add(&path, line->file);
        if (!read_at(s, buf_str(&path), line->offset))
            continue;
        reader_part_start(r->reader, r->text.p, 0, r->text.n);
        found = r->text.n && reader_next(r->reader, record, NULL) == READER_RECORD &&
                record->offset == 0 && shows(record->raw, line->raw);
    }
    buf_free(&path);
    return found;
}

static void take(struct source *s, const struct retry_line *line, struct record *record)
{
    s->memory.lines += record->lines;
    record->line += line->line - 1;
    record->offset += line->offset;
    part_take(&s->part[0], s->retry.reader, record);
}

static void read_line(struct source *s, const struct retry_line *line)
{
    struct retry_state *r = &s->retry;
    struct record record;
    if (line->cut) {
        if (read_from_file(s, line, &record)) {
            take(s, line, &record);
            return;
        }
        struct buf *why = &s->part[0].why.message;
        buf_clear(why);
        buf_printf(why, "its text is cut, and %.*s is gone or has changed: read that file again",
                   STR_ARG(line->file));
        refuse(s, line, STR("raw-cut"));
        return;
    }
    buf_clear(&r->text);
    buf_add(&r->text, line->raw);
    buf_add_byte(&r->text, '\n');
    reader_part_start(r->reader, r->text.p, 0, r->text.n);
    while (reader_next(r->reader, &record, NULL) == READER_RECORD)
        take(s, line, &record);
}

static void begin_file(struct source *s, struct str name)
{
    if (!s->file || !str_eq(s->file->file, name)) {
        vec_push(&s->files, (struct ledger_file){.source = s->declared->name, .file = name});
        s->file = &s->files.p[s->files.n - 1];
        s->latest = s->last = INT64_MIN;
        s->memory.lines = 0;
        seen_free(&s->once);
    }
    mapping_file(&s->part[0].mapping, s->file->file);
}

bool retry_read(struct source *s)
{
    struct retry_state *r = &s->retry;
    struct part *p = &s->part[0];
    struct str file = r->retry->line.p[r->next].file;
    s->used = 1;
    begin_file(s, file);
    for (size_t n = 0; n < AT_ONCE && !retry_ended(s); n++, r->next++) {
        const struct retry_line *line = &r->retry->line.p[r->next];
        bool fatal = false;
        if (!str_eq(line->file, file))
            break;
        if (have_reader(s, line, &fatal))
            read_line(s, line);
        else if (fatal)
            return false;
        else
            refuse(s, line, STR("bad-header"));
    }
    if (part_judge(p))
        return true;
    s->diag = p->diag;
    return false;
}
