// Opening journeys: a store or a stream, told apart by the first bytes.
#include "store/journeys.h"

#include "base/mem.h"
#include "store/layout.h"
#include "store/owner.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { KIND_STREAM, KIND_STORE, KIND_FAULT };

// A store whose first bytes are damaged is still no stream: some of the magic or the file's name
// tells.
static bool looks_like_store(const char *path, const char *first, size_t n)
{
    size_t same = 0;
    for (size_t i = 0; i < n && i < STORE_MAGIC_SIZE; i++)
        same += first[i] == STORE_MAGIC[i];
    return same > STORE_MAGIC_SIZE / 2 || (path && str_ends(str_of(path), STR(".wend")));
}

// Without taking bytes off a pipe: what cannot be read at a place is a stream.
static enum kind kind_of(const char *path, struct diag *d)
{
    char first[STORE_MAGIC_SIZE];
    struct stat about;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    enum kind kind = KIND_STREAM;
    if (fd < 0 || fstat(fd, &about) != 0) {
        diag_errno(d, path ? str_of(path) : STR("standard input"), "open");
        kind = KIND_FAULT;
    } else if (S_ISREG(about.st_mode)) {
        ptrdiff_t n = pread(fd, first, sizeof first, 0);
        if (looks_like_store(path, first, n > 0 ? (size_t)n : 0))
            kind = KIND_STORE;
    }
    if (path && fd >= 0)
        close(fd);
    return kind;
}

bool store_recognise(const char *path, bool *store, struct diag *d)
{
    enum kind kind = kind_of(path, d);
    *store = kind == KIND_STORE;
    return kind != KIND_FAULT;
}

static struct journeys *open_rows(const char *path, struct diag *d)
{
    const char *file = path && strcmp(path, "-") != 0 ? path : NULL;
    switch (kind_of(file, d)) {
    case KIND_STORE:
        return store_open(file ? file : "/dev/stdin", d);
    case KIND_STREAM:
        return stream_journeys(file, d);
    case KIND_FAULT:
        break;
    }
    return NULL;
}

const uint32_t *owner_missing(struct owner *o, size_t rows)
{
    if (!o->missing)
        o->missing = mem_zero(rows * sizeof *o->missing);
    return o->missing;
}

static void declare(struct journeys *j, const char *prefix, struct str name)
{
    struct buf full = {0};
    buf_printf(&full, "%s", prefix);
    buf_add(&full, name);
    bool known = false;
    for (size_t i = 0; i < j->frame.columns; i++)
        known = known || str_eq(j->frame.column[i].name, buf_str(&full));
    if (!known) {
        static const uint64_t start[2];
        j->frame.column =
            mem_resize_array(j->frame.column, j->frame.columns + 1, sizeof *j->frame.column);
        j->frame.column[j->frame.columns++] =
            (struct column){.name = arena_str(&j->study->arena, buf_str(&full)),
                            .names = {1, start, ""},
                            .code = owner_missing(j->owner, j->frame.rows),
                            .ready = true};
    }
    buf_free(&full);
}

static void declare_attribute(void *journeys, struct str name)
{
    declare(journeys, "", name);
}

// What the study declares can be asked for, also on a day without it.
static void declare_columns(struct journeys *j)
{
    const struct study *s = j->study;
    for (size_t i = 0; i < s->identity.count; i++)
        declare(j, "id.", s->identity.spaces[i].name);
    for (size_t i = 0; i < s->case_count; i++)
        declare(j, "case.", s->cases[i].name);
    for (size_t i = 0; i < s->source_count; i++)
        study_each_attribute(s, &s->sources[i], NULL, declare_attribute, j);
}

struct journeys *journeys_open(const char *path, const char *study_path, struct diag *d)
{
    // The study first: a fault in it must not wait for a long read.
    struct study *study = NULL;
    if (study_path && !(study = study_open(study_path, d)))
        return NULL;
    struct journeys *j = open_rows(path, d);
    if (!j) {
        study_free(study);
        return NULL;
    }
    if (study) {
        study_free(j->study);
        j->study = study;
    }
    if (j->study)
        declare_columns(j);
    return j;
}

void journeys_close(struct journeys *j)
{
    if (!j)
        return;
    study_free(j->study);
    struct owner *o = j->owner;
    free(o->missing);
    free(j->frame.column);
    o->free(j);
    free(j);
}
