// xz by liblzma.
#include "text/codec.h"

#include "base/mem.h"

#include <lzma.h>
#include <stdlib.h>

// xz -9 takes 65 MiB. A file can demand much more by its header alone.
#define MEMORY_LIMIT (UINT64_C(1) << 30)

static bool known(struct str head)
{
    return head.n >= 6 && memcmp(head.p,
                                 "\xFD"
                                 "7zXZ",
                                 6) == 0; // its NUL included
}

static void *open_xz(void)
{
    lzma_stream *state = mem_alloc(sizeof *state);
    *state = (lzma_stream)LZMA_STREAM_INIT;
    return state;
}

static bool begin(void *state)
{
    return lzma_stream_decoder(state, MEMORY_LIMIT, 0) == LZMA_OK;
}

static enum codec_result step(void *state, struct flow *flow)
{
    lzma_stream *x = state;
    x->next_in = (const uint8_t *)flow->in;
    x->avail_in = flow->in_n;
    x->next_out = (uint8_t *)flow->out;
    x->avail_out = flow->out_n;
    lzma_ret result = lzma_code(x, LZMA_RUN);
    *flow = (struct flow){(const char *)x->next_in, (char *)x->next_out, x->avail_in, x->avail_out};
    if (result == LZMA_STREAM_END)
        return CODEC_END;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? CODEC_MORE : CODEC_DAMAGED;
}

static void close_xz(void *state)
{
    lzma_end(state);
    free(state);
}

const struct codec xz_codec = {known, open_xz, begin, step, close_xz};
