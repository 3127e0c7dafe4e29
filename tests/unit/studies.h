// Studies for tests, in files of a directory that goes with them.
#ifndef STUDIES_H
#define STUDIES_H

#include "unit.h"

#include "model/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/wend-study-XXXXXX";

static void write_file(const char *name, const char *text, char path[static 256])
{
    snprintf(path, 256, "%s/%s", directory, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static struct study *open_text(const char *text, struct diag *d)
{
    char path[256];
    write_file("test.conf", text, path);
    return study_open(path, d);
}

static struct str pair_value(struct pairs pairs, const char *key)
{
    for (size_t i = 0; i < pairs.n; i++) {
        if (str_eq(pairs.p[i].key, str_of(key)))
            return pairs.p[i].value;
    }
    return STR("(absent)");
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    static const char *const names[] = {"format/demo-log.conf", "format", "test.conf", "."};
    char path[256];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        remove(i == 3 ? directory : path);
    }
    return 0;
}

#endif
