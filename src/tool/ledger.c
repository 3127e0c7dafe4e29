// The ledger for people and programs, and the log of rejects.
#include "tool/ledger.h"

#include "base/escape.h"
#include "base/utf8.h"

#include <stdio.h>

enum { SHOWN_REJECTS = 5, SHOWN_FILES = 20 };

static struct str reasons_of(const struct ledger *l, const struct ledger_file *file,
                             struct buf *out)
{
    buf_clear(out);
    for (vec_each(const struct ledger_reason, r, &l->reason))
        if (str_eq(r->source, file->source) && str_eq(r->file, file->file))
            buf_printf(out, "%s%.*s %llu", out->n ? ", " : "", STR_ARG(r->code),
                       (unsigned long long)r->count);
    return buf_str(out);
}

static struct str garbled_of(const struct ledger *l, const struct ledger_file *file,
                             struct buf *out)
{
    buf_clear(out);
    for (vec_each(const struct ledger_garbled, g, &l->garbled))
        if (str_eq(g->source, file->source) && str_eq(g->file, file->file))
            buf_printf(out, "%s%.*s:%llu %s %llu", out->n ? ", " : "", STR_ARG(g->field),
                       (unsigned long long)g->line, mojibake_code(g->kind),
                       (unsigned long long)g->count);
    return buf_str(out);
}

void ledger_table(const struct ledger *l, struct table *t)
{
    static const struct {
        const char *name, *title;
    } counts[] = {
        {"lines", "lines"},
        {"read", "read"},
        {"kept", "kept"},
        {"duplicate", "duplicate"},
        {"filtered", "filtered"},
        {"rejected", "rejected"},
        {"further", "further row"},
        {"late", "late"},
        {"out_of_order", "out of order"},
        {"id_reused", "event id reused"},
        {"gap", "DST gap"},
        {"repeated", "DST repeated"},
        {"corrected", "clock corrected"},
        {"no_id", "no id"},
        {"ids_refused", "ids refused"},
        {"ids_damaged", "ids damaged"},
        {"bot", "bot"},
        {"unmatched", "unmatched"},
        {"unjoined", "unjoined"},
        {"pattern_limit", "pattern limit"},
        {"mojibake", "mojibake"},
    };
    struct buf text = {0};
    t->title = arena_str(&t->arena, STR("Ledger"));
    t->definition = arena_str(
        &t->arena,
        STR("records: read = kept + duplicate + filtered + rejected; late, out of order, event "
            "id reused, DST gap, DST repeated, clock corrected, no id, bot, unmatched, unjoined "
            "pattern limit and "
            "mojibake are subsets of kept, further row of duplicate"));
    t->unit = arena_str(&t->arena, STR("records"));
    t->n = ledger_total(l).read;
    table_column(t, "source", "source", CELL_TEXT);
    table_column(t, "file", "file", CELL_TEXT);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        table_column(t, counts[i].name, counts[i].title, CELL_COUNT);
    table_column(t, "reasons", "reasons", CELL_TEXT);
    table_column(t, "mojibake_fields", "mojibake in", CELL_TEXT);
    table_column(t, "looks_like", "looks like", CELL_TEXT);
    for (vec_each(const struct ledger_file, f, &l->file)) {
        const uint64_t value[] = {
            f->lines,     f->read,   f->kept,         f->duplicate,   f->filtered, f->rejected,
            f->further,   f->late,   f->out_of_order, f->id_reused,   f->gap,      f->repeated,
            f->corrected, f->no_id,  f->ids_refused,  f->ids_damaged, f->bot,      f->unmatched,
            f->unjoined,  f->costly, f->mojibake};
        table_text(t, f->source);
        table_text(t, f->file);
        for (size_t i = 0; i < sizeof value / sizeof *value; i++)
            table_count(t, (int64_t)value[i]);
        table_text(t, reasons_of(l, f, &text));
        table_text(t, garbled_of(l, f, &text));
        table_text(t, str_of(f->looks_like));
    }
    buf_free(&text);
}

struct widths {
    int name, read, kept, duplicate, filtered, rejected; // filtered 0: nothing was
};

static int digits(uint64_t v)
{
    return snprintf(NULL, 0, "%llu", (unsigned long long)v);
}

