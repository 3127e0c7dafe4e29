// Decompression: whatever a codec knows by its first bytes, anything else as it is.
#include "text/unpack.h"

#include "text/codec.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 128 * 1024 };

static const struct codec *const codecs[] = {&gzip_codec, &zstd_codec, &xz_codec, &bzip2_codec};

struct unpack {
    int fd;
    char *name;
    const struct codec *codec; // NULL: as it is
    void *state;               // of the codec
    char *packed;              // bytes read but not yet used are [at, end)
    size_t at, end;
    bool eof;    // of the packed bytes
    bool inside; // a member or frame has begun and not ended
};

static ptrdiff_t read_some(struct unpack *u, char *into, size_t n, struct diag *d)
{
    ssize_t got;
    do
        got = read(u->fd, into, n);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        diag_errno(d, str_of(u->name), "read");
    u->eof = got == 0;
    return got;
}

// Have packed bytes at hand unless the file ends. False: reading failed.
static bool refill(struct unpack *u, struct diag *d)
{
    if (u->at < u->end || u->eof)
        return true;
    ptrdiff_t got = read_some(u, u->packed, BLOCK, d);
    u->at = 0;
    u->end = got > 0 ? (size_t)got : 0;
    return got >= 0;
}

static ptrdiff_t damaged(const struct unpack *u, const char *why, struct diag *d)
{
    diag_set(d, FAULT_IO, "%s: compressed data %s", u->name, why);
    return -1;
}

// Begin the next member. What may stand between them are zeros, as tape tools leave them.
static bool begin_member(struct unpack *u)
{
    while (u->at < u->end && u->packed[u->at] == '\0')
        u->at++;
    if (u->at == u->end)
        return true;
    u->inside = true;
    return u->codec->begin(u->state);
}

static ptrdiff_t read_packed(struct unpack *u, char *into, size_t n, struct diag *d)
{
    struct flow flow = {.out = into, .out_n = n};
    while (flow.out_n == n) {
        if (!refill(u, d))
            return -1;
        if (!u->inside && !begin_member(u))
            return damaged(u, "cannot be read: out of memory", d);
        if (!u->inside && u->eof)
            return 0;
        if (!u->inside)
            continue;
        flow.in = u->packed + u->at;
        flow.in_n = u->end - u->at;
        bool all = flow.in_n == 0;
        enum codec_result result = u->codec->step(u->state, &flow);
        if (result == CODEC_DAMAGED)
            return damaged(u, "is damaged", d);
        if (all && flow.out_n == n && result == CODEC_MORE)
            return damaged(u, "ends early", d);
        u->at = u->end - flow.in_n;
        u->inside = result == CODEC_MORE;
    }
    return (ptrdiff_t)(n - flow.out_n);
}

static bool find_codec(struct unpack *u, struct diag *d)
{
    while (u->end < CODEC_HEAD && !u->eof) {
        ptrdiff_t got = read_some(u, u->packed + u->end, BLOCK - u->end, d);
        if (got < 0)
            return false;
        u->end += (size_t)got;
    }
    for (size_t i = 0; !u->codec && i < sizeof codecs / sizeof *codecs; i++)
        if (codecs[i]->known((struct str){u->packed, u->end}))
            u->codec = codecs[i];
    if (u->codec)
        u->state = u->codec->open();
    return true;
}

struct unpack *unpack_open(int fd, struct str name, struct diag *d)
{
    struct unpack *u = mem_zero(sizeof *u);
    u->fd = fd;
    u->name = str_dup(name);
    u->packed = mem_alloc(BLOCK);
    if (find_codec(u, d))
        return u;
    unpack_close(u);
    return NULL;
}

ptrdiff_t unpack_read(struct unpack *u, char *into, size_t n, struct diag *d)
{
    if (n == 0)
        return 0;
    if (u->codec)
        return read_packed(u, into, n, d);
    if (u->at == u->end)
        return u->eof ? 0 : read_some(u, into, n, d);
    size_t have = u->end - u->at;
    n = n < have ? n : have;
    memcpy(into, u->packed + u->at, n);
    u->at += n;
    return (ptrdiff_t)n;
}

bool unpack_packed(const struct unpack *u)
{
    return u->codec != NULL;
}

bool unpack_at_hand(const struct unpack *u)
{
    return u->at < u->end;
}

int unpack_file(const struct unpack *u)
{
    return u->fd;
}

void unpack_close(struct unpack *u)
{
    if (!u)
        return;
    if (u->state)
        u->codec->close(u->state);
    if (u->fd != STDIN_FILENO)
        close(u->fd);
    free(u->packed);
    free(u->name);
    free(u);
}
