// The state as text: a line a file, signed by a checksum at its end.
#include "ingest/state.h"

#include "base/escape.h"

#include <inttypes.h>

#define ADVICE "put a copy back, or begin anew with --restart"

enum { SEEN_DAYS = 90 }; // as long a file that is gone is remembered
#define DAY_US INT64_C(86400000000)

static void add_digest(struct buf *out, struct digest d)
{
    buf_printf(out, "\t%" PRIu64 ":%016" PRIx64 "%016" PRIx64, d.n, d.high, d.low);
}

static void add_mark(struct buf *out, const char *name, const struct growing_mark *mark)
{
    buf_printf(out, "%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64, name, mark->length, mark->device,
               mark->inode);
    add_digest(out, mark->tail);
    buf_add_byte(out, '\n');
}

static void add_file(struct buf *out, const struct state_file *f)
{
    buf_printf(out, "file\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRId64, f->id,
               f->device, f->inode, f->size, f->modified);
    add_digest(out, f->header);
    buf_printf(out, "\t%" PRIu64, f->start);
    add_digest(out, f->head);
    buf_printf(out, "\t%" PRIu64, f->offset);
    add_digest(out, f->tail);
    buf_printf(out, "\t%" PRIu64 "\t%" PRId64 "\t%" PRId64 "\t%d\t%d\t%" PRId64 "\t", f->lines,
               f->last, f->latest, f->passable, f->ended, f->seen);
    escape_tsv(out, f->name);
    buf_add_byte(out, '\n');
}

static bool is_kept(const struct state *s, const struct state_file *f, bool begin)
{
    return begin || (!f->met && s->now - f->seen < SEEN_DAYS * DAY_US);
}

static void sign(struct buf *out)
{
    struct digest sum = digest_of(buf_str(out));
    buf_add(out, STR("end"));
    add_digest(out, sum);
    buf_add_byte(out, '\n');
}

void state_write(const struct state *s, bool begin, struct buf *out)
{
    buf_add(out, STR("wend-state\t1\nstudy"));
    add_digest(out, s->study);
    buf_add_byte(out, '\n');
    add_mark(out, "keys", &s->keys_mark);
    add_mark(out, "output", &s->output);
    add_mark(out, "rejects", &s->rejects);
    for (vec_each(struct state_source *const, source, &s->source)) {
        buf_add(out, STR("source\t"));
        escape_tsv(out, (*source)->name);
        buf_add_byte(out, '\n');
        for (vec_each(const struct state_file, f, &(*source)->before))
            if (is_kept(s, f, begin))
                add_file(out, f);
        for (size_t i = 0; !begin && i < (*source)->now.n; i++)
            add_file(out, &(*source)->now.p[i]);
    }
    sign(out);
}

// A line being read, field by field.
struct fields {
    struct state *state;
    struct str rest;
    bool bad;
};

static struct str next(struct fields *f)
{
    if (!f->rest.p) {
        f->bad = true;
        return STR("");
    }
    return str_cut(&f->rest, '\t');
}

static uint64_t next_u64(struct fields *f)
{
    uint64_t v = 0;
    f->bad |= !str_to_u64(next(f), &v);
    return v;
}

static int64_t next_i64(struct fields *f)
{
    int64_t v = 0;
    f->bad |= !str_to_i64(next(f), &v);
    return v;
}

static bool next_bool(struct fields *f)
{
    uint64_t v = next_u64(f);
    f->bad |= v > 1;
    return v == 1;
}

static bool hex(struct str s, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint64_t)digit;
    }
    return s.n == 16;
}

static struct digest next_digest(struct fields *f)
{
    struct digest d = {0};
    struct str all = next(f), n = str_cut(&all, ':');
    f->bad |= !str_to_u64(n, &d.n) || all.n != 32 || !hex(str_slice(all, 0, 16), &d.high) ||
              !hex(str_slice(all, 16, 32), &d.low);
    return d;
}

static struct str next_text(struct fields *f, struct arena *arena)
{
    struct buf plain = {0};
    unescape_tsv(&plain, next(f));
    struct str out = arena_str(arena, buf_str(&plain));
    buf_free(&plain);
    return out;
}

