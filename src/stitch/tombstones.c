// The file of tombstones: a table of kind, token and span, whose first line proves the key.
#include "stitch/tombstones.h"

#include "base/outfile.h"
#include "text/time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char header[] = "kind\ttoken\tsince\tuntil";
static const struct str kinds[TOMBSTONE_KINDS] = {STR_INIT("rows"), STR_INIT("id"),
                                                  STR_INIT("device")};
static const struct str key_kind = STR_INIT("key");

static void token_of(const struct tombstones *t, struct str space, struct str value,
                     unsigned char token[TOKEN_BYTES])
{
    key_token(&t->key, STR("forget"), space, value, token);
}

static void add_hex(struct buf *out, const unsigned char *token)
{
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        buf_printf(out, "%02x", token[i]);
}

static bool read_hex(struct str s, unsigned char *token)
{
    static const char digits[] = "0123456789abcdef";
    if (s.n != 2 * TOKEN_BYTES)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        const char *at = memchr(digits, s.p[i], 16);
        if (!at)
            return false;
        unsigned value = (unsigned)(at - digits);
        token[i / 2] = (unsigned char)(i % 2 ? (unsigned)token[i / 2] << 4 | value : value);
    }
    return true;
}

// ---- reading

static bool check_key(const struct tombstones *t, const unsigned char *token, struct str file,
                      uint64_t line, struct diag *d)
{
    unsigned char ours[TOKEN_BYTES];
    token_of(t, key_kind, STR(""), ours);
    if (memcmp(ours, token, TOKEN_BYTES) == 0)
        return true;
    return diag_at(d, FAULT_USAGE, file, line, 0,
                   "these tombstones were made with another key; without theirs nobody can be told "
                   "to be forgotten");
}

static bool read_line(struct tombstones *t, struct str text, struct str file, uint64_t line,
                      struct diag *d)
{
    struct tombstone s = {.kind = TOMBSTONE_KINDS};
    struct str rest = text, kind = str_cut(&rest, '\t'), token = str_cut(&rest, '\t');
    struct str since = str_cut(&rest, '\t'), until = rest.p ? rest : STR("");
    for (unsigned i = 0; i < TOMBSTONE_KINDS; i++)
        if (str_eq(kind, kinds[i]))
            s.kind = (enum tombstone_kind)i;
    bool key = str_eq(kind, key_kind), good = read_hex(token, s.token);
    if (s.kind == TOMBSTONE_DEVICE)
        good = good && time_parse_utc(since, &s.since) && time_parse_utc(until, &s.until);
    if (line == 2 && !key)
        good = false;
    if (!good || (!key && s.kind == TOMBSTONE_KINDS))
        return diag_at(d, FAULT_USAGE, file, line, 0,
                       "no tombstone: wend forget writes this file, and nobody else should");
    if (key)
        return check_key(t, s.token, file, line, d);
    vec_push(&t->stone, s);
    return true;
}

static bool read_lines(struct tombstones *t, FILE *in, struct str file, struct diag *d)
{
    char *text = NULL;
    size_t room = 0;
    uint64_t line = 0;
    bool good = true;
    for (ssize_t n; good && (n = getline(&text, &room, in)) > 0;) {
        struct str s = {text, (size_t)n - (text[n - 1] == '\n')};
        if (++line == 1 && !str_eq(s, str_of(header)))
            good = diag_at(d, FAULT_USAGE, file, 1, 0, "no file of tombstones: its header is '%s'",
                           header);
        else if (line > 1)
            good = read_line(t, s, file, line, d);
    }
    if (good && ferror(in))
        good = diag_errno(d, file, "read");
    else if (good && line < 2)
        good =
            diag_at(d, FAULT_USAGE, file, line, 0, "is cut off: tombstones begin with their key");
    free(text);
    return good;
}

