// One way of compression: a record of operations, one file each. For unpack.c only.
#ifndef TEXT_CODEC_H
#define TEXT_CODEC_H

#include "base/str.h"

// What is at hand and what is wanted; a step moves the pointers on.
struct flow {
    const char *in;
    char *out;
    size_t in_n, out_n;
};

enum codec_result { CODEC_MORE, CODEC_END, CODEC_DAMAGED }; // CODEC_END: of a member or frame

struct codec {
    bool (*known)(struct str head); // the first CODEC_HEAD bytes of a file, or all it has
    void *(*open)(void);            // never NULL
    bool (*begin)(void *state);     // before the first member and each other; false: no memory
    enum codec_result (*step)(void *state, struct flow *flow);
    void (*close)(void *state);
};

enum { CODEC_HEAD = 10 };

extern const struct codec gzip_codec, zstd_codec, xz_codec, bzip2_codec;

#endif
