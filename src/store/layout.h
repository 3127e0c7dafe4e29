// The bytes of a store: header, sections, directory. wend-store(5) says the same for people.
#ifndef STORE_LAYOUT_H
#define STORE_LAYOUT_H

#include "base/diag.h"

#define STORE_MAGIC "WENDSTO\n"

enum {
    STORE_MAGIC_SIZE = 8,
    STORE_VERSION = 1,
    STORE_ORDER = 0x01020304, // as bytes: 04 03 02 01
    STORE_ALIGN = 64
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

// One entry of the directory, then the name, then zeros up to a multiple of 8.
struct store_entry {
    uint64_t offset, length, checksum, name_length;
};

// The section "shape".
struct store_shape {
    uint64_t rows, customers;
};

uint64_t store_checksum(const void *p, size_t n); // XXH3-64

// Whether this machine writes numbers as a store wants them; false fills d.
bool store_machine(struct diag *d);

#endif
