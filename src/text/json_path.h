// The paths of wanted JSON fields, as one tree.
#ifndef TEXT_JSON_PATH_H
#define TEXT_JSON_PATH_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/vec.h"

enum json_step {
    JSON_KEY,    // .name: the member of an object
    JSON_INDEX,  // [0]: the element of an array
    JSON_SELECT, // [name=value]: the array's first element, an object, whose member has the value
};

struct json_node {
    enum json_step step;
    struct str name, value; // of a key or selection
    size_t index;
    bool wanted; // the value itself is `field`, beside what is wanted within it
    size_t field;
    bool found;           // a selection that has been made; of the array that is being read
    size_t keys, selects; // children of that step
    VEC(struct json_node *) child;
};

// Add a path to the tree: steps as "props.screen", "items[0].sku", "[1].a",
// "params[key=page].value". A backslash takes the meaning from . [ ] = \ in a name or value. False
// fills d (FAULT_USAGE, column): a step is wrong, or the path is there already.
bool json_path_add(struct json_node *root, struct arena *arena, struct str path, size_t field,
                   struct diag *d);

void json_path_free(struct json_node *root); // what is not the arena's

#endif
