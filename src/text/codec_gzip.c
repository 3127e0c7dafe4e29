// gzip by zlib.
#include "text/codec.h"

#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

static bool known(struct str head)
{
    return str_starts(head, STR("\x1F\x8B"));
}

static void *open_gzip(void)
{
    return mem_zero(sizeof(z_stream));
}

static bool begin(void *state)
{
    z_stream *z = state;
    return (z->state ? inflateReset(z) : inflateInit2(z, 15 + 16)) == Z_OK;
}

static enum codec_result step(void *state, struct flow *flow)
{
    z_stream *z = state;
    unsigned in = flow->in_n < UINT_MAX ? (unsigned)flow->in_n : UINT_MAX;
    unsigned out = flow->out_n < UINT_MAX ? (unsigned)flow->out_n : UINT_MAX;
    z->next_in = (unsigned char *)flow->in; // zlib's prototype; it does not write there
    z->avail_in = in;
    z->next_out = (unsigned char *)flow->out;
    z->avail_out = out;
    int result = inflate(z, Z_NO_FLUSH);
    in -= z->avail_in;
    out -= z->avail_out;
    *flow = (struct flow){flow->in + in, flow->out + out, flow->in_n - in, flow->out_n - out};
    if (result == Z_STREAM_END)
        return CODEC_END;
    return result == Z_OK || result == Z_BUF_ERROR ? CODEC_MORE : CODEC_DAMAGED;
}

static void close_gzip(void *state)
{
    inflateEnd(state);
    free(state);
}

const struct codec gzip_codec = {known, open_gzip, begin, step, close_gzip};
