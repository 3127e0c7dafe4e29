// What cutting a text into JSON records has to remember. For json.c and json_broken.c only.
#ifndef TEXT_JSON_RECORDS_H
#define TEXT_JSON_RECORDS_H

#include "text/json_value.h"

struct json_records {
    struct json json;
    struct json_node root;
    struct arena arena; // of the tree
    bool in_array;
    bool in_line;  // something of the line is done
    size_t indent; // blanks before the first thing of the line
};

enum { PEEK_END = -1, PEEK_FAILED = -2 };

// The byte that stands `at` bytes behind the window's position.
int json_peek(struct reader *r, size_t at, struct diag *d);

// Make a faulty record of what stands at the window's position: of its line, or within an array of
// the value, if that ends on the line; and of the lines that belong to it by their indentation.
enum reader_result json_reject(struct reader *r, struct record *record, enum record_fault fault,
                               size_t column, struct diag *d);

#endif
