// Decompression: gzip by zlib, zstd by libzstd, anything else as it is.
#include "text/unpack.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { BLOCK = 128 * 1024, MAGIC = 4 };
enum kind { PLAIN, GZIP, ZSTD };

struct unpack {
    int fd;
    char *name;
    enum kind kind;
    char *packed; // bytes read but not yet used are [at, end)
    size_t at, end;
    bool eof;    // of the packed bytes
    bool inside; // a member or frame has begun and not ended
    z_stream zlib;
    ZSTD_DStream *zstd;
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

// One step of inflate. Returns 1 when there may be more, 0 at the end of all, −1 on failure.
static int step_gzip(struct unpack *u, struct diag *d)
{
    if (!u->inside) {
        // After a member: another one, or padding with zeros as tape tools leave it.
        while (u->at < u->end && u->packed[u->at] == '\0')
            u->at++;
        if (u->at == u->end)
            return u->eof ? 0 : 1;
        inflateReset(&u->zlib);
        u->inside = true;
    }
    if (u->at == u->end)
        return (int)damaged(u, "ends early", d);
    u->zlib.next_in = (unsigned char *)u->packed + u->at;
    u->zlib.avail_in = (unsigned)(u->end - u->at);
    int result = inflate(&u->zlib, Z_NO_FLUSH);
    u->at = u->end - u->zlib.avail_in;
    if (result == Z_STREAM_END)
        u->inside = false;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return (int)damaged(u, "is damaged", d);
    return 1;
}

static ptrdiff_t read_gzip(struct unpack *u, char *into, size_t n, struct diag *d)
{
    if (n > BLOCK)
        n = BLOCK;
    u->zlib.next_out = (unsigned char *)into;
    u->zlib.avail_out = (unsigned)n;
    while (u->zlib.avail_out == n) {
        if (!refill(u, d))
            return -1;
        int more = step_gzip(u, d);
        if (more < 0)
            return -1;
        if (more == 0)
            break;
    }
    return (ptrdiff_t)(n - u->zlib.avail_out);
}

static ptrdiff_t read_zstd(struct unpack *u, char *into, size_t n, struct diag *d)
{
    ZSTD_outBuffer out = {into, n, 0};
    while (out.pos == 0) {
        if (!refill(u, d))
            return -1;
        ZSTD_inBuffer in = {u->packed + u->at, u->end - u->at, 0};
        if (in.size == 0 && !u->inside)
            break;
        size_t result = ZSTD_decompressStream(u->zstd, &out, &in);
        if (ZSTD_isError(result))
            return damaged(u, "is damaged", d);
        if (in.size == 0 && out.pos == 0 && result != 0)
            return damaged(u, "ends early", d);
        u->at += in.pos;
        u->inside = result != 0;
    }
    return (ptrdiff_t)out.pos;
}

static bool begin(struct unpack *u, struct diag *d)
{
    static const unsigned char gzip[] = {0x1F, 0x8B}, zstd[] = {0x28, 0xB5, 0x2F, 0xFD};
    while (u->end < MAGIC && !u->eof) {
        ptrdiff_t got = read_some(u, u->packed + u->end, BLOCK - u->end, d);
        if (got < 0)
            return false;
        u->end += (size_t)got;
    }
    if (u->end >= sizeof gzip && memcmp(u->packed, gzip, sizeof gzip) == 0) {
        u->kind = GZIP;
        if (inflateInit2(&u->zlib, 15 + 16) != Z_OK)
            mem_array(SIZE_MAX, 2); // its only failure here is want of memory
    } else if (u->end >= sizeof zstd && memcmp(u->packed, zstd, sizeof zstd) == 0) {
        u->kind = ZSTD;
        u->zstd = ZSTD_createDStream();
        if (!u->zstd)
            mem_array(SIZE_MAX, 2);
    }
    return true;
}

struct unpack *unpack_open(int fd, struct str name, struct diag *d)
{
    struct unpack *u = mem_zero(sizeof *u);
    u->fd = fd;
    u->name = str_dup(name);
    u->packed = mem_alloc(BLOCK);
    if (begin(u, d))
        return u;
    unpack_close(u);
    return NULL;
}

ptrdiff_t unpack_read(struct unpack *u, char *into, size_t n, struct diag *d)
{
    if (u->kind == GZIP)
        return read_gzip(u, into, n, d);
    if (u->kind == ZSTD)
        return read_zstd(u, into, n, d);
    if (u->at == u->end)
        return u->eof ? 0 : read_some(u, into, n, d);
    size_t have = u->end - u->at;
    n = n < have ? n : have;
    memcpy(into, u->packed + u->at, n);
    u->at += n;
    return (ptrdiff_t)n;
}

void unpack_close(struct unpack *u)
{
    if (!u)
        return;
    if (u->kind == GZIP)
        inflateEnd(&u->zlib);
    ZSTD_freeDStream(u->zstd);
    if (u->fd != STDIN_FILENO)
        close(u->fd);
    free(u->packed);
    free(u->name);
    free(u);
}
