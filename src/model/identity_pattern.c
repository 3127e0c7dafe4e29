// Patterns of ids: PCRE2, compiled once and shared by threads.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "model/identity.h"

#include "base/mem.h"

#include <pcre2.h>
#include <stdlib.h>

struct identity_pattern {
    pcre2_code *code;
    bool group; // it has one
};

struct identity_pattern *identity_pattern_open(struct str pattern, struct diag *d)
{
    int number;
    size_t at;
    uint32_t groups = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n,
                                     PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &number, &at, NULL);
    if (!code) {
        char message[120] = "";
        pcre2_get_error_message(number, (PCRE2_UCHAR *)message, sizeof message);
        diag_set(d, FAULT_USAGE, "pattern '%.*s', at its byte %zu: %s", STR_ARG(pattern), at + 1,
                 message);
        return NULL;
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    struct identity_pattern *p = mem_zero(sizeof *p);
    *p = (struct identity_pattern){code, groups > 0};
    return p;
}

void identity_pattern_close(struct identity_pattern *p)
{
    if (!p)
        return;
    pcre2_code_free(p->code);
    free(p);
}

bool identity_pattern_match(const struct identity_pattern *p, struct str *value)
{
    pcre2_match_data *match = pcre2_match_data_create(2, NULL); // each thread its own
    if (!match)
        mem_exhausted();
    int found = pcre2_match(p->code, (PCRE2_SPTR)value->p, value->n, 0, 0, match, NULL);
    const size_t *at = pcre2_get_ovector_pointer(match) + (p->group ? 2 : 0);
    bool hit = found >= 0 && at[0] != PCRE2_UNSET;
    if (hit)
        *value = str_slice(*value, at[0], at[1]);
    pcre2_match_data_free(match);
    return hit;
}