bool tombstones_read(struct tombstones *t, struct study *study, struct diag *d)
{
    *t = (struct tombstones){0};
    if (!study->privacy.tombstones.n)
        return true;
    struct str path = study_path(study, study->privacy.tombstones);
    FILE *in = fopen(path.p, "r");
    if (!in && errno != ENOENT)
        return diag_errno(d, path, "open");
    // Before there are any, nobody but wend forget needs the key.
    bool good = !in || key_read(&t->key, study_path(study, study->privacy.key).p, d);
    t->keyed = in && good;
    good = good && (!in || read_lines(t, in, path, d));
    if (in)
        fclose(in);
    tombstones_sort(t);
    return good;
}

void tombstones_free(struct tombstones *t)
{
    key_forget(&t->key);
    vec_free(&t->stone);
}

// ---- writing

static int compare(const void *a, const void *b)
{
    const struct tombstone *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = memcmp(x->token, y->token, TOKEN_BYTES);
    if (order)
        return order;
    if (x->since != y->since)
        return x->since < y->since ? -1 : 1;
    return (x->until > y->until) - (x->until < y->until);
}

void tombstones_sort(struct tombstones *t)
{
    size_t kept = 0;
    if (t->stone.n)
        qsort(t->stone.p, t->stone.n, sizeof *t->stone.p, compare);
    for (size_t i = 0; i < t->stone.n; i++)
        if (i == 0 || compare(&t->stone.p[i - 1], &t->stone.p[i]) != 0)
            t->stone.p[kept++] = t->stone.p[i];
    t->stone.n = kept;
}

void tombstones_add(struct tombstones *t, enum tombstone_kind kind, struct str space,
                    struct str value, int64_t since, int64_t until)
{
    struct tombstone s = {.kind = kind, .since = since, .until = until};
    token_of(t, space, value, s.token);
    vec_push(&t->stone, s);
}

static void write_stone(struct buf *out, struct str kind, const struct tombstone *s)
{
    buf_add(out, kind);
    buf_add_byte(out, '\t');
    add_hex(out, s->token);
    buf_add_byte(out, '\t');
    if (s->kind == TOMBSTONE_DEVICE)
        time_format_utc(out, s->since);
    buf_add_byte(out, '\t');
    if (s->kind == TOMBSTONE_DEVICE)
        time_format_utc(out, s->until);
    buf_add_byte(out, '\n');
}

bool tombstones_write(struct tombstones *t, struct study *study, struct diag *d)
{
    struct outfile out;
    struct buf text = {0};
    struct tombstone key = {.kind = TOMBSTONE_KINDS};
    if (!outfile_open(&out, study_path(study, study->privacy.tombstones).p, d))
        return false;
    token_of(t, key_kind, STR(""), key.token);
    buf_printf(&text, "%s\n", header);
    write_stone(&text, key_kind, &key);
    for (size_t i = 0; i < t->stone.n; i++)
        write_stone(&text, kinds[t->stone.p[i].kind], &t->stone.p[i]);
    fwrite(text.p, 1, text.n, out.file);
    buf_free(&text);
    return outfile_commit(&out, d);
}

// ---- finding

static int compare_id(const struct tombstone *s, enum tombstone_kind kind,
                      const unsigned char *token)
{
    if (s->kind != kind)
        return s->kind < kind ? -1 : 1;
    return memcmp(s->token, token, TOKEN_BYTES);
}

const struct tombstone *tombstones_find(const struct tombstones *t, enum tombstone_kind kind,
                                        struct str space, struct str value)
{
    unsigned char token[TOKEN_BYTES];
    size_t low = 0, high = t->stone.n;
    if (high == 0)
        return NULL;
    token_of(t, space, value, token);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_id(&t->stone.p[middle], kind, token) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < t->stone.n && compare_id(&t->stone.p[low], kind, token) == 0;
    return found ? &t->stone.p[low] : NULL;
}

bool tombstone_next(const struct tombstones *t, const struct tombstone **stone)
{
    const struct tombstone *next = *stone + 1;
    if (next >= t->stone.p + t->stone.n || compare_id(next, (*stone)->kind, (*stone)->token) != 0)
        return false;
    *stone = next;
    return true;
}
