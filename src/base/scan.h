// Where a byte stands among sixteen: the one place that knows of vector instructions.
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SCAN_BYTES = 16 };

#ifndef __SSE2__
// Bit i is set where byte i of the eight at p is c.
static inline uint32_t scan_word(const char *p, char c)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    word ^= UINT64_C(0x0101010101010101) * (unsigned char)c;
    uint64_t hits = ~(((word & low) + low) | word | low); // 0x80 in each byte that is c
    return (uint32_t)(((hits >> 7) * UINT64_C(0x0102040810204080)) >> 56);
}
#endif

// Bit i is set where byte i of the sixteen at p is c.
static inline uint32_t scan_mask(const char *p, char c)
{
#ifdef __SSE2__
    __m128i bytes;
    memcpy(&bytes, p, sizeof bytes);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
#else
    return scan_word(p, c) | scan_word(p + 8, c) << 8;
#endif
}

#endif
