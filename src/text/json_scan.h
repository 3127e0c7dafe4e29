// The parts of reading JSON by RFC 8259. For json_value.c and json_array.c, and pairs.c's strings.
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

// A value, and what the node and those below it want of it; NULL: pass over it.
bool json_read_value(struct json *j, struct json_node *node);
bool json_read_array(struct json *j, struct json_node *node);

// Pass the opening bracket. Whether the closing one followed at once, and is passed too.
bool json_read_open(struct json *j, char close);
// Read `"name":` and stop at the value. The name lasts until the next one.
bool json_read_name(struct json *j, struct str *name);
// Behind an item: pass a comma, or the closing bracket, which ends the list.
bool json_read_comma(struct json *j, char close, bool *last);

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
