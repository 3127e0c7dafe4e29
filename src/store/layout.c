// Checksums of a store, and whether this machine can have stores at all.
#include "store/layout.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

_Static_assert(sizeof(struct store_header) == 64, "the header has no gaps");
_Static_assert(sizeof(struct store_entry) == 32, "an entry has no gaps");

uint64_t store_checksum(const void *p, size_t n)
{
    return XXH3_64bits(p, n);
}

bool store_machine(struct diag *d)
{
    const uint32_t order = STORE_ORDER;
    if (*(const unsigned char *)&order == 4)
        return true;
    return diag_set(d, FAULT_IO, "stores need a little-endian machine; use streams here");
}
