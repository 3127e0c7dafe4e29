// Lines by a PCRE2 pattern: its named groups are the fields.
#include "text/reader.h"

#include "base/mem.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

struct regex {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    bool jit;
    VEC(uint32_t) group;  // numbers, ascending
    VEC(struct str) name; // of the same places; owned by code
};

enum { STACK_LEAST = 32 * 1024, STACK_MOST = 1024 * 1024 };

// The table of names is sorted by name; what is wanted is the order of the groups.
static void list_groups(struct regex *x)
{
    uint32_t count = 0, entry_size = 0, captures = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(x->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(x->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(x->code, PCRE2_INFO_NAMETABLE, &table);
    pcre2_pattern_info(x->code, PCRE2_INFO_CAPTURECOUNT, &captures);
    for (uint32_t number = 1; number <= captures; number++)
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
        mem_array(SIZE_MAX, 2); // as out of memory
    if (x->jit)
        x->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
    if (x->stack)
        pcre2_jit_stack_assign(x->context, NULL, x->stack);
}

struct regex *regex_open(struct str pattern, struct diag *d)
{
    int error;
    PCRE2_SIZE at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n,
                                     PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &at, NULL);
    if (!code) {
        PCRE2_UCHAR text[256];
        pcre2_get_error_message(error, text, sizeof text);
        diag_at(d, FAULT_USAGE, STR(""), 0, at + 1, "pattern: %s at byte %zu", (const char *)text,
                at + 1);
        return NULL;
    }
    struct regex *x = mem_zero(sizeof *x);
    x->code = code;
    list_groups(x);
    if (x->group.n == 0) {
        diag_set(d, FAULT_USAGE, "pattern: no group has a name; write (?<name>…) for each field");
        regex_close(x);
        return NULL;
    }
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

bool regex_split(struct regex *x, struct str line, struct fields *fields)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)line.p;
    int result =
        x->jit ? pcre2_jit_match(x->code, subject, line.n, 0, 0, x->match, x->context)
               : pcre2_match(x->code, subject, line.n, 0, PCRE2_NO_UTF_CHECK, x->match, x->context);
    if (result < 0) // also when the match costs too much: the line is a reject either way
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(x->match);
    vec_reserve(&fields->list, x->group.n);
    fields->list.n = x->group.n;
    for (size_t i = 0; i < x->group.n; i++) {
        size_t from = ends[2 * x->group.p[i]], to = ends[2 * x->group.p[i] + 1];
        bool set = x->group.p[i] < (uint32_t)result && from != PCRE2_UNSET && from <= to;
        fields->list.p[i] = set ? str_slice(line, from, to) : STR("");
    }
    return true;
}