static void text_line(struct buf *out, const struct widths *w, struct str name,
                      const struct ledger_file *f, struct str reasons)
{
    size_t from = out->n;
    escape_terminal(out, name);
    size_t used = utf8_width(str_slice(buf_str(out), from, out->n));
    buf_add_bytes(out, ' ', used < (size_t)w->name ? (size_t)w->name - used : 0);
    buf_printf(out, "  read %*llu = kept %*llu + duplicate %*llu", w->read,
               (unsigned long long)f->read, w->kept, (unsigned long long)f->kept, w->duplicate,
               (unsigned long long)f->duplicate);
    if (w->filtered)
        buf_printf(out, " + filtered %*llu", w->filtered, (unsigned long long)f->filtered);
    buf_printf(out, " + rejected %*llu", w->rejected, (unsigned long long)f->rejected);
    if (reasons.n)
        buf_printf(out, " (%.*s)", STR_ARG(reasons));
    buf_add_byte(out, '\n');
}

// A line for each file with values that cost too much, and for each that looks like another
// encoding than the declared one.
static void file_lines(const struct ledger *l, struct buf *out)
{
    for (vec_each(const struct ledger_file, f, &l->file)) {
        if (f->costly) {
            escape_terminal(out, f->file);
            buf_printf(out,
                       ": %llu row%s with a value on which a pattern of a rule costs too much: it "
                       "counts as no match; make the pattern simpler\n",
                       (unsigned long long)f->costly, f->costly == 1 ? "" : "s");
        }
        if (!f->looks_like)
            continue;
        escape_terminal(out, f->file);
        buf_printf(out, ": the bytes look like another encoding: encoding = \"%s\"?\n",
                   f->looks_like);
    }
}

// A line for each field with mojibake: where first, what it probably is, how often.
static void garbled_lines(const struct ledger *l, struct buf *out)
{
    size_t shown = l->garbled.n < SHOWN_FILES ? l->garbled.n : SHOWN_FILES;
    struct buf said = {0};
    for (size_t i = 0; i < shown; i++) {
        const struct ledger_garbled *g = &l->garbled.p[i];
        buf_clear(&said);
        buf_printf(&said, "%.*s:%llu: field %.*s: ", STR_ARG(g->file), (unsigned long long)g->line,
                   STR_ARG(g->field));
        garbled_say(&said, g->sample, g->kind, g->meant);
        buf_printf(&said, "; %llu row%s of this file", (unsigned long long)g->count,
                   g->count == 1 ? "" : "s");
        escape_terminal(out, buf_str(&said));
        buf_add_byte(out, '\n');
    }
    if (l->garbled.n > shown)
        buf_printf(out, "%zu more fields with garbled text; --ledger lists them\n",
                   l->garbled.n - shown);
    buf_free(&said);
}

void ledger_text(const struct ledger *l, struct buf *out)
{
    struct ledger_file total = ledger_total(l);
    struct widths w = {5,
                       digits(total.read),
                       digits(total.kept),
                       digits(total.duplicate),
                       total.filtered ? digits(total.filtered) : 0,
                       digits(total.rejected)};
    bool all = l->file.n <= SHOWN_FILES;
    for (vec_each(const struct ledger_file, f, &l->file))
        if ((all || f->rejected) && utf8_width(f->file) > (size_t)w.name && f->file.n < 80)
            w.name = (int)utf8_width(f->file);
    struct buf reasons = {0};
    for (vec_each(const struct ledger_file, f, &l->file))
        if (all || f->rejected)
            text_line(out, &w, f->file, f, reasons_of(l, f, &reasons));
    text_line(out, &w, STR("total"), &total, STR(""));
    file_lines(l, out);
    garbled_lines(l, out);
    buf_free(&reasons);
}

bool reject_log_open(struct reject_log *log, const struct call *call, struct str directory,
                     const char *path, struct diag *d)
{
    *log = (struct reject_log){.call = call, .directory = directory};
    if (path && strcmp(path, "-") == 0)
        return diag_set(d, FAULT_USAGE, "--rejects -: standard output is taken; name a file");
    if (path && !outfile_open(&log->file, path, d))
        return false;
    log->json = log->file.file;
    return true;
}

