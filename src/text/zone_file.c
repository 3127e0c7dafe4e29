// The zone files of the system: what they list, and the rule that goes on behind that.
#include "text/zone_file.h"

#include <stdlib.h>

// The counts of a header, in the order of the file, and the size of a time in its block.
struct header {
    uint32_t utc_flags, standard_flags, leaps, times, types, characters;
    size_t time_size;
};

enum { HEADER_SIZE = 44, TYPE_SIZE = 6, MOST = 10000 };

static int64_t big_endian(const unsigned char *p, size_t size)
{
    uint64_t v = p[0] & 0x80 ? ~UINT64_C(0) : 0;
    for (size_t i = 0; i < size; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

static bool read_header(FILE *file, struct header *h, bool *second)
{
    unsigned char p[HEADER_SIZE];
    if (fread(p, 1, sizeof p, file) != sizeof p || memcmp(p, "TZif", 4) != 0)
        return false;
    uint32_t *count[] = {&h->utc_flags, &h->standard_flags, &h->leaps,
                         &h->times,     &h->types,          &h->characters};
    for (size_t i = 0; i < 6; i++) {
        int64_t n = big_endian(p + 20 + 4 * i, 4);
        if (n < 0 || n > MOST)
            return false;
        *count[i] = (uint32_t)n;
    }
    *second = p[4] >= '2'; // a block with times of 8 bytes follows
    return true;
}

static size_t block_size(const struct header *h)
{
    return h->times * (h->time_size + 1) + h->types * (size_t)TYPE_SIZE + h->characters +
           h->leaps * (h->time_size + 4) + h->standard_flags + h->utc_flags;
}

bool zone_change_add(struct changes *changes, int64_t utc, int64_t offset)
{
    size_t n = changes->list.n;
    if (offset < -DAY || offset > DAY || (n && changes->list.p[n - 1].utc >= utc))
        return false;
    if (n == 0 || changes->list.p[n - 1].offset != offset)
        vec_push(&changes->list, (struct change){utc, offset});
    return true;
}

static bool read_block(FILE *file, const struct header *h, struct changes *changes)
{
    size_t size = block_size(h);
    unsigned char *block = mem_alloc(size);
    const unsigned char *index = block + h->times * h->time_size, *types = index + h->times;
    bool good = fread(block, 1, size, file) == size && h->types > 0 && h->leaps == 0;
    if (good)
        good = zone_change_add(changes, INT64_MIN, big_endian(types, 4) * SECOND);
    for (uint32_t i = 0; good && i < h->times; i++) {
        int64_t t = big_endian(block + i * h->time_size, h->time_size);
        if (t < INT64_MIN / SECOND + 1 || t > ZONE_LAST)
            continue; // "since ever", as some files begin
        good = index[i] < h->types &&
               zone_change_add(changes, t * SECOND,
                               big_endian(types + (size_t)index[i] * TYPE_SIZE, 4) * SECOND);
    }
    free(block);
    return good;
}

bool zone_file_read(FILE *file, struct changes *changes, struct buf *rule)
{
    struct header h = {.time_size = 4};
    bool second;
    buf_clear(rule);
    if (!read_header(file, &h, &second))
        return false;
    if (second) {
        if (fseek(file, (long)block_size(&h), SEEK_CUR) != 0 || !read_header(file, &h, &second))
            return false;
        h.time_size = 8;
    }
    if (!read_block(file, &h, changes))
        return false;
    // The footer, between line ends, as in "EST5EDT,M3.2.0,M11.1.0".
    for (int c; second && rule->n < MOST && (c = getc(file)) != EOF;)
        if (c != '\n')
            buf_add_byte(rule, (char)c);
    return true;
}

FILE *zone_folder_open(struct str name)
{
    const char *folder = getenv("TZDIR");
    struct buf path = {0};
    buf_printf(&path, "%s/%.*s", folder && *folder ? folder : "/usr/share/zoneinfo", STR_ARG(name));
    FILE *file = fopen(path.p, "re");
    buf_free(&path);
    return file;
}
