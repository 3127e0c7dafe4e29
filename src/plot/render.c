// A gnuplot program to a picture.
#include "plot/child.h"
#include "plot/plot.h"

#include <errno.h>

// The line of gnuplot's complaint that says what is wrong.
static struct str complaint(const struct buf *words)
{
    struct str rest = buf_str(words), found = STR("no reason given");
    while (rest.p && rest.n) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n > 1)
            found = line;
        if (str_starts(line, STR("line ")))
            break;
    }
    return found;
}

bool plot_render(struct buf *picture, struct str program, struct diag *d)
{
    static char name[] = "gnuplot", plain[] = "-d"; // -d: no ~/.gnuplot, no system-wide file
    char *arguments[] = {name, plain, NULL};
    struct buf drawn = {0}, words = {0};
    bool good = false;
    int fault = child_run(arguments, program, &drawn, &words, &good);
    if (fault == ENOENT)
        good = diag_set(d, FAULT_IO,
                        "gnuplot is not installed; on Debian: apt-get install gnuplot-nox");
    else if (fault)
        good = diag_set(d, FAULT_IO, "cannot run gnuplot: %s", strerror(fault));
    else if (!good)
        diag_set(d, FAULT_IO, "gnuplot failed: %.*s", STR_ARG(complaint(&words)));
    else if (drawn.n == 0)
        good = diag_set(d, FAULT_IO, "gnuplot drew nothing: %.*s", STR_ARG(complaint(&words)));
    if (good) {
        struct str all = buf_str(&drawn);
        if (all.p[0] == '\f') // a dumb terminal starts a page
            all = str_slice(all, 1, all.n);
        buf_add(picture, all);
    }
    buf_free(&drawn);
    buf_free(&words);
    return good;
}
