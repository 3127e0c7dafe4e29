// Running gnuplot: no shell, no start-up file, a clean environment, its output into memory.
#include "plot/plot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// Ends of the three channels that this process holds; −1 when closed.
struct child {
    pid_t pid;
    int in, out, error;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

// A socket and not a pipe for its input: writing to it raises no SIGPIPE when gnuplot has gone.
static bool open_pairs(int in[2], int out[2], int error[2])
{
    in[0] = in[1] = out[0] = out[1] = error[0] = error[1] = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, in) != 0 || pipe(out) != 0 || pipe(error) != 0)
        return false;
    const int all[] = {in[0], in[1], out[0], out[1], error[0], error[1]};
    const int mine[] = {in[1], out[0], error[0]};
    for (size_t i = 0; i < 6; i++)
        if (fcntl(all[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    for (size_t i = 0; i < 3; i++)
        if (fcntl(mine[i], F_SETFL, O_NONBLOCK) != 0)
            return false;
    return true;
}

// The variables that gnuplot and its fonts need, and none that would change what it does.
static void clean_environment(struct arena *a, char **environment)
{
    static const char *const keep[] = {
        "PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof keep / sizeof keep[0]; i++) {
        const char *value = getenv(keep[i]);
        if (value) {
            struct buf entry = {0};
            buf_printf(&entry, "%s=%s", keep[i], value);
            struct str copy = arena_str(a, buf_str(&entry));
            environment[n++] = arena_array(a, copy.n + 1, char);
            memcpy(environment[n - 1], copy.p, copy.n);
            buf_free(&entry);
        }
    }
    static char locale[] = "LC_ALL=C.UTF-8";
    environment[n++] = locale;
    environment[n] = NULL;
}

static int spawn(pid_t *pid, const int in[2], const int out[2], const int error[2])
{
    static char name[] = "gnuplot", plain[] = "-d"; // -d: no ~/.gnuplot, no system-wide file
    char *arguments[] = {name, plain, NULL}, *environment[8];
    struct arena a = {0};
    clean_environment(&a, environment);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, error[1], STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int fault = posix_spawnp(pid, name, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    arena_free(&a);
    return fault;
}

// Writes what gnuplot takes now; closes when all is written or gnuplot reads no more.
static void feed(int *fd, struct str *program)
{
    ssize_t n = send(*fd, program->p, program->n, MSG_NOSIGNAL);
    if (n > 0)
        *program = str_slice(*program, (size_t)n, program->n);
    if ((n < 0 && errno != EAGAIN && errno != EINTR) || program->n == 0)
        close_fd(fd);
}

static void drain(int *fd, struct buf *into)
{
    char block[65536];
    ssize_t n = read(*fd, block, sizeof block);
    if (n > 0)
        buf_add(into, (struct str){block, (size_t)n});
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close_fd(fd);
}

static bool converse(struct child *c, struct str program, struct buf *picture, struct buf *words)
{
    while (c->out >= 0 || c->error >= 0) {
        struct pollfd fds[] = {{.fd = c->in, .events = POLLOUT},
                               {.fd = c->out, .events = POLLIN},
                               {.fd = c->error, .events = POLLIN}};
        if (poll(fds, 3, -1) < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        if (fds[0].revents)
            feed(&c->in, &program);
        if (fds[1].revents)
            drain(&c->out, picture);
        if (fds[2].revents)
            drain(&c->error, words);
    }
    return true;
}

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

static bool finish(struct child *c, bool talked, const struct buf *picture, const struct buf *words,
                   struct diag *d)
{
    int status = 0;
    close_fd(&c->in);
    close_fd(&c->out);
    close_fd(&c->error);
    while (waitpid(c->pid, &status, 0) < 0)
        if (errno != EINTR)
            return diag_set(d, FAULT_IO, "gnuplot got lost");
    if (!talked || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return diag_set(d, FAULT_IO, "gnuplot failed: %.*s", STR_ARG(complaint(words)));
    if (picture->n == 0)
        return diag_set(d, FAULT_IO, "gnuplot drew nothing: %.*s", STR_ARG(complaint(words)));
    return true;
}

bool plot_render(struct buf *picture, struct str program, struct diag *d)
{
    int in[2], out[2], error[2];
    struct child child = {.pid = -1, .in = -1, .out = -1, .error = -1};
    struct buf drawn = {0}, words = {0};
    int fault = open_pairs(in, out, error) ? spawn(&child.pid, in, out, error) : errno;
    close_fd(&in[0]);
    close_fd(&out[1]);
    close_fd(&error[1]);
    child.in = in[1];
    child.out = out[0];
    child.error = error[0];
    bool good;
    if (fault) {
        close_fd(&child.in);
        close_fd(&child.out);
        close_fd(&child.error);
        good = fault == ENOENT
                   ? diag_set(d, FAULT_IO,
                              "gnuplot is not installed; on Debian: apt-get install gnuplot-nox")
                   : diag_set(d, FAULT_IO, "cannot run gnuplot: %s", strerror(fault));
    } else {
        good = finish(&child, converse(&child, program, &drawn, &words), &drawn, &words, d);
    }
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
