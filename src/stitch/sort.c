// Sorting: texts eight bytes at a time from the left, anything else by merging.
#include "stitch/sort.h"

#include "base/mem.h"

#include <stdlib.h>

enum {
    SMALL = 12,       // below this, insertion is faster
    DEEPEST = 4 << 10 // bytes of common prefix after which texts are compared whole
};

struct keyed {
    uint64_t key; // eight bytes of the text, the first in the highest place
    uint32_t code;
};

static void merge_by(uint32_t *item, uint32_t *spare, size_t n,
                     int (*compare)(const void *context, uint32_t a, uint32_t b),
                     const void *context)
{
    if (n <= SMALL) {
        for (size_t i = 1; i < n; i++) {
            uint32_t moving = item[i];
            size_t at = i;
            for (; at > 0 && compare(context, item[at - 1], moving) > 0; at--)
                item[at] = item[at - 1];
            item[at] = moving;
        }
        return;
    }
    size_t half = n / 2, left = 0, right = half;
    merge_by(item, spare, half, compare, context);
    merge_by(item + half, spare, n - half, compare, context);
    if (compare(context, item[half - 1], item[half]) <= 0)
        return;
    memcpy(spare, item, half * sizeof *item);
    for (size_t out = 0; left < half; out++) {
        if (right < n && compare(context, spare[left], item[right]) > 0)
            item[out] = item[right++];
        else
            item[out] = spare[left++];
    }
}

void sort_by(uint32_t *item, size_t n, int (*compare)(const void *context, uint32_t a, uint32_t b),
             const void *context)
{
    uint32_t *spare = n > SMALL ? mem_array(n / 2, sizeof *spare) : NULL;
    merge_by(item, spare, n, compare, context);
    free(spare);
}

static void merge_keys(struct keyed *item, struct keyed *spare, size_t n)
{
    if (n <= SMALL) {
        for (size_t i = 1; i < n; i++) {
            struct keyed moving = item[i];
            size_t at = i;
            for (; at > 0 && item[at - 1].key > moving.key; at--)
                item[at] = item[at - 1];
            item[at] = moving;
        }
        return;
    }
    size_t half = n / 2, left = 0, right = half;
    merge_keys(item, spare, half);
    merge_keys(item + half, spare, n - half);
    if (item[half - 1].key <= item[half].key)
        return;
    memcpy(spare, item, half * sizeof *item);
    for (size_t out = 0; left < half; out++) {
        if (right < n && spare[left].key > item[right].key)
            item[out] = item[right++];
        else
            item[out] = spare[left++];
    }
}

static uint64_t key_at(struct str s, size_t depth)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (depth + i < s.n ? (unsigned char)s.p[depth + i] : 0u);
    return key;
}

static int compare_texts(const void *context, uint32_t a, uint32_t b)
{
    const struct names *names = context;
    return str_cmp(names_get(*names, a), names_get(*names, b));
}

static void sort_whole(struct names names, struct keyed *item, size_t n)
{
    uint32_t *code = mem_array(n, sizeof *code);
    for (size_t i = 0; i < n; i++)
        code[i] = item[i].code;
    sort_by(code, n, compare_texts, &names);
    for (size_t i = 0; i < n; i++)
        item[i].code = code[i];
    free(code);
}

// Sort texts that agree in their first `depth` bytes: by the next eight, then each run of equal
// ones alike. A text that has ended counts as zeros; the shorter goes first.
static void sort_from(struct names names, struct keyed *item, struct keyed *spare, size_t n,
                      size_t depth)
{
    bool ended = true;
    if (n <= SMALL || depth > DEEPEST) {
        sort_whole(names, item, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct str s = names_get(names, item[i].code);
        item[i].key = key_at(s, depth);
        ended = ended && s.n <= depth;
    }
    if (ended) {
        for (size_t i = 0; i < n; i++)
            item[i].key = names_get(names, item[i].code).n;
        merge_keys(item, spare, n);
        return;
    }
    merge_keys(item, spare, n);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && item[to].key == item[from].key; to++)
            ;
        if (to - from > 1)
            sort_from(names, item + from, spare, to - from, depth + 8);
    }
}

static bool is_sorted(struct names names, const uint32_t *code, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (str_cmp(names_get(names, code[i - 1]), names_get(names, code[i])) > 0)
            return false;
    return true;
}

void sort_codes(struct names names, uint32_t *code, size_t n)
{
    if (is_sorted(names, code, n))
        return;
    struct keyed *item = mem_array(n, sizeof *item), *spare = mem_array(n / 2, sizeof *spare);
    for (size_t i = 0; i < n; i++)
        item[i] = (struct keyed){.code = code[i]};
    sort_from(names, item, spare, n, 0);
    for (size_t i = 0; i < n; i++)
        code[i] = item[i].code;
    free(item);
    free(spare);
}
