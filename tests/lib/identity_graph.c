// Published cases that are graphs of ids: events with several, and pairs.
#include "identity_cases.h"

#include <stdio.h>
#include <stdlib.h>

struct pair {
    char a[128], b[128];
};

static int compare_pairs(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct pair));
}

// Read "ns:value" pairs, each and all in bytewise order.
static size_t read_pairs(const json_t *array, struct pair *out)
{
    size_t i;
    json_t *value;
    json_array_foreach(array, i, value)
    {
        const char *a = json_string_value(json_array_get(value, 0));
        const char *b = json_string_value(json_array_get(value, 1));
        bool swap = strcmp(a, b) > 0;
        out[i] = (struct pair){{0}, {0}};
        snprintf(out[i].a, sizeof out[i].a, "%s", swap ? b : a);
        snprintf(out[i].b, sizeof out[i].b, "%s", swap ? a : b);
    }
    qsort(out, json_array_size(array), sizeof *out, compare_pairs);
    return json_array_size(array);
}

static size_t place(const struct kase *k, const char *id)
{
    size_t i, n = strcspn(id, ":");
    json_t *name;
    json_array_foreach(json_object_get(k->rules, "priority"), i, name)
    {
        const char *s = json_string_value(name);
        if (strlen(s) == n && strncmp(s, id, n) == 0)
            return i;
    }
    return 0;
}

static size_t strength(const struct kase *k, const struct pair *p)
{
    return place(k, p->a) + place(k, p->b);
}

// The namespaces of all events, in the order of the priority, else user_id and then as they come.
static json_t *namespaces(const struct kase *k)
{
    json_t *order = json_array(), *event, *value;
    const json_t *priority = json_object_get(k->rules, "priority");
    const json_t *alias = json_object_get(k->rules, "alias");
    const char *key;
    size_t i;
    json_array_foreach(priority, i, value) json_array_append(order, value);
    for (int pass = 0; !priority && pass < 2; pass++)
        json_array_foreach(k->events, i, event)
        {
            json_object_foreach(json_object_get(event, "ids"), key, value)
            {
                bool known = json_object_get(alias, key) != NULL;
                for (size_t n = 0; n < json_array_size(order); n++)
                    known = known || strcmp(json_string_value(json_array_get(order, n)), key) == 0;
                if (!known && (pass || strcmp(key, "user_id") == 0 || strcmp(key, "CRMID") == 0))
                    json_array_append_new(order, json_string(key));
            }
        }
    return order;
}

static void add_list(struct buf *out, const char *key, const json_t *names)
{
    size_t i;
    json_t *name;
    buf_printf(out, "%s = {", key);
    json_array_foreach(names, i, name)
        buf_printf(out, "%s\"%s\"", i ? ", " : "", json_string_value(name));
    buf_printf(out, "} ");
}

// A column a namespace, one more (NAME_2) of each for an event that has two values, and one of each
// alias.
static void begin_ids(struct kase *k, const json_t *order)
{
    struct buf ids = {0}, columns = {0};
    const json_t *alias = json_object_get(k->rules, "alias");
    const char *key;
    json_t *name;
    size_t i;
    buf_printf(&ids, "id {");
    json_array_foreach(order, i, name)
    {
        const char *s = json_string_value(name);
        buf_printf(&ids, " %s = \"%s\" %s_2 = \"%s_2\"", s, s, s, s);
        buf_printf(&columns, ",%s,%s_2", s, s);
    }
    json_object_foreach((json_t *)alias, key, name)
    {
        buf_printf(&ids, " %s = \"%s\"", key, key);
        buf_printf(&columns, ",%s", key);
    }
    buf_printf(&ids, " }");
    begin(k, ids.p, columns.p);
    buf_printf(&k->study, "identity { ");
    add_list(&k->study, "order", order);
    add_list(&k->study, "unique", json_object_get(k->rules, "unique"));
    json_array_foreach(order, i, name) buf_printf(
        &k->study, "\n    namespace \"%s\" { normalise = trim } namespace \"%s_2\" { as = \"%s\" }",
        json_string_value(name), json_string_value(name), json_string_value(name));
    json_object_foreach((json_t *)alias, key, name) buf_printf(
        &k->study, "\n    namespace \"%s\" { as = \"%s\" }", key, json_string_value(name));
    buf_printf(&k->study, " }\n");
    buf_free(&ids);
    buf_free(&columns);
}

