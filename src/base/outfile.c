// Output that appears whole or not at all.
#include "base/outfile.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PRIVATE = 0600, PUBLIC = 0666 };

// The rights of what is replaced stay, with its group if that can be given; else those of a new
// file.
static bool set_rights(int fd, const struct stat *old, mode_t wanted)
{
    if (!old) {
        mode_t mask = umask(0);
        umask(mask);
        return fchmod(fd, wanted & ~mask) == 0;
    }
    mode_t rights = old->st_mode & 0777;
    if (fchown(fd, (uid_t)-1, old->st_gid) != 0)
        rights &= ~(mode_t)0070; // they were meant for another group
    return fchmod(fd, rights) == 0;
}

// A temporary file beside the target.
static bool open_temporary(struct outfile *out, const char *path, const struct stat *old,
                           mode_t wanted, struct diag *d)
{
    struct buf name = {0};
    buf_printf(&name, "%s.XXXXXX", path);
    int fd = mkstemp(name.p);
    if (fd < 0) {
        diag_errno(d, str_of(path), "write");
        buf_free(&name);
        return false;
    }
    if (!set_rights(fd, old, wanted) || !(out->file = fdopen(fd, "w"))) {
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

// A device or a pipe is written to as it is: a rename would put a file in its place.
static bool open_special(struct outfile *out, const char *path, struct diag *d)
{
    out->file = fopen(path, "w");
    if (!out->file)
        return diag_errno(d, str_of(path), "write");
    out->path = str_dup(str_of(path));
    return true;
}

static bool open_with(struct outfile *out, const char *path, mode_t wanted, struct diag *d)
{
    *out = (struct outfile){.file = stdout};
    if (!path || strcmp(path, "-") == 0)
        return true;
    struct stat old;
    bool exists = stat(path, &old) == 0;
    if (exists && !S_ISREG(old.st_mode) && !S_ISDIR(old.st_mode))
        return open_special(out, path, d);
    // A link stays a link: what it points to is replaced.
    char *target = exists ? realpath(path, NULL) : NULL;
    bool good = open_temporary(out, target ? target : path, exists ? &old : NULL, wanted, d);
    free(target);
    return good;
}

bool outfile_open(struct outfile *out, const char *path, struct diag *d)
{
    return open_with(out, path, PRIVATE, d);
}

bool outfile_open_public(struct outfile *out, const char *path, struct diag *d)
{
    return open_with(out, path, PUBLIC, d);
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
    if (out->temporary)
        good = good && fsync(fileno(out->file)) == 0;
    if (out->path)
        good = fclose(out->file) == 0 && good;
    if (out->temporary)
        good = good && rename(out->temporary, out->path) == 0;
    if (!good)
        diag_errno(d, target, "write");
    if (!good && out->temporary)
        unlink(out->temporary);
    release(out);
    return good;
}

void outfile_discard(struct outfile *out)
{
    if (out->path)
        fclose(out->file);
    if (out->temporary)
        unlink(out->temporary);
    release(out);
}
