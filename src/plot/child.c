// Running a program: no shell, a clean environment, its input and output in memory.
#include "plot/child.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
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

// A socket and not a pipe for its input: writing to it raises no SIGPIPE when the program has gone.
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

// The variables that a program and its fonts need, and none that would change what it does.
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

static int spawn(pid_t *pid, char *const *arguments, const int in[2], const int out[2],
                 const int error[2])
{
    char *environment[8];
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
    int fault = posix_spawnp(pid, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    arena_free(&a);
    return fault;
}

// Writes what the program takes now; closes when all is written or it reads no more.
static void feed(int *fd, struct str *input)
{
    ssize_t n = send(*fd, input->p, input->n, MSG_NOSIGNAL);
    if (n > 0)
        *input = str_slice(*input, (size_t)n, input->n);
    if ((n < 0 && errno != EAGAIN && errno != EINTR) || input->n == 0)
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

static bool converse(struct child *c, struct str input, struct buf *output, struct buf *words)
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
            feed(&c->in, &input);
        if (fds[1].revents)
            drain(&c->out, output);
        if (fds[2].revents)
            drain(&c->error, words);
    }
    return true;
}

int child_run(char *const *arguments, struct str input, struct buf *output, struct buf *words,
              bool *good)
{
    int in[2], out[2], error[2], status = 0;
    struct child child = {.pid = -1};
    int fault = open_pairs(in, out, error) ? spawn(&child.pid, arguments, in, out, error) : errno;
    close_fd(&in[0]);
    close_fd(&out[1]);
    close_fd(&error[1]);
    child.in = in[1];
    child.out = out[0];
    child.error = error[0];
    bool talked = !fault && converse(&child, input, output, words);
    close_fd(&child.in);
    close_fd(&child.out);
    close_fd(&child.error);
    if (fault)
        return fault;
    while (waitpid(child.pid, &status, 0) < 0)
        if (errno != EINTR)
            return errno;
    *good = talked && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return 0;
}