static void add_ids(struct kase *k, const json_t *ids, const json_t *order)
{
    const char *key;
    json_t *name;
    size_t i;
    json_array_foreach(order, i, name)
    {
        const json_t *value = json_object_get(ids, json_string_value(name));
        bool list = json_is_array(value);
        const char *one = json_string_value(list ? json_array_get(value, 0) : value);
        const char *two = json_string_value(json_array_get(value, 1));
        buf_printf(&k->csv, ",%s,%s", one ? one : "", two ? two : "");
    }
    json_object_foreach(json_object_get(k->rules, "alias"), key, name)
        buf_printf(&k->csv, ",%s", text(ids, key));
    buf_printf(&k->csv, "\n");
}

// A row for each id that has nothing else, later than all: it tells whose the id is.
static void add_probes(struct kase *k, const json_t *order)
{
    json_t *seen = json_object(), *event, *value;
    const char *key;
    size_t i;
    json_array_foreach(k->events, i, event)
    {
        json_object_foreach(json_object_get(event, "ids"), key, value)
        {
            struct buf name = {0};
            json_t *alone = json_object();
            buf_printf(&name, "%s:%s", key, json_string_value(value));
            if (!json_object_get(seen, name.p)) {
                json_object_set_new(alone, key, json_incref(value));
                buf_printf(&k->csv, "2024-02-01T00:00:00Z,%s", name.p);
                add_ids(k, alone, order);
            }
            json_object_set_new(seen, name.p, json_true());
            json_decref(alone);
            buf_free(&name);
        }
    }
    json_decref(seen);
}

static bool unique(const struct kase *k, const char *id)
{
    size_t i, n = strcspn(id, ":");
    json_t *name;
    json_array_foreach(json_object_get(k->rules, "unique"), i, name)
    {
        const char *s = json_string_value(name);
        if (strlen(s) == n && strncmp(s, id, n) == 0)
            return true;
    }
    return false;
}

// Every pair of ids on an event but those that are removed. Returns how many.
static size_t links_left(const struct kase *k, const struct pair *removed, size_t n,
                         struct pair *out)
{
    size_t found = 0, i;
    json_t *event, *x, *y;
    const char *a, *b;
    json_array_foreach(k->events, i, event)
    {
        json_object_foreach(json_object_get(event, "ids"), a, x)
        {
            json_object_foreach(json_object_get(event, "ids"), b, y)
            {
                struct pair p = {{0}, {0}};
                snprintf(p.a, sizeof p.a, "%s:%s", a, json_string_value(x));
                snprintf(p.b, sizeof p.b, "%s:%s", b, json_string_value(y));
                bool gone = strcmp(p.a, p.b) >= 0;
                for (size_t r = 0; r < n; r++)
                    gone = gone || memcmp(&removed[r], &p, sizeof p) == 0;
                if (!gone && found < 64)
                    out[found++] = p;
            }
        }
    }
    return found;
}

// Whether the removed links are all that must go: no two values of a unique namespace are left in
// one piece. Pieces are told by one of their ids, which spreads until nothing changes.
static bool complete(const struct kase *k, const struct pair *removed, size_t n)
{
    struct pair link[64];
    const char *piece[64];
    size_t m = links_left(k, removed, n, link);
    for (size_t i = 0; i < m; i++)
        piece[i] = link[i].a;
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < m; j++) {
                bool touch = !strcmp(link[i].a, link[j].a) || !strcmp(link[i].a, link[j].b) ||
                             !strcmp(link[i].b, link[j].a) || !strcmp(link[i].b, link[j].b);
                if (touch && strcmp(piece[i], piece[j]) < 0) {
                    piece[j] = piece[i];
                    again = true;
                }
            }
    }
    for (size_t i = 0; i < 2 * m; i++)
        for (size_t j = 0; j < 2 * m; j++) {
            const char *a = i % 2 ? link[i / 2].b : link[i / 2].a;
            const char *b = j % 2 ? link[j / 2].b : link[j / 2].a;
            size_t space = strcspn(a, ":") + 1;
            if (!strcmp(piece[i / 2], piece[j / 2]) && strcmp(a, b) && unique(k, a) &&
                strncmp(a, b, space) == 0)
                return false;
        }
    return true;
}

