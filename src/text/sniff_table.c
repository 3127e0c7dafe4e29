// Guessing a delimiter, and whether the first record names the columns.
#include "text/sniff.h"

enum { COLUMNS = 512, BEFORE = 50 };

// How a file is cut by a delimiter.
struct cut {
    struct record_spec spec;
    uint64_t records, fitting, torn; // torn: by quotes
    size_t fields;                   // of the fitting ones
    uint64_t before, line;           // records before the first of them, its line
};

struct width {
    size_t fields;
    uint64_t records, before, line;
};

static struct reader *open_reader(const struct sniff *s, const char *path,
                                  const struct record_spec *spec)
{
    struct input *in = input_open(path, s->encoding.name, NULL);
    return in ? reader_open(in, spec, NULL) : NULL;
}

// Count the fields of each record. One name is declared so that any first record will do.
static void try_cut(const struct sniff *s, const char *path, struct cut *cut)
{
    static const struct str any[] = {STR_INIT("1")};
    struct record_spec spec = cut->spec;
    VEC(struct width) widths = {0};
    struct record record;
    spec.names = any;
    spec.name_count = 1;
    struct reader *r = open_reader(s, path, &spec);
    while (r && cut->records < SNIFF_RECORDS && reader_next(r, &record, NULL) == READER_RECORD) {
        cut->torn += record.fault == RECORD_STRAY_QUOTE || record.fault == RECORD_UNCLOSED_QUOTE;
        size_t fields = record.fields, i = 0;
        while (i < widths.n && widths.p[i].fields != fields)
            i++;
        if (i == widths.n)
            vec_push(&widths, (struct width){fields, 0, cut->records, record.line});
        widths.p[i].records++;
        cut->records++;
    }
    for (vec_each(const struct width, w, &widths))
        if (w->fields > 1 && w->records > cut->fitting) {
            cut->fitting = w->records;
            cut->fields = w->fields;
            cut->before = w->before;
            cut->line = w->line;
        }
    vec_free(&widths);
    if (r)
        reader_close(r);
}

// 2: all but a few, 1: most, 0: no.
static int rank(const struct cut *cut)
{
    if (cut->fitting * 100 >= cut->records * 95)
        return cut->fitting ? 2 : 0;
    return cut->fitting * 10 >= cut->records * 6 ? 1 : 0;
}

static bool better(const struct cut *a, const struct cut *b)
{
    return rank(a) != rank(b) ? rank(a) > rank(b) : a->fields > b->fields;
}

// Numbers, times, addresses: what nobody calls a column.
static bool is_value(struct str s)
{
    size_t digits = 0, signs = 0;
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '@')
            return true;
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        signs += strchr(" .,:/+-%$()T", s.p[i]) != NULL;
    }
    return digits && (digits + signs == s.n || (digits >= 4 && digits * 3 >= s.n));
}

struct column {
    struct str first;
    uint64_t filled, values;
    bool again; // the first one's text comes again
};

// Whether the first record is a header: words above values, or else words that do not come again.
static bool judge_header(const struct column *column, size_t n, bool *sure)
{
    size_t for_it = 0, against = 0, words = 0;
    bool distinct = true;
    for (size_t i = 0; i < n; i++) {
        bool value = is_value(column[i].first);
        if (column[i].filled && column[i].values * 10 >= column[i].filled * 6) {
            for_it += !value && column[i].first.n;
            against += value;
        }
        words += !value && column[i].first.n > 0;
        distinct = distinct && !column[i].again;
        for (size_t k = 0; k < i; k++)
            distinct = distinct && !(column[i].first.n && str_eq(column[i].first, column[k].first));
    }
    *sure = (for_it == 0) != (against == 0);
    if (for_it || against)
        return for_it > against;
    return distinct && words == n;
}

static bool read_columns(const struct sniff *s, const char *path, const struct cut *cut,
                         struct arena *arena, struct column *column, size_t n)
{
    static const struct str any[] = {STR_INIT("1")};
    struct record_spec spec = cut->spec;
    struct record record;
    uint64_t at = 0;
    spec.names = any;
    spec.name_count = 1;
    struct reader *r = open_reader(s, path, &spec);
    while (r && at < SNIFF_RECORDS && reader_next(r, &record, NULL) == READER_RECORD) {
        if (at++ < cut->before || record.fields != cut->fields)
            continue;
        for (size_t i = 0; i < n; i++) {
            struct str cell = str_trim(record.field[i]);
            if (at == cut->before + 1) {
                column[i].first = arena_str(arena, cell);
                continue;
            }
            column[i].filled += cell.n > 0;
            column[i].values += is_value(cell);
            column[i].again = column[i].again || (cell.n && str_eq(cell, column[i].first));
        }
    }
    if (r)
        reader_close(r);
    return at > cut->before;
}

static void find_header(struct sniff *s, const char *path, const struct cut *cut)
{
    struct arena arena = {0};
    size_t n = cut->fields < COLUMNS ? cut->fields : COLUMNS;
    struct column *column = arena_array(&arena, n, struct column);
    s->spec.header =
        read_columns(s, path, cut, &arena, column, n) && judge_header(column, n, &s->header_sure);
    // Without a header what stands before is no preamble but records that are broken.
    if (s->spec.header && cut->before && cut->before <= BEFORE)
        s->spec.skip = cut->line - 1;
    for (size_t i = 0; s->spec.header && i < n; i++)
        sniff_name(s, column[i].first);
    arena_free(&arena);
}

bool sniff_table(struct sniff *s, const char *path, const char *delimiters)
{
    struct cut best = {.fields = 0};
    char rival = 0;
    for (const char *d = delimiters; *d; d++) {
        struct cut cut = {.spec = {.format = RECORD_DELIMITED, .delimiter = *d}};
        try_cut(s, path, &cut);
        if (cut.torn * 50 > cut.records) { // a database's quotes mean nothing
            struct cut plain = {.spec = cut.spec};
            plain.spec.plain = true;
            try_cut(s, path, &plain);
            if (rank(&plain) > rank(&cut))
                cut = plain;
        }
        if (rank(&cut) == 0)
            continue;
        if (best.fields == 0 || better(&cut, &best)) {
            rival = best.fields && rank(&best) == rank(&cut) && best.fields == cut.fields
                        ? best.spec.delimiter
                        : 0;
            best = cut;
        } else if (!better(&best, &cut)) {
            rival = *d;
        }
    }
    if (best.fields == 0)
        return false;
    s->kind = SNIFF_DELIMITED;
    s->spec = best.spec;
    s->rival = rival;
    s->fields = best.fields;
    s->sampled = best.records - (best.before <= BEFORE ? best.before : 0);
    s->fitting = best.fitting;
    find_header(s, path, &best);
    return true;
}
