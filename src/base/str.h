// Borrowed text: a pointer and a length, not NUL-terminated, owned by somebody else.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    } // in a static initialiser

// For printf("%.*s", STR_ARG(s)): the length as int, then the bytes.
#define STR_ARG(s) (int)((s).n > 4096 ? 4096 : (s).n), ((s).p ? (s).p : "")

static inline struct str str_of(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): what has bytes has a pointer
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

// Bytewise order (unsigned), a prefix before what it begins; as strcmp.
int str_cmp(struct str a, struct str b);

bool str_eq_nocase(struct str a, struct str b); // ASCII letters only
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

// The position of the first byte c at or after from, or SIZE_MAX.
size_t str_find(struct str s, char c, size_t from);

static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    return (struct str){from ? s.p + from : s.p, to - from}; // NULL + 0 is not defined
}

static inline bool str_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Without blanks (space, \t \r \n \v \f) at both ends.
static inline struct str str_trim(struct str s)
{
    while (s.n && str_blank(s.p[0]))
        s = str_slice(s, 1, s.n);
    while (s.n && str_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

// Cut the part up to the first c off *rest and return it; *rest moves behind c, or to empty with a
// NULL pointer when there was no c (so loop `while (rest.p)`).
struct str str_cut(struct str *rest, char c);

// Whole-text numbers in the C locale; false leaves *out alone. No blanks, no trailing text.
// str_to_double takes decimal and exponent notation only (no hex, inf or nan).
bool str_to_i64(struct str s, int64_t *out);
bool str_to_u64(struct str s, uint64_t *out);
bool str_to_double(struct str s, double *out);

// A NUL-terminated copy; the caller frees.
char *str_dup(struct str s);

#endif
