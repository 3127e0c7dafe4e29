// A store's file in memory. Nothing in it is believed: every place is checked against the file's
// length when it is opened, every section against its checksum before it is used.
#ifndef STORE_STORE_MAP_H
#define STORE_STORE_MAP_H

#include "base/vec.h"
#include "store/layout.h"

struct mapped_section {
    struct str name; // in the mapping
    struct store_entry entry;
};

struct store_map {
    char *path;
    const char *base;
    size_t size;
    uint64_t directory; // offset
    VEC(struct mapped_section) section;
};

// Map and verify header and directory. False fills d; close it in either case.
bool store_map_open(struct store_map *m, const char *path, struct diag *d);
void store_map_close(struct store_map *m);

// The section named kind + column, or NULL.
const struct mapped_section *store_section(const struct store_map *m, const char *kind,
                                           struct str column);
const void *store_bytes(const struct store_map *m, const struct mapped_section *s);
bool store_verify_section(const struct store_map *m, const struct mapped_section *s,
                          struct diag *d);

// A verified section of a given length (UINT64_MAX: any). NULL fills d.
const void *store_take(const struct store_map *m, const char *name, uint64_t length,
                       struct diag *d);
bool store_take_text(const struct store_map *m, const char *name, struct str *text, struct diag *d);

// Says that a section is damaged, where, and the cure; returns false.
bool store_damaged(const struct store_map *m, struct str section, struct diag *d);

#endif
