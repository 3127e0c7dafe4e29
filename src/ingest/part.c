// One piece of a file being read: what becomes of each record.
#include "ingest/part.h"

bool part_open(struct part *p, const struct study *study, const struct study_source *declared,
               bool want_rejects, struct diag *d)
{
    *p = (struct part){.study = study,
                       .declared = declared,
                       .want_rejects = want_rejects,
                       .noting = declared->valid.n > 0 || declared->filter.n > 0 ||
                                 declared->rejects_mojibake || declared->once_per.n > 0 ||
                                 declared->duplicates != DUPLICATES_NONE};
    touchpoints_init(&p->block);
    return mapping_open(&p->mapping, study, declared, d);
}

void part_close(struct part *p)
{
    reader_part_close(p->reader);
    seam_free(&p->entry);
    seam_free(&p->leave);
    mapping_close(&p->mapping);
    touchpoints_free(&p->block);
    buf_free(&p->text);
    vec_free(&p->rejects);
    vec_free(&p->headers);
    arena_free(&p->texts);
    buf_free(&p->why.message);
    vec_free(&p->notes);
    buf_free(&p->raws);
    vec_free(&p->keys);
    vec_free(&p->again);
    vec_free(&p->events);
    vec_free(&p->once);
    vec_free(&p->further);
    vec_free(&p->filtered);
    vec_free(&p->said);
    buf_free(&p->scratch);
    for (vec_each(struct recode, recode, &p->recode))
        vec_free(&recode->code);
    vec_free(&p->recode);
}

void part_attach(struct part *p, const struct touchpoints *like)
{
    touchpoints_free(&p->block);
    touchpoints_init(&p->block);
    for (size_t i = 0; i < like->column.n; i++)
        touchpoints_column(&p->block, like->column.p[i].name);
    mapping_attach(&p->mapping, &p->block);
    vec_reserve(&p->recode, like->column.n);
    while (p->recode.n < like->column.n)
        p->recode.p[p->recode.n++] = (struct recode){0};
    for (vec_each(struct recode, recode, &p->recode))
        recode->code.n = 0;
}

void part_restart(struct part *p)
{
    touchpoints_clear_values(&p->block);
    mapping_attach(&p->mapping, &p->block);
    for (vec_each(struct recode, recode, &p->recode))
        recode->code.n = 0;
}

static void note_header(struct part *p, struct reader *reader, uint64_t ordinal)
{
    p->headers_seen = reader_headers(reader);
    vec_push(&p->headers,
             (struct header_note){ordinal, arena_str(&p->texts, reader_header(reader))});
}

static struct str header_of(const struct part *p, uint64_t ordinal)
{
    size_t i = p->headers.n;
    while (i > 0 && p->headers.p[i - 1].ordinal > ordinal)
        i--;
    return i ? p->headers.p[i - 1].text : STR("");
}

void part_reject(struct part *p, uint64_t ordinal, const struct reject *reject)
{
    struct waiting w = {ordinal, *reject};
    p->count.rejected++;
    w.reject.header = header_of(p, ordinal);
    w.reject.message = p->want_rejects ? arena_str(&p->texts, reject->message) : STR("");
    bool raw =
        p->want_rejects || str_eq(reject->code, STR("bad-text")); // tells what encoding it is
    w.reject.raw = raw ? arena_str(&p->texts, reject->raw) : STR("");
    vec_push(&p->rejects, w);
}

static void reject_record(struct part *p, const struct record *record, uint64_t ordinal,
                          struct str code, uint64_t column)
{
    struct reject reject = {.line = record->line,
                            .column = column,
                            .offset = record->offset,
                            .code = code,
                            .message = buf_str(&p->why.message),
                            .raw = record->raw};
    part_reject(p, ordinal, &reject);
}

static void reject_fault(struct part *p, struct reader *reader, const struct record *record,
                         uint64_t ordinal)
{
    size_t names;
    reader_names(reader, &names);
    buf_clear(&p->why.message);
    buf_printf(&p->why.message, "%s", record_fault_text(record->fault));
    if (record->fault == RECORD_BAD_TEXT) {
        struct str encoding = p->declared->encoding;
        buf_clear(&p->why.message);
        buf_printf(&p->why.message, "not valid %.*s",
                   STR_ARG(encoding.n ? encoding : STR("UTF-8")));
    }
    if (record->fault == RECORD_FIELD_COUNT)
        buf_printf(&p->why.message, ": %zu, expected %zu", record->fields, names);
    reject_record(p, record, ordinal, str_of(record_fault_code(record->fault)), record->column);
}

