// One JSON value out of a text: checked, and what is wanted of it taken.
#ifndef TEXT_JSON_VALUE_H
#define TEXT_JSON_VALUE_H

#include "text/json_path.h"
#include "text/reader.h"

// Deeper values are taken for broken. Broken lines that nest cost as many lines of looking ahead.
enum { JSON_DEPTH = 200 };

enum json_result { JSON_FINE, JSON_BROKEN, JSON_MORE }; // JSON_MORE: the text ends too early

struct json {
    const char *begin, *p, *end; // set by the caller; p is then where reading stopped
    char line_end;
    uint64_t line_ends; // passed, outside of strings
    const char *nul;    // the first \u0000, or NULL
    struct fields *fields;
    struct buf text;           // bytes of fields that could not be borrowed
    VEC(size_t) copied;        // of each field with p == NULL: where it begins in there
    struct buf name, selector; // unescaped, for a moment
    unsigned depth;
    enum json_result result;
};

// Read the value at p, an object or array. Its fields, with these places in the tree, are borrowed
// from the text or from j until the next call: strings unescaped, numbers as written, true and
// false, null as "", objects and arrays as compact JSON; "" for what is not there. Of members with
// the same name the last counts.
enum json_result json_read(struct json *j, struct json_node *root, size_t field_count);
void json_free(struct json *j);

#endif
