// A store's file being written: sections are declared, laid out, then made block by block by as
// many threads as there are processors.
#ifndef STORE_STORE_FILE_H
#define STORE_STORE_FILE_H

#include "base/vec.h"
#include "store/layout.h"

struct store_section {
    struct buf name;
    struct store_entry entry;
    const void *bytes; // of the section, or NULL: it is made by
    void (*fill)(const void *context, size_t from, size_t n, void *out);
    const void *context;
    size_t first_block; // among the blocks of the file
};

struct store_file {
    VEC(struct store_section) section;
};

// What is added is borrowed until the file is written. size: bytes of a value.
void store_file_add(struct store_file *f, const char *kind, struct str column, const void *bytes,
                    size_t count, uint32_t size);
// fill writes the values from … from+n−1 to out; several threads call it.
void store_file_make(struct store_file *f, const char *kind, struct str column,
                     void (*fill)(const void *context, size_t from, size_t n, void *out),
                     const void *context, size_t count, uint32_t size);

// Write all to a new, empty file. False: errno says why.
bool store_file_write(struct store_file *f, int fd);
void store_file_free(struct store_file *f);

#endif
