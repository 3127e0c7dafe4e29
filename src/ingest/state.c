// What earlier runs have read: locked, read, and replaced when a run has ended well.
#include "ingest/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// Locks of fcntl(2) end with the process, however it ends.
static bool take_lock(struct state *s, struct diag *d)
{
    struct buf path = {0};
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    bool good = true;
    buf_printf(&path, "%s.lock", s->path);
    s->lock = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock < 0) {
        good = diag_errno(d, buf_str(&path), "open");
    } else if (fcntl(s->lock, F_SETLK, &lock) != 0) {
        bool busy = errno == EACCES || errno == EAGAIN;
        good = busy ? false : diag_errno(d, buf_str(&path), "lock");
        if (busy && fcntl(s->lock, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
            diag_set(d, FAULT_IO, "%s: another run is at work with it (process %ld); wait for it",
                     s->path, (long)lock.l_pid);
        else if (busy)
            diag_set(d, FAULT_IO, "%s: another run is at work with it; wait for it", s->path);
    }
    buf_free(&path);
    return good;
}

// All of a file; a missing one is empty.
static bool read_all(const char *path, struct buf *out, bool *missing, struct diag *d)
{
    FILE *file = fopen(path, "rb");
    *missing = !file && errno == ENOENT;
    if (!file)
        return *missing || diag_errno(d, str_of(path), "open");
    errno = 0;
    for (size_t got = 1; got > 0;) {
        buf_reserve(out, 1 << 16);
        got = fread(out->p + out->n, 1, 1 << 16, file);
        out->n += got;
    }
    bool good = !ferror(file) || diag_errno(d, str_of(path), "read");
    fclose(file);
    return good;
}

// Forget all but what tells the files that go with the state: they begin anew.
static void forget(struct state *s)
{
    for (vec_each(struct state_source *, source, &s->source))
        (*source)->before.n = 0;
    s->study = (struct digest){0};
    s->first = s->changed = true;
    s->output.length = s->rejects.length = s->keys_mark.length = 0;
    s->output.tail = s->rejects.tail = s->keys_mark.tail = (struct digest){0};
}

// Keys without a state to go with are of no use.
static bool drop_keys(struct state *s, struct diag *d)
{
    struct buf path = {0};
    buf_printf(&path, "%s.keys", s->path);
    bool good = unlink(path.p) == 0 || errno == ENOENT || diag_errno(d, buf_str(&path), "remove");
    buf_free(&path);
    return good;
}

static bool read_state(struct state *s, bool restart, struct diag *d)
{
    bool missing;
    struct buf text = {0};
    bool good = read_all(s->path, &text, &missing, d);
    bool lost = good && !missing && !state_read(s, buf_str(&text), d);
    if (lost) // but do not overwrite what never was a state
        good = restart && str_starts(buf_str(&text), STR("wend-state"));
    buf_free(&text);
    if (good && (missing || restart))
        forget(s);
    if (good && lost)
        s->output = s->rejects = s->keys_mark = (struct growing_mark){0};
    return good && (!(missing || lost) || drop_keys(s, d));
}

bool state_open(struct state *s, const char *path, bool restart, int64_t now, struct diag *d)
{
    *s = (struct state){.path = str_dup(str_of(path)), .lock = -1, .now = now};
    if (take_lock(s, d) && read_state(s, restart, d) && state_open_keys(s, d))
        return true;
    state_close(s);
    return false;
}

void state_close(struct state *s)
{
    for (vec_each(struct state_source *, source, &s->source)) {
        vec_free(&(*source)->before);
        vec_free(&(*source)->now);
        vec_free(&(*source)->note);
        for (vec_each(struct state_added, added, &(*source)->added))
            buf_free(&added->keys);
        vec_free(&(*source)->added);
        arena_free(&(*source)->arena);
        free(*source);
    }
    vec_free(&s->source);
    vec_free(&s->block);
    growing_close(&s->keys);
    arena_free(&s->arena);
    if (s->lock >= 0)
        close(s->lock);
    free(s->path);
    *s = (struct state){.lock = -1};
}

void state_study(struct state *s, const struct study *study)
{
    s->study_now = digest_of(study->text);
    s->study_changed = s->study.n && !digest_eq(s->study, s->study_now);
}

struct state_source *state_source(struct state *s, struct str name)
{
    for (vec_each(struct state_source *, source, &s->source))
        if (str_eq((*source)->name, name))
            return *source;
    struct state_source *source = mem_zero(sizeof *source);
    source->state = s;
    source->name = arena_str(&s->arena, name);
    vec_push(&s->source, source);
    return source;
}

void state_note(struct state_source *s, const char *format, ...)
{
    struct buf text = {0};
    va_list args;
    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    vec_push(&s->note, arena_str(&s->arena, buf_str(&text)));
    buf_free(&text);
}

// The new name of a file is on the disk when its directory is.
static bool sync_directory(const char *path, struct diag *d)
{
    char *copy = str_dup(str_of(path)), *slash = strrchr(copy, '/');
    if (slash)
        slash[slash == copy] = '\0';
    int fd = open(slash ? copy : ".", O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    if (!good)
        diag_errno(d, str_of(path), "write");
    if (fd >= 0)
        close(fd);
    free(copy);
    return good;
}

// Its rights are those of the state that it replaces, or its owner's alone.
static bool write_new(const char *path, const char *old_path, struct str text)
{
    struct stat old;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    mode_t rights = stat(old_path, &old) == 0 ? old.st_mode & 0777 : 0600;
    FILE *file = fchmod(fd, rights) == 0 ? fdopen(fd, "wb") : NULL;
    if (!file) {
        close(fd);
        return false;
    }
    bool good =
        fwrite(text.p, 1, text.n, file) == text.n && fflush(file) == 0 && fsync(fileno(file)) == 0;
    return fclose(file) == 0 && good;
}

static bool replace(const struct state *s, bool begin, struct diag *d)
{
    struct buf text = {0}, path = {0};
    state_write(s, begin, &text);
    buf_printf(&path, "%s.new", s->path);
    bool good = write_new(path.p, s->path, buf_str(&text)) && rename(path.p, s->path) == 0;
    if (!good)
        diag_errno(d, str_of(s->path), "write");
    buf_free(&text);
    buf_free(&path);
    return good && sync_directory(s->path, d);
}

bool state_begin(struct state *s, struct diag *d)
{
    uint64_t cut;
    s->changed |= s->keys.fresh;
    s->keys_mark = s->keys.mark;
    return (!s->changed || replace(s, true, d)) && growing_begin(&s->keys, &cut, d);
}

bool state_commit(struct state *s, struct diag *d)
{
    if (!state_add_keys(s, d))
        return false;
    s->keys_mark = s->keys.mark;
    s->study = s->study_now;
    return replace(s, false, d);
}
