// "Did you mean …?": the nearest of the valid names.
#include "base/suggest.h"

enum { LONGEST = 64 }; // names beyond this are no typing slips

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

// Edits between a and b: insert, delete, change, swap of neighbours (optimal string alignment).
static unsigned distance(struct str a, struct str b)
{
    unsigned rows[3][LONGEST + 1];
    for (unsigned j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.n; i++) {
        unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        now[0] = i;
        for (unsigned j = 1; j <= b.n; j++) {
            bool same = fold(a.p[i - 1]) == fold(b.p[j - 1]);
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + !same);
            if (i > 1 && j > 1 && fold(a.p[i - 1]) == fold(b.p[j - 2]) &&
                fold(a.p[i - 2]) == fold(b.p[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return rows[a.n % 3][b.n];
}

struct str suggest(struct str word, const struct str *names, size_t count)
{
    struct str best = {"", 0};
    unsigned best_distance = LONGEST;
    if (word.n == 0 || word.n > LONGEST)
        return best;
    for (size_t i = 0; i < count; i++) {
        if (names[i].n > LONGEST)
            continue;
        unsigned edits = distance(word, names[i]);
        size_t longer = word.n > names[i].n ? word.n : names[i].n;
        if (edits * 3 <= longer && edits < best_distance) {
            best_distance = edits;
            best = names[i];
        }
    }
    return best;
}

void suggest_diag(struct diag *d, struct str word, const struct str *names, size_t count)
{
    enum { SHOWN = 20 };
    struct str near = suggest(word, names, count);
    if (near.n)
        diag_more(d, "; did you mean %.*s?", STR_ARG(near));
    if (count)
        diag_more(d, "; valid: ");
    for (size_t i = 0; i < count && i < SHOWN; i++)
        diag_more(d, "%s%.*s", i ? ", " : "", STR_ARG(names[i]));
    if (count > SHOWN)
        diag_more(d, " and %zu more", count - SHOWN);
}
