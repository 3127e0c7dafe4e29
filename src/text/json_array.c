// Arrays of JSON: elements by their number, or by the value of a member.
#include "text/json_scan.h"

// Read a value and take its text: of a string, number, true or false.
static bool selector_value(struct json *j, struct str *value)
{
    bool escaped = false;
    const char *from = j->p;
    *value = (struct str){0};
    if (from < j->end && *from == '"') {
        if (!json_string(j, value, &escaped))
            return false;
    } else {
        if (!json_read_value(j, NULL))
            return false;
        if (*from != '{' && *from != '[' && *from != 'n')
            *value = (struct str){from, (size_t)(j->p - from)};
    }
    if (escaped) {
        buf_clear(&j->selector);
        json_unescape(&j->selector, *value);
        *value = buf_str(&j->selector);
    }
    return true;
}

// The value of the object's member of that name, the last one as everywhere.
static bool find_member(struct json *j, struct str name, struct str *value)
{
    struct str other;
    for (bool last = json_read_open(j, '}'); !last;) {
        if (!json_read_name(j, &other))
            return false;
        bool same = str_eq(other, name);
        if (!(same ? selector_value(j, value) : json_read_value(j, NULL)) ||
            !json_read_comma(j, '}', &last))
            return false;
    }
    return true;
}

// As find_member, without going on. No value: NULL.
static void look_member(struct json *j, struct str name, struct str *value)
{
    const char *p = j->p, *nul = j->nul;
    uint64_t line_ends = j->line_ends;
    unsigned depth = j->depth;
    *value = (struct str){0};
    if (p == j->end || *p != '{' || !find_member(j, name, value))
        *value = (struct str){0};
    j->p = p;
    j->nul = nul;
    j->line_ends = line_ends;
    j->depth = depth;
}

// Whether the element at j->p is what the child asks for. *name and *value are those of the member
// that was looked at last.
static bool is_child(struct json *j, struct json_node *child, size_t index, struct str *name,
                     struct str *value)
{
    if (child->step != JSON_SELECT)
        return child->step == JSON_INDEX && child->index == index;
    if (child->found)
        return false;
    if (!name->p || !str_eq(*name, child->name))
        look_member(j, child->name, value);
    *name = child->name;
    child->found = value->p && str_eq(*value, child->value);
    return child->found;
}

// Read an element once for each child that it is.
static bool read_element(struct json *j, struct json_node *node, size_t index)
{
    const char *from = j->p, *end = NULL;
    uint64_t line_ends = j->line_ends, passed = 0;
    struct str name = {0}, value = {0};
    for (vec_each(struct json_node *, child, &node->child)) {
        if (!is_child(j, *child, index, &name, &value))
            continue;
        if (!json_read_value(j, *child))
            return false;
        end = j->p;
        passed = j->line_ends;
        j->p = from;
        j->line_ends = line_ends;
    }
    if (!end)
        return json_read_value(j, NULL);
    j->p = end;
    j->line_ends = passed;
    return true;
}

bool json_read_array(struct json *j, struct json_node *node)
{
    bool within = node && node->child.n > node->keys;
    bool last = json_read_open(j, ']');
    for (size_t index = 0; !last; index++) {
        json_blanks(j);
        if (!(within ? read_element(j, node, index) : json_read_value(j, NULL)) ||
            !json_read_comma(j, ']', &last))
            return false;
    }
    return true;
}
