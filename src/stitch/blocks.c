// The study's patterns of values that are no ids.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "stitch/identity.h"

#include <pcre2.h>

struct blocks {
    pcre2_code **code;
    pcre2_match_data *match;
    size_t n;
};

bool blocks_open(struct identity *id, struct diag *d)
{
    const struct strs *patterns = &id->study->identity.block;
    struct blocks *b = id->blocks = mem_zero(sizeof *b);
    b->code = mem_array(patterns->n, sizeof(pcre2_code *));
    b->match = pcre2_match_data_create(1, NULL);
    for (size_t i = 0; i < patterns->n; i++) {
        int number;
        size_t at;
        struct str text = patterns->p[i];
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.p, text.n,
                                         PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &number, &at, NULL);
        if (!code) {
            char message[120] = "";
            pcre2_get_error_message(number, (PCRE2_UCHAR *)message, sizeof message);
            return diag_at(d, FAULT_USAGE, id->study->file, 0, 0,
                           "identity: block pattern '%.*s', at its byte %zu: %s", STR_ARG(text),
                           at + 1, message);
        }
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
        b->code[b->n++] = code;
    }
    return true;
}

bool blocks_match(const struct identity *id, struct str value)
{
    const struct blocks *b = id->blocks;
    for (size_t i = 0; i < b->n; i++)
        if (pcre2_match(b->code[i], (PCRE2_SPTR)value.p, value.n, 0, 0, b->match, NULL) >= 0)
            return true;
    return false;
}

void blocks_close(struct identity *id)
{
    for (size_t i = 0; id->blocks && i < id->blocks->n; i++)
        pcre2_code_free(id->blocks->code[i]);
    if (id->blocks) {
        pcre2_match_data_free(id->blocks->match);
        free(id->blocks->code);
    }
    free(id->blocks);
}
