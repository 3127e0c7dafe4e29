// bzip2 by libbz2.
#include "text/codec.h"

#include "base/mem.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>

// "BZh" alone could begin a text; a block or the end follows.
static bool known(struct str head)
{
    static const char block[] = "1AY&SY", end[] = "\x17\x72\x45\x38\x50\x90";
    return head.n >= 10 && str_starts(head, STR("BZh")) && head.p[3] >= '1' && head.p[3] <= '9' &&
           (memcmp(head.p + 4, block, 6) == 0 || memcmp(head.p + 4, end, 6) == 0);
}

static void *open_bzip2(void)
{
    return mem_zero(sizeof(bz_stream));
}

static bool begin(void *state)
{
    bz_stream *z = state;
    if (z->state)
        BZ2_bzDecompressEnd(z);
    return BZ2_bzDecompressInit(z, 0, 0) == BZ_OK;
}

static enum codec_result step(void *state, struct flow *flow)
{
    bz_stream *z = state;
    unsigned in = flow->in_n < UINT_MAX ? (unsigned)flow->in_n : UINT_MAX;
    unsigned out = flow->out_n < UINT_MAX ? (unsigned)flow->out_n : UINT_MAX;
    z->next_in = (char *)flow->in; // libbz2's prototype; it does not write there
    z->avail_in = in;
    z->next_out = flow->out;
    z->avail_out = out;
    int result = BZ2_bzDecompress(z);
    in -= z->avail_in;
    out -= z->avail_out;
    *flow = (struct flow){flow->in + in, flow->out + out, flow->in_n - in, flow->out_n - out};
    if (result == BZ_STREAM_END)
        return CODEC_END;
    return result == BZ_OK ? CODEC_MORE : CODEC_DAMAGED;
}

static void close_bzip2(void *state)
{
    bz_stream *z = state;
    if (z->state)
        BZ2_bzDecompressEnd(z);
    free(z);
}

const struct codec bzip2_codec = {known, open_bzip2, begin, step, close_bzip2};