static struct growing_mark next_mark(struct fields *f)
{
    struct growing_mark mark;
    mark.length = next_u64(f);
    mark.device = next_u64(f);
    mark.inode = next_u64(f);
    mark.tail = next_digest(f);
    return mark;
}

static void read_file(struct fields *f)
{
    struct state *s = f->state;
    struct state_file file = {0};
    file.id = next_u64(f);
    file.device = next_u64(f);
    file.inode = next_u64(f);
    file.size = next_u64(f);
    file.modified = next_i64(f);
    file.header = next_digest(f);
    file.start = next_u64(f);
    file.head = next_digest(f);
    file.offset = next_u64(f);
    file.tail = next_digest(f);
    file.lines = next_u64(f);
    file.last = next_i64(f);
    file.latest = next_i64(f);
    file.passable = next_bool(f);
    file.ended = next_bool(f);
    file.seen = next_i64(f);
    if (f->bad || s->source.n == 0) {
        f->bad = true;
        return;
    }
    struct state_source *source = s->source.p[s->source.n - 1];
    file.name = next_text(f, &source->arena);
    f->bad |= file.offset <= file.start || file.head.n == 0 || file.head.n > STATE_HEAD ||
              file.head.n > file.offset - file.start || file.tail.n > STATE_HEAD ||
              file.tail.n > file.offset - file.start || file.lines > file.offset || file.id == 0;
    if (f->bad)
        return;
    vec_push(&source->before, file);
    if (source->last_id < file.id)
        source->last_id = file.id;
}

static void read_line(struct fields *f)
{
    struct state *s = f->state;
    struct str what = next(f);
    if (str_eq(what, STR("study")))
        s->study = next_digest(f);
    else if (str_eq(what, STR("keys")))
        s->keys_mark = next_mark(f);
    else if (str_eq(what, STR("output")))
        s->output = next_mark(f);
    else if (str_eq(what, STR("rejects")))
        s->rejects = next_mark(f);
    else if (str_eq(what, STR("source")))
        (void)state_source(s, next_text(f, &s->arena));
    else if (str_eq(what, STR("file")))
        read_file(f);
    else
        f->bad = true;
    f->bad |= f->rest.p != NULL;
}

static bool damaged(const struct state *s, uint64_t line, const char *what, struct diag *d)
{
    return diag_at(d, FAULT_IO, str_of(s->path), line, 0, "%s; " ADVICE, what);
}

// The last line signs those before it.
static bool check_end(const struct state *s, struct str *text, struct diag *d)
{
    static const char magic[] = "wend-state\t";
    if (!str_starts(*text, str_of(magic)))
        return diag_at(d, FAULT_IO, str_of(s->path), 1, 0,
                       "this is no state of wend parse; name another file");
    if (!str_starts(*text, STR("wend-state\t1\n")))
        return damaged(s, 1, "the state is of another version of wend", d);
    uint64_t lines = 0;
    size_t from = 0;
    for (size_t i = 0; i + 1 < text->n; i++)
        if (text->p[i] == '\n') {
            lines++;
            from = i + 1;
        }
    struct fields end = {.rest = str_slice(*text, from, text->n - 1)};
    bool signs = text->p[text->n - 1] == '\n' && str_eq(next(&end), STR("end"));
    struct digest sum = next_digest(&end);
    if (!signs || end.bad || end.rest.p)
        return damaged(s, lines + 1, "the state ends early", d);
    text->n = from;
    return digest_eq(sum, digest_of(*text)) ||
           damaged(s, lines + 1, "the state was changed: its checksum is another", d);
}

bool state_read(struct state *s, struct str text, struct diag *d)
{
    if (!check_end(s, &text, d))
        return false;
    str_cut(&text, '\n');
    for (uint64_t line = 2; text.n; line++) {
        struct fields f = {.state = s, .rest = str_cut(&text, '\n')};
        read_line(&f);
        if (f.bad)
            return damaged(s, line, "this line is none of a state", d);
    }
    return true;
}
