// A file by parts: memory is filled, cut where records seem to begin, read side by side. A cut that
// turns out not to be the beginning of a record is read again from where the part before it ended,
// so that what comes out is what reading from the front gives.
#include "ingest/source.h"

#include "base/par.h"

enum { PART_BYTES = 1 << 19, TRIES = 8 };

void memory_start(struct source *s)
{
    struct memory *m = &s->memory;
    m->n = m->ahead.n = 0;
    m->at_end = m->ahead.at_end = m->ahead.failed = false;
    m->dropped = 0;
    m->offset = reader_offset(s->reader);
    m->lines = reader_lines(s->reader);
}

void memory_close(struct memory *m)
{
    free(m->now.block);
    free(m->ahead.block);
}

// Read the next stretch, leaving room in front of it for the end of the one before.
static void read_ahead(struct source *s)
{
    struct stretch *a = &s->memory.ahead;
    size_t room = reader_lookahead(s->reader), want = s->parts * PART_BYTES;
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

// Where a record seems to begin behind `at`: on a line from which two records are well formed.
static size_t guess(const struct source *s, struct part *p, size_t at)
{
    const struct memory *m = &s->memory;
    size_t first = m->n;
    for (int i = 0; i < TRIES; i++) {
        const char *end = memchr(m->p + at, reader_line_end(s->reader), m->n - at);
        if (!end)
            break;
        at = (size_t)(end - m->p) + 1;
        struct record record;
        reader_part_start(p->reader, m->p, at, m->n);
        if (reader_next(p->reader, &record, NULL) != READER_RECORD)
            break;
        size_t begin = record.offset;
        if (first == m->n)
            first = begin;
        if (!record.fault && reader_next(p->reader, &record, NULL) == READER_RECORD &&
            !record.fault)
            return begin;
    }
    return first;
}

static void cut(struct source *s)
{
    const struct memory *m = &s->memory;
    size_t limit = m->n;
    if (m->dropped) // the long line alone, so that offsets behind it are known
        limit = 1;
    size_t parts = limit / (PART_BYTES / 2) + 1;
    if (parts > s->parts)
        parts = s->parts;
    s->part[0].from = 0;
    s->used = 1;
    for (size_t i = 1; i < parts; i++) {
        struct part *p = &s->part[s->used];
        p->from = guess(s, p, limit / parts * i);
        if (p->from <= p[-1].from || p->from >= limit)
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

// Where a part does not begin where the one before it ended, it is read again from there.
static void mend(struct source *s)
{
    for (size_t i = 1; i < s->used; i++) {
        struct part *p = &s->part[i];
        if (p[-1].cut || p[-1].failed) {
            for (size_t k = i; k < s->used; k++)
                part_clear(&s->part[k]);
            s->used = i;
        } else if (p->from != p[-1].stop) {
            part_clear(p);
            p->from = p[-1].stop;
            if (p->from < p->to)
                read_part(s, i);
            else
                p->stop = p->from;
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

// Forget what is read. A line that memory cannot hold keeps its beginning.
static void move_on(struct source *s)
{
    struct memory *m = &s->memory;
    size_t done = s->part[s->used - 1].stop, keep = reader_lookahead(s->reader);
    if (done) {
        m->p += done;
        m->n -= done;
        m->offset += done + m->dropped;
        m->dropped = 0;
    } else if (m->n > keep) {
        m->dropped += m->n - keep;
        m->n = keep;
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
