// One JSON value out of a text: checked, and what is wanted of it taken.
#include "text/json_value.h"

#include "text/json_scan.h"

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

bool json_read_name(struct json *j, struct str *name)
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

bool json_read_comma(struct json *j, char close, bool *last)
{
    json_blanks(j);
    *last = j->p < j->end && *j->p == close;
    return json_take(j, *last ? close : ',');
}

bool json_read_open(struct json *j, char close)
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
    for (bool last = json_read_open(j, '}'); !last;) {
        if (!json_read_name(j, &name))
            return false;
        struct json_node *child = node && node->keys ? member_node(node, name) : NULL;
        if (!json_read_value(j, child) || !json_read_comma(j, '}', &last))
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
    if (!(*from == '{' ? read_object(j, node) : json_read_array(j, node)))
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

bool json_read_value(struct json *j, struct json_node *node)
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
    if (!json_read_value(j, root))
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