static void ask_graph(struct kase *k)
{
    struct pair removed[16], linked[16];
    size_t i, n = read_pairs(json_object_get(k->expected, "removed"), removed);
    size_t m = read_pairs(json_object_get(k->expected, "linked"), linked);
    const json_t *components = json_object_get(k->expected, "components");
    for (i = 0; i < n * m; i++)
        if (strength(k, &removed[i / m]) < strength(k, &linked[i % m])) {
            skip(k, "it wants a weaker link to win over a stronger one; stronger links are tried "
                    "first");
            return;
        }
    for (i = 0; i < n; i++)
        buf_printf(&k->want, "%s %s\n", removed[i].a, removed[i].b);
    // A case may name only some of the links that must go: then these are looked for.
    buf_printf(&k->ask, complete(k, removed, n) ? "refused\n" : "refused | named_in want\n");
    for (i = 0; i < m; i++) {
        buf_printf(&k->ask, "one %s %s\n", linked[i].a, linked[i].b);
        buf_printf(&k->want, "one\n");
    }
    for (i = 0; i < n; i++) {
        buf_printf(&k->ask, "one %s %s\n", removed[i].a, removed[i].b);
        buf_printf(&k->want, "two\n");
    }
    if (components) {
        buf_printf(&k->ask, "count customer\n");
        buf_printf(&k->want, "count %lld\n", (long long)json_integer_value(components));
    }
}

void graph(struct kase *k)
{
    json_t *order = namespaces(k), *event;
    size_t i;
    begin_ids(k, order);
    json_array_foreach(k->events, i, event)
    {
        add_time(k, i);
        buf_printf(&k->csv, ",");
        add_name(&k->csv, event, i);
        add_ids(k, json_object_get(event, "ids"), order);
    }
    const json_t *rejected = json_object_get(k->expected, "rejected");
    const json_t *same = json_object_get(k->expected, "snowplow_id");
    if (rejected) {
        buf_printf(&k->ask, "rejected\n");
        buf_printf(&k->want, "%zu two-values\n", json_array_size(rejected));
    } else if (same) {
        want_pattern(k, same, NULL);
        buf_printf(&k->want, "count 1\n");
    } else {
        add_probes(k, order);
        ask_graph(k);
    }
    json_decref(order);
}

// Pairs of ids; afterwards each id has the number of its cluster.
void pairs(struct kase *k)
{
    json_t *order = json_array(), *event, *number;
    const char *key;
    size_t i;
    json_array_append_new(order, json_string("user_id"));
    json_array_append_new(order, json_string("email"));
    json_array_append_new(order, json_string("phone"));
    begin_ids(k, order);
    json_array_foreach(k->events, i, event)
    {
        json_t *ids = json_object();
        for (size_t end = 0; end < 2; end++) {
            const json_t *id = json_object_get(event, end ? "b" : "a");
            json_object_set_new(ids, json_string_value(json_array_get(id, 0)),
                                json_incref(json_array_get(id, 1)));
        }
        add_time(k, i);
        buf_printf(&k->csv, ",%zu", i + 1);
        add_ids(k, ids, order);
        json_decref(ids);
    }
    json_t *seen = json_object();
    json_object_foreach(json_object_get(k->expected, "rudder_id"), key, number)
    {
        char *dumped = json_dumps(number, JSON_ENCODE_ANY);
        json_object_set_new(seen, dumped, json_true());
        free(dumped);
    }
    buf_printf(&k->ask, "count customer\n");
    buf_printf(&k->want, "count %zu\n", json_object_size(seen));
    json_decref(seen);
    json_decref(order);
}
