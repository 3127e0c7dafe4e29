// Checksums of a store, and whether this machine can have stores at all.
#include "store/layout.h"

#include "base/mem.h"
#include "base/par.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

_Static_assert(sizeof(struct store_header) == 64, "the header has no gaps");
_Static_assert(sizeof(struct store_entry) == 32, "an entry has no gaps");

uint64_t store_checksum_block(const void *p, size_t n)
{
    return XXH3_64bits(p, n);
}

uint64_t store_checksum_join(const uint64_t *of_block, size_t blocks)
{
    return blocks == 1 ? of_block[0] : XXH3_64bits(of_block, blocks * sizeof *of_block);
}

struct summed {
    const char *p;
    size_t n;
    uint64_t *sum;
};

static void sum_block(void *context, size_t block)
{
    const struct summed *s = context;
    size_t from = block * STORE_BLOCK, n = s->n - from < STORE_BLOCK ? s->n - from : STORE_BLOCK;
    s->sum[block] = store_checksum_block(s->p + from, n);
}

uint64_t store_checksum(const void *p, size_t n)
{
    enum { ALONE = 4 }; // fewer blocks are not worth a thread
    size_t blocks = store_blocks(n);
    if (blocks < 2)
        return store_checksum_block(p, n);
    struct summed s = {p, n, mem_array(blocks, sizeof *s.sum)};
    par_run(blocks < ALONE ? 1 : par_cores(), blocks, sum_block, &s);
    uint64_t sum = store_checksum_join(s.sum, blocks);
    free(s.sum);
    return sum;
}

bool store_machine(struct diag *d)
{
    const uint32_t order = STORE_ORDER;
    if (*(const unsigned char *)&order == 4)
        return true;
    return diag_set(d, FAULT_IO, "stores need a little-endian machine; use streams here");
}