// What a row says beside its time and place, as a key; with its id as another.
static void add_event(struct part *p)
{
    const struct touchpoints *t = &p->block;
    size_t row = t->time.n - 1;
    struct str id = mapping_value(&p->mapping, &p->mapping.event_id, p->mapping.record);
    struct event_key event = {.time = t->time.p[row]};
    p->said.n = 0;
    vec_push(&p->said, id);
    if (id.n == 0) // without an id, the time is part of what is compared
        vec_push(&p->said, (struct str){(const char *)&event.time, sizeof event.time});
    for (size_t i = 0; i < t->column.n; i++)
        if (i != TP_SOURCE && i != TP_FILE)
            vec_push(&p->said, dict_get(&t->column.p[i].dict, t->column.p[i].code.p[row]));
    event.said = seen_key(&p->scratch, p->said.p, p->said.n);
    event.id = id.n ? seen_key(&p->scratch, &id, 1) : event.said;
    vec_push(&p->events, event);
}

static void keep(struct part *p, const struct record *record, uint64_t ordinal,
                 const struct row_marks *marks)
{
    p->count.kept++;
    p->count.gap += marks->gap;
    p->count.repeated += marks->repeated;
    p->count.corrected += marks->corrected;
    p->count.no_id += marks->no_id;
    p->count.ids_refused += marks->ids_refused;
    p->count.ids_damaged += marks->ids_damaged;
    p->count.bot += marks->bot;
    p->count.unmatched += marks->unmatched;
    p->count.unjoined += marks->unjoined;
    p->count.costly += marks->costly;
    if (p->declared->duplicates == DUPLICATES_ID)
        add_event(p);
    if (p->mapping.once.n)
        once_add(p);
    if (!p->noting)
        return;
    bool raw = p->declared->valid.n > 0 || p->declared->rejects_mojibake;
    vec_push(&p->notes,
             (struct note){ordinal, record->offset, p->raws.n, raw ? record->raw.n : 0, *marks});
    if (raw)
        buf_add(&p->raws, record->raw);
}

void part_take(struct part *p, struct reader *reader, const struct record *record)
{
    struct row_marks marks;
    uint64_t ordinal = p->count.read++;
    if (p->want_rejects && p->headers_seen != reader_headers(reader))
        note_header(p, reader, ordinal);
    if (p->declared->duplicates == DUPLICATES_EXACT) {
        struct seen_key key = {0};
        if (record->fault == RECORD_FINE)
            key = p->delimiter
                      ? seen_key_delimited(&p->scratch, record->field, record->fields, p->delimiter)
                      : seen_key(&p->scratch, record->field, record->fields);
        vec_push(&p->keys, key);
    }
    if (record->fault != RECORD_FINE)
        reject_fault(p, reader, record, ordinal);
    else if (mapping_row(&p->mapping, record, &marks, &p->why))
        keep(p, record, ordinal, &marks);
    else
        reject_record(p, record, ordinal, str_of(p->why.code),
                      spec_column(p->declared, record, p->why.field));
}

// Whether bytes behind the memory are needed to know what the record is, or where its line ends.
static bool goes_on(const struct part *p, const struct record *record, size_t end)
{
    if (record->fault == RECORD_TOO_LONG && reader_by_lines(p->reader))
        return reader_offset(p->reader) == end;
    return record->open &&
           (!reader_by_lines(p->reader) || end - record->offset < reader_lookahead(p->reader));
}

void part_read(struct part *p, char *bytes, size_t end, bool at_end)
{
    struct record record;
    reader_part_start(p->reader, bytes, p->from, end);
    reader_part_resume(p->reader, &p->entry, !at_end || p->hold);
    for (;;) {
        enum reader_result result = reader_next(p->reader, &record, &p->diag);
        if (result == READER_FAILED) {
            p->failed = true;
            return;
        }
        if (result == READER_END) {
            p->stop = reader_part_stop(p->reader, p->from, at_end && !p->hold, &p->lines);
            break;
        }
        p->cut = at_end ? p->hold && record.open : goes_on(p, &record, end);
        if (p->cut || record.offset >= p->to) {
            p->stop = record.offset;
            p->lines = record.line - 1;
            break;
        }
        part_take(p, p->reader, &record);
    }
    reader_seam(p->reader, &p->leave);
    touchpoints_end_rows(&p->block);
    p->failed = !part_judge(p);
}

void part_keep_rows(struct part *p, const uint8_t *out)
{
    struct touchpoints *t = &p->block;
    size_t rows = t->time.n, to = 0;
    misses_keep(&p->mapping, out);
    for (size_t i = 0; i < rows; i++) {
        if (out[i])
            continue;
        t->time.p[to] = t->time.p[i];
        t->line.p[to] = t->line.p[i];
        if (p->events.n)
            p->events.p[to] = p->events.p[i];
        if (p->once.n)
            p->once.p[to] = p->once.p[i];
        if (p->further.n)
            p->further.p[to] = p->further.p[i];
        p->notes.p[to++] = p->notes.p[i];
    }
    if (p->events.n)
        p->events.n = to;
    if (p->once.n)
        p->once.n = to;
    if (p->further.n)
        p->further.n = to;
    t->time.n = t->line.n = p->notes.n = to;
    for (vec_each(struct touchpoint_column, column, &t->column)) {
        to = 0;
        for (size_t i = 0; i < rows; i++)
            if (!out[i])
                column->code.p[to++] = column->code.p[i];
        column->code.n = to;
    }
}

