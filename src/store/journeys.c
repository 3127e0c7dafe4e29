// Opening journeys: a store or a stream, told apart by the first bytes.
#include "store/journeys.h"

#include "base/mem.h"
#include "store/owner.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { KIND_STREAM, KIND_STORE, KIND_FAULT };

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
    } else if (S_ISREG(about.st_mode) && pread(fd, first, sizeof first, 0) == sizeof first &&
               memcmp(first, STORE_MAGIC, sizeof first) == 0) {
        kind = KIND_STORE;
    }
    if (path && fd >= 0)
        close(fd);
    return kind;
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
    return j;
}

void journeys_close(struct journeys *j)
{
    if (!j)
        return;
    study_free(j->study);
    ((struct owner *)j->owner)->free(j);
    free(j);
}
