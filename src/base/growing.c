// A file that grows run by run.
#include "base/growing.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAIL = 1024 };

// The digest of the n bytes before `length`; of fewer bytes if they are not there.
static struct digest tail_of(int fd, uint64_t length, uint64_t n)
{
    char bytes[TAIL];
    size_t got = 0, want = (size_t)(n < TAIL ? n : TAIL);
    while (got < want) {
        ssize_t more = pread(fd, bytes + got, want - got, (off_t)(length - want + got));
        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0)
            break;
        got += (size_t)more;
    }
    return digest_of((struct str){bytes, got});
}

static bool is_marked(int fd, const struct stat *st, const struct growing_mark *mark)
{
    if (mark->length == 0)
        return mark->inode && mark->inode == st->st_ino && mark->device == st->st_dev;
    return (uint64_t)st->st_size >= mark->length && mark->tail.n <= mark->length &&
           digest_eq(tail_of(fd, mark->length, mark->tail.n), mark->tail);
}

static bool settle(struct growing *g, const struct growing_mark *mark, struct diag *d)
{
    struct stat st;
    struct str path = str_of(g->path);
    int fd = fileno(g->file);
    if (fstat(fd, &st) != 0)
        return diag_errno(d, path, "read");
    if (!S_ISREG(st.st_mode))
        return diag_set(d, FAULT_USAGE, "%s is no file: only a file can grow run by run", g->path);
    bool same = mark->inode == st.st_ino && mark->device == st.st_dev;
    if (is_marked(fd, &st, mark)) {
        g->mark = *mark;
    } else if (st.st_size != 0) {
        if (same)
            return diag_set(d, FAULT_IO,
                            "%s is not as the last run has left it; put it back, or name a new one",
                            g->path);
        return diag_set(d, FAULT_IO,
                        "%s is there, and no run with this state has written it; "
                        "name a new one",
                        g->path);
    }
    g->mark.device = st.st_dev;
    g->mark.inode = st.st_ino;
    g->fresh = g->mark.length == 0;
    return true;
}

bool growing_open(struct growing *g, const char *path, const struct growing_mark *mark,
                  struct diag *d)
{
    *g = (struct growing){.path = str_dup(str_of(path))};
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600); // may hold ids
    if (fd >= 0 && !(g->file = fdopen(fd, "r+")))
        close(fd);
    if (!g->file)
        diag_errno(d, str_of(path), "write");
    if (g->file && settle(g, mark, d))
        return true;
    growing_close(g);
    return false;
}

bool growing_begin(struct growing *g, uint64_t *cut, struct diag *d)
{
    struct stat st;
    int fd = fileno(g->file);
    off_t length = (off_t)g->mark.length;
    *cut = 0;
    if (fstat(fd, &st) != 0 || (st.st_size > length && ftruncate(fd, length) != 0) ||
        fseeko(g->file, length, SEEK_SET) != 0)
        return diag_errno(d, str_of(g->path), "write");
    *cut = (uint64_t)(st.st_size - length);
    return true;
}

bool growing_finish(struct growing *g, struct diag *d)
{
    int fd = fileno(g->file);
    off_t length = -1;
    errno = 0;
    if (fflush(g->file) != 0 || ferror(g->file) || fsync(fd) != 0 || (length = ftello(g->file)) < 0)
        return diag_errno(d, str_of(g->path), "write");
    g->mark.length = (uint64_t)length;
    g->mark.tail = tail_of(fd, g->mark.length, g->mark.length);
    g->fresh = length == 0;
    return true;
}

void growing_close(struct growing *g)
{
    if (g->file)
        fclose(g->file);
    free(g->path);
    *g = (struct growing){0};
}
