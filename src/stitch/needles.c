// Looking for many values at once: at each place where a word starts, by their distinct lengths.
#include "stitch/needles.h"

void needles_init(struct needles *n)
{
    *n = (struct needles){0};
    dict_init(&n->lower);
}

void needles_free(struct needles *n)
{
    dict_free(&n->lower);
    vec_free(&n->length);
}

void needles_lower(struct buf *out, struct str text)
{
    buf_clear(out);
    buf_reserve(out, text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        out->p[i] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
    }
    out->n = text.n;
    out->p[out->n] = '\0';
}

static void add_length(struct needles *n, size_t length)
{
    size_t at = 0;
    while (at < n->length.n && n->length.p[at] > length)
        at++;
    if (at < n->length.n && n->length.p[at] == length)
        return;
    vec_push(&n->length, 0);
    memmove(n->length.p + at + 1, n->length.p + at, (n->length.n - 1 - at) * sizeof *n->length.p);
    n->length.p[at] = length;
}

uint32_t needles_add(struct needles *n, struct str value, struct buf *scratch)
{
    if (value.n < NEEDLE_SHORTEST)
        return 0;
    needles_lower(scratch, value);
    uint32_t before = n->lower.count, code = dict_add(&n->lower, buf_str(scratch));
    if (n->lower.count > before) {
        n->first[(unsigned char)scratch->p[0]] = true;
        add_length(n, value.n);
    }
    return code;
}

uint32_t needles_code(const struct needles *n, struct str value, struct buf *scratch)
{
    if (value.n < NEEDLE_SHORTEST)
        return 0;
    needles_lower(scratch, value);
    uint32_t code = dict_find(&n->lower, buf_str(scratch));
    return code == DICT_NONE ? 0 : code;
}

static bool of_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

// Whether nothing of a word goes on over the edge between two bytes.
static bool is_edge(struct str text, size_t at)
{
    return at == 0 || at == text.n || !of_word(text.p[at - 1]) || !of_word(text.p[at]);
}

bool needles_find(const struct needles *n, struct str lower, size_t from, size_t *at, size_t *end,
                  uint32_t *code)
{
    for (size_t i = from; i < lower.n; i++) {
        if (!n->first[(unsigned char)lower.p[i]] || !is_edge(lower, i))
            continue;
        for (vec_each(size_t, length, &n->length)) {
            if (*length > lower.n - i || !is_edge(lower, i + *length))
                continue;
            uint32_t found = dict_find(&n->lower, str_slice(lower, i, i + *length));
            if (found == DICT_NONE)
                continue;
            *at = i;
            *end = i + *length;
            *code = found;
            return true;
        }
    }
    return false;
}
