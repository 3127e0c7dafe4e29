// A file by parts: memory is filled, cut where records seem to begin, read side by side. A cut that
// turns out not to be the beginning of a record is read again from where the part before it ended,
// so that what comes out is what reading from the front gives.
#include "ingest/state_source.h"

#include "base/par.h"

enum { TRIES = 8 };

void memory_start(struct source *s)
{
    struct memory *m = &s->memory;
    m->n = m->ahead.n = 0;
    m->at_end = m->ahead.at_end = m->ahead.failed = false;
    m->dropped = 0;
    m->offset = reader_offset(s->reader);
    m->lines = reader_lines(s->reader);
    reader_seam(s->reader, &m->seam);
}

void memory_close(struct memory *m)
{
    free(m->now.block);
    free(m->ahead.block);
    seam_free(&m->seam);
}

// Read the next stretch, leaving room in front of it for the end of the one before.
static void read_ahead(struct source *s)
{
    struct stretch *a = &s->memory.ahead;
    size_t room = reader_lookahead(s->reader), want = s->parts * s->part_bytes;
    if (a->capacity < room + want) {
        free(a->block);
        a->block = mem_alloc(room + want);
        a->capacity = room + want;
    }
    a->from = room;
    while (a->n < want && !a->at_end && !a->failed) {
        ptrdiff_t got = reader_bytes(s->reader, a->block + room + a->n, want - a->n, &a->diag);
        a->failed = got < 0;
        a->at_end = got == 0;
        a->n += got > 0 ? (size_t)got : 0;
    }
}

// Bytes that are left and the stretch behind them become one.
static void join(struct memory *m)
{
    struct stretch *a = &m->ahead, used = m->now;
    if (m->n > a->from) { // seldom: much is read again, because a record turned out to be longer
        a->capacity += m->n;
        a->block = mem_resize(a->block, a->capacity);
        memmove(a->block + m->n, a->block + a->from, a->n);
        a->from = m->n;
    }
    a->from -= m->n;
    if (m->n)
        memcpy(a->block + a->from, m->p, m->n);
    a->n += m->n;
    m->now = *a;
    m->p = a->block + a->from;
    m->n = a->n;
    m->at_end = a->at_end;
    *a = used;
    a->n = 0;
    a->at_end = m->at_end;
    a->failed = false;
}

static bool fill(struct source *s)
{
    struct memory *m = &s->memory;
    if (m->ahead.n == 0)
        read_ahead(s);
    if (m->ahead.failed) {
        s->diag = m->ahead.diag;
        return false;
    }
    join(m);
    return true;
}

// Where the record begins that is read from the line at `at` on, if it and the next are well formed
// or that does not matter; else, or where there is none, SIZE_MAX.
static size_t try(const struct source *s, struct part *p, size_t at, bool well_formed)
{
    const struct memory *m = &s->memory;
    struct record record;
    seam_copy(&p->entry, &m->seam);
    p->entry.in_line = false;
    p->entry.indent = 0;
    reader_part_start(p->reader, m->p, at, m->n);
    reader_part_resume(p->reader, &p->entry, true);
    if (reader_next(p->reader, &record, NULL) != READER_RECORD || (well_formed && record.fault))
        return SIZE_MAX;
    size_t begin = record.offset;
    reader_seam(p->reader, &p->entry);
    if (well_formed && (reader_next(p->reader, &record, NULL) != READER_RECORD || record.fault))
        return SIZE_MAX;
    return begin;
}

// Where a record seems to begin behind `at`: on a line from which two records are well formed, or
// else on the next one. The part's entry is set.
static size_t guess(const struct source *s, struct part *p, size_t at)
{
    const struct memory *m = &s->memory;
    size_t first = m->n;
    for (int i = 0; i < TRIES; i++) {
        const char *end = memchr(m->p + at, reader_line_end(s->reader), m->n - at);
        if (!end)
            break;
        at = (size_t)(end - m->p) + 1;
        if (i == 0)
            first = at;
        size_t begin = try(s, p, at, true);
        if (begin != SIZE_MAX)
            return begin;
    }
    return try(s, p, first, false);
}