static void write_json(FILE *out, const struct reject *r)
{
    struct buf line = {0};
    buf_add(&line, STR("{\"source\":"));
    escape_json(&line, r->source);
    buf_add(&line, STR(",\"file\":"));
    escape_json(&line, r->file);
    buf_printf(&line, ",\"line\":%llu", (unsigned long long)r->line);
    if (r->column)
        buf_printf(&line, ",\"column\":%llu", (unsigned long long)r->column);
    else
        buf_add(&line, STR(",\"column\":null"));
    buf_printf(&line, ",\"offset\":%llu,\"reason\":", (unsigned long long)r->offset);
    escape_json(&line, r->code);
    buf_add(&line, STR(",\"message\":"));
    escape_json(&line, r->message);
    buf_add(&line, STR(",\"raw\":"));
    struct buf raw = {0};
    bool whole = reject_text(&raw, r->raw);
    escape_json(&line, buf_str(&raw));
    buf_free(&raw);
    if (!whole)
        buf_add(&line, STR(",\"cut\":true"));
    if (r->header.n) {
        buf_add(&line, STR(",\"header\":"));
        escape_json(&line, r->header);
    }
    buf_add(&line, STR("}\n"));
    fwrite(line.p, 1, line.n, out);
    buf_free(&line);
}

// The line of the record that has the column, and a caret below it.
static void caret_add(struct buf *out, struct str raw, uint64_t column)
{
    enum { BEFORE = 40, CELLS = 72, INDENT = 4 };
    if (column == 0 || column > raw.n + 1)
        return;
    size_t at = (size_t)column - 1, from = at, end = at;
    while (from > 0 && raw.p[from - 1] != '\n')
        from--;
    while (end < raw.n && raw.p[end] != '\n')
        end++;
    bool cut = at - from > BEFORE;
    if (cut)
        for (from = at - BEFORE; from < at && ((unsigned char)raw.p[from] & 0xC0) == 0x80;)
            from++;
    struct buf shown = {0};
    if (cut)
        buf_add(&shown, STR("…"));
    escape_terminal(&shown, str_slice(raw, from, at));
    size_t cells = utf8_width(buf_str(&shown));
    escape_terminal(&shown, str_slice(raw, at, end));
    struct str text = utf8_clip(buf_str(&shown), cells < CELLS ? CELLS : cells + 1);
    buf_add_bytes(out, ' ', INDENT);
    buf_add(out, text);
    if (text.n < shown.n)
        buf_add(out, STR("…"));
    buf_add_byte(out, '\n');
    buf_add_bytes(out, ' ', INDENT + cells);
    buf_add(out, STR("^\n"));
    buf_free(&shown);
}

static void show(const struct reject_log *log, const struct reject *r)
{
    struct diag d = {.line = r->line, .column = r->column};
    bool below =
        log->directory.n && !str_eq(log->directory, STR(".")) && !str_starts(r->file, STR("/"));
    snprintf(d.file, sizeof d.file, "%.*s%s%.*s", below ? (int)log->directory.n : 0,
             below ? log->directory.p : "", below ? "/" : "", STR_ARG(r->file));
    snprintf(d.message, sizeof d.message, "%.*s", STR_ARG(r->message));
    struct buf line = {0};
    diag_line(&line, &d);
    buf_add_byte(&line, '\n');
    caret_add(&line, r->raw, r->column);
    fputs(line.p, stderr);
    buf_free(&line);
}

void reject_log_add(void *context, const struct reject *reject)
{
    struct reject_log *log = context;
    const struct common *common = log->call->options;
    if (log->json)
        write_json(log->json, reject);
    if (!common->quiet && log->seen < SHOWN_REJECTS)
        show(log, reject);
    log->seen++;
}

bool reject_log_close(struct reject_log *log, bool good, struct diag *d)
{
    if (good && log->seen > SHOWN_REJECTS)
        tool_say(log->call, "%llu more rejects; --rejects FILE writes all of them",
                 (unsigned long long)(log->seen - SHOWN_REJECTS));
    if (!log->file.file)
        return true;
    if (good)
        return outfile_commit(&log->file, d);
    outfile_discard(&log->file);
    return true;
}
