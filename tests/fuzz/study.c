// Fuzz studies: a study is valid, or there is an error with its place; what is valid is so as an
// embedded one, too. scripts/analyse fuzz study.
#define _GNU_SOURCE // memfd_create
#include "model/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

// An error is one of usage with a line of the text.
static void check_error(const struct diag *d, struct str text)
{
    uint64_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    require(d->fault == FAULT_USAGE && d->message[0]);
    require(d->line >= 1 && d->line <= lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    struct str text = {(const char *)data, size};
    if (size > 5000)
        return 0;
    int fd = memfd_create("fuzz", 0);
    require(write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct diag d = {0}, inner = {0};
    struct study *study = study_open(path, &d);
    struct study *embedded = study_parse(text, STR("store"), &inner);
    if (!study)
        check_error(&d, text);
    if (!embedded)
        check_error(&inner, text);
    require(!study || embedded);
    if (study)
        require(str_eq(study->text, text) && study->source_count == embedded->source_count);
    study_free(study);
    study_free(embedded);
    close(fd);
    return 0;
}