static void cut(struct source *s)
{
    const struct memory *m = &s->memory;
    size_t limit = m->n;
    if (m->dropped) // the long line alone, so that offsets behind it are known
        limit = 1;
    size_t parts = limit / (s->part_bytes / 2) + 1;
    if (parts > s->parts)
        parts = s->parts;
    s->part[0].from = 0;
    seam_copy(&s->part[0].entry, &m->seam);
    s->used = 1;
    for (size_t i = 1; i < parts; i++) {
        struct part *p = &s->part[s->used];
        p->from = guess(s, p, limit / parts * i);
        if (p->from <= p[-1].from || p->from >= limit) // SIZE_MAX too
            continue;
        p[-1].to = p->from;
        s->used++;
    }
    s->part[s->used - 1].to = limit;
}

static void read_part(struct source *s, size_t i)
{
    part_read(&s->part[i], s->memory.p, s->memory.n, s->memory.at_end);
}

// Reading the file is the first task, so that it has ended when the others have.
static void work(void *context, size_t task)
{
    struct source *s = context;
    if (task == 0)
        read_ahead(s);
    else
        read_part(s, task - 1);
}

// Whether a part was read from where the one before it ended.
static bool fits(const struct source *s, const struct part *p)
{
    const struct memory *m = &s->memory;
    return p->from == p[-1].stop &&
           (seam_eq(&p->entry, &p[-1].leave) ||
            reader_part_same(p->reader, m->p, p->from, p->to, m->n, &p->entry, &p[-1].leave));
}

// Where a part does not begin where the one before it ended, it is read again from there.
static void mend(struct source *s)
{
    for (size_t i = 1; i < s->used; i++) {
        struct part *p = &s->part[i];
        if (p[-1].cut || p[-1].failed) {
            for (size_t k = i; k < s->used; k++)
                part_clear(&s->part[k]);
            s->used = i;
        } else if (!fits(s, p)) {
            part_clear(p);
            p->from = p->stop = p[-1].stop;
            seam_copy(&p->entry, &p[-1].leave);
            if (p->from < p->to)
                read_part(s, i);
            else
                seam_copy(&p->leave, &p->entry);
        }
    }
}

// Places within the memory become places in the file.
static void place(struct source *s)
{
    struct memory *m = &s->memory;
    uint64_t lines = m->lines;
    for (size_t i = 0; i < s->used; i++) {
        struct part *p = &s->part[i];
        for (vec_each(uint64_t, line, &p->block.line))
            *line += lines;
        for (vec_each(struct waiting, w, &p->rejects)) {
            w->reject.line += lines;
            w->reject.offset += m->offset;
        }
        lines += p->lines;
    }
    m->lines = lines;
}

// A record that has no end in memory and is not a line either, such as broken JSON: the file is
// read on from its front, by its own reader, which can pass over it as it comes.
static void give_back(struct source *s)
{
    struct memory *m = &s->memory;
    join(m);
    reader_return(s->reader, (struct str){m->p, m->n}, m->offset, m->lines, &m->seam);
    m->n = 0;
    s->divided = false;
}

// Forget what is read. A line that memory cannot hold keeps its beginning.
static void move_on(struct source *s)
{
    struct memory *m = &s->memory;
    const struct part *last = &s->part[s->used - 1];
    size_t done = last->stop, keep = reader_lookahead(s->reader);
    seam_copy(&m->seam, &last->leave);
    m->stuck = done == 0;
    if (s->state && done)
        resume_moved(s, done);
    if (done) {
        m->p += done;
        m->n -= done;
        m->offset += done + m->dropped;
        m->dropped = 0;
    } else if (m->n > keep && reader_by_lines(s->reader)) {
        m->dropped += m->n - keep;
        m->n = keep;
    } else if (m->n > keep && !m->ahead.failed) {
        give_back(s);
    }
}

bool memory_read(struct source *s)
{
    if (!fill(s))
        return false;
    cut(s);
    if (s->threads > 1)
        par_run(s->threads, s->used + 1, work, s);
    else
        read_part(s, 0);
    mend(s);
    for (size_t i = 0; i < s->used; i++)
        if (s->part[i].failed) {
            s->diag = s->part[i].diag;
            return false;
        }
    place(s);
    move_on(s);
    return true;
}
