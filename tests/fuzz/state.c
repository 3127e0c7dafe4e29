// Fuzz states and their keys: a small export is read with a state that the input has changed and,
// in every other case, signed anew: scripts/analyse fuzz state.
#include "ingest/state.h"
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char study_text[] =
    "timezone = \"UTC\"\n"
    "source \"s\" { files = {\"a.csv\"} time = {\"t\", \"epoch\"} channel = \"web\"\n"
    "  event-field = \"e\" once-per = {\"e\"} }\n"
    "source \"j\" { files = {\"b.json\"} format = \"json\" time = {\"t\", \"epoch\"}\n"
    "  channel = \"app\" event-field = \"e\" duplicates = \"id\" event-id = \"e\" }\n";

enum { ROWS = 60 };

struct world {
    struct study *study;
    struct buf state, keys; // what is in the files after a good run
    char directory[64];
};

static char *place(const struct world *w, const char *name)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", w->directory, name);
    return path.p;
}

static void put(const struct world *w, const char *name, struct str text)
{
    char *path = place(w, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text.p, 1, text.n, file) != text.n || fclose(file) != 0)
        abort();
    free(path);
}

static struct buf get(const struct world *w, const char *name)
{
    struct buf out = {0};
    char *path = place(w, name);
    FILE *file = fopen(path, "rb");
    for (int c; file && (c = getc(file)) != EOF;)
        buf_add_byte(&out, (char)c);
    if (file)
        fclose(file);
    free(path);
    return out;
}

static bool count(void *context, struct touchpoints *block, struct diag *d)
{
    (void)d;
    *(size_t *)context += block->time.n;
    return true;
}

// A run; -1: it was refused.
static int run(const struct world *w)
{
    struct state s;
    struct diag d = {0};
    struct ledger ledger = {0};
    size_t rows = 0;
    char *path = place(w, "x.state");
    bool opened = state_open(&s, path, false, 1, &d);
    bool good = opened && state_begin(&s, &d);
    free(path);
    if (good) {
        struct ingest_options options = {.state = &s, .on_block = count, .context = &rows};
        state_study(&s, w->study);
        good = ingest(w->study, &options, NULL, &ledger, &d) && state_commit(&s, &d);
    }
    if (opened)
        state_close(&s);
    struct ledger_file all = ledger_total(&ledger);
    if (good && (all.kept != rows || all.read != all.kept + all.duplicate + all.rejected))
        abort();
    if (!good && (d.fault < FAULT_USAGE || !d.message[0]))
        abort();
    ledger_free(&ledger);
    return good ? (int)rows : -1;
}

static void make_world(struct world *w)
{
    struct buf csv = {0}, json = {0}, conf = {0};
    snprintf(w->directory, sizeof w->directory, "/tmp/wend-fuzz.XXXXXX");
    if (!mkdtemp(w->directory))
        abort();
    buf_add(&csv, STR("t,e\n"));
    for (int i = 0; i < ROWS; i++) {
        buf_printf(&csv, "%d,e%d\n", i, i);
        buf_printf(&json, "{\"t\":%d,\"e\":\"e%d\"}\n", i, i);
    }
    put(w, "a.csv", buf_str(&csv));
    put(w, "b.json", buf_str(&json));
    buf_printf(&conf, "%s/s.conf", w->directory);
    w->study = study_parse(str_of(study_text), buf_str(&conf), NULL);
    if (!w->study || run(w) != 2 * ROWS || run(w) != 0)
        abort();
    w->state = get(w, "x.state");
    w->keys = get(w, "x.state.keys");
    buf_free(&csv);
    buf_free(&json);
    buf_free(&conf);
}

static void sign(struct buf *text)
{
    size_t from = text->n ? text->n - 1 : 0;
    while (from > 0 && text->p[from - 1] != '\n')
        from--;
    text->n = from;
    struct digest sum = digest_of(buf_str(text));
    buf_printf(text, "end\t%llu:%016llx%016llx\n", (unsigned long long)sum.n,
               (unsigned long long)sum.high, (unsigned long long)sum.low);
}

// Three bytes of input: a place, and a byte for it; 0 cuts the rest off.
static void change(struct buf *text, const uint8_t *p)
{
    size_t at = (size_t)(p[0] | p[1] << 8);
    if (at >= text->n)
        at = text->n ? at % text->n : 0;
    if (p[2] == 0)
        text->n = at;
    else if (text->n)
        text->p[at] = (char)p[2];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world w;
    struct buf text = {0}, keys = {0};
    if (!w.study)
        make_world(&w);
    if (size == 0)
        return 0;
    uint8_t mode = *data++;
    size--;
    buf_add(&text, buf_str(&w.state));
    buf_add(&keys, buf_str(&w.keys));
    if (mode & 2) { // a state of the input's own
        text.n = 0;
        buf_add(&text, (struct str){(const char *)data, size});
    } else {
        for (; size >= 3; data += 3, size -= 3)
            change(mode & 4 ? &keys : &text, data);
    }
    if (mode & 1)
        sign(&text);
    // Keys that were changed are written in place, so that they are still the file that is known.
    put(&w, "x.state", buf_str(&text));
    put(&w, "x.state.keys", buf_str(&keys));
    run(&w);
    buf_free(&text);
    buf_free(&keys);
    return 0;
}
