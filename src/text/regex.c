// One PCRE2 pattern and its named groups.
#include "text/regex.h"

#include "base/vec.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

struct regex {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    bool jit;
    uint32_t set;         // groups of the last hit that may be set, 0 included
    VEC(uint32_t) group;  // numbers, ascending
    VEC(struct str) name; // of the same places; owned by code
};

// A line of 1 MiB that matches step by step must pass; one that backtracks without end takes some
// 10 ms.
enum { STACK_LEAST = 32 * 1024, STACK_MOST = 1024 * 1024, MATCH_LIMIT = 2000000 };

// The table of names is sorted by name; what is wanted is the order of the groups.
static void list_groups(struct regex *x, uint32_t before)
{
    uint32_t count = 0, entry_size = 0, captures = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(x->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(x->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(x->code, PCRE2_INFO_NAMETABLE, &table);
    pcre2_pattern_info(x->code, PCRE2_INFO_CAPTURECOUNT, &captures);
    for (uint32_t number = before + 1; number <= captures; number++)
        for (uint32_t i = 0; i < count; i++) {
            PCRE2_SPTR entry = table + (size_t)i * entry_size;
            if (((uint32_t)entry[0] << 8 | entry[1]) != number)
                continue;
            vec_push(&x->group, number);
            vec_push(&x->name, str_of((const char *)entry + 2));
        }
}

static void prepare_match(struct regex *x)
{
    x->jit = pcre2_jit_compile(x->code, PCRE2_JIT_COMPLETE) == 0;
    x->match = pcre2_match_data_create_from_pattern(x->code, NULL);
    x->context = pcre2_match_context_create(NULL);
    if (!x->match || !x->context)
        mem_exhausted();
    pcre2_set_match_limit(x->context, MATCH_LIMIT);
    if (x->jit)
        x->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
    if (x->stack)
        pcre2_jit_stack_assign(x->context, NULL, x->stack);
}

static pcre2_code *compile(struct str text, size_t before, bool dotall, const char *what,
                           struct diag *d)
{
    int error;
    PCRE2_SIZE at;
    uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | (dotall ? PCRE2_DOTALL : 0);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.p, text.n, options, &error, &at, NULL);
    if (code)
        return code;
    PCRE2_UCHAR message[256];
    pcre2_get_error_message(error, message, sizeof message);
    at = at > before ? at - before : 0;
    diag_at(d, FAULT_USAGE, STR(""), 0, at + 1, "%s: %s at byte %zu", what, (const char *)message,
            at + 1);
    return NULL;
}

// The number of groups that the definitions have. False: they are wrong by themselves.
static bool count_defined(struct str define, uint32_t *count, struct diag *d)
{
    *count = 0;
    if (define.n == 0)
        return true;
    pcre2_code *code = compile(define, 0, false, "define", d);
    if (code)
        pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, count);
    pcre2_code_free(code);
    return code != NULL;
}

struct regex *regex_open(struct str define, struct str pattern, bool dotall, struct diag *d)
{
    uint32_t before;
    if (!count_defined(define, &before, d))
        return NULL;
    struct buf whole = {0};
    buf_add(&whole, define);
    buf_add(&whole, pattern);
    pcre2_code *code = compile(buf_str(&whole), define.n, dotall, "pattern", d);
    buf_free(&whole);
    if (!code)
        return NULL;
    struct regex *x = mem_zero(sizeof *x);
    x->code = code;
    list_groups(x, before);
    prepare_match(x);
    return x;
}

void regex_close(struct regex *x)
{
    if (!x)
        return;
    pcre2_jit_stack_free(x->stack);
    pcre2_match_context_free(x->context);
    pcre2_match_data_free(x->match);
    pcre2_code_free(x->code);
    vec_free(&x->group);
    vec_free(&x->name);
    free(x);
}

size_t regex_count(const struct regex *x)
{
    return x->group.n;
}

struct str regex_name(const struct regex *x, size_t i)
{
    return x->name.p[i];
}

enum regex_result regex_match(struct regex *x, struct str text)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)text.p;
    int result =
        x->jit ? pcre2_jit_match(x->code, subject, text.n, 0, 0, x->match, x->context)
               : pcre2_match(x->code, subject, text.n, 0, PCRE2_NO_UTF_CHECK, x->match, x->context);
    x->set = result > 0 ? (uint32_t)result : 0;
    return result > 0 ? REGEX_HIT : result == PCRE2_ERROR_NOMATCH ? REGEX_MISS : REGEX_LIMIT;
}

struct str regex_group(const struct regex *x, struct str text, size_t i)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(x->match);
    uint32_t group = x->group.p[i];
    if (group >= x->set || ends[2 * group] == PCRE2_UNSET || ends[2 * group] > ends[2 * group + 1])
        return STR("");
    return str_slice(text, ends[2 * group], ends[2 * group + 1]);
}
