// Output that appears whole or not at all.
#include "base/outfile.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool outfile_open(struct outfile *out, const char *path, struct diag *d)
{
    *out = (struct outfile){.file = stdout};
    if (!path || strcmp(path, "-") == 0)
        return true;
    struct buf name = {0};
    buf_printf(&name, "%s.XXXXXX", path);
    int fd = mkstemp(name.p);
    if (fd < 0) {
        diag_errno(d, str_of(path), "write");
        buf_free(&name);
        return false;
    }
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(fd, 0666 & ~mask) != 0 || !(out->file = fdopen(fd, "w"))) {
        diag_errno(d, str_of(path), "write");
        close(fd);
        unlink(name.p);
        buf_free(&name);
        return false;
    }
    out->path = str_dup(str_of(path));
    out->temporary = name.p;
    return true;
}

static void release(struct outfile *out)
{
    free(out->path);
    free(out->temporary);
    *out = (struct outfile){0};
}

bool outfile_commit(struct outfile *out, struct diag *d)
{
    struct str target = str_of(out->path ? out->path : "standard output");
    bool good = fflush(out->file) == 0 && !ferror(out->file);
    if (out->path) {
        good = good && fsync(fileno(out->file)) == 0;
        good = fclose(out->file) == 0 && good;
        good = good && rename(out->temporary, out->path) == 0;
        if (!good) {
            diag_errno(d, target, "write");
            unlink(out->temporary);
        }
    } else if (!good) {
        diag_errno(d, target, "write");
    }
    release(out);
    return good;
}

void outfile_discard(struct outfile *out)
{
    if (out->temporary) {
        fclose(out->file);
        unlink(out->temporary);
    }
    release(out);
}