void part_uncount(struct part *p, const struct row_marks *marks)
{
    p->count.kept--;
    p->count.gap -= marks->gap;
    p->count.repeated -= marks->repeated;
    p->count.corrected -= marks->corrected;
    p->count.no_id -= marks->no_id;
    p->count.ids_refused -= marks->ids_refused;
    p->count.ids_damaged -= marks->ids_damaged;
    p->count.bot -= marks->bot;
    p->count.unmatched -= marks->unmatched;
    p->count.unjoined -= marks->unjoined;
    p->count.costly -= marks->costly;
}

// Events with ids: p->again is by row.
static void drop_events(struct part *p)
{
    uint64_t found = 0;
    uint8_t *out = mem_zero(p->notes.n);
    for (size_t i = 0; i < p->notes.n; i++) {
        out[i] = p->again.p[i] == REPEAT_SAME;
        found += out[i];
        p->count.id_reused += p->again.p[i] == REPEAT_OTHER;
        if (out[i])
            part_uncount(p, &p->notes.p[i].marks);
    }
    p->count.duplicate += found;
    if (found)
        part_keep_rows(p, out);
    free(out);
}

void part_drop_again(struct part *p)
{
    if (p->declared->duplicates == DUPLICATES_ID) {
        drop_events(p);
        return;
    }
    uint64_t found = 0;
    for (vec_each(uint8_t, again, &p->again))
        found += *again;
    if (found == 0)
        return;
    p->count.duplicate += found;
    for (vec_each(uint64_t, ordinal, &p->filtered))
        p->count.filtered -= p->again.p[*ordinal];
    uint8_t *out = mem_zero(p->notes.n);
    for (size_t i = 0; i < p->notes.n; i++) {
        const struct note *note = &p->notes.p[i];
        out[i] = p->again.p[note->ordinal];
        if (out[i])
            part_uncount(p, &note->marks);
    }
    part_keep_rows(p, out);
    free(out);
    size_t to = 0;
    for (size_t i = 0; i < p->rejects.n; i++)
        if (!p->again.p[p->rejects.p[i].ordinal])
            p->rejects.p[to++] = p->rejects.p[i];
    p->count.rejected -= p->rejects.n - to;
    p->rejects.n = to;
}

void part_clear(struct part *p)
{
    touchpoints_clear_rows(&p->block);
    p->mapping.miss.n = 0;
    rules_trim(&p->mapping);
    p->rejects.n = p->notes.n = p->keys.n = p->again.n = p->events.n = p->filtered.n = 0;
    p->once.n = p->further.n = p->headers.n = 0;
    p->headers_seen = 0;
    arena_free(&p->texts);
    buf_clear(&p->raws);
    p->count = (struct ledger_file){0};
    p->lines = 0;
    p->cut = false;
}

// Each distinct value is looked up once as long as the part keeps its dictionary.
static void append_codes(struct recode *map, const struct touchpoint_column *from,
                         struct touchpoint_column *to)
{
    if (from->code.n == 0)
        return;
    size_t known = map->code.n;
    if (known < from->dict.count) {
        vec_reserve(&map->code, from->dict.count);
        memset(map->code.p + known, 0, (from->dict.count - known) * sizeof *map->code.p);
        map->code.n = from->dict.count;
    }
    vec_reserve(&to->code, to->code.n + from->code.n);
    uint32_t *out = to->code.p + to->code.n;
    for (size_t i = 0; i < from->code.n; i++) {
        uint32_t code = from->code.p[i];
        if (code != 0 && map->code.p[code] == 0)
            map->code.p[code] = dict_add(&to->dict, dict_get(&from->dict, code));
        out[i] = map->code.p[code];
    }
    to->code.n += from->code.n;
}

void part_append(struct part *p, struct touchpoints *t, size_t column)
{
    size_t rows = p->block.time.n;
    if (column != SIZE_MAX) {
        append_codes(&p->recode.p[column], &p->block.column.p[column], &t->column.p[column]);
        return;
    }
    vec_reserve(&t->time, t->time.n + rows);
    vec_reserve(&t->line, t->line.n + rows);
    if (rows) {
        memcpy(t->time.p + t->time.n, p->block.time.p, rows * sizeof *t->time.p);
        memcpy(t->line.p + t->line.n, p->block.line.p, rows * sizeof *t->line.p);
    }
    t->time.n += rows;
    t->line.n += rows;
}
