// The bytes of a store: header, sections, directory. wend-store(5) says the same for people.
#ifndef STORE_LAYOUT_H
#define STORE_LAYOUT_H

#include "base/diag.h"

#define STORE_MAGIC "WENDSTO\n"

enum {
    STORE_MAGIC_SIZE = 8,
    STORE_VERSION = 2,
    STORE_ORDER = 0x01020304, // as bytes: 04 03 02 01
    STORE_ALIGN = 64,
    STORE_BLOCK = 1 << 20 // bytes of a long section that have a checksum of their own
};

// At offset 0. All numbers of a store are little-endian.
struct store_header {
    char magic[STORE_MAGIC_SIZE];
    uint32_t version, order;
    uint64_t directory, directory_length; // offset and bytes of the directory
    uint64_t file_length;
    uint64_t directory_checksum;
    uint64_t zero;
    uint64_t checksum; // of the bytes before it
};

// One entry of the directory, then the name, then zeros up to a multiple of 8. size: bytes of one
// number of the section, 1 for text.
struct store_entry {
    uint64_t offset, length, checksum;
    uint32_t name_length, size;
};

// The section "shape".
struct store_shape {
    uint64_t rows, customers;
};

// Of a section: XXH3-64 of its bytes, or, if it has more than a block, of its blocks' checksums.
uint64_t store_checksum(const void *p, size_t n);
uint64_t store_checksum_block(const void *p, size_t n);
uint64_t store_checksum_join(const uint64_t *of_block, size_t blocks);

static inline size_t store_blocks(uint64_t length)
{
    return (size_t)((length + STORE_BLOCK - 1) / STORE_BLOCK);
}

// Whether this machine writes numbers as a store wants them; false fills d.
bool store_machine(struct diag *d);

#endif
