// Output that appears whole or not at all.
#include "base/outfile.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PRIVATE = 0600, PUBLIC = 0666 };

// SHARED: names nobody. ALONE: no two runs write it at the same time.
enum kind { OWN, SHARED, ALONE };

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

// A file that a run before us may have left, if we may take it: nobody else writes it.
static bool take_alone(int fd, struct diag *d, const char *path)
{
    struct stat about;
    if (fstat(fd, &about) == 0 && (!S_ISREG(about.st_mode) || about.st_uid != geteuid())) {
        errno = EEXIST;
        return diag_errno(d, str_of(path), "write");
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno != EWOULDBLOCK)
        return diag_errno(d, str_of(path), "lock");
    return diag_at(d, FAULT_IO, str_of(path), 0, 0,
                   "another wend is writing it: try again when that has ended");
}

// The file PATH.new, locked. Its name may have gone to PATH while we waited to lock it: then again.
static int open_alone(const char *name, const char *path, struct diag *d)
{
    for (;;) {
        struct stat mine, named;
        int fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, PRIVATE);
        if (fd < 0) {
            diag_errno(d, str_of(path), "write");
            return -1;
        }
        if (!take_alone(fd, d, path)) {
            close(fd);
            return -1;
        }
        if (fstat(fd, &mine) == 0 && stat(name, &named) == 0 && mine.st_ino == named.st_ino &&
            mine.st_dev == named.st_dev && ftruncate(fd, 0) == 0)
            return fd;
        close(fd);
    }
}

static int open_any(char *name, const char *path, struct diag *d)
{
    int fd = mkstemp(name);
    if (fd < 0)
        diag_errno(d, str_of(path), "write");
    return fd;
}

// A temporary file beside the target.
static bool open_temporary(struct outfile *out, const char *path, const struct stat *old,
                           enum kind kind, struct diag *d)
{
    struct buf name = {0};
    buf_printf(&name, kind == ALONE ? "%s.new" : "%s.XXXXXX", path);
    int fd = kind == ALONE ? open_alone(name.p, path, d) : open_any(name.p, path, d);
    if (fd < 0) {
        buf_free(&name);
        return false;
    }
    mode_t wanted = kind == SHARED ? PUBLIC : PRIVATE;
    if (!set_rights(fd, old, wanted) || !(out->file = fdopen(fd, "w"))) {
        diag_errno(d, str_of(path), "write");
        unlink(name.p);
        close(fd);
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

static bool open_with(struct outfile *out, const char *path, enum kind kind, struct diag *d)
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
    bool good = open_temporary(out, target ? target : path, exists ? &old : NULL, kind, d);
    free(target);
    return good;
}

bool outfile_open(struct outfile *out, const char *path, struct diag *d)
{
    return open_with(out, path, OWN, d);
}

bool outfile_open_public(struct outfile *out, const char *path, struct diag *d)
{
    return open_with(out, path, SHARED, d);
}

bool outfile_open_alone(struct outfile *out, const char *path, struct diag *d)
{
    return open_with(out, path, ALONE, d);
}

static void release(struct outfile *out)
{
    free(out->path);
    free(out->temporary);
    *out = (struct outfile){0};
}

// Make a new name last: it is an entry of its directory.
static void sync_directory(const char *path)
{
    struct str full = str_of(path);
    const char *slash = strrchr(path, '/');
    char *name = str_dup(!slash          ? STR(".")
                         : slash == path ? STR("/")
                                         : str_slice(full, 0, (size_t)(slash - path)));
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd); // not every file system has it; the data is safe
        close(fd);
    }
    free(name);
}

// Renamed while it is still open: nobody else may take a file that is locked.
static bool move_into_place(struct outfile *out)
{
    if (fsync(fileno(out->file)) != 0 || rename(out->temporary, out->path) != 0)
        return false;
    sync_directory(out->path);
    return true;
}

bool outfile_commit(struct outfile *out, struct diag *d)
{
    struct str target = str_of(out->path ? out->path : "standard output");
    bool good = fflush(out->file) == 0 && !ferror(out->file);
    if (out->temporary && out->path)
        good = good && move_into_place(out);
    if (!good)
        diag_errno(d, target, "write");
    if (!good && out->temporary)
        unlink(out->temporary);
    if (out->path && fclose(out->file) != 0 && good && !out->temporary)
        good = diag_errno(d, target, "write");
    release(out);
    return good;
}

void outfile_discard(struct outfile *out)
{
    if (out->temporary)
        unlink(out->temporary);
    if (out->path)
        fclose(out->file);
    release(out);
}
