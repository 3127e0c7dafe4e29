// Keys and keyed hashes, by libsodium. A key file is one line of 64 hexadecimal digits.
#include "base/key.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIGITS = 2 * KEY_BYTES, OTHERS = 077 };

static void ready(void)
{
    if (sodium_init() < 0) // no source of randomness: nothing here can be trusted
        abort();
}

static bool write_key(int fd)
{
    unsigned char bytes[KEY_BYTES];
    char line[DIGITS + 1];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(line, sizeof line, bytes, sizeof bytes);
    line[DIGITS] = '\n';
    bool good = write(fd, line, sizeof line) == (ssize_t)sizeof line && fsync(fd) == 0;
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(line, sizeof line);
    return good;
}

bool key_create(const char *path, struct diag *d)
{
    ready();
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return diag_at(d, FAULT_USAGE, str_of(path), 0, 0,
                       "is there already; a key that is replaced is lost, with all that it made");
    if (fd < 0)
        return diag_errno(d, str_of(path), "write");
    bool good = write_key(fd) || diag_errno(d, str_of(path), "write");
    close(fd);
    if (!good)
        unlink(path);
    return good;
}

static bool guarded(int fd, const char *path, struct diag *d)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return diag_errno(d, str_of(path), "read");
    if (about.st_mode & OTHERS)
        return diag_at(d, FAULT_USAGE, str_of(path), 0, 0,
                       "is no secret: others than its owner have rights (mode %04o); say chmod 600",
                       (unsigned)(about.st_mode & 07777));
    return true;
}

static bool parse(struct key *k, const char *text, size_t n, const char *path, struct diag *d)
{
    size_t got = 0;
    while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    if (n == DIGITS && sodium_hex2bin(k->bytes, KEY_BYTES, text, n, NULL, &got, NULL) == 0 &&
        got == KEY_BYTES)
        return true;
    return diag_at(d, FAULT_USAGE, str_of(path), 0, 0,
                   "is no key: a key is one line of %d hexadecimal digits, as wend mask --new-key "
                   "writes it",
                   DIGITS);
}

bool key_read(struct key *k, const char *path, struct diag *d)
{
    ready();
    char text[DIGITS + 8];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return diag_errno(d, str_of(path), "open");
    bool good = guarded(fd, path, d);
    ssize_t n = good ? read(fd, text, sizeof text) : 0;
    if (n < 0)
        good = diag_errno(d, str_of(path), "read");
    good = good && parse(k, text, (size_t)n, path, d);
    close(fd);
    sodium_memzero(text, sizeof text);
    return good;
}

void key_forget(struct key *k)
{
    sodium_memzero(k, sizeof *k);
}

void key_token(const struct key *k, struct str purpose, struct str space, struct str value,
               unsigned char token[TOKEN_BYTES])
{
    static const unsigned char nul[1];
    const struct str part[] = {purpose, space, value};
    crypto_generichash_state state;
    crypto_generichash_init(&state, k->bytes, KEY_BYTES, TOKEN_BYTES);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        if (i)
            crypto_generichash_update(&state, nul, sizeof nul);
        if (part[i].n)
            crypto_generichash_update(&state, (const unsigned char *)part[i].p, part[i].n);
    }
    crypto_generichash_final(&state, token, TOKEN_BYTES);
    sodium_memzero(&state, sizeof state);
}
