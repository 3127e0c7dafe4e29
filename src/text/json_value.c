// One JSON value out of a text: checked, and what is wanted of it taken.
#include "text/json_value.h"

#include "text/json_scan.h"

static bool read_value(struct json *j, struct json_node *node); // node NULL: pass over it

static void set_text(struct json *j, const struct json_node *node, struct str raw, bool escaped)
{
    if (!node || !node->wanted)
        return;
    if (escaped) {
        size_t from = j->text.n;
        j->copied.p[node->field] = from;
        json_unescape(&j->text, raw);
        raw = (struct str){NULL, j->text.n - from};
    }
    j->fields->list.p[node->field] = raw;
}

// Forget what an earlier member of the same name has set.
static void clear_within(struct json *j, struct json_node *node)
{
    for (vec_each(struct json_node *, child, &node->child)) {
        if ((*child)->wanted)
            j->fields->list.p[(*child)->field] = STR("");
        (*child)->found = false;
        clear_within(j, *child);
    }
}

static struct json_node *member_node(struct json_node *node, struct str name)
{
    for (vec_each(struct json_node *, child, &node->child))
        if ((*child)->step == JSON_KEY && str_eq((*child)->name, name))
            return *child;
    return NULL;
}

// Read `"name":` and stop at the value. The name lasts until the next one.
static bool read_name(struct json *j, struct str *name)
{
    bool escaped;
    json_blanks(j);
    if (!json_string(j, name, &escaped))
        return false;
    if (escaped) {
        buf_clear(&j->name);
        json_unescape(&j->name, *name);
        *name = buf_str(&j->name);
    }
    json_blanks(j);
    if (!json_take(j, ':'))
        return false;
    json_blanks(j);
    return true;
}

// Behind an item: pass a comma, or the closing bracket, which ends the list.
static bool read_comma(struct json *j, char close, bool *last)
{
    json_blanks(j);
    *last = j->p < j->end && *j->p == close;
    return json_take(j, *last ? close : ',');
}

// Pass the opening bracket, and the closing one if it follows at once.
static bool read_open(struct json *j, char close)
{
    j->p++;
    json_blanks(j);
    bool last = j->p < j->end && *j->p == close;
    j->p += last;
    return last;
}

static bool read_object(struct json *j, struct json_node *node)
{
    struct str name;
    for (bool last = read_open(j, '}'); !last;) {
        if (!read_name(j, &name))
            return false;
        struct json_node *child = node && node->keys ? member_node(node, name) : NULL;
        if (!read_value(j, child) || !read_comma(j, '}', &last))
            return false;
    }
    return true;
}

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
        if (!read_value(j, NULL))
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
    for (bool last = read_open(j, '}'); !last;) {
        if (!read_name(j, &other))
            return false;
        bool same = str_eq(other, name);
        if (!(same ? selector_value(j, value) : read_value(j, NULL)) || !read_comma(j, '}', &last))
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
        if (!read_value(j, *child))
            return false;
        end = j->p;
        passed = j->line_ends;
        j->p = from;
        j->line_ends = line_ends;
    }
    if (!end)
        return read_value(j, NULL);
    j->p = end;
    j->line_ends = passed;
    return true;
}

static bool read_array(struct json *j, struct json_node *node)
{
    bool within = node && node->child.n > node->keys;
    bool last = read_open(j, ']');
    for (size_t index = 0; !last; index++) {
        json_blanks(j);
        if (!(within ? read_element(j, node, index) : read_value(j, NULL)) ||
            !read_comma(j, ']', &last))
            return false;
    }
    return true;
}

static bool read_nested(struct json *j, struct json_node *node)
{
    const char *from = j->p;
    if (j->depth == JSON_DEPTH) {
        j->result = JSON_BROKEN;
        return false;
    }
    j->depth++;
    if (!(*from == '{' ? read_object(j, node) : read_array(j, node)))
        return false;
    j->depth--;
    if (node && node->wanted) {
        size_t at = j->text.n;
        json_compact(&j->text, (struct str){from, (size_t)(j->p - from)});
        j->copied.p[node->field] = at;
        j->fields->list.p[node->field] = (struct str){NULL, j->text.n - at};
    }
    return true;
}

static bool read_value(struct json *j, struct json_node *node)
{
    const char *from = j->p;
    struct str raw;
    bool escaped;
    if (from == j->end)
        return json_fail(j);
    if (node && node->child.n)
        clear_within(j, node);
    switch (*from) {
    case '"':
        if (!json_string(j, &raw, &escaped))
            return false;
        set_text(j, node, raw, escaped);
        return true;
    case '{':
    case '[':
        return read_nested(j, node);
    case 't':
        if (!json_literal(j, STR("true")))
            return false;
        break;
    case 'f':
        if (!json_literal(j, STR("false")))
            return false;
        break;
    case 'n':
        if (!json_literal(j, STR("null")))
            return false;
        set_text(j, node, STR(""), false);
        return true;
    default:
        if (!json_number(j))
            return false;
    }
    set_text(j, node, (struct str){from, (size_t)(j->p - from)}, false);
    return true;
}

enum json_result json_read(struct json *j, struct json_node *root, size_t field_count)
{
    vec_reserve(&j->fields->list, field_count);
    vec_reserve(&j->copied, field_count);
    j->fields->list.n = field_count;
    struct str *field = j->fields->list.p;
    for (size_t i = 0; i < field_count; i++)
        field[i] = STR("");
    buf_clear(&j->text);
    j->line_ends = 0;
    j->nul = NULL;
    j->depth = 0;
    j->result = JSON_FINE;
    if (!read_value(j, root))
        return j->result;
    for (size_t i = 0; i < field_count; i++)
        if (!field[i].p)
            field[i] = str_slice(buf_str(&j->text), j->copied.p[i], j->copied.p[i] + field[i].n);
    return JSON_FINE;
}

void json_free(struct json *j)
{
    buf_free(&j->text);
    buf_free(&j->name);
    buf_free(&j->selector);
    vec_free(&j->copied);
}
