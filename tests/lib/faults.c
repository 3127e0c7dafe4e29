// Preloaded by tests: the FAULT_AT-th call that changes a file (from 1) is the last thing the
// program does (FAULT=kill), or fails with FAULT as the number of its error. Every call before it
// is done. The number of calls goes to the file that FAULT_COUNT names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static void __attribute__((destructor)) report(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%d\n", atomic_load(&calls));
        fclose(file);
    }
}

static int fails(void)
{
    const char *at = getenv("FAULT_AT"), *fault = getenv("FAULT");
    int now = atomic_fetch_add(&calls, 1) + 1;
    if (!at || !fault || now != atoi(at))
        return 0;
    if (strcmp(fault, "kill") == 0)
        kill(getpid(), SIGKILL);
    errno = atoi(fault);
    return 1;
}

#define REAL(name, ...) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    return fails() ? -1 : REAL(pwrite, fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    return fails() ? -1 : REAL(pwrite64, fd, p, n, at);
}

int fsync(int fd)
{
    return fails() ? -1 : REAL(fsync, fd);
}

int rename(const char *from, const char *to)
{
    return fails() ? -1 : REAL(rename, from, to);
}

int ftruncate(int fd, off_t n)
{
    return fails() ? -1 : REAL(ftruncate, fd, n);
}

int ftruncate64(int fd, off64_t n)
{
    return fails() ? -1 : REAL(ftruncate64, fd, n);
}

int fchmod(int fd, mode_t mode)
{
    return fails() ? -1 : REAL(fchmod, fd, mode);
}
