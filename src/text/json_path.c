// The paths of wanted JSON fields, as one tree.
#include "text/json_path.h"

struct path {
    struct str text;
    size_t at;
    struct arena *arena;
    struct diag *d;
};

static bool wrong(const struct path *path, size_t at, const char *why)
{
    return diag_at(path->d, FAULT_USAGE, STR(""), 0, at + 1, "path %.*s: %s at byte %zu",
                   STR_ARG(path->text), why, at + 1);
}

static bool more(const struct path *path, char c)
{
    return path->at < path->text.n && path->text.p[path->at] == c;
}

// Read up to one of the ends, which is not read.
static struct str read_name(struct path *path, const char *ends)
{
    struct buf name = {0};
    for (; path->at < path->text.n; path->at++) {
        char c = path->text.p[path->at];
        if (c == '\\' && path->at + 1 < path->text.n)
            c = path->text.p[++path->at];
        else if (c != '\0' && strchr(ends, c))
            break;
        buf_add_byte(&name, c);
    }
    struct str kept = arena_str(path->arena, buf_str(&name));
    buf_free(&name);
    return kept;
}

static bool same_step(const struct json_node *a, const struct json_node *b)
{
    return a->step == b->step && str_eq(a->name, b->name) && str_eq(a->value, b->value) &&
           a->index == b->index;
}

static struct json_node *child_of(struct json_node *node, const struct json_node *step,
                                  struct arena *arena)
{
    for (vec_each(struct json_node *, child, &node->child))
        if (same_step(*child, step))
            return *child;
    struct json_node *new = arena_new(arena, struct json_node);
    *new = *step;
    vec_push(&node->child, new);
    node->keys += step->step == JSON_KEY;
    node->selects += step->step == JSON_SELECT;
    return new;
}

// Read "[0]" or "[name=value]".
static bool read_bracket(struct path *path, struct json_node *step)
{
    size_t from = path->at++;
    step->name = read_name(path, "=]");
    uint64_t index;
    if (more(path, '=')) {
        step->step = JSON_SELECT;
        path->at++;
        step->value = read_name(path, "]");
    } else if (str_to_u64(step->name, &index)) {
        *step = (struct json_node){.step = JSON_INDEX, .index = index};
    } else {
        return wrong(path, from, "write [0] or [name=value]");
    }
    if (!more(path, ']'))
        return wrong(path, from, "this bracket is never closed");
    path->at++;
    return path->at == path->text.n || more(path, '.') || more(path, '[') ||
           wrong(path, path->at, "a dot is missing");
}

static bool read_key(struct path *path, struct json_node *step)
{
    size_t from = path->at;
    step->step = JSON_KEY;
    step->name = read_name(path, ".[");
    return step->name.n > 0 || wrong(path, from, "a name is missing");
}

bool json_path_add(struct json_node *root, struct arena *arena, struct str text, size_t field,
                   struct diag *d)
{
    struct path path = {.text = text, .arena = arena, .d = d};
    struct json_node *node = root;
    if (text.n == 0)
        return wrong(&path, 0, "it is empty");
    while (path.at < text.n) {
        struct json_node step = {0};
        if (more(&path, '[') ? !read_bracket(&path, &step) : !read_key(&path, &step))
            return false;
        node = child_of(node, &step, arena);
        if (more(&path, '.') && ++path.at == text.n)
            return wrong(&path, path.at, "a name is missing");
    }
    if (node->wanted)
        return wrong(&path, 0, "it is given twice");
    node->wanted = true;
    node->field = field;
    return true;
}

void json_path_free(struct json_node *node)
{
    for (vec_each(struct json_node *, child, &node->child))
        json_path_free(*child);
    vec_free(&node->child);
}
