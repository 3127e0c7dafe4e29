// zstd by libzstd.
#include "text/codec.h"

#include "base/mem.h"

#include <zstd.h>

static bool known(struct str head)
{
    return str_starts(head, STR("\x28\xB5\x2F\xFD"));
}

static void *open_zstd(void)
{
    void *state = ZSTD_createDStream();
    if (!state)
        mem_exhausted();
    return state;
}

static bool begin(void *state)
{
    return !ZSTD_isError(ZSTD_initDStream(state));
}

static enum codec_result step(void *state, struct flow *flow)
{
    ZSTD_inBuffer in = {flow->in, flow->in_n, 0};
    ZSTD_outBuffer out = {flow->out, flow->out_n, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);
    *flow = (struct flow){flow->in + in.pos, flow->out + out.pos, flow->in_n - in.pos,
                          flow->out_n - out.pos};
    if (ZSTD_isError(result))
        return CODEC_DAMAGED;
    return result == 0 ? CODEC_END : CODEC_MORE;
}

static void close_zstd(void *state)
{
    ZSTD_freeDStream(state);
}

const struct codec zstd_codec = {known, open_zstd, begin, step, close_zstd};
