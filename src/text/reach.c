// How far a pattern gets in a text that it does not match.
#include "text/reach.h"

#include "base/buf.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// What could go on to match: if a beginning could not, no longer one can.
static bool could_match(const pcre2_code *code, pcre2_match_data *match, struct str text, size_t n)
{
    int found = pcre2_match(code, (PCRE2_SPTR)text.p, n, 0, PCRE2_PARTIAL_HARD, match, NULL);
    return found > 0 || found == PCRE2_ERROR_PARTIAL;
}

// Not into the middle of a character: the pattern would refuse the text.
static size_t whole(struct str text, size_t n)
{
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--;
    return n;
}

size_t pattern_reach(struct str define, struct str pattern, struct str text)
{
    struct buf source = {0};
    buf_add(&source, define);
    buf_add(&source, pattern);
    int error;
    PCRE2_SIZE at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)source.p, source.n, PCRE2_UTF | PCRE2_ANCHORED,
                                     &error, &at, NULL);
    buf_free(&source);
    if (!code)
        return 0;
    pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
    size_t low = 0, high = text.n;
    while (low < high) {
        size_t middle = whole(text, low + (high - low + 1) / 2);
        if (middle <= low) // one character is left
            middle = high;
        if (could_match(code, match, text, middle))
            low = middle;
        else if (middle == high)
            break;
        else
            high = middle == 0 ? 0 : whole(text, middle - 1);
    }
    pcre2_match_data_free(match);
    pcre2_code_free(code);
    return low;
}
