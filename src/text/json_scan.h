// The tokens of JSON by RFC 8259. For json_value.c only.
#ifndef TEXT_JSON_SCAN_H
#define TEXT_JSON_SCAN_H

#include "text/json_value.h"

// All begin at j->p and leave it behind what they read. False: j->result is set, j->p is the place.

bool json_fail(struct json *j);
bool json_take(struct json *j, char c);
bool json_number(struct json *j);
bool json_literal(struct json *j, struct str word);

// What stands between the quotes, escapes checked and as they are.
bool json_string(struct json *j, struct str *raw, bool *escaped);

// Append what the inside of a checked string means. An escape that JSON does not know keeps its
// letter (logfmt).
void json_unescape(struct buf *out, struct str raw);

// Append a checked value without blanks between its tokens.
void json_compact(struct buf *out, struct str value);

static inline void json_blanks(struct json *j)
{
    for (; j->p < j->end && (unsigned char)*j->p <= ' '; j->p++) {
        if (*j->p == j->line_end)
            j->line_ends++;
        else if (*j->p != ' ' && *j->p != '\t' && *j->p != '\r' && *j->p != '\n')
            return;
    }
}

#endif
