// Records on one line, split by masks of their delimiters and quotes: nearly all there are.
#include "text/reader.h"

#include "base/scan.h"

// Take the fields that end at the delimiters of `hits`, whose bit 0 is the byte p[at].
static inline size_t take_fields(struct fields *fields, const char *p, size_t from, size_t at,
                                 uint32_t hits)
{
    vec_reserve(&fields->list, fields->list.n + SCAN_BYTES);
    struct str *field = fields->list.p + fields->list.n;
    for (; hits; hits &= hits - 1) {
        size_t end = at + (size_t)__builtin_ctz(hits);
        *field++ = (struct str){p + from, end - from};
        from = end + 1;
    }
    fields->list.n = (size_t)(field - fields->list.p);
    return from;
}

void split_plain(struct fields *fields, const char *p, size_t n, char delimiter)
{
    size_t from = 0, i = 0;
    fields->list.n = 0;
    for (; n - i >= SCAN_BYTES; i += SCAN_BYTES) {
        uint32_t hits = scan_mask(p + i, delimiter);
        if (hits)
            from = take_fields(fields, p, from, i, hits);
    }
    uint32_t hits = 0; // of the bytes that are left
    if (n >= SCAN_BYTES && i < n)
        hits = scan_mask(p + n - SCAN_BYTES, delimiter) >> (SCAN_BYTES - (n - i));
    for (size_t k = i; n < SCAN_BYTES && k < n; k++)
        hits |= (uint32_t)(p[k] == delimiter) << (k - i);
    from = take_fields(fields, p, from, i, hits);
    vec_push(&fields->list, (struct str){p + from, n - from});
}

// What a byte of interest is met in.
enum within { WITHIN_PLAIN, WITHIN_QUOTED, BEHIND_QUOTED };

// A record on one line whose quoted fields have no quotes within, field after field. bit: of the
// bytes from p[at] on that are delimiters or quotes.
struct lined {
    struct fields *fields;
    const char *p;
    size_t n, from; // of the line; of the field
    char delimiter;
    enum within within;
};

// Take the next delimiters and quotes, bit 0 of `hits` being p[at]. False: it is no such record.
static bool take_hits(struct lined *l, size_t at, uint32_t hits)
{
    vec_reserve(&l->fields->list, l->fields->list.n + SCAN_BYTES);
    for (; hits; hits &= hits - 1) {
        size_t i = at + (size_t)__builtin_ctz(hits);
        bool quote = l->p[i] == '"';
        if (l->within == WITHIN_PLAIN && quote) {
            if (i != l->from)
                return false;
            l->within = WITHIN_QUOTED;
        } else if (l->within == WITHIN_QUOTED && quote) {
            if (i + 1 < l->n && l->p[i + 1] != l->delimiter)
                return false;
            struct str inside = {l->p + l->from + 1, i - l->from - 1};
            l->fields->list.p[l->fields->list.n++] = inside;
            l->within = BEHIND_QUOTED;
        } else if (l->within == WITHIN_PLAIN) {
            struct str field = {l->p + l->from, i - l->from};
            l->fields->list.p[l->fields->list.n++] = field;
            l->from = i + 1;
        } else if (l->within == BEHIND_QUOTED) {
            l->within = WITHIN_PLAIN;
            l->from = i + 1;
        }
    }
    return true;
}

bool split_lined(struct fields *fields, const char *p, size_t n, char delimiter)
{
    struct lined l = {.fields = fields, .p = p, .n = n, .delimiter = delimiter};
    size_t i = 0;
    fields->list.n = 0;
    for (; n - i >= SCAN_BYTES; i += SCAN_BYTES)
        if (!take_hits(&l, i, scan_mask(p + i, delimiter) | scan_mask(p + i, '"')))
            return false;
    uint32_t hits = 0; // of the bytes that are left
    if (n >= SCAN_BYTES && i < n)
        hits = (scan_mask(p + n - SCAN_BYTES, delimiter) | scan_mask(p + n - SCAN_BYTES, '"')) >>
               (SCAN_BYTES - (n - i));
    for (size_t k = i; n < SCAN_BYTES && k < n; k++)
        hits |= (uint32_t)(p[k] == delimiter || p[k] == '"') << (k - i);
    if (!take_hits(&l, i, hits) || l.within == WITHIN_QUOTED)
        return false;
    if (l.within == WITHIN_PLAIN)
        vec_push(&fields->list, (struct str){p + l.from, n - l.from});
    return true;
}
